"""Nearly every figure is as it was to be expected: it is told by one look at it, its forecast and two of its own past.

What lies inside the band of its forecast, and of which no other rule tells, is not judged at once; a round judges it in
full when its slice has come to rest. Whatever is not this simple is left to the judges: more than one source, a figure
that is not the newest, a forecast that is missing or older than the figure it starts from, other ground than today's,
rules on trends and forecasts. The round alone sees that the forecast is older than a figure further back.
A figure of a place with others below is looked at once at least half of them have reported.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from django.db import connection

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.insight.forecasting.horizons import CYCLES
from terrace.insight.monitoring.bench import UNMOVED, Bench, Touched
from terrace.insight.monitoring.comparing import COMPARISONS, Around
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.histories import HALF
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.rules import RuleSpec

#: Standard deviations of a forecast's error, as a difference and as a factor, within which no detector is even half
#: sure: of a figure far smaller than a forecast that knows little, some are.
BAND: Final = 1.5
SURE: Final = 0.5
#: A forecast whose error is a larger part of it than this knows too little to tell what is usual.
VAGUE: Final = 0.3

#: The figure, the one before it and that of the year before, when each has one source and nothing newer is known.
_KNOWN = """
    SELECT s.n, o.now, o.before, o.earlier, f.likely[1]::float8, f.spread[1]::float8
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[]) WITH ORDINALITY
        AS s (indicator, area, breakdown, period, before, earlier, after, n)
    CROSS JOIN LATERAL (
        SELECT count(*) AS rows, count(DISTINCT period) AS periods,
            max(value::float8) FILTER (WHERE period = s.period) AS now,
            max(value::float8) FILTER (WHERE period = s.before) AS before,
            max(value::float8) FILTER (WHERE period = s.earlier) AS earlier,
            max(recorded_at) FILTER (WHERE period = s.before) AS moved,
            bool_or(period = s.after) AS followed
        FROM collection_observation
        WHERE indicator_id = s.indicator AND period = ANY (ARRAY[s.earlier, s.before, s.period, s.after])
            AND breakdown_id = s.breakdown AND area_id = s.area AND reason <= 1) o
    JOIN forecasting_forecast f ON f.indicator_id = s.indicator AND f.area_id = s.area
        AND f.breakdown_id = s.breakdown AND f.frequency = %s AND f.origin = s.before AND f.made_at >= o.moved
    WHERE o.rows = o.periods AND NOT o.followed AND o.now IS NOT NULL AND o.before IS NOT NULL
        AND f.likely[1] IS NOT NULL AND f.spread[1] IS NOT NULL
