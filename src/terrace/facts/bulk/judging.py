"""What is asked of a file whose facts are right one by one: locks, the file itself, and rules; as at every door.

Columns instead of rows, otherwise what `collection.guarding` and `collection.ruling` do with a submission.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from terrace.base.kernel.problems import Fault
from terrace.base.places.index import Index
from terrace.facts.bulk.checking import Found, Rows
from terrace.facts.bulk.columns import Ints, Table
from terrace.facts.bulk.lookups import packed
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import SourceSpec
from terrace.facts.collection import guarding, locks, ruling
from terrace.facts.collection import original_problems as originals
from terrace.facts.collection.checking import CellKey
from terrace.facts.collection.deliveries import Explained
from terrace.facts.rules import judging
from terrace.facts.rules import snapshot as rules_snapshot
from terrace.facts.rules.broken import Broken
from terrace.facts.rules.facts import Facts

#: Cells of which what is in force is asked with one statement.
ASKED = 50_000


@dataclass(slots=True)
class File:
    """A file under judgement. `found` gets its faults, `explained` the soft rules that were given a reason, by row."""

    table: Table
    rows: Rows
    source: SourceSpec
    found: Found
    because: str = ""
    explained: list[tuple[int, Explained]] = field(default_factory=list)

    def fault(self, row: int, fault: Fault) -> None:
        self.found.add(row, replace(fault, pointer=f"/observations/{int(self.table.numbers[row])}"))

    def cell(self, row: int) -> CellKey:
        rows = self.rows
        return (int(rows.indicator[row]), int(rows.period[row]), int(rows.breakdown[row]), int(rows.area[row]))


class Book:
    """Which row speaks of a cell."""

    def __init__(self, rows: Rows) -> None:
        columns = (rows.indicator, rows.period, rows.breakdown, rows.area)
        self._ids = [np.unique(column) for column in columns]
        ranks = [np.searchsorted(ids, column) for ids, column in zip(self._ids, columns, strict=True)]
        keys, _ = packed([(rank, len(ids)) for rank, ids in zip(ranks, self._ids, strict=True)])
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]

    def row(self, cell: CellKey) -> int:
        key = 0
        for ids, wanted in zip(self._ids, cell, strict=True):
            key = key * len(ids) + int(np.searchsorted(ids, wanted))
        return int(self._order[np.searchsorted(self._keys, key)])


def find_locked(file: File) -> None:
    """A fault for each fact of a locked cell."""
    rows = file.rows
    keys, _ = packed([(column, int(column.max(initial=0)) + 1) for column in (rows.area, rows.period)])
    _, first = np.unique(keys, return_index=True)
    spoken = {
        (*pair, file.source.id) for pair in zip(rows.area[first].tolist(), rows.period[first].tolist(), strict=True)
    }
    for each in locks.among(spoken):
        own = (rows.area == each.area) & (rows.period == each.period) & (rows.indicator == each.indicator)
        for row in np.flatnonzero(own).tolist():
            file.fault(row, guarding.locked_fault(file.cell(row)))


def find_known(file: File, sha256: bytes, job: int, spoken: Sequence[bytes]) -> None:
    """A fault when the same bytes were handed in for the same cells, by whomever, and no reason is given."""
    if file.because.strip():
        return
    for (_, _, _), before in sorted(guarding.delivered({(sha256, each, file.source.id) for each in spoken}).items()):
        others = [(number, at) for number, at, earlier in before if earlier != job]
        if others:
            number, at = others[0]
            file.found.add(0, originals.ORIGINAL_KNOWN.fault("/original", id=number, day=_day(at)))
            return


def _day(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y")


def spoken_digest(rows: Rows, part: slice) -> bytes:
    """SHA-256 of the cells of a part, as `guarding.spoken_digest` has it."""
    cells = np.stack([column[part] for column in (rows.indicator, rows.period, rows.breakdown, rows.area)], axis=1)
    return hashlib.sha256(np.ascontiguousarray(cells, np.int32).tobytes()).digest()


def judge(file: File, index: Index) -> None:
    """Judge the whole file by the rules in force."""
    rules = rules_snapshot.current(snapshot.current())
    named = np.flatnonzero(np.isin(file.rows.indicator, np.array(sorted(rules.by_indicator), np.int64)))
    if not len(named):
        return
    said = _facts(file, named)
    held = _held(judging.needs_columns(rules, said, index), file.source.id)
    if broken := judging.judge_columns(rules, said, held, index):
        book = Book(file.rows)
        for one in broken:
            _take(file, one, book)


def _facts(file: File, named: Ints) -> Facts:
    rows, values = file.rows, file.table.values
    exact = [values[row] for row in named.tolist()]
    return Facts(
        indicator=rows.indicator[named],
        period=rows.period[named],
        breakdown=rows.breakdown[named],
        area=rows.area[named],
        value=rows.floats[named],
        reason=rows.reason[named].astype(np.int8),
        exact=exact,
    )


def _take(file: File, broken: Broken, book: Book) -> None:
    """A finding when it is a soft rule with a reason; else a fault for each fact concerned."""
    concerned = [book.row(cell) for cell in broken.cells]
    because = "" if broken.rule.hard else _because(file, concerned)
    if because:
        file.explained.append((concerned[0], ruling.explained(broken, because)))
        return
    fault = broken.fault()
    for row in concerned:
        file.fault(row, fault)


def _because(file: File, concerned: Sequence[int]) -> str:
    given = (file.table.words["because"][row] for row in concerned)
    return next((str(found).strip() for found in given if found and str(found).strip()), file.because.strip())


_HELD = """
    SELECT DISTINCT ON (h.indicator, h.period, h.breakdown, h.area)
        h.indicator, h.period, h.breakdown, h.area, h.reason, h.value::text
    FROM collection_held(%s::int[], %s::int[], %s::int[], %s::int[]) h JOIN catalogue_source s ON s.id = h.source
    ORDER BY h.indicator, h.period, h.breakdown, h.area, h.source <> %s, s.precedence, h.source
"""


def _held(wanted: NDArray[np.int64], source: int) -> Facts:
    """What is in force in the cells, for the source (`held.read`), as columns."""
    found: list[tuple[int, int, int, int, int, str | None]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), ASKED):
            columns = wanted[start : start + ASKED].T.tolist()
            cursor.execute(_HELD, [*("{" + ",".join(map(str, column)) + "}" for column in columns), source])
            found += cursor.fetchall()
    ids = np.array([row[:4] for row in found], np.int64).reshape(-1, 4)
    values = np.array([np.nan if row[5] is None else float(row[5]) for row in found], np.float64)
    reason, exact = np.array([row[4] for row in found], np.int8), [row[5] for row in found]
    return Facts(ids[:, 0], ids[:, 1], ids[:, 2], ids[:, 3], values, reason, exact)
