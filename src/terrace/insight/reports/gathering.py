"""A template, a place and a period → the frame of an issue and its facts, read at one moment as the system.

Figures are those of `facts.pipeline.queries.Reader`, so that a report says what every page says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from terrace.base.kernel.periods import Frequency, Period, containing
from terrace.base.places import boundaries
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import FigureView
from terrace.insight.monitoring import queries as warnings
from terrace.insight.monitoring.models import Kind
from terrace.insight.reports import plans, snapshots
from terrace.insight.reports.plans import Part, Plan
from terrace.insight.reports.snapshots import Alarm, Figure, Frame, Goal, Place, Row, Said, Spec
from terrace.insight.targets import queries as targets
from terrace.insight.targets.standings import Standing

NOW, LAST, BEFORE = "value", plans.LAST_YEAR, plans.PREVIOUS
SO_FAR, SO_FAR_LAST, PLAN = plans.TO_DATE, "to_date_last_year", plans.PLAN
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
    asked: dict[str, list[Asked]] = field(default_factory=dict)
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
        whole.rows[part.code] = tuple(_rows(whole, part))
    _alarms(whole)
    whole.said += _figures(whole)
    return _frame(whole, day), whole.said


# which cells a part asks for


def _rows(whole: Gathering, part: Part) -> Iterator[Row]:
    for code in part.indicators:
        spec = whole.reader.snapshot.indicators.get(code)
        if spec is None:
            continue
        period = _period(whole, part, spec)
        if part.kind == plans.CHART and part.picture == plans.YEARS:
            yield from (_row(whole, part, Cell(spec, whole.area, each), (LAST,)) for each in _back(period))
        elif part.kind == plans.MAP or part.places == plans.BELOW or part.picture == plans.BARS:
            below = whole.reader.index.children(whole.area, period.end)
            whole.mapped |= set(below) if part.kind == plans.MAP else set()
            yield from (_row(whole, part, Cell(spec, each, period), part.compare) for each in below)
        else:
            yield _row(whole, part, Cell(spec, whole.area, period), part.compare)


def _period(whole: Gathering, part: Part, spec: IndicatorSpec) -> Period:
    """The period of the report; of a coarser indicator the newest that has ended."""
    wanted = part.grain or whole.period.frequency
    if spec.frequency < wanted or (part.grain is None and _apart(spec.frequency, wanted)):
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
    """What a row is about."""

    spec: IndicatorSpec
    area: int
    period: Period


def _row(whole: Gathering, part: Part, about: Cell, compare: Sequence[str]) -> Row:
    """The keys of a row's facts by role."""
    spec, area, period = about.spec, about.area, about.period
    cell = whole.reader.snapshot.breakdown(spec, part.breakdown) or 0
    whole.places.add(area)
    whole.cells |= {cell} - {0}
    wanted = {NOW: [period]}
    if LAST in compare:
        wanted[LAST] = [_year_before(period)]
    if BEFORE in compare:
        wanted[BEFORE] = [period.previous()]
    if SO_FAR in compare and spec.time_rule == "sum" and period.index > 1:
        wanted[SO_FAR] = [Period(period.frequency, period.year, at) for at in range(1, period.index + 1)]
        wanted[SO_FAR_LAST] = [_year_before(each) for each in wanted[SO_FAR]]
    keys = {role: _key(whole, spec, area, cell, each) for role, each in wanted.items()}
    goal = f"target|{spec.code}|{area}|{cell}|{period.year}"
    if PLAN in compare and any(each.key == goal for each in whole.said):
        keys[PLAN] = goal
    return Row(spec.code, area, period.code, keys)


def _key(whole: Gathering, spec: IndicatorSpec, area: int, cell: int, wanted: Sequence[Period]) -> str:
    """The key of a figure; of several periods, of their sum."""
    mark = snapshots.SO_FAR if len(wanted) > 1 else ""
    key = f"{spec.code}|{area}|{cell}|{wanted[-1].code}{mark}"
    whole.asked[key] = [Asked(spec, area, each, cell) for each in wanted]
    return key


# what the figures are


def _figures(whole: Gathering) -> list[Said]:
    """Every figure that was asked for, read at once."""
    there = {one.cell: one for each in whole.asked.values() for one in each if _stood(whole, one)}
    views = {view.cell: view for view in whole.reader.tiles(list(there.values()))}
    return [_said(key, asked, views) for key, asked in whole.asked.items()]


def _stood(whole: Gathering, asked: Asked) -> bool:
    return whole.reader.index.version(asked.area, asked.period.end) is not None


def _said(key: str, asked: Sequence[Asked], views: dict[str, FigureView]) -> Said:
    last = asked[-1]
    found = [views.get(f"{one.spec.id}|{one.area}|{one.period.id}|{one.breakdown}") for one in asked]
    content = _sum(found) if len(asked) > 1 else _one(found[0])
    return Said(key, snapshots.FIGURE, last.area, last.spec.sector, last.spec.id, last.period.id, content)


def _one(view: FigureView | None) -> Figure:
    if view is None:
        return Figure(None, "missing")
    return Figure(view.value, view.reason or "", view.status or "", view.simulated, view.reported, view.expected)


def _sum(views: Sequence[FigureView | None]) -> Figure:
    """What came in so far in the year; without a figure for each period it is not complete, and says so."""
    there = [view for view in views if view is not None and view.value is not None]
    if not there:
        return Figure(None, "missing")
    worst = min((view.status or "final" for view in there), key=("provisional", "estimated", "final").index)
    value = sum((view.value for view in there if view.value is not None), Decimal(0))
    counts = sum(view.reported for view in there), sum(view.expected if view else 0 for view in views)
    reason = "incomplete" if len(there) < len(views) else ""
    return Figure(value, reason, worst, any(view.simulated for view in there), *counts)


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
        standing.so_far,
        standing.known.code if standing.known else "",
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
    filters = warnings.Filters(area=whole.area, kinds=TOLD, inhibited=False)
    for view in warnings.listed(whole.reader.actor, filters, most=most):
        words = (view.title("vi"), view.title("en"), view.sentence("vi"), view.sentence("en"))
        content = Alarm(view.id, view.severity, *words)
        whole.said.append(Said(f"warning|{view.id}", snapshots.WARNING, view.area, view.sector, None, None, content))


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
