"""The plans of parts of a year: where they lie on its way, and how they stand."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import FigureView
from terrace.insight.targets import lights
from terrace.insight.targets.goals import Cell, Goal, Share
from terrace.insight.targets.histories import ENOUGH, History
from terrace.insight.targets.lights import GREY, UNKNOWN, Judged, Rule
from terrace.insight.targets.models import Direction
from terrace.insight.targets.standings import PartStanding, exact


def positions(seen: History, planned: Iterable[Share]) -> list[tuple[int, int, float]]:
    """Where each part lies among the periods of the year, with its value, as `paths.divided` takes them.

    A formula is worked out over the year so far: of its parts those count that begin with the year.
    """
    frequency = seen.goal.spec.frequency
    axis = {period: at for at, period in enumerate(Period(Frequency.YEAR, seen.goal.year).parts(frequency))}
    found = []
    for share in planned:
        at = sorted(axis[each] for each in share.period.parts(frequency) if each in axis)
        if at and not (seen.goal.spec.formula and at[0]):
            found.append((at[0], at[-1] + 1, float(share.value)))
    return found


def views(
    reader: Reader, held: Iterable[Goal], planned: Mapping[Cell, Sequence[Share]]
) -> dict[Cell, list[FigureView]]:
    """The figures of the parts that have begun, by target."""
    today, asked = timezone.localdate(), []
    for goal in held:
        begun = [share.period for share in planned.get(goal.cell, ()) if share.period.start <= today]
        asked += [Asked(goal.spec, goal.area, period, goal.breakdown) for period in begun]
    found: dict[Cell, list[FigureView]] = {}
    for view in reader.tiles([one for one in asked if reader.index.version(one.area, one.day)]):
        cell = (view.spec.id, view.place.place_id, view.breakdown_id, view.period.year)
        found.setdefault(cell, []).append(view)
    return found


def standings(goal: Goal, rule: Rule, planned: Iterable[Share], seen: Iterable[FigureView]) -> tuple[PartStanding, ...]:
    """How each part stands, in order of time."""
    came = {view.period: view for view in seen}
    ordered = sorted(planned, key=lambda share: (share.period.end, share.period.start))
    return tuple(_standing(goal, rule, share, came.get(share.period)) for share in ordered)


def _standing(goal: Goal, rule: Rule, share: Share, view: FigureView | None) -> PartStanding:
    value = view.value if view else None
    done = exact(float(value / share.value), 4) if value is not None and share.value else None
    over = view is not None and _is_over(view)
    return PartStanding(share.period, share.value, value, done, over, _judged(goal, rule, share, value, over=over))


def _is_over(view: FigureView) -> bool:
    """It has ended, and nearly all reports are in."""
    ended = view.period.end < timezone.localdate()
    return ended and view.value is not None and view.reported >= ENOUGH * view.expected


def _judged(goal: Goal, rule: Rule, share: Share, value: Decimal | None, *, over: bool) -> Judged:
    """Met or not once it is over; before, nothing is said."""
    if not over or value is None:
        return Judged(GREY, UNKNOWN)
    missed = abs(share.value - value) / abs(share.value) if share.value else None
    met = is_met(goal, value, share.value)
    return lights.judge(rule, over=True, met=met, chance=None, path=None, missed=missed)


def is_met(goal: Goal, value: Decimal, planned: Decimal) -> bool:
    """This much or more, or no more than this."""
    return value >= planned if goal.direction == Direction.UP else value <= planned
