"""The order of rows, and how many of them are shown."""

from collections.abc import Sequence
from decimal import Decimal

from terrace.insight.warehouse.answers import Cell
from terrace.insight.warehouse.asking.layout import Layout
from terrace.insight.warehouse.asking.problems import WORD
from terrace.insight.warehouse.asking.steps import Side
from terrace.insight.warehouse.questions import Question, Sort

Cells = Sequence[Sequence[Cell | None]]


def order(question: Question, layout: Layout, cells: Cells) -> list[int]:
    """The rows to show, by their numbers: sorted within what lies around them; totals last and never left out."""
    rows = list(range(len(layout.rows)))
    totals = [at for at in rows if _is_total(layout.rows[at])]
    own = [at for at in rows if not _is_total(layout.rows[at])]
    if question.sort:
        own = _sorted(question.sort, layout, cells, own)
        rows = [*own, *totals]
    if question.limit is None:
        return rows
    few = set(own[: question.limit])
    return [at for at in rows if at in few or at in set(totals)]


def _is_total(row: Side) -> bool:
    return bool(row.steps) and all(step.total for step in row.steps if step.member.kind != "measure")


def _sorted(sort: Sort, layout: Layout, cells: Cells, rows: list[int]) -> list[int]:
    """Rows without a number come last."""
    outer = {outside: at for at, outside in enumerate(dict.fromkeys(_outside(layout.rows[row]) for row in rows))}
    if sort.by == "label":
        labels = sorted(rows, key=lambda row: _label(layout.rows[row]), reverse=sort.descending)
        return sorted(labels, key=lambda row: outer[_outside(layout.rows[row])])
    column = _column(sort, layout)
    sign = -1 if sort.descending else 1

    def place(row: int) -> tuple[int, bool, Decimal]:
        cell = cells[row][column]
        value = cell.value if cell else None
        return outer[_outside(layout.rows[row])], value is None, sign * value if value is not None else Decimal(0)

    return sorted(rows, key=place)


def _outside(row: Side) -> tuple[str, ...]:
    return tuple(step.member.key for step in row.steps[:-1])


def _label(row: Side) -> str:
    return row.steps[-1].member.label if row.steps else ""


def _column(sort: Sort, layout: Layout) -> int:
    """The column with the key that shows the measure; else the last one that does."""
    fitting = [at for at, column in enumerate(layout.columns) if _shows(sort, column)]
    if not sort.at:
        return (fitting or [len(layout.columns) - 1])[-1]
    for at in fitting or range(len(layout.columns)):
        keys = [step.member.key for step in layout.columns[at].steps]
        if sort.at in {"/".join(keys), *keys}:
            return at
    raise WORD.problem("sort", name="sort", value=sort.text, allowed=sort.by)


def _shows(sort: Sort, column: Side) -> bool:
    return all(step.member.key == sort.by for step in column.steps if step.member.kind == "measure")
