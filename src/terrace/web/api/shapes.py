"""The answers, as OpenAPI shows them and as they are written.

Values are JSON numbers with the exact digits of the decimal; whoever computes with them reads them as decimals.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

Code = Annotated[str, Meta(examples=["PIGS"])]
PeriodCode = Annotated[str, Meta(description="SDMX: 2026, 2026-S1, 2026-Q3, 2026-M10", examples=["2026-M10"])]
Cell = Annotated[str, Meta(description="`SEX=F;AGE=Y15`; empty is the total", examples=["SEX=F"])]
Link = Annotated[str, Meta(examples=["/api/v1/submissions/17"])]
LevelName = Annotated[str, Meta(description="country, region, province, district or commune", examples=["commune"])]
Value = Annotated[Decimal, Meta(description="exact digits", examples=["1234.50"])]


class Named(Struct):
    """A code with its names."""

    code: Code
    name_vi: str
    name_en: str


class Area(Struct):
    """A place as it was called on the day of the figure."""

    code: Annotated[str, Meta(examples=["01273"])]
    name: str
    full_name: str
    level: LevelName


class Coverage(Struct):
    """How many of the expected reports stand behind a figure."""

    reported: int
    expected: int
    ratio: Annotated[Decimal | None, Meta(description="0 to 1, four decimals; null when nothing is expected")]


class Figure(Struct):
    """One figure. `value` null comes with a `reason`: missing, not_applicable, late or suppressed.

    `basis` says where it comes from: reported, places (summed from below), parts (of its breakdown), periods, formula,
    none. `below` is what the places below say where the place itself reported. `simulated` marks a demonstration,
    `estimated` that shares of split places were estimated (`boundaries=as_is`).
    """

    indicator: Named
    area: Area
    period: PeriodCode
    breakdown: Cell
    value: Value | None
    reason: str | None
    unit: Named
    decimals: int
    status: Annotated[str | None, Meta(description="provisional, estimated or final", examples=["provisional"])]
    simulated: bool
    coverage: Coverage
    basis: Annotated[str, Meta(examples=["places"])]
    below: Value | None
    revision: Annotated[int, Meta(description="grows with each change; 0 when it is worked out on asking")]
    changed_at: datetime | None
    boundaries: Annotated[str, Meta(description="as_was or as_is", examples=["as_was"])]
    estimated: bool
    as_of: datetime | None
    lineage: Annotated[Link, Meta(description="what stands behind it")]


class Series(Struct):
    """The same cell in many periods, oldest first; periods that you may not see are left out."""

    figures: list[Figure]
    hidden: Annotated[int, Meta(description="how many you may not see, or had no such place")]


class Across(Struct):
    """The same cell for the places right below, in order of code; places that you may not see are left out."""

    figures: list[Figure]
    hidden: Annotated[int, Meta(description="how many you may not see")]


class Handed(Struct):
    """Who handed an observation in; what you may not see is null."""

    id: int
    person: str | None
    door: Annotated[str | None, Meta(description="rest, nats, file or web")]
    received_at: datetime | None
    link: Link | None


class Observation(Struct):
    """One observation under a figure."""

    indicator: Code
    area: Area
    period: PeriodCode
    breakdown: Cell
    value: Value | None
    reason: str | None
    status: str
    source: str
    simulated: bool
    revision: int
    recorded_at: datetime
    submission: Handed


class Lineage(Struct):
    """What stands behind a figure: one step down in each direction, and every observation under it.

    Each figure below has its own `lineage` link, one step further down. At most 2,000 observations are listed, newest
    first; `count` says how many there are.
    """

    figure: Figure
    formula: Annotated[str, Meta(description="empty when it is reported", examples=["OUTPUT / nullif(AREA, 0)"])]
    parts: Annotated[list[Figure], Meta(description="what the formula reads")]
    places: Annotated[list[Figure], Meta(description="the places right below")]
    periods: Annotated[list[Figure], Meta(description="the finer periods")]
    observations: list[Observation]
    count: int


class SubmissionLinks(Struct):
    """Where to go on."""

    self: Link
    withdraw: Link


class Receipt(Struct):
    """The acknowledgement: what it speaks of is on disk."""

    id: int
    facts: int
    status: Annotated[str, Meta(description="accepted or withdrawn", examples=["accepted"])]
    links: SubmissionLinks


class Sender(Struct):
    """A person; null names when you may not see her."""

    id: int
    name: str | None


class Withdrawn(Struct):
    """The submission no longer stands; its cells say again what was in force before it."""

    id: int
    status: str
    cells: Annotated[int, Meta(description="how many cells changed")]
    links: SubmissionLinks


class Reference(Struct):
    """A place by code and name."""

    code: str
    name: str


class Place(Struct):
    """A place on the day asked for. `became` names its successors when it was no more."""

    code: Annotated[str, Meta(examples=["04"])]
    name: str
    full_name: str
    name_en: str
    kind: Annotated[str, Meta(examples=["Tỉnh"])]
    level: LevelName
    parent: Reference | None
    children: Annotated[int, Meta(description="how many places are right below on that day")]
    valid_from: date
    valid_until: Annotated[date | None, Meta(description="last day, included; null while it is so")]
    there: Annotated[bool, Meta(description="true when it was there on the day asked for")]
    became: list[Reference]
    history: Link


class Places(Struct):
    """Places on a day."""

    at: date
    count: int
    places: list[Place]


class Era(Struct):
    """What a place was for some time."""

    code: str
    name: str
    full_name: str
    kind: str
    level: LevelName
    parent: Reference | None
    valid_from: date
    valid_until: date | None


class History(Struct):
    """All that a place was, oldest first, and what it became."""

    versions: list[Era]
    became: list[Reference]


class IndicatorRow(Struct):
    """An indicator of the catalogue."""

    code: Code
    name_vi: str
    name_en: str
    sector: Named
    unit: Named
    decimals: int
    frequency: Annotated[str, Meta(description="year, half, nine, quarter, season or month", examples=["month"])]
    nature: Annotated[str, Meta(description="stock or flow")]
    formula: str
    retired: bool
    link: Link


class Choice(Struct):
    """A cell of a breakdown."""

    code: Cell
    name_vi: str
    name_en: str


class Indicator(IndicatorRow):
    """An indicator with its rules.

    `area_rule` and `time_rule` say how it rolls up; `reported_at` is the level that hands it in (null: computed only).
    """

    area_rule: Annotated[str, Meta(description="sum, mean or none")]
    time_rule: Annotated[str, Meta(description="sum, last, mean or none")]
    weight: Code | None
    inputs: list[Code]
    reported_at: str | None
    minimum: Value | None
    maximum: Value | None
    breakdowns: list[Choice]


class Indicators(Struct):
    """Indicators in use, by sector."""

    count: int
    indicators: list[IndicatorRow]


class Source(Struct):
    """Where values come from; of two that speak of one cell the lower precedence is shown."""

    code: Annotated[str, Meta(examples=["commune"])]
    name_vi: str
    name_en: str
    precedence: int
    published: bool
    simulated: bool


class Sources(Struct):
    """All sources, the strongest first."""

    sources: list[Source]


class Fault(Struct):
    """One fault at one place of the input."""

    pointer: Annotated[
        str, Meta(description="JSON Pointer, or the name of a parameter", examples=["/observations/0/area"])
    ]
    code: Annotated[str, Meta(examples=["observation.area"])]
    message_vi: str
    message_en: str
    advice: Annotated[str, Meta(description="in the language of Accept-Language")]
    advice_vi: str
    advice_en: str


class Problem(Struct):
    """RFC 9457. `faults` has every fault; `title` and `detail` are those of the first."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    faults: list[Fault]
    instance: Annotated[str, Meta(description="number of the fault in the log (500 only)")] = ""