"""

#: The period that moved and all after it are sums of too few places to count as known.
_UNKNOWN = """
    SELECT s.n FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) WITH ORDINALITY
        AS s (indicator, area, breakdown, since, n)
    CROSS JOIN LATERAL (
        SELECT bool_or(period = s.since) AS moved, max(reported::float8 / greatest(expected, 1)) AS share
        FROM pipeline_figure
        WHERE indicator_id = s.indicator AND area_id = s.area AND breakdown_id = s.breakdown
            AND period >= s.since AND period / 100 %% 10 = %s AND basis > 0 AND value IS NOT NULL) f
    WHERE f.moved AND f.share < %s
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A figure, the one before it, that of the year before (NaN: not known), and the forecast of it."""

    series: Series
    period: Period
    now: float
    before: float
    earlier: float
    likely: float
    spread: float


def usual(bench: Bench, touched: Touched) -> set[Series]:
    """Those of which no rule tells at once."""
    return _expected(bench, touched) | _unknown(bench, touched)


def _expected(bench: Bench, touched: Touched) -> set[Series]:
    listed = [known for known in _known(bench, touched) if _is_simple(bench.rules(known.series))]
    compared = [(known.series, known.period) for known in listed if _has(bench.rules(known.series), RuleKind.PEERS)]
    bench.peers.fetch(compared, bench.today)
    return {
        known.series for known in listed if not any(_tells(bench, rule, known) for rule in bench.rules(known.series))
    }


def _unknown(bench: Bench, touched: Touched) -> set[Series]:
    """Figures of places with others below, most of which have not reported."""
    found: set[Series] = set()
    for frequency, listed in _parted(bench, touched, leaves=False).items():
        columns = [list(column) for column in zip(*((*series, since) for series, since in listed), strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_UNKNOWN, [*columns, int(frequency), HALF])
            found |= {listed[number - 1][0] for (number,) in cursor.fetchall()}
    return found


def _is_simple(rules: Sequence[RuleSpec]) -> bool:
    """A trend looks further back, a crossing further ahead."""
    return not _has(rules, RuleKind.TREND) and not _has(rules, RuleKind.CROSSING)


def _has(rules: Sequence[RuleSpec], kind: str) -> bool:
    return any(rule.kind == kind for rule in rules)


def _known(bench: Bench, touched: Touched) -> Iterator[Known]:
    by_id = bench.snapshot.by_id
    for frequency, listed in _parted(bench, touched, leaves=True).items():
        said = ((series, periods.from_id(number)) for series, number in listed if not by_id[series[0]].formula)
        fitting = ((series, period) for series, period in said if period.frequency is frequency)
        yield from _read(frequency, [each for each in fitting if _is_itself(bench, each[0], each[1].previous())])


def _is_itself(bench: Bench, series: Series, period: Period) -> bool:
    """The place had its ground of today; else its past is put together from those of others."""
    shares = bench.index.sources(series[1], min(period.end, bench.today), bench.today)
    return [(share.place_id, float(share.weight)) for share in shares] == [(series[1], 1.0)]


def _parted(bench: Bench, touched: Touched, *, leaves: bool) -> dict[Frequency, list[tuple[Series, int]]]:
    """Those of places without others below, or with, by the frequency of their indicators."""
    parted: dict[Frequency, list[tuple[Series, int]]] = defaultdict(list)
    for series, period in touched.items():
        if period is not None and period != UNMOVED and bench.index.is_leaf(series[1], bench.today) is leaves:
            parted[bench.snapshot.by_id[series[0]].frequency].append((series, period))
    return parted


def _read(frequency: Frequency, asked: Sequence[tuple[Series, Period]]) -> Iterator[Known]:
    cycle = CYCLES[frequency]
    if not asked:
        return
    rows = [(*series, *(each.shifted(by).id for by in (0, -1, -cycle, 1))) for series, each in asked]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [*(list(column) for column in zip(*rows, strict=True)), int(frequency)])
        found = cursor.fetchall()
    for number, now, before, earlier, likely, spread in found:
        series, period = asked[number - 1]
        yield Known(series, period, now, before, np.nan if earlier is None else earlier, likely, spread)


def _tells(bench: Bench, rule: RuleSpec, known: Known) -> bool:
    if rule.kind == RuleKind.DETECTOR:
        return float(rule.params.sure or 0) < SURE or not _is_expected(known)
    cycle = CYCLES[known.period.frequency]
    past, around = np.array([known.before, known.now]), Around(1)
    if rule.kind == RuleKind.LIMIT:
        rule = _at_clearing(rule)
    if rule.kind == RuleKind.LAST_YEAR:
        if not _is_itself(bench, known.series, known.period.shifted(-cycle)):
            return True
        past = np.array([known.earlier, known.now])
    if rule.kind == RuleKind.PEERS:
        moves = bench.peers.of(known.series, known.period, bench.today)
        around = Around(cycle, moves.others(known.series[1])[0])
    return COMPARISONS[rule.kind](past, rule, around) is not None


def _at_clearing(rule: RuleSpec) -> RuleSpec:
    """With the clearing limit as the limit: up to there a run may go on that began further back than is looked."""
    return rule if rule.clearing is None else replace(rule, params=replace(rule.params, limit=rule.clearing))


def _is_expected(known: Known) -> bool:
    """Inside the band, and no copy of a figure before it."""
    if min(known.now, known.likely) <= 0 or known.now in (known.before, known.earlier):
        return False
    if known.spread > VAGUE * known.likely:
        return False
    off = max(abs(known.now - known.likely), known.likely * abs(math.log(known.now / known.likely)))
    return off <= BAND * known.spread
