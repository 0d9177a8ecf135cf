"""What all detectors need of a series, worked out once: logarithms, what was to be expected, and how far off it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import numpy as np

from . import robust
from .past import Past
from .robust import Flags, Floats

#: Below this share of a series' usual size the scale is straight rather than logarithmic, so that 0 has a place.
NEAR_ZERO = 0.01
#: A series counts something when all values are whole multiples of the smallest step, and not too many of it.
WHOLE, MOST = 1e-3, 500.0
#: Values that differ by less than this share are the same.
SAME = 1e-9
#: A count of so many is a small one.
SMALL = 30.0
#: From this share of zeros on (and more than one), 0 is one of the usual values.
OFTEN = 0.05
#: Figures of this size and more are none; those of its inverse and less are 0.
LARGEST = 1e100
#: The log error of one-step forecasts that is usual before anything is known of a series.
USUAL = {"year": 0.12, "half-year": 0.14, "season": 0.16, "quarter": 0.1, "month": 0.12}
#: The same for series that go below 0, in units of their size.
USUAL_MIXED = 0.35
#: No error is taken to be smaller than this share.
LEAST = 0.004
#: The first figure after so many zeros that is none stands this much over the root of their number, in deviations.
FIRST = 2.0
#: How fast what is expected within a year follows what came; changes of years that count as lately.
PACE, LATELY = 0.4, 8


P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """Of n series: `logs` (n, t) signed logarithms of the values and `judged` (n,) the last of them; `hoped` (n,) the
    logarithm of what was expected, `off` its error in the judged period, `noise` one standard deviation of such
    errors; `steps` (n, t) errors of a simple forecast in every period, `own` (n,) their standard deviation before the
    judged one; `bend` (n,) half the width of the straight part of the scale; `grain` (n,) the unit of a count, NaN
    where nothing is counted; `mixed` (n,) whether the past goes below 0; `size` (n,) usual size; `number`
    (n,) how many figures came before.
    """

    past: Past
    logs: Floats
    judged: Floats
    hoped: Floats
    off: Floats
    noise: Floats
    steps: Floats
    own: Floats
    bend: Floats
    grain: Floats
    mixed: Flags
    size: Floats
    number: Floats

    @property
    def cycle(self) -> int:
        return self.past.cycle

    @property
    def value(self) -> Floats:
        return self.past.values[:, -1]

    def back(self, logs: Floats) -> Floats:
        """The values of logarithms."""
        return np.asarray(2 * self.bend * np.sinh(np.clip(logs, -300, 300)))


def once(work: Callable[P, T]) -> Callable[P, T]:
    """Something that several statistics need: worked out once for what is seen, and kept with it."""

    @wraps(work)
    def kept(*given: P.args, **named: P.kwargs) -> T:
        known = given[0].__dict__  # the first is what is seen
        key = f"{work.__module__}.{work.__qualname__}{given[1:]}{named}"
        if key not in known:
            known[key] = work(*given, **named)
        return cast(T, known[key])

    return kept


def look(past: Past) -> Seen:
    """What is seen of each series; nothing of the judged period enters what was expected of it."""
    past = tamed(past)
    before = past.values[:, :-1]
    size = sizes(before, past.values[:, -1])
    grain, mixed = grains(before), np.asarray((before < 0).any(axis=1))
    bend = bends(before, size, grain, mixed)
    logs = np.arcsinh(past.values / (2 * bend[:, None]))
    ahead = simple(logs, past.cycle)
    steps, number, least = logs - ahead, robust.count(before), leasts(before)
    own = np.maximum(robust.spread(steps[:, :-1], usuals(past, size, grain, mixed)), least)
    chance = np.where((before == 0).any(axis=1), np.nan_to_num(grain), 0.0)
    hoped, noise = hopes(past, bend, ahead[:, -1], own, chance)
    off, noise = logs[:, -1] - hoped, np.maximum(noise, least)
    return Seen(past, logs, logs[:, -1], hoped, off, noise, steps, own, bend, grain, mixed, size, number)


def tamed(past: Past) -> Past:
    """With figures that no administration has taken for what they are: 0, or none."""
    values, likely = (_tamed(each) for each in (past.values, past.likely))
    return replace(past, values=values, likely=likely, spread=np.where(past.spread < LARGEST, past.spread, np.nan))


def _tamed(values: Floats) -> Floats:
    size = np.abs(values)
    return np.where(size < LARGEST, np.where(size > 1 / LARGEST, values, 0.0), np.nan)


def leasts(before: Floats) -> Floats:
    """(n,) the least that errors are taken to be; where all was 0, the more the fewer zeros there were."""
    number = robust.count(before)
    nothing = (before == 0).sum(axis=1) == number
    return np.where(nothing, FIRST / np.sqrt(np.maximum(number, 1)), LEAST)


def sizes(before: Floats, judged: Floats) -> Floats:
    """(n,) the median size of what is not 0, lately rather than long ago; that of the judged value where there is no
    past; 1 where all is 0."""
    amounts = np.where(before == 0, np.nan, np.abs(before))
    lately = robust.median(robust.last(amounts, 24))
    whole = np.where(np.isfinite(lately), lately, robust.median(amounts))
    size = np.where(np.isfinite(whole), whole, np.abs(judged))
    return np.where(np.isfinite(size) & (size > 0), size, 1.0)


def grains(before: Floats) -> Floats:
    """(n,) the unit in which a series counts: the smallest step between its values and 0, where all are multiples of
    it; NaN where they are not, are too many, or never change."""
    if not before.shape[1]:
        return np.full(len(before), np.nan)
    ordered = np.sort(np.concatenate([np.zeros((len(before), 1)), np.abs(before)], axis=1), axis=1)
    apart = np.diff(ordered, axis=1)
    top = np.fmax.reduce(ordered, axis=1)
    least = np.where(apart > SAME * top[:, None], apart, np.inf).min(axis=1, initial=np.inf)
    known = np.isfinite(before) & np.isfinite(least)[:, None]
    times = np.where(known, np.abs(before), 0.0) / np.where(np.isfinite(least), least, 1.0)[:, None]
    whole = (np.abs(times - np.rint(times)) <= WHOLE).all(axis=1) & (times.max(axis=1) <= MOST)
    varies = np.fmin.reduce(np.abs(before), axis=1) < top * (1 - SAME)
    return np.where(whole & varies & np.isfinite(least), least, np.nan)


def bends(before: Floats, size: Floats, grain: Floats, mixed: Flags) -> Floats:
    """(n,) half the width of the straight part of the scale: wide for series around 0 or often 0, half a unit for
    counts that seldom are."""
    zeros = (before == 0).sum(axis=1)
    counted = np.where((zeros > 0) | (size <= SMALL * grain), np.nan_to_num(grain) / 2, 0.0)
    wide = mixed | ((zeros > 1) & (zeros > OFTEN * robust.count(before)))
    return np.where(wide, size / 2, np.maximum(NEAR_ZERO * size, np.minimum(counted, size / 2)))


def usuals(past: Past, size: Floats, grain: Floats, mixed: Flags) -> Floats:
    """(n,) the error that is usual for such a series: small counts scatter as counts do."""
    plain = np.where(mixed, USUAL_MIXED, USUAL[past.frequency])
    chance = np.sqrt(np.nan_to_num(grain) / size)
    return np.asarray(np.hypot(plain, np.minimum(chance, 1.0)))


def simple(logs: Floats, cycle: int) -> Floats:
    """(n, t) a forecast of every column from those before it; NaN before a first value is known.

    Years: the last value and the median of the changes before. Within a year: the value a year before (where none is
    known, the last one) and the change since then that was usual lately.
    """
    filled = carried(logs)
    return yearly(logs, filled) if cycle == 1 else seasonal(logs, filled, cycle)


def yearly(logs: Floats, filled: Floats) -> Floats:
    """The last value, and the median of the changes lately."""
    base = np.full(logs.shape, np.nan)
    base[:, 1:] = filled[:, :-1]
    changes = np.concatenate([np.full((len(logs), LATELY), np.nan), (logs - base)[:, :-1]], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(changes, LATELY, axis=1)
    usual = robust.median(windows.reshape(-1, LATELY)).reshape(logs.shape)
    return np.asarray(base + np.nan_to_num(usual))


def seasonal(logs: Floats, filled: Floats, cycle: int) -> Floats:
    """The value a year before, and the change since then, smoothed."""
    ahead = np.full(logs.shape, np.nan)
    paces = np.zeros((2, len(logs)))
    nobody = np.full(len(logs), np.nan)
    for column in range(1, logs.shape[1]):
        year = filled[:, column - cycle] if column >= cycle else nobody
        whole = np.isfinite(year)
        base = np.where(whole, year, filled[:, column - 1])
        ahead[:, column] = base + np.where(whole, paces[0], paces[1])
        came = logs[:, column] - base
        for row, which in enumerate((whole, ~whole)):
            paces[row] += np.where(which & np.isfinite(came), PACE * (came - paces[row]), 0.0)
    return ahead


def carried(logs: Floats) -> Floats:
    """Gaps filled with the last value before them."""
    known = np.isfinite(logs)
    places = np.maximum.accumulate(np.where(known, np.arange(logs.shape[1]), 0), axis=1)
    return np.take_along_axis(logs, places, 1)


def hopes(past: Past, bend: Floats, simply: Floats, own: Floats, chance: Floats) -> tuple[Floats, Floats]:
    """(n,) the logarithm of what was expected and one standard deviation: of the forecast, else of the simple one.
    Counts that are sometimes 0 scatter at least as `chance` has it: the square root of what was expected."""
    there = np.isfinite(past.likely) & np.isfinite(past.spread)
    likely = np.where(there, past.likely, 0.0)
    slope = 1 / np.sqrt(likely**2 + 4 * bend**2)
    least = np.sqrt(np.maximum(np.abs(likely), chance / 2) * chance)
    noise = np.maximum(np.maximum(np.where(there, past.spread, 0.0), least) * slope, LEAST)
    return np.where(there, np.arcsinh(likely / (2 * bend)), simply), np.where(there, noise, own)
