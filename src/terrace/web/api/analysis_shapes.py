"""The answers about analysis."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from terrace.web.api.shapes import Value

Words = Annotated[
    dict[str, Any],
    Meta(description="the question as it was understood, to be sent again", examples=[{"measures": ["PIGS"]}]),
]


class AnalysisWanted(Struct):
    """A question: texts and lists as in the address (see `GET /api/v1/analysis`)."""

    measures: list[str]
    rows: list[str] = []
    columns: list[str] = []
    places: list[str] = []
    level: str = ""
    periods: str = ""
    to_date: bool = False
    breakdown: dict[str, list[str]] = {}
    sources: list[str] = []
    statuses: list[str] = []
    boundaries: str = "as_was"
    as_of: str = ""
    sort: str = ""
    limit: int | None = None


class AnalysisMeasure(Struct):
    """What is shown of an indicator."""

    text: Annotated[str, Meta(examples=["PIGS:growth"])]
    indicator: str
    show: str
    label: str
    unit: str
    decimals: int


class AnalysisMember(Struct):
    """One step of a heading: of the kind place, period, breakdown, measure, source or status."""

    kind: str
    key: str
    label: str
    code: str


class AnalysisHeading(Struct):
    """Of a row or a column; `measure` is the index of what it shows, null where the other side says it."""

    key: str
    members: list[AnalysisMember]
    measure: int | None


class AnalysisFigure(Struct):
    """The figure behind a cell: codes for `/figures`; several places, periods or codes (`A|B`) are a set."""

    indicator: str
    areas: list[str]
    periods: list[str]
    breakdown: str


class AnalysisCell(Struct):
    """One number. `value` null comes with a `reason`: missing, not_applicable, hidden (outside your rights), no_base
    (nothing to compare with), not_additive (its parts do not add up), other_status.
    """

    value: Value | None
    reason: str | None
    status: str | None
    simulated: bool
    estimated: bool
    reported: int
    expected: int
    figure: AnalysisFigure


class AnalysisNote(Struct):
    """What must be said beside the numbers; `count` cells are meant, 0 for all."""

    code: str
    text: str
    count: int


class Analysis(Struct):
    """`cells[row][column]`; null where there can be no cell. `found` counts rows before the limit."""

    question: Words
    measures: list[AnalysisMeasure]
    rows: list[AnalysisHeading]
    columns: list[AnalysisHeading]
    cells: list[list[AnalysisCell | None]]
    notes: list[AnalysisNote]
    found: int
