"""The chance that a year's target is met, from what is known of the year and from past years.

`chance(past, known, target)` for many series at once. What the rest of the year adds is forecast by a weighted pool of
seasonal members (`members`); how far such forecasts miss comes from back-tests on the series itself, at the same month
of its past years, drawn towards what is usual for series that are as unsteady. The error has a Student t distribution
on logarithms, so a chance moves smoothly. The weights are learned (`learning`, `data/weights.json`), and are the same
for all series: none has to be trained before its first chance.

>>> made = chance([[[90, 110, 100, 120]] * 3], [[90, 112]], [400])
>>> bool(made.met[0] > 0.5)
True
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from terrace.insight.targets.members import ALL, LAST, SUM, Floats, rest

FILE = Path(__file__).parent / "data" / "weights.json"
UP, DOWN = "up", "down"
#: Whole years of the past that count; years that the back-tests must leave.
YEARS: Final = 6
#: The smallest value of a series is lifted to this part of its mean, so that zeros have logarithms.
LIFT: Final = 0.25
#: Errors (logarithmic) are never taken to be smaller.
LEAST: Final = 0.005
#: Centres the logarithms of errors, so that the learned numbers are of one size.
USUAL: Final = -2.5
#: The upper bound of 80 %.
UPPER: Final = 0.9


@dataclass(frozen=True, slots=True)
class Chances:
    """For n series: `met` (0 … 1), the year as it is likely to end, and its bounds of 80 %. NaN: too short a past."""

    met: Floats
    likely: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the rest of the year adds: a t distribution of its logarithm, after `raised` was added to each period."""

    middle: Floats
    scale: Floats
    freedom: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an outlook is made from: members (n, k), their errors in back-tests (n, tries, k), unsteadiness (n, 3),
    yearly growth (n, 3).
    """

    said: Floats
    errors: Floats
    unsteady: Floats
    growth: Floats
    share: float


def chance(
    past: Any,
    known: Any,
    target: Any,
    *,
    direction: str = UP,
    kind: str = SUM,
    at_least: Any = None,
    likely: Any = None,
) -> Chances:
    """The chance that the year comes to the target or more (`DOWN`: or less).

    `past` (n, Y, c), NaN for years before a series began; `known` (n, m) the first m of c periods; `target` (n,).
    `kind`: `SUM` of the periods (a mean times c is one), or `LAST` value. `at_least` (n,): what the year has for sure
    already, for sums that only grow. `likely` (n,): where another forecast sees the year end; it takes the place of the
    middle of this one, NaN leaves it. Never raises for short pasts: those are NaN until the year is over.
    """
    before, now = np.asarray(past, float), np.asarray(known, float)
    goal = np.broadcast_to(np.asarray(target, float), len(now))
    if now.shape[1] >= before.shape[2]:
        return _over(now, goal, direction, kind)
    ends = np.full(len(now), np.nan) if likely is None else np.asarray(likely, float)
    found = np.full((4, len(now)), np.nan)
    for years, rows in _by_years(before, now):
        part = before[rows, before.shape[1] - years :]
        found[:, rows] = _judged(part, now[rows], goal[rows], ends[rows], kind)
    if kind == SUM:
        found[0] = np.where(_is_there(before, now, goal, at_least), 1.0, found[0])
    met = found[0]
    return Chances(met if direction == UP else 1 - met, *found[1:])


def _over(known: Floats, goal: Floats, direction: str, kind: str) -> Chances:
    """The year is over: met or not."""
    total = known[:, -1] if kind == LAST else known.sum(axis=1)
    met = total >= goal if direction == UP else total <= goal
    return Chances(np.where(np.isnan(total), np.nan, met), total, total, total)


def _by_years(past: Floats, known: Floats) -> list[tuple[int, NDArray[np.intp]]]:
    """Rows by their number of whole years in a row up to the last, at most `YEARS`; those without any are left out."""
    whole = np.asarray(np.isfinite(past).all(axis=2))[:, ::-1]
    count = np.minimum(np.cumprod(whole, axis=1).sum(axis=1), YEARS)
    sound = np.isfinite(known).all(axis=1) & (known.shape[1] > 0)
    return [(int(each), np.flatnonzero(sound & (count == each))) for each in np.unique(count[sound]) if each]


def _judged(past: Floats, known: Floats, goal: Floats, likely: Floats, kind: str) -> Floats:
    """Rows: the chance that it is this much or more, the likely year, and its bounds (4, n)."""
    from scipy import special  # takes long to load: no process waits for it at its start

    lift = raised(past, known)
    made = foresee(past + lift[:, None, None], known + lift[:, None], kind)
    left = past.shape[2] - known.shape[1] if kind == SUM else 1
    have = (known.sum(axis=1) if kind == SUM else 0.0) - lift * left
    needed = goal - have
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.where(likely > have, np.log(np.maximum(likely - have, 0)), made.middle)
        apart = (middle - np.log(np.maximum(needed, 0))) / made.scale
    met = np.where(needed > 0, special.stdtr(made.freedom, apart), 1.0)
    wide = special.stdtrit(made.freedom, UPPER) * made.scale
    return np.stack([met, *(have + np.exp(middle + step) for step in (0.0, -wide, wide))])


def _is_there(past: Floats, known: Floats, goal: Floats, at_least: Any) -> NDArray[np.bool_]:
    """A sum that has never fallen and has reached the target already."""
    grows = ~((past < 0).any(axis=(1, 2)) | (known < 0).any(axis=1))
    there = known.sum(axis=1) if at_least is None else np.fmax(known.sum(axis=1), np.asarray(at_least, float))
    return np.asarray(grows & (there >= goal))


def raised(past: Floats, known: Floats) -> Floats:
    """What is added to each period of a series (n,), so that the smallest is well above zero; mostly nothing."""
    every = np.concatenate([past.reshape(len(past), -1), known], axis=1)
    size = np.abs(every).mean(axis=1)
    return np.asarray(np.maximum(LIFT * np.where(size > 0, size, 1.0) - every.min(axis=1), 0.0))


def foresee(past: Floats, known: Floats, kind: str = SUM) -> Outlook:
    """The outlook of series with the same number of whole years; everything positive."""
    return outlook(evidence(past, known, kind), weights(past.shape[2], kind, past.shape[1]))


def evidence(past: Floats, known: Floats, kind: str) -> Evidence:
    """Forecast now, and as it would have been at the same month of each past year."""
    said, unsteady = rest(past, known, kind)
    m, years = known.shape[1], past.shape[1]
    errors = [
        _ended(past[:, y], m, kind)[:, None] - rest(past[:, :y], past[:, y, :m], kind)[0] for y in range(1, years)
    ]
    stacked = np.stack(errors, axis=1) if errors else np.zeros((len(said), 0, said.shape[1]))
    return Evidence(said, stacked, unsteady, growth(past, kind), m / past.shape[2])


def growth(past: Floats, kind: str) -> Floats:
    """Logarithmic growth of whole years (n, 3): on average, the last, and the one before; 0 where there is none."""
    totals = np.log(past[:, :, -1] if kind == LAST else past.sum(axis=2))
    found, steps = np.zeros((len(past), 3)), np.diff(totals, axis=1)
    if steps.shape[1]:
        found[:, 0], found[:, 1] = steps.mean(axis=1), steps[:, -1]
    if steps.shape[1] > 1:
        found[:, 2] = steps[:, -2]
    return found


def _ended(year: Floats, m: int, kind: str) -> Floats:
    return np.asarray(np.log(year[:, -1] if kind == LAST else year[:, m:].sum(axis=1)))


def outlook(seen: Evidence, learned: Floats) -> Outlook:
    """Weigh the members and size the error; `learned` is the vector that `learning.train` finds."""
    parts = Learned.of(learned, seen.said.shape[1])
    return Outlook(
        (weigh(seen, parts) * seen.said).sum(axis=1) + tilts(seen) @ parts.tilts,
        np.exp(features(seen) @ parts.scales),
        float(2 + np.exp(parts.freedom)),
    )


def weigh(seen: Evidence, parts: "Learned") -> Floats:
    """The weight of each member for each series (n, k): what is usual, and how well it did on the series itself."""
    score = parts.first + parts.slope * (seen.share - 0.5) - np.exp(parts.heed) * merit(seen)
    weight = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def merit(seen: Evidence) -> Floats:
    """How much worse than the others each member was in the back-tests, logarithmic; counts fully from three on."""
    tries = seen.errors.shape[1]
    if not tries:
        return np.zeros(seen.said.shape)
    missed = np.log(_missed(seen) + LEAST)
    return np.asarray((missed - missed.mean(axis=1, keepdims=True)) * min(tries, 3) / 3)


def tilts(seen: Evidence) -> Floats:
    """What moves the middle besides (n, 4): by how much members usually were too low, and how the years grew."""
    low = np.median(seen.errors, axis=1).mean(axis=1) if seen.errors.shape[1] else np.zeros(len(seen.said))
    return np.column_stack([low, seen.growth])


def _missed(seen: Evidence) -> Floats:
    if not seen.errors.shape[1]:
        return np.full(seen.said.shape, np.exp(USUAL))
    return np.asarray(np.sqrt((seen.errors**2).mean(axis=1)))


def features(seen: Evidence) -> Floats:
    """What the size of the error depends on (n, 8)."""
    logs = np.column_stack([_missed(seen).mean(axis=1), seen.unsteady, seen.said.std(axis=1)])
    logs = np.log(logs + 2 * LEAST) - USUAL
    place, tries = seen.share - 0.5, 1 / (1 + seen.errors.shape[1])
    return np.column_stack([np.ones(len(logs)), logs, np.full(len(logs), place), np.full(len(logs), tries)])


@dataclass(frozen=True, slots=True)
class Learned:
    """The learned vector by its parts: weights of members (and how they change over the year), and what else moves."""

    first: Floats
    slope: Floats
    tilts: Floats
    heed: float
    freedom: float
    scales: Floats

    @classmethod
    def of(cls, vector: Floats, k: int) -> "Learned":
        first, slope, tilts, numbers, scales = np.split(vector, [k, 2 * k, 2 * k + TILTS, 2 * k + TILTS + 2])
        return cls(first, slope, tilts, float(numbers[0]), float(numbers[1]), scales)


#: How many tilts there are, and how many numbers are learned for a cycle and kind.
TILTS: Final = 4
SIZE: Final = 2 * len(ALL) + TILTS + 2 + 8


def weights(cycle: int, kind: str, years: int) -> Floats:
    """The learned numbers for a cycle (12, or 4 for all others), a kind, and one past year or several."""
    return _tables()["month" if cycle >= 12 else "quarter", kind, "one" if years == 1 else "more"]  # noqa: PLR2004


@cache
def _tables() -> dict[tuple[str, str, str], Floats]:
    rows = json.loads(FILE.read_text(encoding="utf-8"))["tables"]
    return {(row["cycle"], row["kind"], row["years"]): np.array(row["learned"]) for row in rows}
