"""Slips of the pen: what the judged value would be had nobody slipped, and how much better that fits.

A rule's statistic is how many standard deviations nearer to the expected value the figure comes when the slip is taken
back, times the share of the distance that this explains; 0 where it does not come nearer. Digits are those of the
figure as written, so these rules keep their statistic when all values are multiplied by a power of ten; all others
keep it for any factor.
"""

import numpy as np

from . import robust
from .robust import Floats
from .seen import Seen, once

#: Powers of ten by rule; units: per cent and part, hectare and square metre, tonne and gram's thousands.
TENS, THOUSANDS, UNITS = (1, -1), (3, -3, 6, -6, 9, -9), (2, -2, 4, -4)
#: Digits of a figure that are looked at for swaps; at most so many are written.
DIGITS, WRITTEN = 7, 10
#: Figures that differ by less than this share are the same as written.
ROUNDING = 1e-9
#: How far a figure that lies where it was expected counts as being off, in standard deviations.
NEAR = 0.3
#: So many values without one below 0 (or without 0) make one strange.
FEWEST = 4


def times_ten(seen: Seen) -> Floats:
    """A digit too many or too few."""
    return _powers(seen, TENS)


def thousand(seen: Seen) -> Floats:
    """Thousands or millions told as units, or the other way round."""
    return _powers(seen, THOUSANDS)


def unit_slip(seen: Seen) -> Floats:
    """Another unit: per cent for parts, square metres for hectares."""
    return _powers(seen, UNITS)


def _powers(seen: Seen, powers: tuple[int, ...]) -> Floats:
    return nearer(seen, np.stack([seen.value * 10.0**-power for power in powers], axis=1))


def nearer(seen: Seen, instead: Floats) -> Floats:
    """(n,) how much nearer, in standard deviations, the best of (n, k) other readings comes to what was expected,
    times the share of the distance that is gone; 0 where none comes nearer."""
    there = np.abs(np.arcsinh(instead / (2 * seen.bend[:, None])) - seen.hoped[:, None]) / seen.noise[:, None]
    best = np.where(np.isfinite(there), there, np.inf).min(axis=1, initial=np.inf)
    here = np.abs(seen.off) / seen.noise
    gain = np.maximum(here - best, 0.0)
    return np.where(np.isfinite(here), gain**2 / np.where(here > 0, here, 1.0), np.nan)


def digits_swapped(seen: Seen) -> Floats:
    """Two neighbouring digits in the wrong order."""
    return nearer(seen, swaps(seen))


@once
def swaps(seen: Seen) -> Floats:
    """(n, DIGITS − 1) the figure with two neighbouring digits swapped, the last ones first."""
    whole, unit = written(seen.value)
    places = 10.0 ** np.arange(DIGITS)
    digits = np.floor(whole[:, None] / places) % 10
    instead = whole[:, None] + (digits[:, :-1] - digits[:, 1:]) * 9 * places[:-1]
    signs = np.sign(np.nan_to_num(seen.value))
    return np.asarray(instead * (unit * signs)[:, None])


def written(values: Floats) -> tuple[Floats, Floats]:
    """(n,) the leading digits of figures as a whole number below 10^DIGITS, and what one of it is worth."""
    size = np.where(np.isfinite(values) & (values != 0), np.abs(values), 1.0)
    power = np.floor(np.log10(size) + 1e-12) - (DIGITS - 1)
    unit = 10.0**power
    return np.where(np.isfinite(values) & (values != 0), np.rint(size / unit), 0.0), unit


def copied(seen: Seen) -> Floats:
    """The figure of the period before once more; 0 where the figure is another.

    The geometric mean of how rare that was so far (minus its log chance), how many other figures were as likely (the
    log of the noise in written units), and how far it lies from what was expected.
    """
    return _copied(seen, 1)


def copied_year(seen: Seen) -> Floats:
    """The same for the figure of a year before; NaN for yearly series."""
    return _copied(seen, seen.cycle) if seen.cycle > 1 else np.full(len(seen.logs), np.nan)


def _copied(seen: Seen, lag: int) -> Floats:
    rows = seen.past.values
    if rows.shape[1] <= lag:
        return np.full(len(rows), np.nan)
    rare, others = _again(rows, lag), np.log1p(np.abs(seen.value) / fine(seen) * seen.noise)
    said = np.cbrt(rare * others * (np.abs(seen.off) / seen.noise + NEAR))
    return np.where(np.isfinite(seen.value), np.where(rare > 0, said, 0.0), np.nan)


