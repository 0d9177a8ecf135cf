"""Learn how wide intervals must be: from the back-tests of many series, at many origins and cut to many lengths."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from . import backtests, intervals, sizes
from .backtests import Predict
from .intervals import LEVELS, Calibration, Table
from .series import CYCLES, Counts, Flags, Floats, align, lengths_of, shifted

#: The steps that have tables of their own.
STEPS: Mapping[str, int] = {"year": 8, "half-year": 8, "season": 9, "quarter": 12, "month": 24}
#: How many periods before the end the origins of learning lie.
ORIGINS: Mapping[str, tuple[int, ...]] = {
    "year": (3, 4, 6, 8, 10, 12, 14),
    "half-year": (4, 6, 8, 10, 12),
    "season": (4, 6, 9, 12),
    "quarter": (4, 8, 12, 16, 20, 24),
    "month": (6, 12, 18, 24, 30, 36, 42),
}
#: Errors beyond so many units count as so many when the usual error is learned.
WILD = 50.0
RIDGE = 0.01
#: Newton's steps end when none is larger.
EXACT = 1e-8
#: Fewer series teach nothing: the shipped tables stay.
FEWEST = 15
#: A quantile is of so many errors at least, from steps further away where there are fewer near.
LEAST = 100
#: A table is drawn towards the one known before as if that were from so many series.
KNOWN_BEFORE = 200
#: How far quantiles below and above go their own way (0: the same on both sides, 1: each from its own side alone).
SIDED = 0.5


#: Features, errors in units, steps and series of what was tried.
Rows = tuple[Floats, Floats, Counts, Counts]


@dataclass(frozen=True)
class Lesson:
    """Errors in units (k,) with the sizes that went before (k, sizes), step (k,), weight (k,) and series (k,)."""

    features: Floats
    errors: Floats
    steps: Counts
    weight: Floats
    series: Counts

    @property
    def number(self) -> int:
        """How many series teach it."""
        return len(np.unique(self.series))


def learn(series: object, frequency: str, predict: Predict, before: Calibration | None = None) -> Calibration:
    """The tables of one frequency from the past of many series; few of them lean on the tables known before."""
    return learn_from([(series, 1.0)], frequency, predict, before)


def learn_from(
    sources: Sequence[tuple[object, float]], frequency: str, predict: Predict, before: Calibration | None = None
) -> Calibration:
    """The same from several sources, each with the weight that all its series have together.

    Series that are all short teach nothing: cut to still fewer values, they do not tell of those that they have.
    """
    taught = [(lessons(align(series).values, frequency, predict), share) for series, share in sources]
    long = together([(each[0], share) for each, share in taught])
    short = together([(each[1], share) for each, share in taught])
    if long.number < FEWEST:
        return before or intervals.shipped(frequency)
    before_long, before_short = (before.long, before.short) if before else (None, None)
    return Calibration(table(long, frequency, before_long), table(short, frequency, before_short))


def together(parts: Sequence[tuple[Lesson, float]]) -> Lesson:
    """Lessons of several sources as one."""
    some = [(each, share) for each, share in parts if len(each.errors)]
    if not some:
        return parts[0][0]
    weight = [each.weight * (share / each.weight.sum()) for each, share in some]
    start = np.cumsum([0, *(each.series.max() + 1 for each, _ in some)])
    series = [each.series + first for (each, _), first in zip(some, start, strict=False)]
    columns = ([getattr(each, name) for each, _ in some] for name in ("features", "errors", "steps"))
    return Lesson(*(np.concatenate(each) for each in (*columns, weight, series)))


def lessons(values: Floats, frequency: str, predict: Predict) -> tuple[Lesson, Lesson]:
    """Of long series, and of series that are short or were cut short."""
    few = intervals.shortest(frequency)
    kept = range(1, few, max(1, few // 6))
    whole = [each for back in ORIGINS[frequency] for each in _tried(values, frequency, back, None, predict)]
    cut = [
        each
        for back in ORIGINS[frequency][::2]
        for length in kept
        for each in _tried(values, frequency, back, length, predict)
    ]
    long = [each for each, is_short in whole if not is_short]
    return _joined(long), _joined([each for each, is_short in cut if is_short])


def _tried(
    values: Floats, frequency: str, back: int, length: int | None, predict: Predict
) -> Iterator[tuple[Rows, bool]]:
    """One origin: features, errors in units, steps and series, of the long rows and of the short ones."""
    horizon = STEPS[frequency]
    if back >= values.shape[1]:
        return
    rows = shifted(values, back)
    if length is not None:
        rows = np.where(np.arange(rows.shape[1]) >= rows.shape[1] - length, rows, np.nan)
    actual = backtests.came(values, horizon, (back,))[:, 0]
    full = lengths_of(rows) >= (length or 1)
    rolled = backtests.roll(rows, horizon, frequency, predict)
    features, unit = sizes.sizes(rows, rolled.likely, rolled.apart, rolled.trials, CYCLES[frequency])
    errors = (actual - rolled.likely) / np.where(unit > 0, unit, np.nan)[:, None]
    short = intervals.is_short(rows, frequency)
    for wanted in (False, True):
        yield _picked(features, errors, full & (short == wanted)), wanted


def _picked(features: Floats, errors: Floats, rows: Flags) -> Rows:
    series, steps = np.nonzero(np.isfinite(errors) & rows[:, None])
    return features[series, steps], errors[series, steps], steps, series


def _joined(parts: list[Rows]) -> Lesson:
    """All origins together; every series counts the same."""
    none: Rows = (np.empty((0, len(sizes.NAMES))), np.empty(0), np.empty(0, np.intp), np.empty(0, np.intp))
    features, errors, steps, series = (np.concatenate(each) for each in zip(none, *parts, strict=True))
    weight = 1.0 / np.maximum(np.bincount(series), 1)[series]
    return Lesson(features, errors, steps, weight, series)


def table(lesson: Lesson, frequency: str, before: Table | None) -> Table:
    """The usual error, and the multiples of it for each level and step."""
    usual = usual_error(lesson, before.usual if before else None)
    scaled = lesson.errors / np.exp(np.clip(lesson.features @ usual, -7, 7))
    found = np.array([[_sides(lesson, scaled, level, step) for step in range(STEPS[frequency])] for level in LEVELS])
    made = Table(usual, found[..., 0], found[..., 1])
    return made if before is None else _leaning(made, before, lesson.number / (lesson.number + KNOWN_BEFORE))


def usual_error(lesson: Lesson, before: Floats | None) -> Floats:
    """Coefficients by which the errors are most likely, were they Laplace's of that mean size: convex, by Newton."""
    drawn = np.zeros(lesson.features.shape[1]) if before is None else before
    usual, size = drawn.copy(), np.minimum(np.abs(lesson.errors), WILD)
    weight, features = lesson.weight / lesson.weight.sum(), lesson.features
    for _ in range(40):
        ratio = size * np.exp(-np.clip(features @ usual, -7, 7)) * weight
        slope = features.T @ (weight - ratio) + RIDGE * (usual - drawn)
        bend = (features * ratio[:, None]).T @ features + RIDGE * np.eye(len(usual))
        step = np.linalg.solve(bend, slope)
        usual = usual - step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < EXACT:
            break
    return usual


def _sides(lesson: Lesson, scaled: Floats, level: int, step: int) -> tuple[float, float]:
    """Multiples below and above at one step, from the errors at about that step."""
    away = np.abs(lesson.steps - step)
    near = away <= max(1, (step + 1) // 4, np.sort(away)[min(LEAST, len(away)) - 1])
    errors, weight = scaled[near], lesson.weight[near]
    both = quantile(np.abs(errors), weight, level / 100)
    below, above = quantile(-errors, weight, 0.5 + level / 200), quantile(errors, weight, 0.5 + level / 200)
    return -((1 - SIDED) * both + SIDED * max(below, 0.0)), (1 - SIDED) * both + SIDED * max(above, 0.0)


def quantile(values: Floats, weight: Floats, share: float) -> float:
    """The least value with at least that share of the weight at or below it."""
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weight[order])
    return float(values[order][min(np.searchsorted(total, share * total[-1]), len(values) - 1)])


def _leaning(made: Table, before: Table, share: float) -> Table:
    return Table(made.usual, share * made.low + (1 - share) * before.low, share * made.high + (1 - share) * before.high)
