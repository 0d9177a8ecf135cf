"""From what the engine says of a series, and what adds up, to the line that is kept and shown."""

import numpy as np

from terrace.base.kernel.periods import Frequency
from terrace.insight.forecasting.history import Floats
from terrace.insight.forecasting.horizons import CYCLES
from terrace.insight.forecasting.projecting import Projection
from terrace.insight.forecasting.rows import Line
from terrace.insight.forecasting.sheets import Key, Sheet

#: How far ahead accuracy is told of.
AHEAD = {
    Frequency.YEAR: (1, 2, 3),
    Frequency.HALF: (1, 2, 4),
    Frequency.NINE: (1, 2, 3),
    Frequency.QUARTER: (1, 2, 4, 8),
    Frequency.SEASON: (1, 3, 6),
    Frequency.MONTH: (1, 3, 6, 12),
}
#: Fewer tries say nothing about accuracy.
FEWEST = 2


class Finisher:
    """Makes lines."""

    def line(self, sheet: Sheet, key: Key, made: Projection, added: Floats | None, broken: bool) -> Line:
        steps, spec = sheet.steps(key), sheet.spec
        likely = self._likely(sheet, key, made.likely[:steps], added)
        bands = _bands(sheet, key, made, likely)
        tried, came, origins = _tests(sheet, key, made)
        method, shares = ("formula", ()) if spec.formula and added is not None else (made.method, made.shares)
        return Line(
            (spec.id, *key, int(spec.frequency)),
            sheet.period(sheet.last[key]).id,
            likely,
            *bands,
            made.likely[:steps],
            made.spread[:steps],
            spec.decimals,
            method,
            shares,
            (*made.notes, *(("break_restated",) if broken and "break_restated" not in made.notes else ())),
            tuple(_accuracy(spec.frequency, tried, came, len(origins))),
            key in sheet.past.simulated,
            key in sheet.past.provisional,
            added is not None,
            origins,
            tried,
            came,
        )

    def _likely(self, sheet: Sheet, key: Key, base: Floats, added: Floats | None) -> Floats:
        """What adds up, on the common horizon; before it, and where nothing adds up, the base rounded."""
        out = _limited(sheet, key, rounded(base, sheet.spec.decimals))
        if added is not None:
            start = sheet.origin - sheet.last[key]
            out[max(start, 0) :] = added[max(-start, 0) :]
        return out


def _bands(sheet: Sheet, key: Key, made: Projection, likely: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The intervals around what is likely now, as wide as `made` has them; each within the wider one."""
    base, steps = made.likely[: len(likely)], len(likely)
    low80, high80, low95, high95 = (
        rounded(_limited(sheet, key, likely + each[:steps] - base), sheet.spec.decimals)
        for each in (made.low80, made.high80, made.low95, made.high95)
    )
    low80, high80 = np.minimum(low80, likely), np.maximum(high80, likely)
    return low80, high80, np.minimum(low95, low80), np.maximum(high95, high80)


def _limited(sheet: Sheet, key: Key, values: Floats) -> Floats:
    """Within what the indicator can be; not below zero where it never was.

    The limits of an indicator are those of one report: a sum over places may exceed them.
    """
    spec = sheet.spec
    summed = spec.area_rule == "sum" and bool(sheet.children.get(key[0]))
    least = -np.inf if summed or spec.minimum is None else float(spec.minimum)
    most = np.inf if summed or spec.maximum is None else float(spec.maximum)
    if key in sheet.floored:
        least = max(least, 0.0)
    return np.clip(values, least, max(least, most))


def rounded(values: Floats, decimals: int) -> Floats:
    """To the indicator's decimals."""
    scale = float(10**decimals)
    return np.rint(values * scale) / scale


def _tests(sheet: Sheet, key: Key, made: Projection) -> tuple[Floats, Floats, tuple[int, ...]]:
    """Back-tests with the periods of their origins, oldest first; those that could not be tried are left out."""
    there = [n for n in range(len(made.ago)) if np.isfinite(made.tried[n, : sheet.horizon]).any()]
    there.sort(key=lambda n: -made.ago[n])
    origins = tuple(sheet.period(sheet.last[key] - made.ago[n]).id for n in there)
    return made.tried[there, : sheet.horizon], made.came[there, : sheet.horizon], origins


def _accuracy(frequency: Frequency, tried: Floats, came: Floats, origins: int) -> list[tuple[object, ...]]:
    """Ahead, median error as a share of the level, years, tries, and a place for what came true (see queries)."""
    found: list[tuple[object, ...]] = []
    for ahead in AHEAD[frequency]:
        if not origins or ahead > tried.shape[1]:
            continue
        there = np.isfinite(tried[:, ahead - 1]) & np.isfinite(came[:, ahead - 1])
        level = np.median(np.abs(came[there, ahead - 1])) if there.any() else 0.0
        if there.sum() >= FEWEST and level > 0:
            error = np.median(np.abs(came[there, ahead - 1] - tried[there, ahead - 1]))
            years = max(1, round(there.sum() / CYCLES[frequency]))
            found.append((ahead, f"{error / level:.4f}", years, int(there.sum())))
    return found
