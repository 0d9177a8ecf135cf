"""The door for official tables: PX-Web files of the statistics office, handed in like any other return.

One file is one submission, whose key is made of the file's content and of what was read from it: the same
file again changes nothing; after a pack reads it otherwise, it is handed in anew. What cannot be read or placed
is a fault of its row, and the rest is stored. A gap (`..`) of a place that existed is kept as an observation
with the reason `missing`, so that a page can tell "the office has no figure" from "never loaded".
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM, Actor
from terrace.base.kernel import periods
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places import index
from terrace.base.places.models import Level
from terrace.facts.catalogue import queries, releasing, snapshot
from terrace.facts.collection import actions
from terrace.facts.collection import pxweb_problems as problems
from terrace.facts.collection.actions import Receipt
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.pxweb import reading
from terrace.facts.collection.pxweb.cells import Cell
from terrace.facts.collection.pxweb.problems import WARNINGS
from terrace.facts.collection.pxweb_placing import Placing

DOOR, SOURCE = "file", "gso"
#: Why figures stand that soft rules doubt: the office has published them.
PUBLISHED = "Số liệu thống kê đã công bố"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: `cells` = `accepted` + `missing` + `nothing` + those refused by the door.

    `accepted` are observations with a value (or none by nature), `missing` observed gaps, `nothing` gaps of
    places that were not there; `refused` counts cells by code of the fault. What the reader could not make a
    cell of is in `faults` only.
    """

    name: str
    title: str
    receipt: Receipt | None
    cells: int = 0
    accepted: int = 0
    missing: int = 0
    nothing: int = 0
    refused: tuple[tuple[str, int], ...] = ()
    faults: tuple[Fault, ...] = ()
    released: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all files."""

    files: tuple[FileReport, ...]

    @property
    def cells(self) -> int:
        return sum(file.cells for file in self.files)

    @property
    def accepted(self) -> int:
        return sum(file.accepted for file in self.files)

    @property
    def missing(self) -> int:
        return sum(file.missing for file in self.files)

    @property
    def nothing(self) -> int:
        return sum(file.nothing for file in self.files)

    @property
    def refused(self) -> dict[str, int]:
        """Cells that were not stored, by code of the fault; most first."""
        counted: Counter[str] = Counter()
        for file in self.files:
            counted.update(dict(file.refused))
        return dict(counted.most_common())

    @property
    def faults(self) -> list[Fault]:
        """Every fault with its file, row and column, warnings included."""
        return [fault for file in self.files for fault in file.faults]

    @property
    def same(self) -> bool:
        """True when nothing was new."""
        return not any(file.receipt and file.receipt.created for file in self.files)


def load(paths: Iterable[Path], actor: Actor = SYSTEM, source: str = SOURCE) -> Report:
    """Hand in the tables, each for itself; raises nothing for what a file holds."""
    return Report(tuple(load_file(Path(path), actor, source) for path in paths))


def load_file(path: Path, actor: Actor = SYSTEM, source: str = SOURCE) -> FileReport:
    """Hand in one table and, when the source publishes its figures, release them."""
    try:
        table = reading.open_table(path)
    except Refused as refused:
        return FileReport(path.name, "", None, faults=tuple(refused.faults))
    readings = queries.px_readings(table.title_raw) or queries.px_readings(path.stem)
    placing = Placing(path.name, readings, snapshot.current(), index.current())
    cells, faults = _split(table.entries())
    if readings:
        placing.place(cells)
    else:
        _refuse_all(placing, table.title or path.stem, cells)
    handed = _hand_in(placing, path, table.title, actor, source)
    return _reported(placing, table.title, handed, cells, faults)


def _split(entries: Iterable[Cell | Fault]) -> tuple[list[Cell], list[Fault]]:
    cells: list[Cell] = []
    faults: list[Fault] = []
    for entry in entries:
        if isinstance(entry, Cell):
            cells.append(entry)
        else:
            faults.append(entry)
    return cells, faults


def _refuse_all(placing: Placing, title: str, cells: list[Cell]) -> None:
    fault = problems.TITLE_UNKNOWN.fault(f"{placing.name}:1:1", title=title)
    for _ in cells:
        placing.refuse(fault, "title")


def _hand_in(placing: Placing, path: Path, title: str, actor: Actor, source: str) -> tuple[Receipt | None, int]:
    """Submit what was placed; what the door refuses is taken out, named at its cell, and the rest goes in."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    while placing.facts:
        intake = Intake(source, placing.facts, note=title, because=PUBLISHED)
        key = f"pxweb:{digest[:24]}:{intake.digest.hex()[:16]}"
        try:
            with transaction.atomic():
                return actions.submit(actor, key, DOOR, intake), _release(placing, source, actor)
        except Refused as refused:
            if not _take_out(placing, refused):
                placing.faults.extend(refused.faults)
                _give_up(placing, refused)
    return None, 0


def _take_out(placing: Placing, refused: Refused) -> bool:
    """Take out the facts that the door's faults point to (`/observations/12/value`); False when none does."""
    wrong: dict[int, Fault] = {}
    for fault in refused.faults:
        parts = fault.pointer.split("/")
        if len(parts) > 2 and parts[1] == "observations":  # noqa: PLR2004 - "", "observations", number
            wrong.setdefault(int(parts[2]), fault)
    for number, fault in wrong.items():
        cell = placing.origins[number]
        placing.refuse(_moved(fault, placing.pointer(cell)))
    kept = [number for number in range(len(placing.facts)) if number not in wrong]
    placing.facts = [placing.facts[number] for number in kept]
    placing.origins = [placing.origins[number] for number in kept]
    return bool(wrong)


def _moved(fault: Fault, pointer: str) -> Fault:
    """The fault at the cell of the file."""
    texts = (fault.message_vi, fault.message_en, fault.advice_vi, fault.advice_en)
    return Fault(fault.code, pointer, *texts, status=fault.status)


def _give_up(placing: Placing, refused: Refused) -> None:
    """The submission as a whole was refused (an unknown source, say)."""
    placing.refused[refused.faults[0].code] += len(placing.facts)
    placing.facts, placing.origins = [], []


def _release(placing: Placing, source: str, actor: Actor) -> int:
    """Published figures are public; how many indicators' periods became so."""
    spec = placing.snapshot.sources.get(source)
    if spec is None or not spec.published or not policy.may(actor, releasing.RELEASE):
        return 0
    years: dict[str, set[int]] = {}
    for fact in placing.facts:
        years.setdefault(fact.indicator, set()).add(periods.parse(fact.period).id)
    return sum(releasing.release(code, held, Level.PROVINCE, actor) for code, held in sorted(years.items()))


def _reported(
    placing: Placing, title: str, handed: tuple[Receipt | None, int], cells: list[Cell], faults: list[Fault]
) -> FileReport:
    gaps = sum(fact.reason == "missing" for fact in placing.facts)
    unread = Counter(fault.code for fault in faults if fault.code not in WARNINGS)
    return FileReport(
        name=placing.name,
        title=title,
        receipt=handed[0],
        cells=len(cells),
        accepted=len(placing.facts) - gaps,
        missing=gaps,
        nothing=placing.nothing,
        refused=tuple((placing.refused + unread).items()),
        faults=tuple(sorted([*faults, *placing.faults], key=_position)),
        released=handed[1],
    )


def _position(fault: Fault) -> tuple[int, ...]:
    """Row, column."""
    return tuple(int(part) for part in fault.pointer.split(":")[-2:] if part.isdigit())
