"""Reading forecasts. The actor comes first; a forecast is seen as the figure that it starts from is.

What is asked for in a coarser frequency (the year of a monthly indicator) is worked out on reading, from what is known
of the period under way and the forecast of the rest; a derived indicator then from the years of its parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal

from django.utils import timezone

from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import queries as figures
from terrace.facts.pipeline import results
from terrace.facts.pipeline.queries import Reader
from terrace.insight.forecasting import coarser, kept
from terrace.insight.forecasting.coarser import Fine, Known
from terrace.insight.forecasting.kept import Kept, Series
from terrace.insight.forecasting.views import Accuracy, ForecastView, Past, Step

__all__ = ["Accuracy", "Asked", "ForecastView", "Past", "Step", "forecast", "past", "several"]

#: Fewer forecasts that came true or not say nothing about the intervals.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one series; `frequency` None is the indicator's own."""

    spec: IndicatorSpec
    area: int
    breakdown: int = 0
    frequency: Frequency | None = None

    @property
    def series(self) -> Series:
        return self.spec.id, self.area, self.breakdown, int(self.spec.frequency)


def forecast(  # noqa: PLR0917 - a series is named by its place in the order of all reads
    actor: Actor,
    spec: IndicatorSpec,
    area: int,
    breakdown: int = 0,
    frequency: Frequency | None = None,
    origin: Period | None = None,
) -> ForecastView | None:
    """The forecast that holds now, or the one made from an origin; None when there is none that she may see."""
    reader, asked = Reader(actor), Asked(spec, area, breakdown, frequency)
    if origin is None:
        found = _several(reader, [asked])
        return _with_hits(reader, asked, found[0]) if found else None
    row = kept.made_from(asked.series, origin.id)
    rows = {asked.series: row} if row and reader.sees(spec, area, row.origin) else {}
    return next(iter(_views(reader, [asked], rows)), None)


def several(actor: Actor, cells: Iterable[Asked]) -> list[ForecastView]:
    """The forecasts of many series at once; those that are not there, or that she may not see, are left out."""
    return _several(Reader(actor), list(cells))


def past(actor: Actor, spec: IndicatorSpec, area: int, breakdown: int = 0, ahead: int = 1) -> list[Past]:
    """What was forecast so many periods ahead, oldest first, and what came; back-tests where nobody said so then."""
    reader, asked = Reader(actor), Asked(spec, area, breakdown)
    said = _said(reader, asked, ahead)
    known = {one.origin for one in said}
    tried = [one for one in _tried(reader, asked, ahead) if one.origin not in known]
    return sorted([*tried, *said], key=lambda one: one.origin)


# the forecasts that hold


def _several(reader: Reader, cells: Sequence[Asked]) -> list[ForecastView]:
    wanted = [part for one in cells for part in (one, *_parts(reader, one))]
    rows = {
        series: row
        for series, row in kept.current(one.series for one in wanted).items()
        if reader.sees(reader.snapshot.by_id[series[0]], series[1], row.origin)
    }
    return _views(reader, cells, rows)


def _parts(reader: Reader, asked: Asked) -> list[Asked]:
    """The series of which the coarser periods of a derived indicator are made."""
    if asked.frequency in (None, asked.spec.frequency) or not asked.spec.formula:
        return []
    specs = (reader.snapshot.by_id[part] for part in asked.spec.inputs)
    return [Asked(spec, asked.area, spec.fitting(asked.breakdown), asked.frequency) for spec in specs]


def _views(reader: Reader, cells: Sequence[Asked], rows: dict[Series, Kept]) -> list[ForecastView]:
    known = _known(reader, cells, rows)
    found = (_view(reader, one, rows, known) for one in cells if one.series in rows)
    return [view for view in found if view is not None]


def _view(reader: Reader, asked: Asked, rows: dict[Series, Kept], known: dict[Series, Known]) -> ForecastView | None:
    row = rows[asked.series]
    steps = _steps_asked(reader, asked, rows, known)
    if not steps:
        return None
    origin, spec = periods.from_id(row.origin), asked.spec
    today = timezone.localdate()
    place = reader.index.version(asked.area, today) or reader.index.history(asked.area)[-1]
    return ForecastView(
        spec=spec,
        place=place,
        breakdown=reader.snapshot.cells[asked.breakdown] if asked.breakdown else "",
        breakdown_id=asked.breakdown,
        frequency=asked.frequency or spec.frequency,
        origin=origin,
        made_at=row.made_at,
        steps=steps,
        method=row.method,
        shares=row.shares,
        notes=row.notes,
        accuracy=tuple(_accuracy(each) for each in row.accuracy),
        simulated=row.simulated,
        coherent=row.coherent,
        provisional=row.provisional,
    )


def _accuracy(kept_one: tuple[object, ...]) -> Accuracy:
    ahead, share, years, tries = kept_one[:4]
    return Accuracy(int(str(ahead)), Decimal(str(share)), int(str(years)), int(str(tries)), None)


def _steps(row: Kept) -> tuple[Step, ...]:
    period, found = periods.from_id(row.origin), []
    for numbers in zip(row.likely, row.low80, row.high80, row.low95, row.high95, strict=True):
        period = period.next()
        found.append(Step(period, *numbers))
    return tuple(found)


def _steps_asked(
    reader: Reader, asked: Asked, rows: dict[Series, Kept], known: dict[Series, Known]
) -> tuple[Step, ...]:
    own = _steps(rows[asked.series])
    if asked.frequency in (None, asked.spec.frequency):
        return own
    if asked.spec.formula:
        return _by_formula(reader, asked, rows, known)
    return coarser.steps(Fine(asked.spec, known.get(asked.series, {}), own), asked.frequency or asked.spec.frequency)


