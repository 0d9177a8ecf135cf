"""By when: working days for the deadline, working time for being acknowledged. Pure; the calendar is given.

Days are those of the province's clock. A deadline is the end of its last working day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from terrace.insight.monitoring.lifecycle import severity

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
CLOSE: Final = time(17)
#: Working days within which a warning of the severity is to be acknowledged.
ACKNOWLEDGED: Final = {severity.NOTE: 5, severity.LOOK: 3, severity.SERIOUS: 1}
#: Those for at once do not wait for the office to open.
AT_ONCE: Final = timedelta(hours=2)
#: Working days from one rung of the ladder to the next.
RUNG_DAYS: Final = 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of working time: whether an office works at a moment; the n-th working day after a day."""

    working: Callable[[datetime], bool]
    add_working_days: Callable[[date, int], date]

    def works_on(self, day: date) -> bool:
        """True for a working day: it is the first one after the day before."""
        return self.add_working_days(day - timedelta(days=1), 1) == day


def due(raised: datetime, days: int, calendar: Calendar) -> datetime:
    """The end of the n-th working day after the one on which it was raised; 0 days: of that very day, or the next
    working day when it is over.
    """
    here = raised.astimezone(ZONE)
    return _close(_from(here, days, calendar))


def _from(here: datetime, days: int, calendar: Calendar) -> date:
    today = here.date()
    if days == 0 and calendar.works_on(today) and here.time() < CLOSE:
        return today
    return calendar.add_working_days(today, max(days, 1))


def _close(day: date) -> datetime:
    return datetime.combine(day, CLOSE, ZONE)


def acknowledged_by(raised: datetime, how_severe: int, due_at: datetime | None, calendar: Calendar) -> datetime:
    """When the next rung of the ladder hears of it unless somebody has acknowledged it; never after the deadline."""
    if how_severe >= severity.AT_ONCE:
        return raised + AT_ONCE
    by = due(raised, ACKNOWLEDGED[max(how_severe, severity.NOTE)], calendar)
    return min(by, due_at) if due_at is not None and due_at > raised else by


def next_rung(told: datetime, how_severe: int, calendar: Calendar) -> datetime:
    """When the rung after the one that was just told hears of it."""
    return told + AT_ONCE if how_severe >= severity.AT_ONCE else due(told, RUNG_DAYS, calendar)


def today(now: datetime) -> date:
    """The day of the province.

    >>> from datetime import UTC
    >>> today(datetime(2026, 11, 30, 17, 30, tzinfo=UTC))
    datetime.date(2026, 12, 1)
    """
    return now.astimezone(ZONE).date()
