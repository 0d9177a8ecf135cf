"""A template, a place and a period → the frame of an issue and its facts, read at one moment as the system.

Figures are those of `facts.pipeline.queries.Reader`, so that a report says what every page says.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from terrace.base.kernel import periods
from terrace.base.kernel.periods import MONTHS, Frequency, Period, containing
from terrace.base.places import boundaries
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import FigureView
from terrace.insight.monitoring import queries as warnings
from terrace.insight.monitoring.models import Kind
from terrace.insight.reports import plans, snapshots
from terrace.insight.reports.plans import Part, Plan
from terrace.insight.reports.snapshots import Alarm, Figure, Frame, Goal, Place, Row, Said, Spec
from terrace.insight.reports.so_far import SoFar
from terrace.insight.targets import queries as targets
from terrace.insight.targets.standings import Standing

NOW, LAST, BEFORE = "value", plans.LAST_YEAR, plans.PREVIOUS
SO_FAR, SO_FAR_LAST, PLAN = plans.TO_DATE, "to_date_last_year", plans.PLAN
#: What is held against the plan of the year: the year so far.
DONE: Final = "done"
#: Warnings that a report tells: not entry errors, which are settled before, nor the system's own.
TOLD: Final = (Kind.CHANGE, Kind.LIMIT, Kind.CROSSING, Kind.LATE)
#: Points of a line: so many periods, each with the same of the year before.
POINTS: Final = {Frequency.MONTH: 12, Frequency.QUARTER: 8, Frequency.HALF: 6, Frequency.NINE: 6, Frequency.YEAR: 8}


@dataclass
class Gathering:
    """What one issue needs, collected part by part."""

    reader: Reader
    plan: Plan
    area: int
    period: Period
    asked: dict[str, Asked | SoFar] = field(default_factory=dict)
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    places: set[int] = field(default_factory=set)
    mapped: set[int] = field(default_factory=set)
    cells: set[int] = field(default_factory=set)


def gather(reader: Reader, plan: Plan, area: int, period: Period, day: date) -> tuple[Frame, list[Said]]:
    """The whole: frame and facts."""
    whole = Gathering(reader, plan, area, period, places={area})
    _goals(whole)
    for part in plan.parts:
        whole.rows[part.code] = tuple(_planned(whole) if part.kind == plans.TARGETS else _rows(whole, part))
    _alarms(whole)
    whole.said += _figures(whole)
    return _frame(whole, day), whole.said


# which cells a part asks for


def _rows(whole: Gathering, part: Part) -> Iterator[Row]:
    for code in part.indicators:
        spec = whole.reader.snapshot.indicators.get(code)
        if spec is None:
            continue
        period = _period(whole, part.grain, spec)
        cell = whole.reader.snapshot.breakdown(spec, part.breakdown) or 0
        if part.kind == plans.CHART and part.picture == plans.YEARS:
            yield from (_row(whole, Cell(spec, whole.area, each, cell), (LAST,)) for each in _back(period))
        elif part.kind == plans.MAP or part.places == plans.BELOW or part.picture == plans.BARS:
            below = whole.reader.index.children(whole.area, period.end)
            whole.mapped |= set(below) if part.kind == plans.MAP else set()
            yield from (_row(whole, Cell(spec, each, period, cell), part.compare) for each in below)
        else:
            yield _row(whole, Cell(spec, whole.area, period, cell), part.compare)


def _planned(whole: Gathering) -> Iterator[Row]:
    """A row for each target of the year."""
    for said in [each for each in whole.said if each.kind == snapshots.TARGET]:
        spec = whole.reader.snapshot.by_id[said.indicator or 0]
        cell = int(said.key.split("|")[3])
        yield _row(whole, Cell(spec, whole.area, _period(whole, None, spec), cell), (PLAN,))


def _period(whole: Gathering, grain: Frequency | None, spec: IndicatorSpec) -> Period:
    """The period of the report; of a coarser indicator the newest that has ended."""
    wanted = grain or whole.period.frequency
    if spec.frequency < wanted or (grain is None and _apart(spec.frequency, wanted)):
        wanted = spec.frequency
    if wanted is whole.period.frequency:
        return whole.period
    found = containing(whole.period.end, wanted)
    return found if found.end <= whole.period.end else found.previous()


def _apart(own: Frequency, wanted: Frequency) -> bool:
    """The indicator's periods do not add up to those of the report."""
    return own is not wanted and all(each.frequency is not wanted for each in Period(own, 2020).wholes())


def _back(period: Period) -> list[Period]:
    return [period.shifted(-step) for step in reversed(range(POINTS.get(period.frequency, 6)))]


