"""A `.csv` as spreadsheets in Viet Nam write it: Unicode, Windows-1258 or an old font; commas, semicolons, tabs."""

import csv
import io
import unicodedata
from typing import Final

from terrace.base.kernel import legacy
from terrace.facts.workbooks.figures import Content

DELIMITERS: Final = ";\t,"
#: Lines that are looked at to find out what parts them.
LOOKED_AT: Final = 50
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read(content: bytes) -> list[list[Content]]:
    """The rows; raises `ValueError` for what is no text."""
    text = decode(content)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))]
    except csv.Error as fault:
        raise ValueError(str(fault)) from fault


def decode(content: bytes) -> str:
    """The text, in whichever encoding it was saved. NUL bytes in anything but UTF-16 are no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding)
    if wide := _wide(content):
        return content.decode(wide)
    if b"\x00" in content:
        raise ValueError("binary")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _eight_bits(content)


def delimiter(text: str) -> str:
    """What parts the cells: the sign that gives most lines the same number of cells, more than one."""
    lines = text.splitlines()[:LOOKED_AT]
    scores = {each: _evenness(lines, each) for each in DELIMITERS}
    return max(DELIMITERS, key=lambda each: scores[each])


def _evenness(lines: list[str], sign: str) -> tuple[int, int]:
    counts = [len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1]
    most = max(set(counts), key=counts.count, default=0)
    return counts.count(most), most


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain signs is NUL."""
    start = content[:400]
    if len(start) < 4 or start.count(0) < len(start) // 4:  # noqa: PLR2004 - too short to tell
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _eight_bits(content: bytes) -> str:
    """Windows-1258, or Latin-1 in an old font: whichever reads as more Vietnamese."""
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    latin = content.decode("latin-1")
    old = "\n".join(legacy.convert(line).text for line in latin.splitlines()[:LOOKED_AT])
    return vietnamese if _score(vietnamese) >= _score(old) else latin


def _score(text: str) -> int:
    words = (word for line in text.splitlines()[:LOOKED_AT] for word in _words(line))
    return sum(1 if legacy.is_syllable(word) else -1 for word in words if not word.isascii())


def _words(line: str) -> list[str]:
    return "".join(sign if sign.isalpha() else " " for sign in line).split()
