"""What any text must be: UTF-8 without NUL. One pass, which also counts what the readers want to know."""

import codecs
from dataclasses import dataclass, field

from terrace.facts.bulk import problems
from terrace.facts.bulk.formats import Readable

CHUNK = 2**20
BOM = codecs.BOM_UTF8
#: Other encodings that a file may say it has by its first bytes.
MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
COUNTED = (b"\n", b"\r", b"\r\n", b'"', b",", b";", b"\t")


@dataclass(slots=True)
class Scan:
    """How often the signs that matter are there; whether the file begins with the mark of UTF-8, and how it ends."""

    marked: bool = False
    ended: bool = True
    counts: dict[bytes, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))

    @property
    def lines(self) -> int:
        """Lines by line feeds; the last one need not have one."""
        return self.counts[b"\n"] + (not self.ended)


def scan(original: Readable) -> Scan:
    """Look through the whole file; raises `file.encoding` or `file.nul` with the line."""
    found, decoder, last = Scan(), codecs.getincrementaldecoder("utf-8")("strict"), b""
    with original.open() as file:
        while chunk := file.read(CHUNK):
            if not last:
                _demand_utf8(chunk)
                found.marked = chunk.startswith(BOM)
            _demand_sound(chunk, decoder, found)
            _count(found, chunk, last)
            last = chunk[-1:]
    found.ended = last in (b"", b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        raise problems.TEXT_ENCODING.problem(line=found.lines, found="cut off inside a letter") from wrong
    return found


def _demand_utf8(head: bytes) -> None:
    for mark, name in MARKS.items():
        if head.startswith(mark):
            raise problems.TEXT_ENCODING.problem(line=1, found=name)


def _demand_sound(chunk: bytes, decoder: codecs.IncrementalDecoder, before: Scan) -> None:
    line = before.counts[b"\n"] + 1
    if (at := chunk.find(b"\0")) >= 0:
        raise problems.TEXT_NUL.problem(line=line + chunk.count(b"\n", 0, at))
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as wrong:
        sign = f"0x{wrong.object[wrong.start]:02X}"
        line += bytes(wrong.object).count(b"\n", 0, wrong.start)
        raise problems.TEXT_ENCODING.problem(line=line, found=sign) from wrong


def _count(found: Scan, chunk: bytes, last: bytes) -> None:
    for sign in COUNTED:
        found.counts[sign] += chunk.count(sign)
    found.counts[b"\r\n"] += last == b"\r" and chunk.startswith(b"\n")


def place(text: bytes, at: int) -> tuple[int, int]:
    """Line and column (of bytes), both from 1, of a byte.

    >>> place(b"[1,\\n 2", 5)
    (2, 2)
    """
    start = text.rfind(b"\n", 0, at) + 1
    return text.count(b"\n", 0, at) + 1, at - start + 1
