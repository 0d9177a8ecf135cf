"""Learning the weights of chances from many series: once, by whoever has them; the result is shipped."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import optimize, stats

from terrace.insight.targets import chances
from terrace.insight.targets.chances import Evidence, Learned
from terrace.insight.targets.members import ALL, Floats

#: Pulls weights to each other, and scales to one.
EVEN, SMALL = 1e-3, 2e-3
#: Digits that are kept.
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """Years that are over: what was seen at one moment of them, and the logarithm of what the rest then added."""

    seen: Evidence
    came: Floats


def lessons(years: Floats, kind: str, moments: Iterable[int], least: int, most: int) -> list[Lesson]:
    """From series of equally many whole years (n, Y, c): every year with `least` to `most` years before it."""
    found = []
    for y in range(least, years.shape[1]):
        past = years[:, max(0, y - most) : y]
        for m in moments:
            known = years[:, y, :m]
            lift = chances.raised(past, known)
            whole = np.maximum(years[:, y] + lift[:, None], lift[:, None] / 100 + 1e-12)
            came = np.log(whole[:, -1] if kind == "last" else whole[:, m:].sum(axis=1))
            seen = chances.evidence(past + lift[:, None, None], known + lift[:, None], kind)
            found.append(Lesson(seen, came))
    return found


def merged(taught: Iterable[Lesson]) -> list[Lesson]:
    """The same lessons in as few arrays as may be: those of one moment with as many back-tests."""
    groups: dict[tuple[float, int], list[Lesson]] = {}
    for each in taught:
        groups.setdefault((each.seen.share, each.seen.errors.shape[1]), []).append(each)
    return [_joined(group, share) for (share, _), group in sorted(groups.items())]


def _joined(group: list[Lesson], share: float) -> Lesson:
    seen = [each.seen for each in group]
    parts = [
        np.concatenate(part)
        for part in zip(*((each.said, each.errors, each.unsteady, each.growth) for each in seen), strict=True)
    ]
    return Lesson(
        Evidence(parts[0], parts[1], parts[2], parts[3], share), np.concatenate([each.came for each in group])
    )


def train(taught: Sequence[Lesson], steps: int = 300) -> Floats:
    """The vector for `chances.outlook`: the highest likelihood, with weights drawn to even ones."""
    k, count = len(ALL), sum(len(each.came) for each in taught)
    start = np.zeros(chances.SIZE)
    numbers = 2 * k + chances.TILTS
    start[numbers : numbers + 3] = -1, 1, chances.USUAL

    def loss(vector: Floats) -> tuple[float, Floats]:
        parts = [_loss(each, vector) for each in taught]
        pull = np.concatenate([np.full(2 * k, EVEN), np.zeros(chances.TILTS + 3), np.full(7, SMALL)])
        value = sum(part[0] for part in parts) / count + float(pull @ vector**2)
        return value, sum((part[1] for part in parts), np.zeros(len(vector))) / count + 2 * pull * vector

    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return np.asarray(found.x)


def _loss(each: Lesson, vector: Floats) -> tuple[float, Floats]:
    """The negative logarithmic likelihood of a lesson, and its gradient."""
    seen, parts = each.seen, Learned.of(vector, len(ALL))
    made, weight = chances.outlook(seen, vector), chances.weigh(seen, parts)
    apart, free = (each.came - made.middle) / made.scale, made.freedom
    pulled = (free + 1) * apart / (free + apart**2)
    by_middle, by_scale = -pulled / made.scale, 1 - pulled * apart
    mean = (weight * seen.said).sum(axis=1, keepdims=True)
    by_score = by_middle[:, None] * weight * (seen.said - mean)
    first = by_score.sum(axis=0)
    heed = -float((by_score * chances.merit(seen)).sum() * np.exp(parts.heed))
    parts_of = [first, first * (seen.share - 0.5), chances.tilts(seen).T @ by_middle, [heed, _by_freedom(apart, free)]]
    gradient = np.concatenate([*parts_of, chances.features(seen).T @ by_scale])
    return float((np.log(made.scale) - stats.t.logpdf(apart, free)).sum()), gradient


def _by_freedom(apart: Floats, free: float) -> float:
    """The slope over the learned number behind the degrees of freedom, by a small step."""
    step = 1e-5 * (free - 2)
    ends = [float(stats.t.logpdf(apart, free + side).sum()) for side in (step, -step)]
    return -(ends[0] - ends[1]) / 2e-5


def write(tables: dict[tuple[str, str, str], Floats], path: Path = chances.FILE) -> None:
    """Keep what was learned: by cycle, kind, and one past year or more."""
    rows = [
        {"cycle": cycle, "kind": kind, "years": years, "learned": [round(float(each), DIGITS) for each in learned]}
        for (cycle, kind, years), learned in sorted(tables.items())
    ]
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"members": list(ALL), "tables": rows}, indent=1) + "\n", encoding="utf-8")
