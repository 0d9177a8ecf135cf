"""Forecasts: accuracy, honesty of intervals and speed, beside seasonal naive and statsforecast in the same run.

Every figure has its number of `series` (rivals may run on a sample of them) and stands under {method: {frequency: …}}:
`owa`, `smape`, `mase` (against Naive2, as in the M4 competition), `cover80`, `cover95` (shares of what came inside),
`msis95` and `series_per_cpu_second`. `total` weighs the frequencies as M4 did. The methods:

terrace                       learned from the file's own past values, judged on what came later
terrace_default               as shipped, nothing learned
terrace_leave_one_type_out    learned from the other types alone (several types left out at a time if there are many)
terrace_leave_one_source_out  learned from the other set alone, where two are at hand
terrace_same_series           `terrace` on the sample that the rivals ran on

`YEARLY_5` are the yearly series with only their last five values. Beside the methods stand `targets` (Brier score of
the chance that a year's plan is met, beside the pro-rata rule), `reconcile` and `data`. What is shipped was learned
from the sets for development: weights from their past only, intervals and chances also from what came later. So on
those sets the coverage of `terrace`, `terrace_default` and the `targets` flatter; the methods that leave out do not.
"""

import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import forecast_rivals as rivals
from benchmarks import forecast_sets as sets
from benchmarks.forecast_rivals import LEVELS, Said
from benchmarks.forecast_sets import Group
from terrace.insight.forecasting import engine
from terrace.insight.forecasting.engine import scores

SAMPLE, FOLDS, SHORT = 150, 3, 5
# The most series that teach those methods that leave some out: they learn several times.
TAUGHT = 500
COMMUNES, PROVINCES, STEPS, GOAL_MS = 11_000, 34, 12, 50
MONTHS_KNOWN = (3, 6, 9)

Result = dict[str, dict[str, dict[str, Any]]]


def run(seconds: int, data: Path | None = None, sample: int = SAMPLE) -> Result:  # noqa: ARG001 - a file has its length
    name, groups = _groups(data)
    groups = [*groups, *(group.shortened(SHORT) for group in groups if group.label == "YEARLY")]
    result: Result = {}
    for method, said in (*_ours(groups, sample), *_theirs(groups, sample)):
        result.setdefault(method, {})[said.group.label] = figures(said)
    result = {method: each | _total(each) for method, each in result.items()}
    monthly = [_whole(group) for group in groups if group.frequency == "month"]
    chances = _chances(monthly[0]) if monthly else {}
    return result | chances | {"reconcile": _reconcile(), "data": {name: _sizes(groups)}}


def _groups(data: Path | None) -> tuple[str, list[Group]]:
    """The series and where they are from."""
    if data is not None:
        return data.name, [group.whole() for group in sets.read(data)]
    folder = sets.shared()
    if folder is None:
        print("no ../shared/data beside the project: MADE-UP series, which say little of real ones", file=sys.stderr)
        return "made up", sets.made_up()
    groups = [*sets.read(folder / "forecast" / "m1.csv"), sets.office(folder)]
    return "m1.csv, office", [group.whole() for group in groups]


def _sizes(groups: list[Group]) -> dict[str, Any]:
    return {group.label: {"series": len(group), "steps": group.horizon} for group in groups}


# --- what is judged ------------------------------------------------------------------------------------------


def _ours(groups: list[Group], sample: int) -> Iterator[tuple[str, Said]]:
    for group in groups:
        learned = _learn(group, alone=False)
        said = _forecast(group, learned)
        yield "terrace", said
        yield "terrace_same_series", _only(said, group.sample(sample))
        yield "terrace_default", _forecast(group, {})
        if len(set(group.types)) > 1 and "_" not in group.label:
            yield "terrace_leave_one_type_out", _leave_types_out(group)
        others = [each for each in groups if each.frequency == group.frequency and "_" not in each.label + group.label]
        if len(others) > 1:
            other = next(each for each in others if each is not group)
            yield "terrace_leave_one_source_out", _forecast(group, _learn(other, alone=True))


def _theirs(groups: list[Group], sample: int) -> Iterator[tuple[str, Said]]:
    methods: dict[str, Callable[[Group], Said]] = {"seasonal_naive": rivals.seasonal_naive}
    methods |= rivals.models()
    for name, method in methods.items():
        for group in groups:
            yield name, method(group.sample(sample))


def _learn(group: Group, *, alone: bool) -> dict[str, Any]:
    """What the engine learns from the past values of a group, alone or leaning on what is shipped."""
    taught = group.sample(TAUGHT) if alone else group
    return dict(engine.learn(list(taught.past), group.frequency, alone=alone))


def _forecast(group: Group, learned: dict[str, Any]) -> Said:
    def work() -> tuple[Any, dict[int, Any], dict[int, Any], int]:
        made = engine.forecast(list(group.past), group.horizon, frequency=group.frequency, levels=LEVELS, **learned)
        return made.likely, made.low, made.high, 0

    return rivals.timed(group, work)


def _leave_types_out(group: Group) -> Said:
    """Each type forecast with what the others taught; where there are many types, several are left out together."""
    kinds = sorted(set(group.types), key=group.types.count, reverse=True)
    folds = [set(kinds[first::FOLDS]) for first in range(min(FOLDS, len(kinds)))]
    likely = np.full(group.came.shape, np.nan)
    low, high = ({level: likely.copy() for level in LEVELS} for _ in range(2))
    seconds = 0.0
    for fold in folds:
        rows = [row for row, kind in enumerate(group.types) if kind in fold]
        others = group.only(row for row, kind in enumerate(group.types) if kind not in fold)
        learned = _learn(others, alone=True)
        said = _forecast(group.only(rows), learned)
        likely[rows], seconds = said.likely, seconds + said.seconds
        for level in LEVELS:
            low[level][rows], high[level][rows] = said.low[level], said.high[level]
    return Said(group, likely, low, high, seconds)


