"""Where a warning lies: its province, what is above it, how many places there are beside it."""

from datetime import date

from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.places import index as places
from terrace.base.places.models import Level
from terrace.insight.monitoring.lifecycle.inhibition import Tree


def day_of(period: int, today: date | None = None) -> date:
    """The day whose places are meant: the last of the period, today while it is not over."""
    now = today or timezone.localdate()
    return min(periods.from_id(period).end, now) if period else now


def path(area: int, day: date) -> tuple[int, ...]:
    """The place and what is above it, nearest first; a place that was not there on the day stands alone."""
    return area, *places.current().ancestors(area, day)


def province(area: int, day: date) -> int:
    """The province that the place is in; itself when it is in none."""
    index = places.current()
    return next((each for each in path(area, day) if index.level(each) == Level.PROVINCE), area)


def communes(area: int, day: date) -> int:
    """How many communes are in it; 1 for one that is none itself and has none."""
    return max(places.current().count(area, day, Level.COMMUNE), 1)


def tree(day: date) -> Tree:
    """The places of the day, as inhibition looks at them."""
    index = places.current()
    return Tree(lambda area: index.ancestors(area, day), lambda area: len(index.children(area, day)))


def name(area: int, day: date, language: str) -> str:
    """What the place is called; its last name when it is no more."""
    index = places.current()
    version = index.version(area, day) or next(reversed(index.history(area)), None)
    if version is None:
        return str(area)
    return version.name_en if language == "en" and version.name_en else version.full_name
