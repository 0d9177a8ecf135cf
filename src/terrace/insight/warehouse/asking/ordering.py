"""The order of rows, and how many of them are shown."""

import numpy as np

from terrace.insight.warehouse.asking.exact import Numbers
from terrace.insight.warehouse.asking.figures import Array
from terrace.insight.warehouse.asking.layout import Layout
from terrace.insight.warehouse.asking.problems import WORD
from terrace.insight.warehouse.asking.sides import Sides
from terrace.insight.warehouse.questions import Question, Sort

LABEL = "label"


def order(question: Question, layout: Layout, values: Numbers, where: Array) -> Array:
    """The rows to show, by their numbers: sorted within what lies around them; totals last and never left out.
    `where` says for rows by columns which of the values a cell has.
    """
    rows = np.arange(len(layout.rows))
    total = _totals(layout.rows)
    own = rows[~total]
    if question.sort and (question.sort.by == LABEL or len(layout.columns)):
        own = own[_sorted(question.sort, layout, values, where, own)]
        rows = np.concatenate([own, rows[total]])
    if question.limit is None:
        return rows
    few = np.zeros(len(rows), bool)
    few[own[: question.limit]] = True
    return rows[(few | total)[rows]]


def _totals(rows: Sides) -> Array:
    if not rows.axes:
        return np.zeros(len(rows), bool)
    return rows.wholes


def _sorted(sort: Sort, layout: Layout, values: Numbers, where: Array, rows: Array) -> Array:
    """Positions in `rows`; those without a number come last."""
    outer = _outer(layout.rows, rows)
    if sort.by == LABEL:
        return np.lexsort((_places(_labels(layout.rows, rows), descending=sort.descending), outer))
    column = where[rows, _column(sort, layout)]
    there = values.there[column]
    sizes = _places(values.whole[column], descending=sort.descending)
    return np.lexsort((np.where(there, sizes, 0), ~there, outer))


def _places(values: Array, *, descending: bool) -> Array:
    """Equal values have one place."""
    _, place = np.unique(values, return_inverse=True)
    found: Array = -place if descending else place
    return found


def _outer(sides: Sides, rows: Array) -> Array:
    """What lies around each row, in the order in which it comes."""
    numbers: dict[tuple[str, ...], int] = {}
    keys = ([step.member.key for step in axis] for axis in sides.axes[:-1])
    columns = [np.array(each, object)[sides.at[rows, at]] for at, each in enumerate(keys)]
    outside = zip(*columns, strict=True) if columns else [()] * len(rows)
    return np.array([numbers.setdefault(each, len(numbers)) for each in outside], np.int64)


def _labels(sides: Sides, rows: Array) -> Array:
    """Of the innermost step."""
    if not sides.axes:
        return np.full(len(rows), "", object)
    every = np.array([step.member.label for step in sides.axes[-1]], object)
    labels: Array = every[sides.at[rows, -1]]
    return labels


def _column(sort: Sort, layout: Layout) -> int:
    """The column with the key that shows the measure; else the last one that does."""
    columns = layout.columns
    fits = columns.showing(sort.by)
    fitting = np.flatnonzero(fits).tolist()
    if not sort.at:
        return int((fitting or [len(columns) - 1])[-1])
    for at in fitting or range(len(columns)):
        keys = [member.key for member in columns.members(at)]
        if sort.at in {"/".join(keys), *keys}:
            return int(at)
    raise WORD.problem("sort", name="sort", value=sort.text, allowed=sort.by)
