"""The layout of an answer: the headings of its rows and columns, and what each stands for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from terrace.base.kernel.periods import LETTERS, Period
from terrace.base.places.index import Index
from terrace.base.places.models import Level
from terrace.facts.catalogue.snapshot import DimensionSpec
from terrace.facts.collection.models import Status
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.answers import Member
from terrace.insight.warehouse.asking import problems, sides, wording
from terrace.insight.warehouse.asking.sides import Sides, Steps
from terrace.insight.warehouse.asking.steps import Codes, Span, Spot, Step
from terrace.insight.warehouse.asking.worlds import LEVELS, World
from terrace.insight.warehouse.questions import Axis

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows and columns, and for each axis the step that stands for all of it."""

    rows: Sides
    columns: Sides
    row_whole: Step | None
    column_whole: Step | None
    #: Places, time and codes as the question says them where no axis does.
    rest: Step

    @property
    def range(self) -> Span:
        """All of the time that is asked about."""
        if self.rest.span is None:
            raise TypeError
        return self.rest.span


def lay_out(world: World) -> Layout:
    """Raises `Refused` for dimensions and codes that are not there, and when there would be too many cells."""
    asked = world.question
    rows, columns = asked.rows, asked.columns
    if not any(each.kind == "measure" for each in asked.axes) and (len(asked.measures) > 1 or not columns):
        columns = (*columns, Axis("measure"))
    steps = {axis: _steps(world, axis) for axis in (*rows, *columns)}
    of_rows, of_columns = [steps[axis] for axis in rows], [steps[axis] for axis in columns]
    _demand_few(of_rows, of_columns)
    index = world.reader.index
    return Layout(
        sides.through(index, world.maps, of_rows),
        sides.through(index, world.maps, of_columns),
        _whole_of(world, rows),
        _whole_of(world, columns),
        Step(Member("", "", "", ""), spot=world.base, span=_range(world), codes=_codes(world)),
    )


def _demand_few(*lists: list[Steps]) -> None:
    """Nested places and periods fit only in part: they are counted by the finer."""
    count = 1
    for several in lists:
        for steps in several:
            count *= max(1, len(steps))
        for kind in ("place", "period"):
            same = sorted(len(steps) for steps in several if steps and steps[0].member.kind == kind)
            for each in same[:-1]:
                count //= max(1, each)
    if count > questions.MOST_CELLS:
        raise problems.TOO_LARGE.problem("rows", cells=count, most=questions.MOST_CELLS)


def _range(world: World) -> Span:
    said = world.question.where.periods
    if said.to_date:
        return _to_date(world.periods[-1])
    return Span(world.periods[0], world.periods[-1])


def _to_date(period: Period) -> Span:
    return Span(replace(period, index=1), period, True)


def _whole_of(world: World, axes: tuple[Axis, ...]) -> Step | None:
    """The whole of the innermost axis that has one."""
    axis = next((each for each in reversed(axes) if each.kind in {"place", "period", "breakdown"}), None)
    return _whole(world, axis) if axis else None


def _whole(world: World, axis: Axis) -> Step:
    label = world.name("Tổng số", "Total")
    member = Member(axis.kind, TOTAL, label, "", axis.level)
    if axis.kind == "place":
        return Step(member, spot=world.base, total=True)
    if axis.kind == "period":
        return Step(member, span=_range(world), total=True)
    wanted = dict(world.question.where.breakdown).get(axis.level, ())
    return Step(member, codes=((axis.level, wanted),), total=True)


def _steps(world: World, axis: Axis) -> Steps:
    made = _MAKERS[axis.kind](world, axis)
    if axis.total and axis.kind in {"place", "period", "breakdown"}:
        return Steps((*made, _whole(world, axis)))
    return made if isinstance(made, Steps) else Steps(made)


def _places(world: World, axis: Axis) -> Steps:
    name = axis.level or world.question.where.level
    return _steps_of_places(world.reader.index, world.base, LEVELS[name] if name else None, world.maps, world.language)


