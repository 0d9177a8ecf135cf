"""Translations made ready: `.po` files, which people edit, compiled to the `.mo` files that Django reads.

In Python, because GNU gettext is not on every machine. `python -m terrace.web.ui.texts` compiles all.
"""

import ast
import os
import struct
from collections.abc import Iterator
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[2] / "locale"
MAGIC, HEADER = 0x950412DE, 28


def refresh(folder: Path = LOCALE) -> None:
    """Compile what is older than its source; a read-only installation keeps what it has."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        if os.access(source.parent, os.W_OK):
            _write(target, compiled(read(source)))


def _write(target: Path, content: bytes) -> None:
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(target)


def read(source: Path) -> dict[str, str]:
    """Every translated text of a `.po` file; those with a context carry it before \\x04, as gettext does."""
    return dict(_entries(source.read_text(encoding="utf-8")))


def _entries(text: str) -> Iterator[tuple[str, str]]:
    for paragraph in text.split("\n\n"):
        parts = _parts(line for line in paragraph.splitlines() if not line.startswith("#"))
        if parts.get("msgstr"):
            context = f"{parts['msgctxt']}\x04" if "msgctxt" in parts else ""
            yield context + parts.get("msgid", ""), parts["msgstr"]


def _parts(lines: Iterator[str]) -> dict[str, str]:
    parts: dict[str, str] = {}
    keyword = ""
    for line in lines:
        named, _, text = ("", "", line) if line.startswith('"') else line.partition(" ")
        keyword = named or keyword
        if keyword:
            parts[keyword] = parts.get(keyword, "") + str(ast.literal_eval(text))
    return parts


def compiled(texts: dict[str, str]) -> bytes:
    """The binary form: a header, two tables of (length, offset) in the order of the ids, then the strings."""
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    start = HEADER + 16 * len(pairs)
    strings = b"".join(text + b"\0" for column in zip(*pairs, strict=True) for text in column)
    tables, offset = [], start
    for column in zip(*pairs, strict=True):
        for text in column:
            tables.append(struct.pack("<II", len(text), offset))
            offset += len(text) + 1
    header = struct.pack("<7I", MAGIC, 0, len(pairs), HEADER, HEADER + 8 * len(pairs), 0, HEADER)
    return header + b"".join(tables) + strings


if __name__ == "__main__":
    refresh()
