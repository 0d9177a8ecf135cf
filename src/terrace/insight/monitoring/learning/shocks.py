"""Faults and changes of known kinds put into series, to learn from and to judge by.

Errors of entry: a factor of ten (a zero too many or too few), a wrong unit (× or ÷ 1,000), two of the leading digits
swapped, last period's figure sent again, the sum of the year so far instead of the period's own. Real changes: a new
level that stays, growth that breaks, a shock that passes. Missing: no figure came.
The sizes are those at which a change matters to somebody: a level or a shock of 20–60 % (as likely up as down), growth
that breaks by 6–22 % a period. Values keep the decimals of their series, so that nothing gives them away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from terrace.insight.forecasting.engine.series import CYCLES, Floats

ERRORS: Final = ("times_ten", "unit_slip", "digits_swapped", "copied_last_period", "year_to_date")
CHANGES: Final = ("level_shift", "trend_break", "one_off")
MISSING: Final = "missing"
KINDS: Final = (*ERRORS, *CHANGES, MISSING)
#: Changes that last: they may also be noticed in the periods after the first.
LASTING: Final = frozenset({"level_shift", "trend_break"})
#: Logs of the smallest and the largest factor.
LEVEL: Final = (0.18, 0.47)
BREAK: Final = (0.06, 0.20)
#: Digits from the left among which two neighbours are swapped.
LEADING: Final = 3


@dataclass(frozen=True)
class Shocked:
    """`values` (m, t): row i is series `source[i]` with a fault of `kinds[i]` from column t − 1 − `ago` on."""

    values: Floats
    source: NDArray[np.intp]
    kinds: NDArray[np.str_]
    ago: int

    @property
    def error(self) -> NDArray[np.bool_]:
        """(m,) an error of entry rather than a real change."""
        return np.isin(self.kinds, ERRORS)

    @property
    def change(self) -> NDArray[np.bool_]:
        """(m,) something that really happened."""
        return np.isin(self.kinds, CHANGES)


def inject(values: Floats, frequency: str, seed: int, ago: int = 0, kinds: Sequence[str] = KINDS) -> Shocked:
    """Each series (n, t; right-aligned, NaN missing) once with each kind of fault, `ago` periods before the last.

    The same seed gives the same faults. A series where a kind would change nothing (two equal digits, no figure
    before, the first period of a year) is left out for that kind.
    """
    place = values.shape[1] - 1 - ago
    made, source, names = [], [], []
    for number, kind in enumerate(kinds):
        chance = np.random.default_rng((seed, number, *map(ord, kind)))
        changed = _changed(values, frequency, kind, place, chance)
        rows = np.flatnonzero(_differs(changed[:, place], values[:, place], gone=kind == MISSING))
        made.append(changed[rows])
        source.append(rows)
        names += [kind] * len(rows)
    return Shocked(np.concatenate(made), np.concatenate(source), np.array(names, dtype=np.str_), ago)


def _differs(changed: Floats, was: Floats, *, gone: bool) -> NDArray[np.bool_]:
    there = ~np.isfinite(changed) if gone else np.isfinite(changed)
    return np.asarray(np.isfinite(was) & there & (changed != was) & (was != 0))


def _changed(values: Floats, frequency: str, kind: str, place: int, chance: np.random.Generator) -> Floats:
    """(n, t) with the fault; missing where it cannot be made is left as it was."""
    after = values[:, place:]
    if kind in LASTING or kind == "one_off":
        new = _rounded(after * _factors(kind, after.shape, chance), decimals(values))
    else:
        new = np.concatenate([_mistaken(values, frequency, kind, place, chance)[:, None], after[:, 1:]], axis=1)
    return np.concatenate([values[:, :place], new], axis=1)


def _factors(kind: str, shape: tuple[int, ...], chance: np.random.Generator) -> Floats:
    """(n, periods) what a real change multiplies the figures with, from its first period on."""
    count, periods = shape
    low, high = BREAK if kind == "trend_break" else LEVEL
    size = chance.uniform(low, high, count) * chance.choice([-1.0, 1.0], count)
    course = {
        "level_shift": np.ones(periods),
        "trend_break": np.arange(1.0, periods + 1),
        "one_off": np.eye(1, periods)[0],
    }
    return np.asarray(np.exp(size[:, None] * course[kind]))


def _mistaken(values: Floats, frequency: str, kind: str, place: int, chance: np.random.Generator) -> Floats:
    """(n,) what was written instead of the figure."""
    right = values[:, place]
    sign = chance.choice([-1.0, 1.0], len(right))
    if kind == "times_ten":
        return _rounded(right * 10.0**sign, decimals(values))
    if kind == "unit_slip":
        return _rounded(right * 1000.0**sign, decimals(values))
    if kind == "digits_swapped":
        return _swapped(right, decimals(values), chance)
    if kind == "copied_last_period":
        return values[:, place - 1] if place else np.full(len(right), np.nan)
    if kind == "year_to_date":
        return _year_to_date(values, frequency, place, chance)
    return np.full(len(right), np.nan)


def _year_to_date(values: Floats, frequency: str, place: int, chance: np.random.Generator) -> Floats:
    """The sum since the year began, which began one to (a year less one) periods ago; none for years."""
    cycle = CYCLES[frequency]
    if cycle == 1:
        return values[:, place]
    periods = chance.integers(2, cycle + 1, len(values))
    back = np.arange(min(cycle, place + 1))
    parts = values[:, place - back]
    return np.asarray(np.where(back < periods[:, None], parts, 0.0).sum(axis=1))


def decimals(values: Floats) -> NDArray[np.intp]:
    """(n,) digits after the point that the series use, at most six."""
    found = np.full(len(values), 6, np.intp)
    for digits in range(5, -1, -1):
        fits = np.abs(values - np.round(values, digits)) <= 1e-9 * np.maximum(np.abs(values), 1)
        found[(fits | np.isnan(values)).all(axis=1)] = digits
    return found


def _rounded(values: Floats, digits: NDArray[np.intp]) -> Floats:
    """Each row to so many digits after the point."""
    scale = 10.0 ** (digits if values.ndim == 1 else digits[:, None])
    return np.asarray(np.round(values * scale) / scale)


def _swapped(right: Floats, digits: NDArray[np.intp], chance: np.random.Generator) -> Floats:
    """Two neighbours among the leading digits swapped, where they differ."""
    whole = np.round(np.abs(np.nan_to_num(right)) * 10.0**digits).astype(np.int64)
    length = np.where(whole > 0, np.floor(np.log10(np.maximum(whole, 1))).astype(np.int64) + 1, 0)
    pair = chance.integers(0, np.maximum(np.minimum(length, LEADING) - 1, 1))
    low = 10 ** np.maximum(length - 2 - pair, 0)
    second, first = whole // low % 10, whole // (10 * low) % 10
    swapped = whole + np.where(length > 1, (second - first) * 9 * low, 0)
    return np.where(np.isfinite(right), np.sign(right) * swapped / 10.0**digits, np.nan)
