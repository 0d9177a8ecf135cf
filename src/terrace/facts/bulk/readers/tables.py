"""CSV. Python's own reader says what a file means; where there are no quotes, DuckDB reads the same much faster.

Columns may stand in any order: indicator, area, period, and value or reason; breakdown, status, because if there are
such. Comma, semicolon or tab, as the header has it. An empty cell says nothing.
"""

import csv
from collections.abc import Iterator

import numpy as np

from terrace.base.kernel.problems import Fault
from terrace.facts.bulk import problems
from terrace.facts.bulk.columns import EMPTY, NAMES, Batch, Words
from terrace.facts.bulk.formats import Readable
from terrace.facts.bulk.readers import quick, texts
from terrace.facts.bulk.readers.headers import Header, header

#: Rows in a batch.
ROWS = 50_000


def read_csv(original: Readable, source: str) -> Iterator[Batch]:  # noqa: ARG001 - the table cannot name it
    """The rows of a table; a row with too few or too many cells is a fault of that line."""
    scan = texts.scan(original)
    head = header(original)
    if quick.fits(scan, head) and (batch := quick.read(original, scan, head)):
        yield batch
    else:
        yield from read_slowly(original, head)


def read_slowly(original: Readable, head: Header) -> Iterator[Batch]:
    """Row by row. Raises `file.csv` where quotes do not close."""
    with original.text() as file:
        rows = csv.reader(file, delimiter=head.delimiter, strict=True)
        waiting = Rows(head)
        for line, row in _lines(rows):
            if row and line > head.row:
                waiting.take(line, row)
            if len(waiting.rows) >= ROWS:
                yield waiting.batch()
        yield waiting.batch()


def _lines(rows: "csv._reader") -> Iterator[tuple[int, list[str]]]:  # type: ignore[name-defined]
    """Each row with the line on which it begins."""
    line = 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except csv.Error as broken:
        raise problems.CSV_BROKEN.problem(line=line, detail=broken) from broken


class Rows:
    """Rows that wait until they make a batch."""

    def __init__(self, head: Header) -> None:
        self.head, self.number = head, 0
        self._clear()

    def _clear(self) -> None:
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self.numbers: list[int] = []
        self.faults: list[tuple[int, Fault]] = []

    def take(self, line: int, row: list[str]) -> None:
        wanted = len(self.head.names)
        if len(row) == wanted:
            self.rows.append(row)
            self.lines.append(line)
            self.numbers.append(self.number)
        else:
            pointer = f"/observations/{self.number}"
            self.faults.append((line, problems.CSV_COLUMNS.fault(pointer, line=line, found=len(row), wanted=wanted)))
        self.number += 1

    def batch(self) -> Batch:
        """What waited."""
        columns = dict(zip(self.head.names, zip(*self.rows, strict=True), strict=False))
        numbers, lines = np.array(self.numbers, np.int64), np.array(self.lines, np.int64)
        batch = of_columns(columns, len(self.rows))
        batch.numbers, batch.positions, batch.faults = numbers, lines, self.faults
        self._clear()
        return batch


def of_columns(columns: dict[str, tuple[str, ...]], count: int) -> Batch:
    """Columns of cells as a batch; codes that must be there stay empty texts, others become None."""
    words = {name: _words(name, columns.get(name), count) for name in NAMES}
    values = [value or None for value in columns.get("value", ("",) * count)]
    return Batch(words, values)


def _words(name: str, column: tuple[str, ...] | None, count: int) -> Words:
    if column is None:
        return Words.same(EMPTY[name], count)
    found = Words.of(column)
    found.words = [word or EMPTY[name] for word in found.words]
    return found
