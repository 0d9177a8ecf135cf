"""The official calendar: Vietnam's time, working hours, weekends, holidays (Tết by the lunar calendar), days moved.

The library knows the holidays of law; the table `holidays` of packs has what a decision moved: a Friday made free, the
Saturday worked for it. It goes first.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as hour
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
#: Hours of public offices, and how long the table is believed before it is read again (seconds).
BEGINS, ENDS = hour(7, 30), hour(17, 0)
BELIEVED = 60.0
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A free or a moved working day, with its name."""

    works: bool
    vi: str
    en: str


@dataclass
class _Kept:
    moved: dict[date, Day]
    until: float = 0.0


_kept = _Kept({})


def local(moment: datetime) -> datetime:
    """The moment (aware) on a clock in Vietnam. `ValueError` for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(ZONE)


def working_day(day: date) -> bool:
    """True when offices are open: neither weekend nor holiday, or moved here by a decision."""
    if moved := _moved().get(day):
        return moved.works
    return day.weekday() < SATURDAY and day not in _of_law(day.year)


def free(day: date) -> Day | None:
    """The holiday of the day, or what was moved; None for an ordinary day or weekend."""
    return _moved().get(day) or _of_law(day.year).get(day)


def working(moment: datetime) -> bool:
    """True within office hours of a working day."""
    here = local(moment)
    return working_day(here.date()) and BEGINS <= here.time() < ENDS


def next_working(moment: datetime) -> datetime:
    """The moment itself within office hours, else when offices open next."""
    here = local(moment)
    if working(here):
        return here
    day = here.date() if here.time() < BEGINS else here.date() + timedelta(days=1)
    while not working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, BEGINS, ZONE)


def add_working_days(day: date, count: int) -> date:
    """So many working days later (earlier when negative); 0 gives the day itself."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not working_day(day):
            day += step
    return day


def forget() -> None:
    """Read the table again at the next question."""
    _kept.until = 0.0


def _moved() -> dict[date, Day]:
    from terrace.base.notify.models import Holiday

    if time.monotonic() >= _kept.until:
        rows = Holiday.objects.filter(retired=False)
        _kept.moved = {row.day: Day(row.works, row.name_vi, row.name_en) for row in rows}
        _kept.until = time.monotonic() + BELIEVED
    return _kept.moved


@cache
def _of_law(year: int) -> dict[date, Day]:
    """The holidays of the law in a year, with Tết and the Hùng kings' day by the lunar calendar."""
    import holidays

    vi, en = (holidays.country_holidays("VN", years=year, language=each) for each in ("vi", "en_US"))
    return {day: Day(False, name, en.get(day, name)) for day, name in vi.items() if day.year == year}
