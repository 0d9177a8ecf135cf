"""Time: midnight in Vietnam, weekends, Tết, month ends, working hours. There is no daylight saving time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.base.notify import calendar
from terrace.insight.monitoring.lifecycle import deadlines, digesting
from terrace.insight.monitoring.lifecycle.deadlines import ZONE
from terrace.insight.monitoring.lifecycle.owning import OFFICIAL
from terrace.insight.monitoring.lifecycle.tests.conftest import at

pytestmark = pytest.mark.django_db

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001


def test_the_day_changes_at_midnight_in_vietnam():
    before, after = datetime(2026, 11, 15, 16, 59, tzinfo=UTC), datetime(2026, 11, 15, 17, 0, tzinfo=UTC)
    assert (deadlines.today(before), deadlines.today(after)) == (date(2026, 11, 15), date(2026, 11, 16))
    # a minute before midnight on Sunday and a minute after it on Monday count from different days
    assert deadlines.due(before, 1, OFFICIAL) == at(16, 17)
    assert deadlines.due(after, 1, OFFICIAL) == at(17, 17)


def test_a_deadline_jumps_over_the_weekend_and_the_end_of_the_month():
    assert deadlines.due(at(27, 10), 1, OFFICIAL) == at(30, 17)
    assert deadlines.due(at(30, 10), 1, OFFICIAL) == at(1, 17, month=12)
    assert deadlines.due(at(31, 16, month=12), 1, OFFICIAL) == at(4, 17, month=1, year=2027)


def test_tet_is_no_working_time():
    # the first day of the lunar year is 6 February 2027; the days off run from the 4th to the 10th
    raised = at(3, 15, month=2, year=2027)
    due = deadlines.due(raised, 1, OFFICIAL)
    assert due.date() > date(2027, 2, 10)
    assert calendar.working_day(due.date())
    assert not any(calendar.working_day(date(2027, 2, day)) for day in range(4, 11))


def test_no_days_mean_this_very_day_while_it_lasts():
    assert deadlines.due(at(16, 9), 0, OFFICIAL) == at(16, 17)
    assert deadlines.due(at(16, 17), 0, OFFICIAL) == at(17, 17)
    assert deadlines.due(at(14, 9), 0, OFFICIAL) == at(16, 17)


def test_the_more_severe_the_sooner_somebody_must_have_taken_it_on():
    due = at(30, 17)
    by = [deadlines.acknowledged_by(at(16), how, due, OFFICIAL) for how in (1, 2, 3, 4)]
    assert by == [at(23, 17), at(19, 17), at(17, 17), at(16, 11)]
    assert deadlines.acknowledged_by(at(16), 1, at(18, 17), OFFICIAL) == at(18, 17)


@given(moments, st.integers(0, 10))
@settings(max_examples=50)
def test_a_deadline_is_the_end_of_a_working_day_that_is_not_over(raised: datetime, days: int):
    due = deadlines.due(raised, days, OFFICIAL)
    here = due.astimezone(ZONE)
    assert due > raised
    assert here.time() == time(17)
    assert calendar.working_day(here.date())
    assert here.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 16), True),
        (date(2026, 11, 17), False),
        (date(2026, 11, 15), False),
        (date(2027, 1, 4), True),
    ],
)
def test_the_weekly_brief_comes_on_the_first_working_day_of_the_week(day: date, first: bool):
    assert digesting.is_first_of_week(day) is first


def test_after_tet_the_first_working_day_of_the_week_is_not_monday():
    week = [date(2027, 2, 8) + timedelta(days=each) for each in range(7)]
    firsts = [day for day in week if digesting.is_first_of_week(day)]
    assert len(firsts) == 1
    assert firsts[0] > date(2027, 2, 10)


@pytest.mark.parametrize(
    ("wish", "monday", "tuesday"),
    [("both", "weekly", "daily"), ("daily", "daily", "daily"), ("weekly", "weekly", ""), ("none", "", "")],
)
def test_one_brief_a_day_at_the_most(wish: str, monday: str, tuesday: str):
    assert digesting.kind_of(wish, date(2026, 11, 16)) == monday
    assert digesting.kind_of(wish, date(2026, 11, 17)) == tuesday
