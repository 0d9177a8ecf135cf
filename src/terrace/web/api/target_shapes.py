"""The answers about targets and nowcasts, as OpenAPI shows them and as they are written."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct, field

from terrace.web.api.shapes import Area, Cell, Link, Named, PeriodCode, Value

Chance = Annotated[Decimal | None, Meta(description="0 to 1; null: the past is too short", examples=[0.72])]
Light = Annotated[str, Meta(description="green, amber, red or grey", examples=["amber"])]
TargetState = Annotated[
    str, Meta(description="met, on_track, at_risk, off_track, missed or unknown", examples=["at_risk"])
]
Share = Annotated[Decimal | None, Meta(description="part of one", examples=[0.8435])]


class TargetMark(Struct):
    """One period on the way of the year: what should be there by its end, what was there, what is likely."""

    period: PeriodCode
    expected: Value
    value: Value | None
    likely: Value | None


class TargetPast(Struct):
    """How it stood at the end of a day; `period` is the last one known then."""

    day: date
    period: PeriodCode
    target: Value
    so_far: Value | None
    likely: Value | None
    chance: Chance


class Basis(Struct):
    """The document that a target rests on; `kind` is resolution, decision, plan, programme, directive, law, decree,
    circular or letter, and with the number '' there is none.
    """

    kind: str = ""
    number: str = ""
    day: date | None = field(name="date", default=None)
    clause: str = ""


class TargetPart(Struct):
    """What is planned for a part of a year, and what came of it. `over`: it has ended and nearly all is in."""

    period: PeriodCode
    planned: Value
    value: Value | None
    done: Share
    over: bool
    light: Light
    state: TargetState


class Nowcast(Struct):
    """The likely figure of a period under way, with the bounds of 80 cases of a hundred. `reported` of `expected`
    places are in; they usually make up `weight` of the whole. `sum` is what they reported. `exact`: all are in.
    """

    indicator: Named
    area: Area
    period: PeriodCode
    unit: Named
    decimals: int
    likely: Value
    low: Value
    high: Value
    sum: Value
    reported: int
    expected: int
    weight: Decimal
    exact: bool


class Nowcasts(Struct):
    """Indicators of whose newest period something is in, and not all."""

    nowcasts: list[Nowcast]


class Target(Struct):
    """A target as it stands. `known` is the last period that counts, `so_far` the figure through it, `done` its share
    of the target, `due` the share that is usually there by then. `at_this_rate` is where the year ends in proportion to
    time, `likely` where the forecast sees it (80 of a hundred cases between `low` and `high`). `over`: the year is
    complete. `direction` up: this much or more; down: no more than this. `simulated`: figures of a demonstration.
    `gap`: so far, less what should be there by now; `left`: the target less what is there. `light` follows the rule
    that is told in words. `parts`: what is planned for parts of the year.
    """

    indicator: Named
    area: Area
    breakdown: Cell
    year: int
    target: Value
    direction: Annotated[str, Meta(description="up or down", examples=["up"])]
    decided_by_vi: str
    decided_by_en: str
    set_by: str | None
    set_at: datetime | None
    unit: Named
    decimals: int
    known: PeriodCode | None
    so_far: Value | None
    done: Share
    due: Share
    at_this_rate: Value | None
    likely: Value | None
    low: Value | None
    high: Value | None
    chance: Chance
    over: bool
    as_of: Annotated[date | None, Meta(description="day of the newest figure behind it")]
    simulated: bool
    gap: Value | None
    left: Value | None
    light: Light
    state: TargetState
    rule_vi: str
    rule_en: str
    agency: str
    person: Annotated[str | None, Meta(description="who answers; null: nobody, or nobody whom you may know")]
    basis: Basis | None
    resolution: Annotated[str, Meta(description="code of the resolution that it is a part of; '' of none")]
    parts: list[TargetPart]
    marks: list[TargetMark]
    history: Annotated[list[TargetPast] | None, Meta(description="with history=true; oldest first")]
    page: Annotated[Link, Meta(examples=["/targets/04/?year=2026"])]


class Targets(Struct):
    """The targets of a place for a year, in the order of the catalogue."""

    targets: list[Target]


class TargetKept(Struct):
    """What holds now; `changed` false: it was so already. `value` null: there is no target any more."""

    indicator: str
    area: str
    breakdown: Cell
    year: int
    value: Value | None
    direction: str
    decided_by: str
    changed: bool


class TargetWanted(Struct, forbid_unknown_fields=True):
    """What a target is to be. `value` null lifts it; `decided_by` then says why."""

    value: Decimal | None
    decided_by: str
    direction: str = "up"
    basis: Basis = field(default_factory=Basis)
    agency: str = ""
    person: str = ""
    resolution: str = ""


class PartWanted(Struct, forbid_unknown_fields=True):
    """What is planned for a part of a year; `value` null lifts it."""

    value: Decimal | None


class PartKept(Struct):
    """What holds now; `changed` false: it was so already."""

    indicator: str
    area: str
    breakdown: Cell
    period: PeriodCode
    value: Value | None
    changed: bool


class TableTaken(Struct):
    """Rows of a table that changed something, and rows that said what holds already."""

    changed: int
    same: int


class Resolution(Struct):
    """A resolution with how many of its targets of `year` are in each state; `pack`: it comes from a pack."""

    code: str
    name_vi: str
    name_en: str
    area: Area
    first_year: int
    last_year: int
    basis: Basis
    pack: bool
    year: int
    years: list[int]
    met: int
    targets: int
    counts: dict[str, int]
    page: Annotated[Link, Meta(examples=["/resolutions/NQ58/?year=2026"])]


class Resolutions(Struct):
    """The resolutions of which you may see a target, the newest first."""

    resolutions: list[Resolution]


class ResolutionBoard(Struct):
    """A resolution with its targets of a year, in the order of the catalogue."""

    resolution: Resolution
    targets: list[Target]


class ResolutionWanted(Struct, forbid_unknown_fields=True):
    """What a resolution is to be."""

    name_vi: str
    area: str
    first_year: int
    last_year: int
    basis: Basis
    name_en: str = ""


class ResolutionKept(Struct):
    """`changed` false: it was so already."""

    code: str
    changed: bool


class IndexYear(Struct):
    """An index of a place in a year. `worked_out`: the rank was not published, but follows from the scores."""

    year: int
    score: Value | None
    rank: Value | None
    worked_out: bool


class IndexLine(Struct):
    """A place over the years. `part`: own, neighbour, or former (a province that the place was made of)."""

    area: Area
    part: Annotated[str, Meta(examples=["neighbour"])]
    years: list[IndexYear]


class IndexComponent(Struct):
    """A component of the newest score, with that of the year before and the medians of neighbours and of all."""

    indicator: Named
    value: Value | None
    before: Value | None
    neighbours: Value | None
    country: Value | None


class IndexMedian(Struct):
    """Medians of the scores that you may see in a year, and of how many provinces."""

    year: int
    region: Value | None
    country: Value | None
    provinces: int


class IndexComparison(Struct):
    """An index of a province over the years, beside its neighbours, its region and the country."""

    code: str
    name_vi: str
    name_en: str
    publisher_vi: str
    publisher_en: str
    area: Area
    region: Area | None
    simulated: bool
    own: IndexLine
    former: list[IndexLine]
    neighbours: list[IndexLine]
    medians: list[IndexMedian]
    components: list[IndexComponent]
    page: Annotated[Link, Meta(examples=["/indices/08/PCI/"])]


class IndexNamed(Struct):
    """An index: the indicators of its score, its rank and its components."""

    code: str
    name_vi: str
    name_en: str
    publisher_vi: str
    publisher_en: str
    score: Named
    rank: Named
    components: list[Named]


class Indices(Struct):
    """The indices of the packs."""

    indices: list[IndexNamed]
