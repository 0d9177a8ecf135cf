"""From the bytes of a file to its facts, checked whole: read, check, judge."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Fault
from terrace.base.places import index
from terrace.facts.bulk import columns, formats, judging, problems
from terrace.facts.bulk.checking import FileChecker, Found, Rows
from terrace.facts.bulk.columns import Batch, Table
from terrace.facts.bulk.formats import Readable
from terrace.facts.bulk.judging import File
from terrace.facts.bulk.parting import slices
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import SourceSpec
from terrace.facts.collection import problems as collection
from terrace.facts.collection.actions import CREATE
from terrace.facts.collection.checking import Checker
from terrace.facts.collection.intake import Intake

#: A fault, and where people find it: the line, or the number of the fact; 0 is the whole file.
Placed = tuple[int, Fault]


class Told(Protocol):
    """Hears how many facts were read so far."""

    def __call__(self, rows: int) -> object: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What the sender said of the file: how to read it, for which source, why soft rules may be broken."""

    format: str
    source: str = ""
    because: str = ""
    note: str = ""


def _nobody(rows: int) -> None:
    """Nobody wants to know."""


def read(original: Readable, asked: Asked, tell: Told = _nobody) -> Table:
    """All facts of a file as columns; raises Refused when it cannot be read to its end."""
    batches = formats.FORMATS[asked.format].read(original, asked.source)
    return columns.table(_counted(batches, tell))


def _counted(batches: Iterator[Batch], tell: Told) -> Iterator[Batch]:
    rows = 0
    for batch in batches:
        rows += len(batch)
        if rows > settings.JOB_FACTS:
            raise problems.ROWS_MANY.problem(most=settings.JOB_FACTS)
        tell(rows)
        yield batch


@dataclass(slots=True)
class Examined:
    """A file that was checked: its facts, and every fault that was found (`faults`: position and fault)."""

    table: Table
    intake: Intake
    file: File | None
    faults: list[Placed]
    codes: Counter[str]

    @property
    def rows(self) -> Rows:
        if self.file is None:
            raise ValueError("a file with faults has no rows")
        return self.file.rows

    @property
    def source(self) -> SourceSpec:
        if self.file is None:
            raise ValueError("a file with faults has no source")
        return self.file.source


def examine(table: Table, actor: Actor, asked: Asked, sha256: bytes = b"", job: int = 0) -> Examined:
    """Check and judge; asks the database for what is in force. The file is right when there are no faults."""
    found = Found()
    intake = _intake(table, asked, found)
    checker = Checker(snapshot.current(), index.current(), policy.which(actor, CREATE), timezone.localdate())
    checker.check_texts(intake)
    source = _source(checker, intake.source, table)
    head = [(0, fault) for fault in checker.faults]
    checker.faults.clear()
    whole = FileChecker(checker, table)
    rows = whole.check()
    file = None
    if not (head or table.faults or whole.found or found) and source:
        file = File(table, rows, source, found, intake.because)
        _judge(file, sha256, job)
    return _examined(table, intake, file, [*head, *table.faults], [found, whole.found])


def _judge(file: File, sha256: bytes, job: int) -> None:
    judging.find_locked(file)
    if sha256:
        spoken = [judging.spoken_digest(file.rows, own) for own in slices(len(file.rows))]
        judging.find_known(file, sha256, job, spoken)
    judging.judge(file, index.current())


def _intake(table: Table, asked: Asked, found: Found) -> Intake:
    """What is said of the whole file, by the request or by the file itself."""
    head = table.head
    if asked.source and head.source and asked.source != head.source:
        found.add(0, problems.SOURCE_DIFFERS.fault("/source", found=head.source[:60], named=asked.source))
    because, note = asked.because or head.because, asked.note or head.note
    return Intake(source=asked.source or head.source, observations=[], note=note, because=because)


def _source(checker: Checker, code: str, table: Table) -> SourceSpec | None:
    source = checker.snapshot.sources.get(code)
    if source is None:
        kind = collection.SOURCE_UNKNOWN if code else problems.SOURCE_MISSING
        checker.faults.append(kind.fault("/source", code=code[:60]))
    if not len(table) and not table.faults:
        checker.faults.append(collection.NOTHING.fault("/observations"))
    return source


def _examined(table: Table, intake: Intake, file: File | None, first: list[Placed], found: list[Found]) -> Examined:
    """All faults with their positions, in the order of the file."""
    faults, codes = list(first), Counter(fault.code for _, fault in first)
    for each in found:
        faults += [(_position(table, row, fault), fault) for row, fault in each.kept]
        codes += each.codes
    faults.sort(key=lambda fault: fault[0])
    return Examined(table, intake, None if faults else file, faults, codes)


def _position(table: Table, row: int, fault: Fault) -> int:
    """Where people find the row; 0 for what is wrong with the whole file."""
    return int(table.positions[row]) if fault.pointer.startswith("/observations/") else 0
