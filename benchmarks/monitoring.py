"""Warnings: what share of faults is noticed, how soon, at how many false alarms, beside DHIS2's rules in the same run.

The benchmark puts faults of nine kinds into real series (a seed draws them) and judges each figure as it would have
been judged the day it came. {method: {frequency: …}} has `recall` (each kind counts the same), `precision` (if one
figure in twenty is faulty), `delay_periods` (until what was noticed was noticed; changes that last may be noticed up to
two periods late) and `false_alarms_per_1000` right figures; beside them `recall_without_missing` (a figure that
does not come is no riddle, but DHIS2's rules cannot see it), `recall_errors`, `recall_changes`, `by_kind`, and
`recall_at_10`: with the limit that makes ten false alarms on the judged series themselves. The methods:

terrace             the combination, learned from other tables (or kinds of series) than those that it judges
terrace_day_one     the rules before anything is learned, at their own limits
terrace_shipped     the combination as shipped; on the sets for development it has seen what it judges, and flatters
residual, ewma, …   each detector by itself
dhis2_z, …          DHIS2's rules with as many false alarms as ours; dhis2_…_default at their own limit of 3 (3.5)

A third of the tables is judged at a time. All limits come from the other two thirds alone: ten false alarms in a
thousand there; how many it were on the judged ones is printed. (Those of the rules of day one were measured on the
sets for development.) `triage`: of the faults that were noticed, the share rightly called an error or a change.
`latency_ms`: from commit to the stored warning, through PostgreSQL, NATS and a worker (`monitoring_latency`).
`data`: what was judged. `goals`: what was asked, what was reached.
"""

import json
import math
import sys
import time
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import monitoring_sets as sets
from terrace.insight.monitoring.detectors import DETECTORS, judging
from terrace.insight.monitoring.learning import cases as cases_
from terrace.insight.monitoring.learning import scoring, training, trees
from terrace.insight.monitoring.learning.cases import Cases, Flags, Panel
from terrace.insight.monitoring.learning.trees import Floats, Weights

#: Thirds of the tables that are judged in turn; series of each frequency that take part.
FOLDS = 3
MOST = {"month": 617, "quarter": 617, "year": 700, "half-year": 200, "season": 200}
#: Series of which more faults are put in to learn from; what they teach is left out together with their table.
TAUGHT = 1_500
GOALS = {"monthly": 0.74, "quarterly": 0.67, "yearly": 0.63}
CHANGES_TIMES, AT_ONCE, LATER, P99_MS = 2.0, 0.90, 0.95, 250
LATENCY = "benchmarks.monitoring_latency"

Result = dict[str, Any]


@dataclass
class Judged:
    """What each method said of the cases of one frequency, all from folds that taught nothing."""

    frequency: str
    cases: Cases
    #: What teaches beside them.
    more: Cases
    scores: dict[str, Floats] = field(default_factory=dict)
    alarms: dict[str, Flags] = field(default_factory=dict)
    error: Floats = field(default_factory=lambda: np.zeros(0))
    later: Floats = field(default_factory=lambda: np.zeros(0))


def run(seconds: int, data: Path | None = None, seed: int = 0) -> Result:
    """The whole result; `seconds` is the length of the part on latency."""
    name, panels = sets.sets(data)
    result: Result = {}
    judged = []
    for frequency, panel in panels.items():
        one = _judge(panel, frequency, seed)
        if one is None:
            print(f"{sets.KEYS[frequency]}: too few or too short series, passed over", file=sys.stderr)
            continue
        judged.append(one)
        for method in one.alarms:
            result.setdefault(method, {})[sets.KEYS[frequency]] = _figures(one, method)
    result["triage"] = _triage(judged)
    result |= _latency(seconds)
    sizes = {sets.KEYS[one.frequency]: _sizes(one) for one in judged}
    return result | {"data": {name: sizes | {"seed": seed}}, "goals": _goals(result)}


# --- judging -------------------------------------------------------------------------------------------------


def _judge(panel: Panel, frequency: str, seed: int) -> Judged | None:
    """Every part of the tables judged with what the others taught; None where there is too little for that."""
    cases = training.cases_of(panel, most=MOST[frequency], seed=seed)
    panel = _with_groups(panel, cases)
    groups = training.groups_of(panel, cases)
    if len(np.unique(cases.series)) < training.FEWEST or len(np.unique(groups)) < FOLDS:
        return None
    made = Judged(frequency, cases, training.more(panel, cases, most=TAUGHT, seed=seed))
    more = training.groups_of(panel, made.more)
    made.error, made.later = np.full(len(cases), np.nan), np.full(len(cases), np.nan)
    for out in training.folds(groups, FOLDS):
        _fold(made, out, (groups, more), seed)
    _as_shipped(made)
    return made


def _with_groups(panel: Panel, cases: Cases) -> Panel:
    """What is left out together: tables or kinds; where the file has too few of them, each series by itself."""
    few = len(np.unique(panel.groups[cases.series])) < FOLDS
    return replace(panel, groups=np.arange(len(panel))) if few else panel


def _fold(made: Judged, out: Flags, groups: tuple[Any, Any], seed: int) -> None:
    """Limits and trees from the rest, answers for what is left out; `groups` of the cases and of those beside them."""
    taught, asked = made.cases.only(~out), made.cases.only(out)
    for code, (score, told) in _single(made.cases, made.frequency).items():
        limit = scoring.threshold(score[~out][taught.clean])
        _put(made, code, out, score[out], scoring.raised(score[out], limit))
        if told is not None:
            _put(made, f"{code}_default", out, score[out], told[out])
    day_one = _day_one(asked, made.frequency)
    _put(made, "terrace_day_one", out, day_one, day_one >= 1)
    rest = ~np.isin(groups[1], groups[0][out])
    taught, told_apart = cases_.joined([taught, made.more.only(rest)]), np.r_[groups[0][~out], groups[1][rest]]
    learned = training.alone(taught, told_apart, made.frequency, seed=seed)
    sure, made.error[out], made.later[out] = training.answers(learned, asked)
    _put(made, "terrace", out, sure, training.raised(asked, made.frequency, sure, learned.threshold))


