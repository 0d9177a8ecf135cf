"""A plain table that somebody edited: the first sheet of a file, its columns by their names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from terrace.base.kernel.problems import Kind
from terrace.base.kernel.text import tidy
from terrace.facts.workbooks import opening
from terrace.facts.workbooks.figures import Content


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns that must be there, how many rows may be, and what is said when that is not so."""

    needed: Collection[str]
    most: int
    column: Kind
    empty: Kind
    long: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, and the filled rows with the number that Excel shows."""

    columns: tuple[str, ...]
    lines: tuple[tuple[int, Mapping[str, Content]], ...]


def read(content: bytes, name: str, layout: Layout) -> Table:
    """The table in a file (`.xlsx`, `.xls`, `.ods`, `.csv`).

    Raises the problems of the layout: a column that is missing, no rows, too many rows.
    """
    head, *body = opening.open_book(content, name).sheets[0].rows or [[]]
    columns = tuple(tidy(str(cell or "")).lower().replace(" ", "_") for cell in head)
    for needed in layout.needed:
        if needed not in columns:
            raise layout.column.problem("/rows/1", column=needed)
    lines = tuple(
        (line, dict(zip(columns, cells, strict=False)))
        for line, cells in enumerate(body, start=2)
        if any(str(cell).strip() for cell in cells if cell is not None)
    )
    if not lines:
        raise layout.empty.problem("/rows")
    if len(lines) > layout.most:
        raise layout.long.problem("/rows", most=layout.most)
    return Table(columns, lines)
