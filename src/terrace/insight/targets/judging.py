"""Chances of many targets at once: grouped by what the model needs, each group in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from terrace.insight.targets import chances, yearly
from terrace.insight.targets.chances import Chances
from terrace.insight.targets.histories import History
from terrace.insight.targets.members import LAST, SUM, Floats
from terrace.insight.targets.models import Direction
from terrace.insight.targets.paths import MEAN

#: Rows of `judge`.
MET, LIKELY, LOW, HIGH = range(4)


@dataclass(frozen=True, slots=True)
class Group:
    """Targets whose arrays have one shape."""

    rule: str
    direction: str
    cycle: int
    known: int


def judge(found: Sequence[History], likely: Floats) -> Floats:
    """For each target (n, 4): the chance, the likely year and its bounds of 80 %; NaN where the past is too short.

    `likely` (n,): the year as it is forecast elsewhere, NaN where it is not; chances are then about that forecast.
    """
    answers = np.full((len(found), 4), np.nan)
    groups: dict[Group, list[int]] = {}
    for number, each in enumerate(found):
        key = Group(each.rule, each.goal.direction, each.cycle, len(each.known))
        groups.setdefault(key, []).append(number)
    for key, rows in groups.items():
        part = [found[number] for number in rows]
        answers[rows] = _from_years(part) if key.known == 0 else _in_year(key, part, likely[rows])
    return answers


def _from_years(part: Sequence[History]) -> Floats:
    """Nothing of the year is known yet."""
    goals = np.array([float(each.goal.value) for each in part])
    made = yearly.chance([each.totals for each in part], goals, [each.goal.direction for each in part])
    return _columns(made)


def _in_year(key: Group, part: Sequence[History], likely: Floats) -> Floats:
    periods = key.cycle if key.rule == MEAN else 1
    goals = np.array([float(each.goal.value) for each in part])
    past, known = np.stack([each.past for each in part]), np.stack([each.known for each in part])
    certain = [each.reported if each.rule == SUM else None for each in part]
    least = np.array([np.nan if each is None else float(each) for each in certain])
    kind = LAST if key.rule == LAST else SUM
    way = chances.UP if key.direction == Direction.UP else chances.DOWN
    ends = likely * periods
    made = chances.chance(past, known, goals * periods, direction=way, kind=kind, at_least=least, likely=ends)
    return _columns(Chances(made.met, made.likely / periods, made.low / periods, made.high / periods))


def _columns(made: Chances) -> Floats:
    return np.column_stack([made.met, made.likely, made.low, made.high])