def _only(said: Said, group: Group) -> Said:
    """The part of an answer that is about some of the series; its speed stays that of all."""
    place = {name: row for row, name in enumerate(said.group.names)}
    rows = [place[name] for name in group.names]
    low, high = ({level: each[level][rows] for level in LEVELS} for each in (said.low, said.high))
    return Said(group, said.likely[rows], low, high, said.seconds * len(group) / len(said.group))


# --- figures -------------------------------------------------------------------------------------------------


def figures(said: Said) -> dict[str, Any]:
    """What the benchmark prints of one method on one group."""
    group = said.group
    past, cycle = _aligned(group.past), group.cycle
    naive = scores.naive2(past, group.horizon, cycle)
    mine, base = (_errors(group, each, past) for each in (said.likely, naive))
    cover = {level: scores.covered(group.came, said.low[level], said.high[level]) for level in LEVELS}
    width = scores.msis(group.came, said.low[95], said.high[95], past, cycle=cycle, level=95)
    return {
        "owa": _rounded(scores.owa(*mine, *base), 4),
        "smape": _rounded(mine[0], 3),
        "mase": _rounded(mine[1], 4),
        **{f"cover{level}": _rounded(_mean(each), 4) for level, each in cover.items()},
        "msis95": _rounded(_mean(width), 3),
        "series_per_cpu_second": round(len(group) / max(said.seconds, 1e-9), 1),
        "series": len(group),
        **({"failed": said.failed} if said.failed else {}),
        "naive2": {"smape": _rounded(base[0], 3), "mase": _rounded(base[1], 4)},
    }


def _rounded(number: float, digits: int) -> float | None:
    """None for what cannot be said: JSON has no NaN."""
    return round(number, digits) if math.isfinite(number) else None


def _mean(values: Any) -> float:
    """Of the series that have a score; NaN where none has."""
    there = values[np.isfinite(values)]
    return float(there.mean()) if len(there) else math.nan


def _errors(group: Group, likely: Any, past: Any) -> tuple[float, float]:
    """sMAPE and MASE, means over the series."""
    smape, mase = scores.smape(group.came, likely), scores.mase(group.came, likely, past, group.cycle)
    return _mean(smape), _mean(mase)


def _aligned(past: tuple[Any, ...]) -> Any:
    rows = np.full((len(past), max(map(len, past))), np.nan)
    for number, line in enumerate(past):
        rows[number, rows.shape[1] - len(line) :] = line
    return rows


def _total(each: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """OWA over the frequencies, by M4's numbers of series: ratio of weighted means, and weighted mean of ratios."""
    weight = {
        label: scores.M4_SERIES[sets.FREQUENCIES[label]]
        for label, one in each.items()
        if label in sets.FREQUENCIES and one["owa"] is not None
    }
    if not weight:
        return {}

    def mean(pick: Callable[[dict[str, Any]], float]) -> float:
        return float(np.average([pick(each[label]) for label in weight], weights=list(weight.values())))

    owa = scores.owa(
        mean(lambda one: one["smape"]),
        mean(lambda one: one["mase"]),
        mean(lambda one: one["naive2"]["smape"]),
        mean(lambda one: one["naive2"]["mase"]),
    )
    series = sum(each[label]["series"] for label in weight)
    ratios = mean(lambda one: one["owa"])
    return {"total": {"owa": round(owa, 4), "mean_of_owas": round(ratios, 4), "series": series}}


# --- what stands on forecasts --------------------------------------------------------------------------------


def _whole(group: Group) -> list[Any]:
    """Each series with what came later."""
    return [np.r_[past, came[~np.isnan(came)]] for past, came in zip(group.past, group.came, strict=True)]


def _chances(series: list[Any]) -> Result:
    """Brier score of the chance of a year's plan against the pro-rata rule, by months known."""
    from terrace.insight.targets import trials

    if not trials.whole_years(series):
        return {}
    made = {}
    for known in MONTHS_KNOWN:
        tried = trials.tried(series, known)
        score = tried.brier()
        ratio = score["chance"] / score["pro_rata"] if score["pro_rata"] else None
        made[f"{known} months known"] = {
            "brier": round(score["chance"], 4),
            "brier_pro_rata": round(score["pro_rata"], 4),
            "ratio": ratio and round(ratio, 3),
            "cases": len(tried.came),
        }
    return {"targets": made}


def _reconcile() -> dict[str, dict[str, Any]]:
    """Milliseconds to make the forecasts of a country's communes, provinces and total add up; the best of five."""
    from terrace.insight.forecasting.coherence import reconcile

    own = 1 + np.arange(COMMUNES) % PROVINCES
    parents = np.r_[-1, np.zeros(PROVINCES, int), own]
    chance = np.random.default_rng(5)
    base = chance.lognormal(3, 1, (len(parents), STEPS))
    times = []
    for _ in range(5):
        started = time.perf_counter()
        made = reconcile(parents, base, 0.1 * base)
        times.append(1000 * (time.perf_counter() - started))
    apart = float(np.abs(made[1 : PROVINCES + 1].sum(axis=0) / made[0] - 1).max())
    found = {"milliseconds": round(min(times), 2), "goal": GOAL_MS, "steps": STEPS, "apart": apart}
    return {f"{COMMUNES} communes, 3 levels": found}


def tell(result: Result) -> list[str]:
    """JSON, as for machines, over several lines."""
    return [json.dumps(result, indent=1)]
