"""What is loaded before a worker begins, so that the first warning does not wait for it."""

from django.utils import timezone

from terrace.base.kernel.periods import MONTHS
from terrace.base.notify import calendar
from terrace.base.places import index as places
from terrace.insight.forecasting import territory
from terrace.insight.forecasting.horizons import WORDS
from terrace.insight.monitoring import rules, weighing


def ready() -> None:
    """Rules, weights, the ground of former days, and the holidays of this year and the next (seconds, once)."""
    today = timezone.localdate()
    rules.current()
    territory.current(places.current(), today)
    for frequency in MONTHS:
        weighing.of(WORDS[frequency])
    for year in (today.year, today.year + 1):
        calendar.working_day(today.replace(year=year, month=1, day=2))
