"""The file of a job on the local disk, expanded when it is packed; never larger than the limit."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from terrace.facts.bulk import problems
from terrace.facts.bulk.formats import HEAD_BYTES, Readable
from terrace.facts.collection import originals

GZIP = b"\x1f\x8b"
#: Bytes that a step of expanding gives at the most: a bomb is noticed before it is there.
STEP = 2**20
_WITH_HEAD = 31


@contextmanager
def readable(original: int, name: str, media_type: str) -> Iterator[Readable]:
    """The kept file, in a folder of its own that is gone afterwards. Raises Refused when it cannot be expanded."""
    with TemporaryDirectory(prefix="terrace-job-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            for chunk in limited(expanded(originals.read(original))):
                file.write(chunk)
        yield Readable(path, name, media_type)


def limited(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same, up to the limit; raises `file.expands`."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.JOB_LIMIT:
            raise problems.FILE_EXPANDS.problem(limit=settings.JOB_LIMIT // 2**20)
        yield chunk


def expanded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes as they are, or unpacked when they are gzip. Raises `file.cut` when gzip is not whole."""
    rest = iter(chunks)
    first = next(rest, b"")
    while len(first) < len(GZIP) and (more := next(rest, b"")):
        first += more
    if first.startswith(GZIP):
        yield from _unpacked(first, rest)
    else:
        yield first
        yield from rest


def _unpacked(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Several members may follow each other, and zeros at the end; the last must be whole."""
    unpacker, waiting = zlib.decompressobj(_WITH_HEAD), first
    while waiting:
        try:
            yield unpacker.decompress(waiting, STEP)
        except zlib.error as wrong:
            raise problems.FILE_CUT.problem(detail=wrong) from wrong
        waiting = unpacker.unused_data.lstrip(b"\0") if unpacker.eof else unpacker.unconsumed_tail
        waiting = waiting or next(rest, b"")
        if unpacker.eof and waiting:
            unpacker = zlib.decompressobj(_WITH_HEAD)
    yield unpacker.flush()
    if not unpacker.eof:
        raise problems.FILE_CUT.problem(detail="end of file")


def peeked(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, expanded, and all chunks again."""
    rest = iter(chunks)
    kept: list[bytes] = []
    while sum(map(len, kept)) < HEAD_BYTES and (chunk := next(rest, b"")):
        kept.append(chunk)
    return _head(b"".join(kept)), _again(kept, rest)


def _head(first: bytes) -> bytes:
    if not first.startswith(GZIP):
        return first[:HEAD_BYTES]
    try:
        return zlib.decompressobj(_WITH_HEAD).decompress(first, HEAD_BYTES)
    except zlib.error as wrong:
        raise problems.FILE_CUT.problem(detail=wrong) from wrong


def _again(kept: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    yield from kept
    yield from rest
