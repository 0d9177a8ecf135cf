"""Learning when to raise an alarm, and whether it is an entry error, from one's own series with faults put into them.

`train` is the door: histories in, what was learned and how much better it is out. All figures are those of series
that taught nothing: the groups are left out in turn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from terrace.insight.monitoring.detectors import levels
from terrace.insight.monitoring.detectors.catalogue import DETECTORS
from terrace.insight.monitoring.detectors.signals import signals

from . import boosting, cases, scoring, shocks, trees
from .cases import Cases, Counts, Flags, Panel
from .shocks import LASTING
from .trees import Floats, Forest, Weights

#: Series of one frequency under which there is too little to learn from.
FEWEST: Final = 30
#: Parts that are left out in turn.
FOLDS: Final = 4
#: How much a figure counts that is right but follows a wrong one, and one that is late in a change that lasts.
AFTERMATH, LATE = 0.25, 0.5
#: The most series that teach, and the periods that are taken of each.
MOST: Final = 600
ORIGINS: Final = {"year": (4, 3), "half-year": (4, 4), "season": (4, 5), "quarter": (5, 6), "month": (4, 9)}
#: From the seed of the first faults to that of the others.
ANEW: Final = 100
#: Log-odds from training, where right and faulty figures weigh the same, to what is usual.
BALANCE: Final = float(np.log(trees.USUAL / (1 - trees.USUAL)))
#: Signals that have a side: up or down.
SIDED: Final = frozenset(
    [
        "residual",
        "joint",
        "own",
        "robust_seasonal",
        "last_step",
        "ewma",
        "peers",
        "seasonal_peers",
        "level_shift",
        "trend_break",
        "drift",
        "dhis2_z",
        "dhis2_modified_z",
        "static_change",
        "off",
        "before",
        "step",
        "year_step",
        "with_peers",
        "shift1",
        "shift2",
        "shift3",
        "unlike_peers",
        *levels.SIDED,
    ]
)
#: Those of one period later that have a side.
SIDED_LATER: Final = frozenset({"back", *(f"{when}_{name}" for when in ("then", "now") for name in SIDED)})


@dataclass(frozen=True)
class Score:
    """At how many false alarms in a thousand how many faults were noticed (all, errors, changes), and how often an
    error was told from a change: at once and one period later."""

    recall: float
    recall_errors: float
    recall_changes: float
    false_alarms_per_1000: float
    told_at_once: float
    told_later: float


@dataclass(frozen=True)
class Trained:
    """`weights` learned from so many `series`; scores with what was known `before` and `after`, on series left out."""

    weights: Weights
    before: Score | None
    after: Score
    series: int
    cases: int

    @property
    def better(self) -> bool:
        """Is what was learned worth using: more faults noticed than before?"""
        return self.before is None or self.after.recall >= self.before.recall


def train(
    histories: Any,
    frequency: str,
    *,
    families: Sequence[Any] | None = None,
    groups: Sequence[Any] | None = None,
    places: Any = None,
    seed: int = 0,
) -> Trained:
    """Learn from histories (n, t) right-aligned on one last period, NaN or None missing. ValueError for under 30.

    `families`: a name for each series, the same for sibling places of one indicator; `groups`: for what is left out
    together when thresholds are set (default: the family); `places`: which period of its year the last one is.
    """
    given = cases.panel(histories, frequency, families, groups, places)
    if len(given) < FEWEST:
        raise ValueError(f"{len(given)} series: at least {FEWEST} are needed")
    own = cases_of(given, seed=seed)
    series = len(np.unique(own.series))
    if series < FEWEST:
        raise ValueError(f"{series} series are long enough and without gaps lately: at least {FEWEST} are needed")
    taught = cases.joined([own, more(given, own, seed=seed)])
    learned, scores = learn(taught, groups_of(given, taught), frequency, seed=seed)
    before = trees.shipped(frequency)
    old = None if before is None else score(own, frequency, answers(before, own), before.threshold)
    said = (scores[0][: len(own)], scores[1][: len(own)], scores[2][: len(own)])
    return Trained(learned, old, score(own, frequency, said, learned.threshold), series, len(taught))


def cases_of(given: Panel, *, most: int = MOST, seed: int = 0) -> Cases:
    """The cases that a panel teaches, of at most so many series, drawn by the seed."""
    origins, apart = ORIGINS[given.frequency]
    return cases.make(given, signals, origins=origins, apart=apart, seed=seed, most=most)


def more(given: Panel, known: Cases, *, most: int = MOST, seed: int = 0) -> Cases:
    """Cases of the same panel with other faults, to learn from beside those that are `known`: series are drawn anew and
    numbered apart, and the figures as they were of the known ones are not told twice."""
    made = cases_of(given, most=most, seed=seed + ANEW)
    made = made.only(~made.clean | ~np.isin(made.series, known.series))
    return replace(made, series=made.series + len(given))


def groups_of(given: Panel, taught: Cases) -> Counts:
    """(m,) the group of each case, known or more."""
    return np.asarray(given.groups[taught.series % len(given)])


Answers = tuple[Floats, Floats, Floats]


def answers(weights: Weights, asked: Cases) -> Answers:
    """For each case: how sure an alarm is, how likely it is an error at once, and one period later."""
    return weights.sure(asked.signals), weights.errors(asked.signals), weights.errors_later(asked.later)


def learn(taught: Cases, groups: Counts, frequency: str, *, seed: int = 0) -> tuple[Weights, Answers]:
    """What all cases teach, with its threshold, and the answers that each gets from those of other groups.

    `groups` (m,) says of each case which ones are left out together.
    """
    said = tuple(np.full(len(taught), np.nan) for _ in range(3))
    for out in folds(groups):
        rest = fit(taught.only(~out), frequency, seed=seed)
        for into, part in zip(said, answers(rest, taught.only(out)), strict=True):
            into[out] = part
    limit = scoring.threshold(said[0][taught.clean])
    return replace(fit(taught, frequency, seed=seed), threshold=limit), (said[0], said[1], said[2])


def alone(
    taught: Cases, groups: Counts, frequency: str, *, seed: int = 0, budget: float = scoring.BUDGET, parts: int = FOLDS
) -> Weights:
    """What `learn` finds, without the answers: quicker."""
    came = ~taught.gone
    taught, groups = taught.only(came), groups[came]
    sure = np.full(len(taught), np.nan)
    for out in folds(groups, parts):
        rest, counts, wanted = taught.only(~out), *_counts(taught.only(~out))
        names = tuple(_sided(rest.signals, SIDED))
        forest = boosting.fit(trees.matrix(rest.signals, names), wanted, counts, seed)
        sure[out] = _sure(forest, trees.matrix(taught.only(out).signals, names))
    limit = scoring.threshold(sure[taught.clean], budget)
    return replace(fit(taught, frequency, seed=seed), threshold=limit)


def _sure(forest: Forest, matrix: Floats) -> Floats:
    return trees.sigmoid(forest.score(matrix) + BALANCE)


def folds(group: Counts, parts: int = FOLDS) -> Iterator[Flags]:
    """Which cases are left out, part by part: whole groups, the parts about equally large."""
    names, counts = np.unique(group, return_counts=True)
    filled, part = np.zeros(parts), np.zeros(len(names), np.intp)
    for place in np.argsort(-counts, kind="stable"):
        part[place] = filled.argmin()
        filled[part[place]] += counts[place]
    for number in range(min(parts, len(names))):
        yield np.isin(group, names[part == number])


def fit(taught: Cases, frequency: str, *, seed: int = 0) -> Weights:
    """The trees from all the cases but those where nothing came; no threshold yet."""
    taught = taught.only(~taught.gone)
    names = tuple(_sided(taught.signals, SIDED))
    later_names = tuple(_sided(taught.later, SIDED_LATER))
    counts, wanted = _counts(taught)
    alarm = boosting.fit(trees.matrix(taught.signals, names), wanted, counts, seed)
    begun = wanted & ((taught.steps == 0) | np.isin(taught.kinds, tuple(LASTING)))
    error = _told_apart(taught.signals, names, taught, begun, seed)
    asked = (taught.steps == 1) & ~taught.clean
    later = _told_apart(taught.later, later_names, taught, asked, seed)
    return Weights(frequency, names, later_names, alarm, error, later, np.inf, BALANCE)


def _sided(given: Mapping[str, Floats], sided: frozenset[str]) -> list[str]:
    """The names of the signals that say anything."""
    told = [name for name, each in given.items() if np.isfinite(each).any()]
    return [f"{trees.SIDED}{name}" if name in sided else name for name in told]


def _told_apart(given: Mapping[str, Floats], names: tuple[str, ...], taught: Cases, rows: Flags, seed: int) -> Any:
    """Trees that tell errors from changes; both kinds count the same."""
    own = trees.matrix({name: each[rows] for name, each in given.items()}, names)
    error = taught.error[rows]
    share = error.mean()
    return boosting.fit(own, error, np.where(error, 0.5 / share, 0.5 / (1 - share)), seed)


def _counts(taught: Cases) -> tuple[Floats, Flags]:
    """How much each case counts, and whether an alarm is wanted; right figures and faulty ones weigh the same."""
    lasts = np.isin(taught.kinds, tuple(LASTING))
    wanted = ~taught.clean & ((taught.steps == 0) | lasts)
    counts = np.where(wanted, np.where(taught.steps == 0, 1.0, LATE), np.where(taught.clean, 1.0, AFTERMATH))
    for side in (wanted, ~wanted):
        counts[side] *= len(taught) / 2 / counts[side].sum()
    return counts, wanted


def raised(asked: Cases, frequency: str, sure: Floats, limit: float) -> Flags:
    """Where there is an alarm; where nothing came, the rule for that decides."""
    rule = DETECTORS[shocks.MISSING].alarms(dict(asked.signals), frequency)
    return np.where(asked.gone, rule, scoring.raised(sure, limit))


def score(asked: Cases, frequency: str, said: Answers, limit: float) -> Score:
    """What answers are worth at a threshold."""
    sure, error, later = said
    alarms = raised(asked, frequency, sure, limit)
    found = scoring.figures(asked, alarms)
    at_once, one_later = scoring.triage(asked, alarms, error, later)
    numbers = (found[name] for name in ("recall", "recall_errors", "recall_changes", "false_alarms_per_1000"))
    recall, errors, changes, false = numbers
    return Score(recall, errors, changes, false, at_once.share, one_later.share)
