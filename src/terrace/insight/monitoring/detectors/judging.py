"""Is the last figure odd, how sure is that, is it a slip of the pen: by the rules of day one or by what was learned.

Day one: a figure is odd when the forecast, or one of the rules that need no forecast, passes its limit. What was
learned (`Learned`) takes the place of both answers where it is given; a figure that did not come is left to the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from . import context, robust
from .catalogue import DETECTORS, RULES
from .limits import alone
from .past import Past, completed
from .robust import Flags, Floats
from .seen import Seen, look
from .signals import read

ERROR, CHANGE, NONE = "error", "change", ""
#: How much further off a year has to be where no peers are known.
LONELY = 1.3
#: From this probability on an alarm is called an entry error.
EVEN = 0.5
#: How sure an alarm is at its limit, and how fast that grows beyond it, by the rules of day one.
AT_LIMIT, GROWTH = 0.55, 3.0
#: A figure further off than this factor (log) is seldom a real change.
FAR = 1.4
#: Of a change, the share that is still there a period later, from which on it stays; and up to which it is over.
STAYS, OVER = 0.55, 0.3
#: How likely, against before, an error is that was made again.
REPEATED = 0.2
#: The slips that read the figure in another way; so many standard deviations away such a reading is no better.
READINGS = ("times_ten", "thousand", "unit_slip", "digits_swapped", "year_to_date")
LEFT, SUMS, MOST = 3.0, 0.8, 100.0

Signals = Mapping[str, Floats]


class Learned(Protocol):
    """What was learned for one frequency: see `learning.trees.Weights`."""

    def sure(self, signals: Signals, /) -> Floats: ...
    def alarms(self, signals: Signals, /) -> Flags: ...
    def errors(self, signals: Signals, /) -> Floats: ...
    def errors_later(self, signals: Signals, /) -> Floats: ...


@dataclass(frozen=True)
class Verdicts:
    """For n series: `alarm` whether the judged figure is odd; `sure` (0 … 1) how sure that is; `error` (0 … 1) how
    likely, if it is odd, it is an entry error rather than a real change; `kind` "error", "change" or "" (no alarm);
    `reasons` the codes of the detectors that speak, the strongest first (empty without alarm); `expected`, `low` and
    `high` where the figure was to lie, NaN where nothing was to be expected. `signals`: what it was judged by.
    """

    alarm: Flags
    sure: Floats
    error: Floats
    kind: tuple[str, ...]
    reasons: tuple[tuple[str, ...], ...]
    expected: Floats
    low: Floats
    high: Floats
    signals: dict[str, Floats] = field(repr=False, default_factory=dict)

    def __len__(self) -> int:
        return len(self.alarm)


def judge(past: Past, weights: Learned | None = None) -> Verdicts:
    """Verdicts on the last column, from it and the columns before. Expectations that are not given are asked of the
    engine. Nothing is said of a series with no figure before, or two where nothing was forecast.

    >>> from .past import past
    >>> made = judge(past([[10, 11, 10, 12, 11, 10, 11, 110]], "year"))
    >>> made.kind, made.reasons[0][0]
    (('error',), 'times_ten')
    """
    seen = look(completed(past))
    return verdict(seen, read(seen), weights)


def again(past: Past, weights: Learned | None = None, then: Past | None = None) -> Verdicts:
    """Verdicts on the last column but one, now that the last one is known: what was a slip of the pen is over, what
    was a real change mostly stays. `then`: what was known at once (with the judged figure as its last column), where
    somebody kept it. Where the last column is not known, these are the verdicts at once.
    """
    before = look(completed(then or past.before()))
    at_once = verdict(before, read(before), weights)
    now = read(look(completed(past)))
    both = context.later(at_once.signals, now)
    known = np.isfinite(past.values[:, -1])
    told = later_slips(at_once, both, past.frequency) if weights is None else weights.errors_later(both)
    error = np.where(known & np.isfinite(told), told, at_once.error)
    codes = ranked(strengths(at_once.signals, past.frequency), at_once.alarm, error)
    return replace(at_once, error=error, kind=kinds(at_once.alarm, error), reasons=codes)


def verdict(seen: Seen, found: dict[str, Floats], weights: Learned | None) -> Verdicts:
    """Verdicts of what is seen and the signals read from it."""
    strength = strengths(found, seen.past.frequency)
    score = loudest(found, seen.past.frequency)
    alarm, sure, error = score >= 1, certainty(score), slips(found, strength)
    if weights is not None:
        came = np.isfinite(seen.value)
        alarm = np.where(came, weights.alarms(found) & np.isfinite(seen.off), alarm)
        sure = np.where(came, weights.sure(found), sure)
        error = np.where(came, weights.errors(found), error)
    low, high = around(seen)
    reasons = ranked(strength, alarm, error)
    return Verdicts(alarm, sure, error, kinds(alarm, error), reasons, seen.back(seen.hoped), low, high, found)


def loudest(found: Signals, frequency: str) -> Floats:
    """(n,) the strongest of the rules of day one, in units of the limit at which it alone makes an alarm. Years of
    which no peers are known have to be further off: there is nothing else to go by."""
    sizes = {code: np.nan_to_num(np.abs(found[code])) / limit for code, limit in alone(frequency).items()}
    lonely = np.isnan(found["peers"]) & (frequency == "year")
    sizes["joint"] = sizes["joint"] / np.where(lonely, LONELY, 1.0)
    return np.asarray(np.max(list(sizes.values()), axis=0))


def strengths(found: Signals, frequency: str) -> dict[str, Floats]:
    """(n,) of each detector its statistic in units of its limit. A slip that leaves the figure far from what was
    expected counts for little; a sum of the year for a little less than a digit too many that fits as well."""
    made = {each.code: each.strength(found, frequency) for each in RULES}
    fits = {code: made[code] / (1 + (left(found, code) / LEFT) ** 4) for code in READINGS}
    return made | fits | {"year_to_date": SUMS * fits["year_to_date"]}


def left(found: Signals, code: str) -> Floats:
    """(n,) how far, in standard deviations, the figure still is from what was expected once a slip is taken back."""
    here = np.abs(np.nan_to_num(found["residual"]))
    return np.asarray(here - np.sqrt(np.nan_to_num(found[code]) * here))


def certainty(score: Floats) -> Floats:
    """(n,) how sure an alarm is whose strongest statistic is so many times its limit."""
    odds = AT_LIMIT / (1 - AT_LIMIT) * np.minimum(score, 1e3) ** GROWTH
    return np.asarray(odds / (1 + odds))


def slips(found: Signals, strength: Signals) -> Floats:
    """(n,) how likely it is an entry error, by the rules of day one."""
    rules = np.max([strength[each.code] for each in RULES if each.error], axis=0)
    far = np.abs(np.nan_to_num(found["off"])) / FAR
    odds = np.maximum(np.minimum(rules, MOST), far) ** 4
    return np.asarray(odds / (1 + odds) * (1 - shared(found)))


def shared(found: Signals) -> Floats:
    """(n,) the share of how far a figure is off that its peers are off too; 0 where there are none."""
    rest = robust.ratio(np.abs(found["with_peers"]), np.abs(found["off"]))
    return np.where(np.isfinite(rest), np.clip(1 - rest, 0, 1), 0.0)


def later_slips(at_once: Verdicts, both: Signals, frequency: str) -> Floats:
    """(n,) the same one period later: what stays is a change, unless it is a factor that is made again."""
    share, strength = both["stayed"], strengths(at_once.signals, frequency)
    factor = np.max([strength[code] for code in ("times_ten", "thousand", "unit_slip")], axis=0) >= 1
    stays = np.isfinite(share) & (share >= STAYS) & ~factor
    over = np.isfinite(share) & (np.abs(share) <= OVER)
    error = np.where(stays, at_once.error * REPEATED, at_once.error)
    return np.where(over, np.sqrt(error), error)


def kinds(alarm: Flags, error: Floats) -> tuple[str, ...]:
    return tuple(np.where(alarm, np.where(error >= EVEN, ERROR, CHANGE), NONE).tolist())


def around(seen: Seen) -> tuple[Floats, Floats]:
    """(n,) between which figures nothing would have been said of a forecast; not below 0 where the past never was."""
    reach = DETECTORS["residual"].limits[seen.past.frequency] * seen.noise
    low, high = seen.back(seen.hoped - reach), seen.back(seen.hoped + reach)
    return np.where(seen.mixed, low, np.maximum(low, np.minimum(0.0, seen.back(seen.hoped)))), high


def ranked(strength: Signals, alarm: Flags, error: Floats) -> tuple[tuple[str, ...], ...]:
    """The codes that pass their limits, the strongest first; those that speak of the kind at hand go before the rest.
    An alarm of which none passes names the strongest."""
    codes = tuple(strength)
    table = np.stack([np.minimum(each, 1e5) for each in strength.values()], axis=1)
    slip = np.array([DETECTORS[code].error for code in codes])
    fits = (error[:, None] >= EVEN) == slip[None, :]
    order = np.argsort(-np.where(table >= 1, table + 1e6 * fits, table), axis=1, kind="stable").tolist()
    passed = (table >= 1).sum(axis=1).tolist()
    return tuple(
        tuple(codes[place] for place in row[: max(1, number)]) if odd else ()
        for row, number, odd in zip(order, passed, alarm.tolist(), strict=True)
    )
