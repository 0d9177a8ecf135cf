"""The answers about plans and scenarios."""

from typing import Annotated

from msgspec import Meta, Struct

from terrace.web.api.shapes import Area, Named, PeriodCode, Value

Stage = Annotated[str, Meta(examples=["PRIMARY"])]
StartYear = Annotated[int, Meta(description="the year in which the school year begins", examples=[2027])]


class PlannedYear(Struct):
    """One school year of a place and stage. `gap`: pupils without a place; below 0, places left over."""

    year: StartYear
    pupils: int
    low: Annotated[int, Meta(description="eight of ten past errors lie within low and high")]
    high: int
    places: int
    gap: int


class PlannedCommune(Struct):
    """A commune in one stage."""

    area: Area
    pupils_now: int
    years: list[PlannedYear]


class PlannedTotal(Struct):
    """One school year of the whole place."""

    year: StartYear
    pupils: int
    low: int
    high: int
    lacking: int
    left_over: int


class PlannedSite(Struct):
    """A new school of the usual size, by rank; each counts what those before it leave."""

    area: Area
    classes: int
    serves: int
    own: int
    left: int


class PlannedStage(Struct):
    """A stage of schooling."""

    stage: Named
    class_size: int
    pupils_now: int
    years: list[PlannedTotal]
    communes: list[PlannedCommune]
    sites: Annotated[list[PlannedSite], Meta(description="for the last year")]


class SchoolPlan(Struct):
    """School places of a province for the next six school years, under the assumptions of the question."""

    area: Area
    base_year: StartYear
    simulated: bool
    stages: list[PlannedStage]


class ScenarioFigure(Struct):
    """A figure as it is and as it would be; `changed` by hand, else it follows."""

    indicator: Named
    area: Area
    base: Value | None
    then: Value | None
    changed: bool
    held: bool
    target: Annotated[Value | None, Meta(description="of the place for the year, where there is one")] = None


class Scenario(Struct):
    """Every figure of the place that the changes touch, and the one shown for the places right below."""

    area: Area
    period: PeriodCode
    changes: list[str]
    simulated: bool
    forecast: Annotated[bool, Meta(description="what is not reported yet is taken from the forecasts")]
    figures: list[ScenarioFigure]
    below: list[ScenarioFigure]
