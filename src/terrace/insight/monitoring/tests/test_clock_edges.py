"""Where a day of the province begins: rules of the clock at midnight in Vietnam, five in the afternoon in UTC."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from terrace.base.notify import calendar
from terrace.base.packs import loading
from terrace.facts.catalogue import snapshot
from terrace.facts.conftest import COMMUNES, PROVINCE
from terrace.facts.pipeline.models import Figure
from terrace.facts.returns import forms
from terrace.facts.returns.models import Return
from terrace.facts.returns.tests.conftest import ASKED
from terrace.insight.monitoring import clock
from terrace.insight.monitoring.lifecycle import deadlines
from terrace.insight.monitoring.lifecycle.deadlines import Calendar
from terrace.insight.monitoring.tests.conftest import place, rule, standing

pytestmark = pytest.mark.usefixtures("world")
HERE, UTC = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("UTC")
SEPTEMBER, OCTOBER = 2026609, 2026610


def stands_at(monkeypatch: pytest.MonkeyPatch, text: str) -> list[tuple[str, int]]:
    """What the clock tells of at this time in Vietnam."""
    moment = datetime.fromisoformat(text).replace(tzinfo=HERE).astimezone(UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    clock.work()
    return [(row.rule, row.period) for row in standing()]


def owed(due: date, period: int) -> None:
    form = next(iter(forms.current().by_id))
    about = {"form_id": form, "area_id": place(COMMUNES[0]), "period": period}
    Return.objects.create(**about, cut_off=due, due=due, locks=date(2027, 12, 31))


def test_a_return_is_late_from_the_first_minute_of_the_day_after(monkeypatch: pytest.MonkeyPatch):
    loading.load(ASKED)
    rule("late", "lateness", params={"days": 0})
    owed(date(2026, 10, 31), SEPTEMBER)
    seen = [stands_at(monkeypatch, text) for text in ("2026-10-31 23:30", "2026-11-01 00:30", "2026-11-01 07:30")]
    assert seen == [[], [("late", SEPTEMBER)], [("late", SEPTEMBER)]]


def test_days_of_grace_are_days_of_the_calendar_also_over_tet(monkeypatch: pytest.MonkeyPatch):
    loading.load(ASKED)
    rule("late", "lateness", params={"days": 5})
    owed(date(2026, 2, 13), 2026601)
    seen = [stands_at(monkeypatch, text) for text in ("2026-02-18 23:30", "2026-02-19 00:30")]
    assert seen == [[], [("late", 2026601)]]


def test_a_month_is_to_be_whole_on_its_last_day_and_not_on_the_evening_before(monkeypatch: pytest.MonkeyPatch):
    rule("missing", "coverage", params={"per_cent": "80", "days": 0})
    for period, reported in ((2026608, 10), (SEPTEMBER, 10), (OCTOBER, 3)):
        about: dict[str, Any] = {"indicator_id": snapshot.current().indicators["PIGS"].id, "area_id": place(PROVINCE)}
        said = {"reported": reported, "expected": 10, "basis": 2, "status": 0, "simulated": False, "value": 1}
        Figure.objects.create(**about, breakdown_id=0, period=period, **said)
    seen = [stands_at(monkeypatch, text) for text in ("2026-10-30 23:30", "2026-10-31 00:30", "2026-10-31 23:30")]
    assert seen == [[], [("missing", OCTOBER)], [("missing", OCTOBER)]]


@pytest.mark.parametrize(
    ("raised", "days", "day"),
    [
        ("2026-11-30 23:30", 1, date(2026, 12, 1)),
        ("2026-12-01 00:30", 1, date(2026, 12, 2)),
        ("2026-12-31 23:30", 1, date(2027, 1, 4)),
        ("2026-02-13 16:30", 1, date(2026, 2, 23)),
        ("2026-02-14 00:30", 1, date(2026, 2, 23)),
        ("2026-02-17 08:00", 0, date(2026, 2, 23)),
    ],
)
def test_deadlines_are_working_days_of_vietnam(raised: str, days: int, day: date):
    calendar.forget()
    moment = datetime.fromisoformat(raised).replace(tzinfo=HERE).astimezone(UTC)
    due = deadlines.due(moment, days, Calendar(calendar.working, calendar.add_working_days))
    assert due == datetime(day.year, day.month, day.day, 17, tzinfo=HERE)