def _again(rows: Floats, lag: int) -> Floats:
    """(n,) minus the log chance of the same figure so long after, from how often that came; 0 if it is another."""
    same = np.isclose(rows[:, lag:], rows[:, :-lag], rtol=1e-12, atol=0)
    pairs = np.isfinite(rows[:, lag:]) & np.isfinite(rows[:, :-lag])
    chance = (same[:, :-1].sum(axis=1) + 0.5) / (pairs[:, :-1].sum(axis=1) + 1)
    return np.asarray(np.where(same[:, -1] & (rows[:, -1] != 0), -np.log(chance), 0.0))


@once
def fine(seen: Seen) -> Floats:
    """(n,) what the last written digit of each series is worth."""
    return finest(seen.past.values)


def finest(rows: Floats) -> Floats:
    """(n,) what the last written digit of a series is worth; at least a 10^WRITTEN th of its largest figure."""
    known = np.isfinite(rows) & (rows != 0)
    size = np.where(known, np.abs(rows), 1.0).max(axis=1, initial=0.0)
    unit = 10.0 ** np.floor(np.log10(np.where(size > 0, size, 1.0)) + 1)
    least = np.full(len(rows), np.inf)
    for _ in range(WRITTEN):
        parts = np.where(known, np.abs(rows) / unit[:, None], 0.0)
        whole = (np.abs(parts - np.rint(parts)) <= ROUNDING * (1 + parts)).all(axis=1)
        least = np.where(whole & ~np.isfinite(least), unit, least)
        unit = unit / 10
    return np.where(np.isfinite(least), least, unit)


def explained(seen: Seen) -> Floats:
    """The largest share of the distance from what was expected that one of the slips explains."""
    rules = (times_ten, thousand, unit_slip, digits_swapped, year_to_date)
    best = np.fmax.reduce([each(seen) for each in rules])
    return np.sqrt(robust.ratio(best, np.abs(seen.off) / seen.noise))


def copied_far(seen: Seen) -> Floats:
    """How far from what was expected a copied figure lies; 0 where nothing was copied."""
    return np.where(copied(seen) > 0, np.abs(seen.off) / seen.noise, 0.0)


def year_to_date(seen: Seen) -> Floats:
    """The sum since the year began instead of the period's own figure; NaN for yearly series."""
    rows = seen.past.values
    if seen.cycle == 1 or rows.shape[1] <= 1:
        return np.full(len(rows), np.nan)
    most = min(seen.cycle, rows.shape[1]) - 1
    sums = np.cumsum(rows[:, -2 : -2 - most : -1], axis=1)
    months = np.arange(1, most + 1) + 1
    place = seen.past.place[:, None]
    fits = ~np.isfinite(place) | (months == place)
    return nearer(seen, np.where(fits & ~seen.mixed[:, None], seen.value[:, None] - sums, np.nan))


def sign(seen: Seen) -> Floats:
    """On the other side of 0 than nearly always before: minus the log chance of that side, no more than 0 lies
    standard deviations away from what was expected; 0 where the sign is the usual one."""
    before, side = seen.past.values[:, :-1], np.sign(seen.value)
    often = (np.sign(before) == side[:, None]).sum(axis=1)
    rare = -np.log((often + 0.5) / (seen.number + 1))
    strange = (side * seen.hoped < 0) & (seen.number >= FEWEST)
    said = np.where(strange, np.minimum(rare, np.abs(seen.hoped) / seen.noise), 0.0)
    return np.where(np.isfinite(seen.value), said, np.nan)


def zero(seen: Seen) -> Floats:
    """0 where 0 is rare: minus its log chance from how often it came before; for counts no more than half of what was
    expected, as a Poisson count of five is 0 once in 150 times."""
    before = seen.past.values[:, :-1]
    chance = ((before == 0).sum(axis=1) + 0.5) / (seen.number + 1)
    counted = np.abs(seen.back(seen.hoped)) / seen.grain / 2
    rare = np.fmin(-np.log(chance), counted)
    said = np.where((seen.value == 0) & ~seen.mixed & (seen.number >= FEWEST), rare, 0.0)
    return np.where(np.isfinite(seen.value), said, np.nan)


def missing(seen: Seen) -> Floats:
    """Nothing came although something nearly always did: minus the log chance of a gap; 0 where something came."""
    lately = robust.last(seen.past.values[:, :-1], 2 * seen.cycle + 6)
    began = np.isfinite(np.maximum.accumulate(np.where(np.isfinite(lately), 1.0, 0.0), axis=1))
    began &= np.maximum.accumulate(np.isfinite(lately), axis=1)
    gaps = (began & ~np.isfinite(lately)).sum(axis=1)
    chance = (gaps + 0.5) / (began.sum(axis=1) + 1)
    last = np.isfinite(lately[:, -1]) if lately.shape[1] else np.zeros(len(lately), dtype=bool)
    said = np.where((seen.number >= FEWEST) & last, -np.log(chance), 0.0)
    return np.where(np.isfinite(seen.value), 0.0, said)
