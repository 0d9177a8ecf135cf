"""What happens to warnings as they are raised, moved and cleared, in the transaction of that."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from terrace.insight.monitoring.lifecycle import deadlines, explaining, gathering, owning, telling, upkeep
from terrace.insight.monitoring.lifecycle.owners import Owners
from terrace.insight.monitoring.models import Warning


def raised(warnings: Sequence[Warning], now: datetime | None = None) -> None:
    """New ones: grouping, owner and deadline, inhibition, telling. The rows are brought up to date."""
    if not warnings:
        return
    moment = now or timezone.now()
    joined = gathering.join(warnings, moment)
    groups = joined.groups
    owners = Owners(deadlines.today(moment))
    owning.give(warnings, groups, owners, moment)
    looked = explaining.look(explaining.keys(warnings))
    others = {each for each in upkeep.groups_of(looked) if each not in groups}
    only = {*(each.pk for each in warnings), *looked.released}
    stages = {**upkeep.stages(looked), **dict.fromkeys(joined.back, telling.BACK)}
    upkeep.settle({**upkeep.held(others), **groups}, owners, moment, stages, only)


def changed(warnings: Sequence[Warning], now: datetime | None = None) -> None:
    """Their figure, period or kind is another one: what explains what may be too, and one may be for at once now."""
    if warnings:
        upkeep.after(warnings, now or timezone.now())


def cleared(warnings: Sequence[Warning]) -> None:
    """They stand no more. What follows is heard (`handlers.cleared`): a page that clears one may not touch groups."""
    del warnings
