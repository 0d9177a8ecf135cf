"""Back-tests of the rules that need detectors or forecasts: every past period judged with what was known at it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from terrace.base.kernel.periods import Frequency
from terrace.insight.monitoring import expectations, oddities
from terrace.insight.monitoring.bench import Bench
from terrace.insight.monitoring.expectations import Ask
from terrace.insight.monitoring.findings import tells, will_cross
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.placed import Placed
from terrace.insight.monitoring.rules import RuleSpec

Spans = Mapping[Series, Iterable[int]]


def odd(bench: Bench, rule: RuleSpec, histories: Mapping[Series, Placed], spans: Spans) -> dict[Series, list[int]]:
    """Positions that the detectors would have told of at once."""
    found: dict[Series, list[int]] = {}
    for frequency, listed in _parted(histories).items():
        judge = oddities.Judge(listed[0].axis, frequency, bench.peers, bench.today, later=False)
        said = judge.look({each.series: (each.history, spans[each.series]) for each in listed})
        for each in listed:
            told = said.get(each.series, {})
            found[each.series] = sorted(at for at, oddity in told.items() if tells(rule, each, oddity))
    return found


def ahead(rule: RuleSpec, histories: Mapping[Series, Placed], spans: Spans) -> dict[Series, list[int]]:
    """Positions from which the next period was likely to cross the limit."""
    found: dict[Series, list[int]] = {}
    for frequency, listed in _parted(histories).items():
        asked = [(each, at) for each in listed for at in spans[each.series]]
        asks = [Ask(e.series, e.axis[at], e.history.values[: at + 1], float("inf")) for e, at in asked]
        likely, spread = expectations.expected(asks, frequency)
        for (each, at), value, error in zip(asked, likely.tolist(), spread.tolist(), strict=True):
            if will_cross(rule, float(each.history.values[at]), (value, error)) is not None:
                found.setdefault(each.series, []).append(at)
    return found


def _parted(histories: Mapping[Series, Placed]) -> dict[Frequency, list[Placed]]:
    parted: dict[Frequency, list[Placed]] = defaultdict(list)
    for placed in histories.values():
        parted[placed.frequency].append(placed)
    return parted
