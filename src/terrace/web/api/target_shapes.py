"""The answers about targets and nowcasts, as OpenAPI shows them and as they are written."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from terrace.web.api.shapes import Area, Cell, Link, Named, PeriodCode, Value

Chance = Annotated[Decimal | None, Meta(description="0 to 1; null: the past is too short", examples=[0.72])]
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
