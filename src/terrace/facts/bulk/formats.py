"""Formats: how the bytes of a file become facts. Gateways add those of other systems.

    formats.add(Format("sdmx-csv", ("application/vnd.sdmx.data+csv",), (".csv",), read, fits=looks_like_sdmx))

`read(original, source)` yields batches. It raises `Refused` when the file cannot be read to its end; faults of single
facts go into `Batch.faults`. `source` is the code that the sender named, or ''.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from terrace.facts.bulk import problems
from terrace.facts.bulk.columns import Batch

#: Bytes at the beginning of a file by which formats may know it.
HEAD_BYTES = 4_096
LINE, FACT = "line", "fact"


@dataclass(frozen=True, slots=True)
class Readable:
    """A file on the local disk while it is read, expanded if it was packed. Its bytes are as the sender wrote them."""

    path: Path
    name: str
    media_type: str

    def open(self) -> BinaryIO:
        return self.path.open("rb")

    def text(self) -> TextIO:
        """As text, line ends untouched."""
        return self.path.open(encoding="utf-8-sig", newline="")

    @property
    def size(self) -> int:
        return self.path.stat().st_size


Read = Callable[[Readable, str], Iterator[Batch]]


def _any(head: bytes) -> bool:  # noqa: ARG001 - every file of the media type will do
    return True


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `fits` looks at the first bytes, where several formats share a media type or a suffix."""

    code: str
    media_types: tuple[str, ...]
    suffixes: tuple[str, ...]
    read: Read
    #: What positions count: lines of a text, or facts.
    counts: str = FACT
    fits: Callable[[bytes], bool] = _any


FORMATS: dict[str, Format] = {}


def add(added: Format) -> None:
    """Make a format known; one code is added once. Later ones are asked first whether a file fits."""
    if added.code in FORMATS:
        raise ValueError(f"format {added.code} is added twice")
    FORMATS[added.code] = added


def choose(name: str, media_type: str, head: bytes, code: str = "") -> Format:
    """The format that was named, else the one that fits the media type, else the suffix. Raises `file.format`."""
    if code:
        return _named(code)
    plain = media_type.partition(";")[0].strip().lower()
    known = list(reversed(FORMATS.values()))
    by_type = [each for each in known if plain in each.media_types]
    by_name = [each for each in known if name.lower().removesuffix(".gz").endswith(each.suffixes)]
    for each in by_type + by_name:
        if each.fits(head):
            return each
    raise _unknown(plain or name)


def _named(code: str) -> Format:
    if code not in FORMATS:
        raise _unknown(code)
    return FORMATS[code]


def _unknown(found: str) -> Exception:
    return problems.FORMAT_UNKNOWN.problem(found=found[:80], known=", ".join(sorted(FORMATS)))