def _by_formula(reader: Reader, asked: Asked, rows: dict[Series, Kept], known: dict[Series, Known]) -> tuple[Step, ...]:
    """The formula over the coarser periods of the parts, as wide as the own forecast is at the end of each."""
    parts = {
        one.spec.code: {step.period: step for step in _steps_asked(reader, one, rows, known)}
        for one in _parts(reader, asked)
        if one.series in rows
    }
    if not parts:
        return ()
    own = {step.period: step for step in _steps(rows[asked.series])}
    wholes = sorted(set.intersection(*(set(each) for each in parts.values())))
    found = (_formula_step(asked.spec, whole, parts, own) for whole in wholes)
    return tuple(step for step in found if step is not None)


def _formula_step(
    spec: IndicatorSpec, whole: Period, parts: dict[str, dict[Period, Step]], own: dict[Period, Step]
) -> Step | None:
    values = {code: each[whole].likely for code, each in parts.items()}
    missing = {code: None for code in (spec.compiled.inputs if spec.compiled else ()) if code not in values}
    likely = spec.compiled.evaluate({**values, **missing}, spec.decimals) if spec.compiled else None
    near = own.get(whole.parts(spec.frequency)[-1])
    if likely is None or near is None:
        return None
    shift = likely - near.likely
    bands = (near.low80 + shift, near.high80 + shift, near.low95 + shift, near.high95 + shift)
    return Step(whole, likely, *bands)


def _known(reader: Reader, cells: Sequence[Asked], rows: dict[Series, Kept]) -> dict[Series, Known]:
    """What is known already of the coarser periods that are under way: one read for all."""
    wanted: list[figures.Asked] = []
    for one in (part for cell in cells for part in (cell, *_parts(reader, cell))):
        if one.frequency not in (None, one.spec.frequency) and one.series in rows and not one.spec.formula:
            before = coarser.fine_periods(_steps(rows[one.series]), one.frequency or one.spec.frequency)
            wanted += [figures.Asked(one.spec, one.area, period, one.breakdown) for period in before]
    found: dict[Series, dict[int, Decimal | None]] = {}
    for view in reader.tiles(wanted) if wanted else ():
        series = (view.spec.id, view.place.place_id, view.breakdown_id, int(view.spec.frequency))
        found.setdefault(series, {})[view.period.id] = view.value
    return dict(found)


# what was forecast before


def _said(reader: Reader, asked: Asked, ahead: int) -> list[Past]:
    rows = [row for row in kept.every(asked.series) if reader.sees(asked.spec, asked.area, row.origin)]
    newest = max((row.origin for row in rows), default=0)
    made = [(row, periods.from_id(row.origin).shifted(ahead)) for row in rows if len(row.said_likely) >= ahead]
    came = _came(reader, asked, [period for _, period in made if period.id <= newest])
    at = ahead - 1
    return [
        Past(
            periods.from_id(row.origin),
            row.said_at,
            period,
            row.said_likely[at],
            row.said_low80[at],
            row.said_high80[at],
            came.get(period.id),
        )
        for row, period in made
    ]


def _came(reader: Reader, asked: Asked, wanted: Sequence[Period]) -> dict[int, Decimal | None]:
    if not wanted:
        return {}
    one = figures.Asked(asked.spec, asked.area, wanted[0], asked.breakdown)
    return {view.period.id: view.value for view in reader.series(one, wanted)}


def _tried(reader: Reader, asked: Asked, ahead: int) -> list[Past]:
    """Back-tests, with intervals as wide (for their size) as they are now."""
    tests, row = kept.tests(asked.series), kept.current([asked.series]).get(asked.series)
    if tests is None or row is None or ahead > len(row.likely) or not reader.sees(asked.spec, asked.area, tests.origin):
        return []
    found = []
    for number, tried, came in zip(tests.origins, tests.tried, tests.came, strict=True):
        origin = periods.from_id(number)
        if ahead > len(tried) or not reader.sees(asked.spec, asked.area, origin.shifted(ahead).id):
            continue
        if (likely := tried[ahead - 1]) is not None:
            found.append(_past(asked.spec, row, origin, ahead=ahead, likely=likely, came=came[ahead - 1]))
    return found


def _past(spec: IndicatorSpec, row: Kept, origin: Period, *, ahead: int, likely: float, came: float | None) -> Past:
    at, value = ahead - 1, _exact(spec, likely)
    size = abs(value / row.likely[at]) if row.likely[at] else Decimal(1)
    low = results.rounded(value - (row.likely[at] - row.low80[at]) * size, spec.decimals)
    high = results.rounded(value + (row.high80[at] - row.likely[at]) * size, spec.decimals)
    made = timezone.make_aware(datetime.combine(origin.end, time()))
    return Past(
        origin, made, origin.shifted(ahead), value, low, high, None if came is None else _exact(spec, came), True
    )


def _exact(spec: IndicatorSpec, value: float) -> Decimal:
    return results.rounded(Decimal(repr(value)), spec.decimals)


def _with_hits(reader: Reader, asked: Asked, view: ForecastView) -> ForecastView:
    """The accuracy of a forecast with the share of what really was said before that came inside its interval."""
    return replace(view, accuracy=tuple(_hits(reader, asked, each) for each in view.accuracy))


def _hits(reader: Reader, asked: Asked, accuracy: Accuracy) -> Accuracy:
    came = [one for one in _said(reader, asked, accuracy.ahead) if one.came is not None]
    if len(came) < FEWEST:
        return accuracy
    inside = sum(one.low80 <= one.came <= one.high80 for one in came if one.came is not None)
    return replace(accuracy, inside80=results.quotient(Decimal(inside), Decimal(len(came)), 2))
