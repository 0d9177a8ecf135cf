"""The answers about forecasts, as OpenAPI shows them and as they are written."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from terrace.web.api.shapes import Area, Cell, Link, Named, PeriodCode, Value


class Range(Struct):
    """Between which numbers a value comes in so many of a hundred cases."""

    level: Annotated[int, Meta(description="80 or 95", examples=[80])]
    low: Value
    high: Value


class ForecastStep(Struct):
    """One period to come."""

    period: PeriodCode
    likely: Value
    ranges: list[Range]


class PastForecast(Struct):
    """What was forecast before, and what came; `value` null: it has not come yet.

    `tried`: nobody said so then; it is what the method of today would have said with what was known then.
    """

    origin: PeriodCode
    made_at: datetime
    period: PeriodCode
    likely: Value
    low80: Value
    high80: Value
    value: Value | None
    tried: bool


class ForecastAccuracy(Struct):
    """How well the series was forecast `ahead` periods ahead: the median error as a share of the level."""

    ahead: int
    share: Annotated[Decimal, Meta(examples=[0.04])]
    years: int
    tries: int
    inside80: Annotated[Decimal | None, Meta(description="share of the tries within the range of 80")]


class Share(Struct):
    """A member of the method and its weight."""

    member: Annotated[str, Meta(examples=["theta"])]
    per_cent: int


class Method(Struct):
    """How it was worked out."""

    code: Annotated[str, Meta(examples=["pool"])]
    text_vi: str
    text_en: str
    shares: list[Share]


class ForecastNote(Struct):
    """What is special about the series."""

    code: Annotated[str, Meta(examples=["short"])]
    text_vi: str
    text_en: str


class Forecast(Struct):
    """One series. `origin` is the last period known, of the indicator's own frequency; the steps follow it (in a
    coarser frequency the first is the period under way). `coherent`: it adds up with the places and parts around it.
    `provisional`: the newest figure is not complete yet. `simulated`: it rests on figures of a demonstration.
    """

    indicator: Named
    area: Area
    breakdown: Cell
    frequency: Annotated[str, Meta(examples=["month"])]
    origin: PeriodCode
    made_at: datetime
    unit: Named
    decimals: int
    steps: list[ForecastStep]
    method: Method
    accuracy: list[ForecastAccuracy]
    notes: list[ForecastNote]
    simulated: bool
    coherent: bool
    provisional: bool
    past: Annotated[list[PastForecast] | None, Meta(description="with past=true; oldest first")]
    page: Annotated[Link, Meta(description="the page that shows it", examples=["/forecasts/PIGS/04/"])]


class Forecasts(Struct):
    """In the order of the indicators and places asked for."""

    forecasts: list[Forecast]
    hidden: Annotated[int, Meta(description="how many series you may not see")]
    missing: Annotated[int, Meta(description="how many series have no forecast")]
