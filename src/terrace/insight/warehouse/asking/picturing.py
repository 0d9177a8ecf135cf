"""Which picture fits an answer: a line for time, bars for an order, a map for places, a scatter for two measures."""

from collections.abc import Sequence

from terrace.insight.warehouse.answers import Answer, Heading

TABLE, LINE, BAR, MAP, SCATTER, MULTIPLES = "table", "line", "bar", "map", "scatter", "multiples"
#: Fewer points make no line; more lines are told apart no more; so many places are seen better on a map.
POINTS, LINES, PLACES, BARS, SCATTERED = 3, 6, 12, 40, 8


def suggest(answer: Answer) -> str:
    """The picture; `table` when none says more."""
    rows, columns = _kinds(answer.rows), _kinds(answer.columns)
    if not answer.rows or not answer.columns:
        return TABLE
    if "period" in columns and _members(answer.columns, "period") >= POINTS:
        return _lines(answer, len(answer.rows) * len(answer.columns) // _members(answer.columns, "period"))
    if "period" in rows and _members(answer.rows, "period") >= POINTS:
        return _lines(answer, len(answer.columns) * len(answer.rows) // _members(answer.rows, "period"))
    if _is_scatter(answer):
        return SCATTER
    if len(answer.columns) == 1 and rows == ("place",) and len(answer.rows) >= PLACES and not answer.question.sort:
        return MAP
    return BAR if len(answer.rows) <= BARS and _one_unit(answer) and len(answer.columns) <= LINES else TABLE


def _lines(answer: Answer, count: int) -> str:
    if not _one_unit(answer):
        return MULTIPLES
    return LINE if count <= LINES else MULTIPLES if count <= BARS else TABLE


def _is_scatter(answer: Answer) -> bool:
    units = {shown.indicator for shown in answer.measures}
    return len(answer.measures) == len(answer.columns) == len(units) == 2 and len(answer.rows) >= SCATTERED  # noqa: PLR2004  # two measures


def _one_unit(answer: Answer) -> bool:
    return len({shown.unit for shown in answer.measures}) == 1


def _kinds(headings: Sequence[Heading]) -> tuple[str, ...]:
    return tuple(member.kind for member in headings[0].members) if headings else ()


def _members(headings: Sequence[Heading], kind: str) -> int:
    return len({member.key for heading in headings for member in heading.members if member.kind == kind})