@lru_cache(maxsize=16)
def _steps_of_places(index: Index, base: Spot, level: int | None, maps: tuple[date, ...], language: str) -> Steps:
    """The places of a level at or below some, or those themselves; what is shown is the newest that they were."""
    found: dict[int, None] = dict.fromkeys(base) if level is None else {}
    for day in maps if level is not None else ():
        found.update(dict.fromkeys(place for each in base for place in index.descendants(each, day, level)))
    taken: dict[str, int] = {}
    return Steps(_step_of_place(index, place, maps, language, taken) for place in found)


def _step_of_place(index: Index, place: int, maps: tuple[date, ...], language: str, taken: dict[str, int]) -> Step:
    version = next((found for day in reversed(maps) if (found := index.version(place, day))), None)
    shown = version or index.history(place)[-1]
    key = shown.code if taken.setdefault(shown.code, place) == place else f"{shown.code}.{place}"
    label = shown.name_en if language == "en" and shown.name_en else shown.full_name
    return Step(Member("place", key, label, shown.code, Level(shown.level).name.lower()), spot=(place,))


def _periods(world: World, axis: Axis) -> Iterator[Step]:
    wanted = world.periods
    if axis.level and wanted and axis.level != _letter(wanted[0]):
        frequency = wanted[0].frequency
        coarse = (whole for each in wanted for whole in each.wholes() if _letter(whole) == axis.level)
        wanted = tuple(dict.fromkeys(coarse)) or wanted
        if not wanted or _letter(wanted[0]) != axis.level:
            raise problems.PERIOD.problem("rows", text=f"{axis.text} / {frequency.name.lower()}")
    for period in wanted:
        span = _to_date(period) if world.question.where.periods.to_date else Span(period, period)
        label = wording.to_date(period, world.language) if span.to_date else period.label(world.language)
        yield Step(Member("period", period.code, label, period.code, axis.level), span=span)


def _letter(period: Period) -> str:
    return LETTERS[period.frequency]


def _breakdowns(world: World, axis: Axis) -> Iterator[Step]:
    dimension = _dimension(world, axis.level)
    wanted = dict(_codes(world)).get(axis.level)
    for code in dimension.codes:
        if not wanted or code.code in wanted:
            member = Member("breakdown", f"{axis.level}={code.code}", code.name(world.language), code.code, axis.level)
            yield Step(member, codes=((axis.level, (code.code,)),))


def _dimension(world: World, name: str) -> DimensionSpec:
    """A dimension that one of the indicators has."""
    had = {dimension for spec in world.specs for group in spec.groups for dimension in group}
    if name not in had:
        allowed = ", ".join(sorted(had)) or "–"
        raise problems.DIMENSION.problem("rows", code=name[:60], allowed=allowed)
    return world.reader.snapshot.dimensions[name]


def _codes(world: World) -> Codes:
    """The codes that the question names, each of them there."""
    for name, codes in world.question.where.breakdown:
        known = [each.code for each in _dimension(world, name).codes]
        for code in codes:
            if code not in known:
                allowed = ", ".join(known[:20])
                raise problems.CODE.problem("breakdown", dimension=name, code=code[:60], allowed=allowed)
    return tuple(sorted(world.question.where.breakdown))


def _measures(world: World, _: Axis) -> Iterator[Step]:
    for at, measure in enumerate(world.question.measures):
        label = wording.measure(world.specs[at], measure, world.language)
        yield Step(Member("measure", measure.text, label, measure.indicator), measure=at)


def _statuses(world: World, _: Axis) -> Iterator[Step]:
    wanted = world.question.where.statuses or questions.STATUSES
    for name in wanted:
        yield Step(Member("status", name, wording.status(name), name), status=int(Status[name.upper()]))


def _sources(world: World, _: Axis) -> Iterator[Step]:
    for source in world.sources:
        yield Step(Member("source", source.code, source.name(world.language), source.code), source=source.code)


_MAKERS: dict[str, Callable[[World, Axis], Iterable[Step]]] = {
    "place": _places,
    "period": _periods,
    "breakdown": _breakdowns,
    "measure": _measures,
    "status": _statuses,
    "source": _sources,
}
