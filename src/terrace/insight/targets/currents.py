"""Nowcasts of a place: its figure of the period under way, from the places below that have already reported."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import FigureView
from terrace.insight.forecasting import territory
from terrace.insight.forecasting.history import Book
from terrace.insight.targets import rules
from terrace.insight.targets.members import Floats
from terrace.insight.targets.nowcasts import nowcast
from terrace.insight.targets.standings import Nowcast, exact


def nowcasts(reader: Reader, area: int, specs: Iterable[IndicatorSpec]) -> dict[int, Nowcast]:
    """By indicator: sums over places of which some have reported for the newest period, and not all.

    Left out: derived indicators and averages, places with nothing below them, and periods of which nothing is in.
    """
    groups: dict[Frequency, list[IndicatorSpec]] = {}
    for spec in specs:
        if spec.area_rule == "sum" and not spec.formula and spec.reported_at and rules.cycle(spec):
            groups.setdefault(spec.frequency, []).append(spec)
    found: dict[int, Nowcast] = {}
    for frequency, group in groups.items():
        found |= _of(reader, area, frequency, group)
    return found


def _of(reader: Reader, area: int, frequency: Frequency, specs: Sequence[IndicatorSpec]) -> dict[int, Nowcast]:
    views = _under_way(reader, area, frequency, specs)
    if not views:
        return {}
    places = _places(reader, area, views[0])
    ground = territory.current(reader.index, timezone.localdate())
    book = Book(reader.snapshot, ground, places, frequency).read({view.spec.id for view in views})
    made = ((view.spec.id, _made(book, places, view)) for view in views)
    return {number: each for number, each in made if each}


def _under_way(reader: Reader, area: int, frequency: Frequency, specs: Sequence[IndicatorSpec]) -> list[FigureView]:
    """For each indicator the newest period of which something is in, when it is not complete."""
    now = periods.containing(timezone.localdate(), frequency)
    asked = [Asked(spec, area, period, 0) for period in (now, now.previous()) for spec in specs]
    newest: dict[int, FigureView] = {}
    for view in reader.tiles([one for one in asked if reader.index.version(area, one.day)]):
        if view.value is not None and view.reported and not _is_older(view, newest.get(view.spec.id)):
            newest[view.spec.id] = view
    return [view for view in newest.values() if view.reported < view.expected]


def _is_older(view: FigureView, than: FigureView | None) -> bool:
    return than is not None and than.period.end > view.period.end


def _places(reader: Reader, area: int, view: FigureView) -> list[int]:
    """The places below that report."""
    level = view.spec.reported_at
    below = reader.index.descendants(area, view.period.end, level)
    return [each for each in below if each != area]


def _made(book: Book, places: Sequence[int], view: FigureView) -> Nowcast | None:
    series = book.past(view.spec).series
    at = book.axis.index(view.period) if view.period in book.axis else -1
    empty = np.full(len(book.axis), np.nan)
    values = np.stack([series.get((place, 0), empty) for place in places]) if places else np.zeros((0, 0))
    if at < 1 or not np.isfinite(values[:, at]).any():
        return None
    made = nowcast(values[:, at], _trimmed(values[:, :at]), rules.CYCLES[view.spec.frequency])
    likely, low, high, total = (
        exact(each, view.spec.decimals) for each in (made.likely, made.low, made.high, made.sum)
    )
    if likely is None or low is None or high is None or total is None:
        return None
    weight = exact(made.weight, 4) or Decimal(0)
    return Nowcast(view.period, likely, low, high, total, made.reported, made.expected, weight, made.exact)


def _trimmed(past: Floats) -> Floats:
    """Without the periods before anything was known."""
    known = np.flatnonzero(np.isfinite(past).any(axis=0))
    return past[:, known[0] :] if len(known) else past[:, :0]
