"""How well an alarm and its kind were told: recall, false alarms, delay, errors against changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .cases import Cases, Counts, Flags
from .shocks import CHANGES, ERRORS, KINDS, LASTING, MISSING
from .trees import Floats

#: False alarms in a thousand judged figures that people bear with.
BUDGET: Final = 10.0
#: More periods than any fault is watched.
NEVER: Final = 99
#: From this probability on a fault is called an error.
EVEN: Final = 0.5
#: Of so many figures one is wrong or changed, for the precision.
ONE_IN: Final = 20


@dataclass(frozen=True)
class Faults:
    """One row for each fault: `kinds`, the case of its first period, and in which period it was noticed, −1 never."""

    kinds: NDArray[np.str_]
    first: Counts
    noticed: Counts

    def recall(self, kinds: tuple[str, ...] = KINDS) -> float:
        """The share of these kinds that was noticed, each kind counting the same; NaN without any."""
        there = [kind for kind in kinds if (self.kinds == kind).any()]
        return float(np.mean([(self.noticed[self.kinds == kind] >= 0).mean() for kind in there])) if there else np.nan

    def delay(self) -> float:
        """Periods until what was noticed was noticed, on average."""
        found = self.noticed[self.noticed >= 0]
        return float(found.mean()) if len(found) else np.nan


def faults(cases: Cases, alarms: Flags) -> Faults:
    """Which faults were noticed: in the period itself, or also in the ones after where the change lasts."""
    own = np.flatnonzero(~cases.clean)
    names, kinds = np.unique(cases.kinds, return_inverse=True)
    key = (cases.series * (cases.origins.max(initial=0) + 1) + cases.origins) * len(names) + kinds
    known, fault = np.unique(key[own], return_inverse=True)
    counts = (cases.steps[own] == 0) | np.isin(cases.kinds[own], tuple(LASTING))
    noticed = np.full(len(known), NEVER)
    said = counts & alarms[own]
    np.minimum.at(noticed, fault[said], cases.steps[own][said])
    first = np.zeros(len(known), np.intp)
    begins = cases.steps[own] == 0
    first[fault[begins]] = own[begins]
    return Faults(cases.kinds[first], first, np.where(noticed == NEVER, -1, noticed))


def threshold(scores: Floats, budget: float = BUDGET) -> float:
    """The least score from which on at most `budget` in a thousand of the scores of clean figures are alarms."""
    known = np.sort(np.where(np.isnan(scores), -np.inf, scores))[::-1]
    allowed = int(len(known) * budget / 1000)
    return float(np.nextafter(known[allowed], np.inf)) if len(known) else np.inf


def raised(scores: Floats, limit: float) -> Flags:
    return np.asarray(np.nan_to_num(scores, nan=-np.inf) >= limit)


def figures(cases: Cases, alarms: Flags) -> dict[str, Any]:
    """Recall (of all faults, of changes, of errors), precision, delay and false alarms of one method."""
    found = faults(cases, alarms)
    false = float(alarms[cases.clean].mean()) if cases.clean.any() else np.nan
    recall = found.recall()
    right = recall / ONE_IN
    precise = right / (right + false * (1 - 1 / ONE_IN)) if right + false > 0 else np.nan
    return {
        "recall": recall,
        "precision": precise,
        "delay_periods": found.delay(),
        "false_alarms_per_1000": 1000 * false,
        "recall_without_missing": found.recall((*ERRORS, *CHANGES)),
        "recall_errors": found.recall(ERRORS),
        "recall_changes": found.recall(CHANGES),
    }


def by_kind(cases: Cases, alarms: Flags) -> dict[str, float]:
    """The recall of each kind of fault."""
    found = faults(cases, alarms)
    return {kind: found.recall((kind,)) for kind in KINDS if (found.kinds == kind).any()}


@dataclass(frozen=True)
class Told:
    """Of faults that were noticed: the share told rightly as error or change, of so many, and by which kind."""

    right: Flags
    error: Flags

    @property
    def share(self) -> float:
        return float(self.right.mean()) if len(self.right) else np.nan

    @property
    def balanced(self) -> float:
        """Errors and changes counting the same."""
        parts = [self.right[side].mean() for side in (self.error, ~self.error) if side.any()]
        return float(np.mean(parts)) if parts else np.nan


def triage(cases: Cases, alarms: Flags, error: Floats, later: Floats) -> tuple[Told, Told]:
    """How the noticed faults were told apart: at the alarm, and one period later for those noticed in their first."""
    found = faults(cases, alarms)
    riddle = found.kinds != MISSING
    seen = riddle & (found.noticed >= 0)
    told = at(cases, found.first[seen], found.noticed[seen])
    prompt = found.first[riddle & (found.noticed == 0)]
    after = at(cases, prompt, np.ones(len(prompt), np.intp))
    return _told(cases, told, error), _told(cases, after, later)


def _told(cases: Cases, rows: Counts, error: Floats) -> Told:
    wanted = cases.error[rows]
    return Told((error[rows] >= EVEN) == wanted, wanted)


def at(cases: Cases, first: Counts, step: Counts) -> Counts:
    """The cases so many periods after those in `first`."""
    place = {key: row for row, key in enumerate(_keys(cases, np.arange(len(cases)), cases.steps))}
    return np.array([place[key] for key in _keys(cases, first, step)], np.intp)


def _keys(cases: Cases, rows: Counts, steps: Counts) -> Iterator[tuple[int, int, str, int]]:
    """What a fault in a period is known by."""
    own = (cases.series[rows], cases.origins[rows], cases.kinds[rows], steps)
    return zip(*(each.tolist() for each in own), strict=True)
