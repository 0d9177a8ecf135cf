"""Rules that compare the newest figure with something simple: pure, each a function of the history alone.

A history is a row of figures, NaN where one is missing; the last one is judged. `None`: the rule does not tell.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.rules import ABOVE, DOWN, UP, RuleSpec

Floats = NDArray[np.float64]
NAN: Final = float("nan")


@dataclass(frozen=True, slots=True)
class Told:
    """What a comparison found: what it was held against, the limit, and how many periods back the run began."""

    expected: float = NAN
    bound: float = NAN
    back: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """What is around a history: periods in a year, and by how much (log) the places beside it moved."""

    cycle: int
    peers: float = NAN


def limit(values: Floats, rule: RuleSpec, around: Around) -> Told | None:
    """Beyond the limit, until it is back behind the clearing limit.

    The run is followed from the oldest figure, so that the answer does not depend on when the figures came.
    """
    del around
    line, ends = float(rule.params.limit or 0), rule.clearing
    sign = 1 if rule.params.direction == ABOVE else -1
    clearing = min(sign * (float(ends) if ends is not None else line), sign * line)
    since: int | None = None
    for at in np.flatnonzero(~np.isnan(values)):
        beyond = sign * values[at] > (sign * line if since is None else clearing)
        since = (int(at) if since is None else since) if beyond else None
    return None if since is None else Told(bound=line, back=len(values) - 1 - since)


def last_period(values: Floats, rule: RuleSpec, around: Around) -> Told | None:
    """A step since the period before."""
    del around
    return _step(values, rule, 1)


def last_year(values: Floats, rule: RuleSpec, around: Around) -> Told | None:
    """A change since the same period of last year."""
    return _step(values, rule, around.cycle)


def _step(values: Floats, rule: RuleSpec, back: int) -> Told | None:
    if len(values) <= back or np.isnan(values[-1 - back]):
        return None
    before, now = float(values[-1 - back]), float(values[-1])
    return Told(expected=before) if _moved(now - before, abs(before), rule) else None


def _moved(by: float, of: float, rule: RuleSpec) -> bool:
    """As far as the rule says, the way it says, and more than a trifle."""
    way = rule.params.direction
    if not by or (way == UP and by < 0) or (way == DOWN and by > 0):
        return False
    share = float("inf") if not of else 100 * abs(by) / of
    return share >= float(rule.params.per_cent or 0) and abs(by) >= float(rule.params.least or 0)


def peers(values: Floats, rule: RuleSpec, around: Around) -> Told | None:
    """Unlike the places beside it since the period before."""
    if len(values) < 2 or np.isnan(around.peers) or np.isnan(values[-2]):  # noqa: PLR2004 - this and the one before
        return None
    hoped = float(values[-2] * np.exp(around.peers))
    return Told(expected=hoped) if _moved(float(values[-1]) - hoped, abs(hoped), rule) else None


def trend(values: Floats, rule: RuleSpec, around: Around) -> Told | None:
    """So many changes in a row the same way; the whole run has moved as far as the rule says, if it says."""
    del around
    sign = 1 if rule.params.direction == UP else -1
    steps = np.diff(values) * sign
    against = np.flatnonzero(~(steps > 0))
    run = len(steps) - (int(against[-1]) + 1 if len(against) else 0)
    if run < (rule.params.periods or 0):
        return None
    start = float(values[-1 - run])
    if rule.params.per_cent is not None and not _moved(float(values[-1]) - start, abs(start), rule):
        return None
    return Told(expected=start, back=run - 1)


COMPARISONS: Final[dict[str, Callable[[Floats, RuleSpec, Around], Told | None]]] = {
    RuleKind.LIMIT: limit,
    RuleKind.LAST_PERIOD: last_period,
    RuleKind.LAST_YEAR: last_year,
    RuleKind.PEERS: peers,
    RuleKind.TREND: trend,
}
