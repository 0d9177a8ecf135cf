"""The season of a series: is there one, what is it, and the series without it.

The test and the classical indices are those of the M4 competition (Makridakis, Spiliotis and Assimakopoulos 2020);
the indices are shrunken towards 1 by how well the years agree on them (after Miller and Williams 2003).
"""

import numpy as np

from .series import Counts, Flags, Floats, lengths_of

CRITICAL = 1.645
#: A row whose squares vary by less than this share of them does not vary.
DUST = 1e-18


def significant(values: Floats, cycle: int) -> Flags:
    """(n,) whether the autocorrelation at one cycle stands out (90 %), with at least three cycles of values."""
    lengths = lengths_of(values)
    if cycle == 1 or values.shape[1] < 3 * cycle:
        return np.zeros(len(values), dtype=bool)
    lags = autocorrelations(values, cycle)
    limit = CRITICAL * np.sqrt((1 + 2 * (lags[:, :-1] ** 2).sum(axis=1)) / np.maximum(lengths, 1))
    return np.asarray((np.abs(lags[:, -1]) > limit) & (lengths >= 3 * cycle))


def autocorrelations(values: Floats, lags: int) -> Floats:
    """(n, lags) of right-aligned rows; 0 where a row does not vary."""
    known = np.isfinite(values)
    mean = np.nansum(values, axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    centred = np.where(known, values - mean, 0.0)
    whole = (centred**2).sum(axis=1)
    found = [(centred[:, lag:] * centred[:, :-lag]).sum(axis=1) for lag in range(1, lags + 1)]
    varies = whole > DUST * (np.where(known, values, 0.0) ** 2).sum(axis=1)
    return np.stack(found, axis=1) / np.where(varies, whole, np.inf)[:, None]


def indices(values: Floats, cycle: int, *, shrunken: bool = True) -> Floats:
    """(n, cycle) multiplicative indices of the last `cycle` columns, mean 1; 1 where a row has under two cycles."""
    flat = np.ones((len(values), cycle))
    if cycle == 1 or values.shape[1] < 2 * cycle:
        return flat
    ratios = by_season(values / centred_average(values, cycle), cycle)
    counts = np.isfinite(ratios).sum(axis=1)
    means = np.nansum(ratios, axis=1) / np.maximum(counts, 1)
    means = means / np.where(means.mean(axis=1) > 0, means.mean(axis=1), 1)[:, None]
    if shrunken:
        means = 1 + (means - 1) * agreement(ratios, means, counts)[:, None]
    usable = (counts > 0).all(axis=1) & (means > 0).all(axis=1) & (lengths_of(values) >= 2 * cycle)
    return np.where(usable[:, None], means, flat)


def centred_average(values: Floats, cycle: int) -> Floats:
    """(n, T) moving average over one cycle, centred; NaN at the ends and where it is not positive."""
    weights = np.full(cycle + 1 - cycle % 2, 1 / cycle)
    if cycle % 2 == 0:
        weights[[0, -1]] /= 2
    windows = np.lib.stride_tricks.sliding_window_view(values, len(weights), axis=1) @ weights
    average = np.full(values.shape, np.nan)
    average[:, len(weights) // 2 : len(weights) // 2 + windows.shape[1]] = windows
    return np.where(average > 0, average, np.nan)


def by_season(ratios: Floats, cycle: int) -> Floats:
    """(n, years, cycle), the last year complete."""
    whole = -(-ratios.shape[1] // cycle) * cycle
    padded = np.full((len(ratios), whole), np.nan)
    padded[:, whole - ratios.shape[1] :] = ratios
    return padded.reshape(len(ratios), -1, cycle)


def agreement(ratios: Floats, means: Floats, counts: Counts) -> Floats:
    """(n,) in 0..1: the share of the indices' spread that is not chance between years."""
    cycle = means.shape[1]
    around = np.where(np.isfinite(ratios), ratios - means[:, None, :], 0.0)
    noise = (around**2).sum(axis=(1, 2)) / np.maximum(counts.sum(axis=1) - cycle, 1)
    chance = noise / np.maximum(counts.mean(axis=1), 1)
    spread = ((means - 1) ** 2).sum(axis=1) / (cycle - 1)
    return np.asarray(np.clip(1 - chance / np.where(spread > 0, spread, 1), 0, 1))


def adjusted(values: Floats, index: Floats) -> Floats:
    """The rows without their season."""
    return values / repeated(index, values.shape[1], ahead=False)


def repeated(index: Floats, steps: int, *, ahead: bool) -> Floats:
    """The indices over `steps` columns: those ahead of the end, or those up to it."""
    times = -(-steps // index.shape[1])
    tiled = np.tile(index, (1, times))
    return tiled[:, :steps] if ahead else tiled[:, tiled.shape[1] - steps :]
