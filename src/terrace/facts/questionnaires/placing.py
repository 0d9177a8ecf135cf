"""The place and the day of an answer: from a question, or from the officer's grant and the day it came in."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places import index
from terrace.facts.questionnaires import problems
from terrace.facts.questionnaires.instances import Instance
from terrace.facts.questionnaires.models import Plan

GRANT, RECEIVED = "grant", "received"
CREATE = "submission.create"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a period by its code."""

    day: date
    period: Period | None = None

    def period_of(self, frequency: Frequency) -> Period:
        """The period of this frequency that it falls in; one that was named is taken as it is."""
        return self.period or periods.containing(self.day, frequency)


def moment(plan: Plan, instance: Instance, received: date) -> Moment:
    """When the answer speaks of; raises `answer.period`."""
    if plan.period == RECEIVED:
        return Moment(received)
    text = next(iter(instance.texts(plan.period)), "")
    try:
        return Moment(date.fromisoformat(text[:10]))
    except ValueError:
        pass  # then it is the code of a period
    try:
        period = periods.parse(text)
    except ValueError:
        raise problems.PERIOD_NONE.problem(plan.period, text=text[:40]) from None
    return Moment(period.end, period)


def place(plan: Plan, instance: Instance, actor: Actor, day: date) -> int:
    """The id of the place; raises `answer.place_many` or `answer.place_none`."""
    if plan.place == GRANT:
        return _granted(actor)
    text = next(iter(instance.texts(plan.place)), "")
    found = index.current().resolve(text, day) if text else None
    if found is None:
        raise problems.PLACE_NONE.problem(plan.place, text=text[:40])
    return found


def _granted(actor: Actor) -> int:
    today = timezone.localdate()
    areas = {held.area for held in actor.grants if held.stands(today) and held.gives(CREATE)}
    if not areas:
        raise problems.PLACE_NONE.problem(text=actor.username)
    if len(areas) > 1:
        raise problems.PLACE_MANY.problem()
    return areas.pop()
