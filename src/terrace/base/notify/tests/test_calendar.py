"""The official calendar: working hours in Vietnam whatever the zone of the question, Tết, days that were moved."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.base.kernel.problems import Refused
from terrace.base.notify import calendar
from terrace.base.notify.calendar import Day
from terrace.base.notify.models import Holiday
from terrace.base.packs import loading
from terrace.base.packs.models import Pack

pytestmark = pytest.mark.django_db


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.ZONE)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-25", True),
        ("2026-11-28", False),
        ("2026-02-16", False),
        ("2026-02-17", False),
        ("2026-02-23", True),
        ("2026-04-27", False),
        ("2026-04-30", False),
        ("2026-09-02", False),
        ("2025-01-29", False),
        ("2027-02-08", False),
    ],
)
def test_weekends_and_holidays_of_the_law_are_free(day, works):
    assert calendar.working_day(date.fromisoformat(day)) is works


def test_a_decision_goes_before_the_law_and_the_weekend():
    pack = Pack.objects.create(code="moved", name_vi="x", name_en="x")
    assert not calendar.working_day(date(2026, 8, 22))
    Holiday.objects.create(pack=pack, day=date(2026, 8, 22), works=True, name_vi="Làm bù", name_en="Worked")
    Holiday.objects.create(pack=pack, day=date(2026, 9, 2), works=True, name_vi="Trực", name_en="Duty")
    Holiday.objects.create(pack=pack, day=date(2026, 8, 24), works=False, name_vi="Nghỉ", name_en="Free")
    calendar.forget()
    assert calendar.working_day(date(2026, 8, 22))
    assert calendar.working_day(date(2026, 9, 2))
    assert not calendar.working_day(date(2026, 8, 24))
    assert calendar.free(date(2026, 8, 24)) == Day(False, "Nghỉ", "Free")
    Holiday.objects.update(retired=True)
    calendar.forget()
    assert not calendar.working_day(date(2026, 8, 22))


def test_the_name_of_a_holiday_is_known_in_both_languages():
    assert calendar.free(date(2026, 2, 17)) == Day(False, "Tết Nguyên Đán", "Lunar New Year")
    assert calendar.free(date(2026, 2, 24)) is None


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-25 07:30", "2026-11-25 07:30"),
        ("2026-11-25 03:00", "2026-11-25 07:30"),
        ("2026-11-25 17:00", "2026-11-26 07:30"),
        ("2026-11-27 16:59", "2026-11-27 16:59"),
        ("2026-11-27 18:00", "2026-11-30 07:30"),
        ("2026-02-13 18:00", "2026-02-23 07:30"),
    ],
)
def test_offices_open_next(moment, opens):
    assert calendar.next_working(here(moment)) == here(opens)
    assert calendar.next_working(here(moment).astimezone(UTC)) == here(opens)


def test_the_day_is_that_of_vietnam_wherever_the_question_comes_from():
    friday_evening_in_utc = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    assert not calendar.working(friday_evening_in_utc)
    assert calendar.working(datetime(2026, 11, 26, 22, 0, tzinfo=ZoneInfo("America/New_York")))
    with pytest.raises(ValueError, match="time zone"):
        calendar.working(datetime(2026, 11, 27, 10, 0))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 0, "2026-11-28"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-23", -1, "2026-02-13"),
    ],
)
def test_working_days_are_counted_over_tet(day, count, then):
    assert calendar.add_working_days(date.fromisoformat(day), count) == date.fromisoformat(then)


@settings(max_examples=40)
@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 15))
def test_there_and_back_again(day, count):
    later = calendar.add_working_days(day, count)
    assert calendar.working_day(later)
    between = (day + timedelta(days=each) for each in range(1, (later - day).days + 1))
    assert sum(calendar.working_day(each) for each in between) == count


def test_the_table_of_a_pack_moves_days_and_names_its_faults(tmp_path):
    (tmp_path / "pack.csv").write_text("code,name_vi,name_en\nmoved,Ngày,Days\n")
    table = tmp_path / "holidays.csv"
    table.write_text("day,kind,name_vi,name_en\n2026-08-22,working,Làm bù,Worked\n")
    loading.load(tmp_path)
    calendar.forget()
    assert calendar.working_day(date(2026, 8, 22))
    table.write_text("day,kind,name_vi,name_en\n22/08/2026,working,Làm bù,Worked\n2026-08-23,maybe,x,x\n")
    with pytest.raises(Refused) as refused:
        loading.load(tmp_path)
    assert [fault.pointer for fault in refused.value.faults] == ["holidays.csv:2:day", "holidays.csv:3:kind"]