def _single(cases: Cases, frequency: str) -> dict[str, tuple[Floats, Flags | None]]:
    """The size of each detector's statistic; of DHIS2's rules also what they say at their own limits."""
    made: dict[str, tuple[Floats, Flags | None]] = {}
    for code, detector in DETECTORS.items():
        score = np.abs(cases.signals[detector.signal])
        if np.isfinite(score[cases.clean]).any():
            dhis2 = code.startswith("dhis2")
            made[code] = score, detector.alarms(dict(cases.signals), frequency) if dhis2 else None
    return made


def _day_one(cases: Cases, frequency: str) -> Floats:
    """The strongest of the rules of day one, in units of its limit."""
    return judging.loudest(cases.signals, frequency)


def _put(made: Judged, method: str, out: Flags, score: Floats, alarm: Flags) -> None:
    scores = made.scores.setdefault(method, np.full(len(made.cases), np.nan))
    alarms = made.alarms.setdefault(method, np.zeros(len(made.cases), bool))
    scores[out], alarms[out] = score, alarm


def _as_shipped(made: Judged) -> None:
    shipped: Weights | None = trees.shipped(made.frequency)
    if shipped is not None:
        sure = shipped.sure(made.cases.signals)
        said = training.raised(made.cases, made.frequency, sure, shipped.threshold)
        _put(made, "terrace_shipped", np.ones(len(sure), bool), sure, said)


# --- figures -------------------------------------------------------------------------------------------------


def _figures(made: Judged, method: str) -> dict[str, Any]:
    """What is printed of one method on one frequency."""
    cases, alarms, scores = made.cases, made.alarms[method], made.scores[method]
    limit = scoring.threshold(scores[cases.clean])
    figures = scoring.figures(cases, alarms)
    at_ten = np.where(cases.gone, alarms, scoring.raised(scores, limit))
    figures["recall_at_10"] = scoring.faults(cases, at_ten).recall()
    kinds = {kind: rounded(value) for kind, value in scoring.by_kind(cases, alarms).items()}
    return {key: rounded(value) for key, value in figures.items()} | {"by_kind": kinds}


def rounded(number: float, digits: int = 3) -> float | None:
    """None for what cannot be said: JSON has no NaN."""
    return round(float(number), digits) if math.isfinite(number) else None


def _triage(judged: list[Judged]) -> dict[str, Any]:
    """Over all frequencies, and of each: at the alarm, and one period later."""
    told = {one.frequency: scoring.triage(one.cases, one.alarms["terrace"], one.error, one.later) for one in judged}
    made: dict[str, Any] = {}
    for place, name in enumerate(("at_once", "one_period_later")):
        parts = [each[place] for each in told.values()]
        whole = scoring.Told(*(np.concatenate([getattr(p, a) for p in parts] or [[]]) for a in ("right", "error")))
        made[name] = rounded(whole.share)
        made[f"{name}_balanced"] = rounded(whole.balanced)
    for frequency, (at_once, later) in told.items():
        own = {"at_once": rounded(at_once.share), "one_period_later": rounded(later.share)}
        made[sets.KEYS[frequency]] = own | {"alarms": len(at_once.right)}
    return made


def _sizes(made: Judged) -> dict[str, Any]:
    cases = made.cases
    return {
        "series": len(np.unique(cases.series)),
        "right_figures": int(cases.clean.sum()),
        "faults": int((~cases.clean & (cases.steps == 0)).sum()),
    }


def _goals(result: Result) -> dict[str, Any]:
    """Each goal with what was reached."""
    made: dict[str, Any] = {}
    ours, theirs = result.get("terrace", {}), result.get("dhis2_z", {})
    for key, one in ours.items():
        ratio = one["recall_changes"] / max(theirs[key]["recall_changes"] or 0, 1e-9)
        made[f"false_alarms_per_1000_{key}"] = _goal(one["false_alarms_per_1000"], 10, below=True)
        if key in GOALS:
            made[f"recall_{key}"] = _goal(one["recall"], GOALS[key])
        made[f"changes_{key}_times_dhis2"] = _goal(rounded(ratio, 2), CHANGES_TIMES)
    made["triage_at_once"] = _goal(result["triage"]["at_once"], AT_ONCE)
    made["triage_one_period_later"] = _goal(result["triage"]["one_period_later"], LATER)
    made["latency_p99_ms"] = _goal(result["latency_ms"]["p99"], P99_MS, below=True)
    return made


def _goal(value: float | None, goal: float, *, below: bool = False) -> dict[str, Any]:
    met = None if value is None else (value <= goal if below else value >= goal)
    return {"value": value, "goal": goal, "met": met}


def _latency(seconds: int) -> dict[str, Any]:
    """Of the real road; without the module nothing is said."""
    if find_spec(LATENCY) is None:
        return {"latency_ms": {"p50": None, "p95": None, "p99": None}}
    started = time.perf_counter()
    found: dict[str, Any] = import_module(LATENCY).run(seconds)
    return found | {"latency_took_s": round(time.perf_counter() - started)}


def tell(result: Result) -> list[str]:
    """JSON, as for machines, over several lines."""
    return [json.dumps(result, indent=1)]
