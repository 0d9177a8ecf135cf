"""A foreign sheet with very many facts is handed on to a job, which a worker carries out."""

from collections.abc import Iterator

import msgspec

from terrace.facts.bulk import actions as bulk
from terrace.facts.workbooks.handing import DOOR, File
from terrace.facts.workbooks.outcomes import Handed
from terrace.facts.workbooks.readings import Reading

MEDIA_TYPE = "application/x-ndjson"
_encoder = msgspec.json.Encoder(decimal_format="number")
#: Facts of a piece of the body.
_LINES = 5_000


def hand_on(file: File, reading: Reading, index: int) -> Handed:
    """The job with the same facts, one a line in the order of the rows; the note names the workbook and its hash."""
    key = f"{DOOR}:{file.kept.sha256[:24]}:{index}"
    note = f"{file.name} · SHA-256 {file.kept.sha256}"
    name = f"{file.name}.{index}.ndjson"
    job = bulk.receive(
        file.actor, key, DOOR, name, MEDIA_TYPE, _lines(reading), source=reading.source, because=file.because, note=note
    )
    return Handed("queued", facts=len(reading.facts), job=job.id)


def _lines(reading: Reading) -> Iterator[bytes]:
    for start in range(0, len(reading.facts), _LINES):
        yield b"".join(_encoder.encode(fact) + b"\n" for fact in reading.facts[start : start + _LINES])