def _year_before(period: Period) -> Period:
    return Period(period.frequency, period.year - 1, period.index)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row is about; `breakdown` is the id of a cell, 0 the total."""

    spec: IndicatorSpec
    area: int
    period: Period
    breakdown: int


def _row(whole: Gathering, about: Cell, compare: Sequence[str]) -> Row:
    """The keys of a row's facts by role."""
    period, before = about.period, _year_before(about.period)
    whole.places.add(about.area)
    whole.cells |= {about.breakdown} - {0}
    keys = {NOW: _key(whole, about, period)}
    if LAST in compare:
        keys[LAST] = _key(whole, about, before)
    if BEFORE in compare and period.previous() != before:
        keys[BEFORE] = _key(whole, about, period.previous())
    if SO_FAR in compare and period.index > 1 and _so_far(whole, about, period).grows:
        keys |= {SO_FAR: _key_so_far(whole, about, period), SO_FAR_LAST: _key_so_far(whole, about, before)}
    goal = f"target|{about.spec.code}|{about.area}|{about.breakdown}|{period.year}"
    if PLAN in compare and any(each.key == goal for each in whole.said):
        keys |= {PLAN: goal, DONE: _key_so_far(whole, about, period)}
    return Row(about.spec.code, about.area, period.code, keys)


def asked_by(snapshot: Snapshot, key: str) -> Asked | SoFar:
    """What the key of a figure asks for. `KeyError` when the indicator is no more."""
    code, area, cell, when = key.split("|")
    spec, period = snapshot.indicators[code], periods.parse(when.removesuffix(snapshots.SO_FAR))
    if when.endswith(snapshots.SO_FAR):
        return SoFar(snapshot, spec, int(area), int(cell), period)
    return Asked(spec, int(area), period, int(cell))


def _key(whole: Gathering, about: Cell, period: Period) -> str:
    """The key of a figure."""
    key = f"{about.spec.code}|{about.area}|{about.breakdown}|{period.code}"
    whole.asked[key] = Asked(about.spec, about.area, period, about.breakdown)
    return key


def _key_so_far(whole: Gathering, about: Cell, last: Period) -> str:
    """The key of the year so far; in its first period that of the figure."""
    if last.index == 1:
        return _key(whole, about, last)
    key = f"{about.spec.code}|{about.area}|{about.breakdown}|{last.code}{snapshots.SO_FAR}"
    whole.asked[key] = _so_far(whole, about, last)
    return key


def _so_far(whole: Gathering, about: Cell, last: Period) -> SoFar:
    return SoFar(whole.reader.snapshot, about.spec, about.area, about.breakdown, last)


# what the figures are


def _figures(whole: Gathering) -> list[Said]:
    """Every figure that was asked for, read at once."""
    find = reading(whole.reader, [each for one in whole.asked.values() for each in behind(one)])
    return [_said(key, one, find) for key, one in whole.asked.items()]


def behind(one: Asked | SoFar) -> Iterator[Asked]:
    """The figures that it is read from."""
    if isinstance(one, SoFar):
        yield from one.asked()
    else:
        yield one


def reading(reader: Reader, asked: Sequence[Asked], as_of: datetime | None = None) -> Callable[[Asked], Figure]:
    """What looks these figures up, as they were at a moment if one is given; of a place that was not there there is
    none."""
    there = {one.cell: one for one in asked if reader.index.version(one.area, one.period.end) is not None}
    there = {cell: replace(one, as_of=as_of) for cell, one in there.items()}
    views = {view.cell: view for view in reader.tiles(list(there.values()))}
    return lambda one: _one(views.get("|".join(map(str, one.cell))))


def _said(key: str, one: Asked | SoFar, find: Callable[[Asked], Figure]) -> Said:
    content = figure(one, find)
    if isinstance(one, Asked):
        return _guarded(key, one, content)
    if (kept := one.kept()) is not None:
        return _guarded(key, kept, content)
    return Said(key, snapshots.FIGURE, one.area, _sector(one), None, None, content)


def figure(one: Asked | SoFar, find: Callable[[Asked], Figure]) -> Figure:
    return one.figure(find) if isinstance(one, SoFar) else find(one)


def _guarded(key: str, one: Asked, content: Figure) -> Said:
    """Seen by whoever sees the figure that it is."""
    return Said(key, snapshots.FIGURE, one.area, one.spec.sector, one.spec.id, one.period.id, content)


def _sector(one: SoFar) -> str:
    """A figure that is worked out here shows what is behind it: it is for those who may see all of that."""
    sectors = {one.spec.sector, *(each.spec.sector for each in one.asked())}
    return one.spec.sector if len(sectors) == 1 else ""


def _one(view: FigureView | None) -> Figure:
    if view is None:
        return Figure(None, "missing")
    return Figure(view.value, view.reason or "", view.status or "", view.simulated, view.reported, view.expected)


def _goals(whole: Gathering) -> None:
    """Targets of the year that the template asks for: those of its indicators, and of the list of targets."""
    listing = any(part.kind == plans.TARGETS for part in whole.plan.parts)
    planned = {code for part in whole.plan.parts if PLAN in part.compare for code in part.indicators}
    if not listing and not planned:
        return
    known = whole.reader.snapshot.indicators
    only = None if listing else [known[code].id for code in planned if code in known]
    for standing in targets.standings(whole.reader, whole.area, whole.period.year, only):
        whole.said.append(_goal(whole, standing))


def _goal(whole: Gathering, standing: Standing) -> Said:
    spec = standing.spec
    content = Goal(
        spec.code,
        standing.target,
        standing.direction,
        standing.chance,
        standing.judged.light,
        standing.decided_by_vi,
        standing.decided_by_en,
    )
    key = f"target|{spec.code}|{whole.area}|{standing.breakdown_id}|{standing.year}"
    whole.cells |= {standing.breakdown_id} - {0}
    year = Period(Frequency.YEAR, standing.year).id
    return Said(key, snapshots.TARGET, whole.area, spec.sector, spec.id, year, content)


def _alarms(whole: Gathering) -> None:
    """Warnings that stand at the place and below it, the most severe first."""
    most = max((part.most for part in whole.plan.parts if part.kind == plans.WARNINGS), default=0)
    if not most:
        return
    actor, filters = whole.reader.actor, warnings.Filters(area=whole.area, kinds=TOLD, inhibited=False)
    about = warnings.rows(actor, filters).filter(period__in=[each.id for each in _told_of(whole.period)])
    numbers = about.order_by(*warnings.ORDERS["severity"]).values_list("pk", flat=True)[:most]
    for view in warnings.several(actor, numbers):
        words = (view.title("vi"), view.title("en"), view.sentence("vi"), view.sentence("en"))
        content = Alarm(view.id, view.severity, *words)
        whole.said.append(Said(f"warning|{view.id}", snapshots.WARNING, view.area, view.sector, None, None, content))


def _told_of(period: Period) -> list[Period]:
    """What warnings of a report are about: the rest of its year, so that an old report tells of no later year."""
    return [each for each in _every(period.year) if each.end >= period.start]


def _every(year: int) -> list[Period]:
    return [Period(each, year, at) for each in Frequency for at in range(1, len(MONTHS[each]) + 1)]


def ending_in(period: Period) -> list[Period]:
    """The periods of every frequency that end in a period.

    >>> from terrace.base.kernel.periods import parse
    >>> [each.code for each in ending_in(parse("2026-M06"))]
    ['2026-S1', '2026-Q2', '2026-C1', '2026-M06']
    """
    return [each for each in _every(period.year) if period.start <= each.end <= period.end]


# what things were called


def _frame(whole: Gathering, day: date) -> Frame:
    catalogue = whole.reader.snapshot
    codes = {each.key.split("|")[0] for each in whole.said if each.kind == snapshots.FIGURE}
    codes |= {each.content.indicator for each in whole.said if isinstance(each.content, Goal)}
    cells = {str(cell): (catalogue.cell_label(cell, "vi"), catalogue.cell_label(cell, "en")) for cell in whole.cells}
    specs = {code: _spec(whole, code) for code in sorted(codes)}
    named = {code: (each.name_vi, each.name_en) for code, each in catalogue.sectors.items()}
    sectors = {code: names for code, names in named.items() if any(each.sector == code for each in specs.values())}
    places = _places(whole)
    head = (whole.plan, whole.area, whole.period.code, day.isoformat())
    return Frame(*head, places, specs, cells, whole.rows, sectors, len(whole.said))


def _spec(whole: Gathering, code: str) -> Spec:
    catalogue = whole.reader.snapshot
    spec = catalogue.indicators[code]
    units = catalogue.unit(spec, "vi"), catalogue.unit(spec, "en")
    return Spec(spec.name_vi, spec.name_en, *units, spec.decimals, spec.sector, spec.nature)


def _places(whole: Gathering) -> dict[str, Place]:
    index, end = whole.reader.index, whole.period.end
    outlines = boundaries.outlines(whole.mapped, end) if whole.mapped else {}
    found = {}
    for area in sorted(whole.places):
        version = index.version(area, end) or index.history(area)[-1]
        rings = tuple(tuple((x, y) for x, y in ring) for ring in outlines.get(area, ()))
        found[str(area)] = Place(version.code, version.name, version.full_name, version.name_en, rings)
    return found
