"""Reports make themselves once, when the returns that they are made of are due."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.packs import loading
from terrace.facts.conftest import COMMUNES
from terrace.facts.returns.tests.conftest import ASKED
from terrace.insight.reports import plans, scheduling, versions
from terrace.insight.reports.models import Issue
from terrace.insight.reports.tests.conftest import CODE, PERIOD, TODAY

pytestmark = pytest.mark.usefixtures("months")


def test_a_report_makes_itself_on_its_day_and_once(someone: Callable[..., Actor]):
    someone("hoa", "commune-officer", COMMUNES[0])
    assert scheduling.due(TODAY) == 1
    assert scheduling.due(TODAY) == 0
    issue = Issue.objects.get(template=CODE)
    assert (issue.period, issue.asked_by) == (periods.parse(PERIOD).id, None)
    assert scheduling.due(date(2026, 11, 2)) == 1, "October's is due on 3 November, so on the 2nd September's is"


def test_a_report_is_due_after_the_last_return_that_it_is_made_of():
    plan = versions.current(CODE).plan
    october = periods.parse(PERIOD)
    assert scheduling.due_day(plan, october, []) == date(2026, 11, 3), "without returns: three days after its end"
    loading.load(ASKED)
    asked = scheduling.forms_of(plan)
    assert {form.code for form in asked} == {"FARM-T", "PEOPLE-T", "STAT-T"}
    assert scheduling.due_day(plan, october, asked) == date(2026, 11, 8), "FARM-T is on time until the 5th"
    assert scheduling.ended(plan, date(2026, 11, 8)) == october.previous()
    assert scheduling.ended(plan, date(2026, 11, 9)) == october


def test_returns_of_other_indicators_are_not_waited_for_and_those_of_inputs_are():
    loading.load(ASKED)
    plan = versions.current(CODE).plan
    yearly = replace(plan, every=plans.EVERY["year"], parts=(replace(plan.parts[1], indicators=("HERD",)),))
    assert scheduling.due_day(yearly, periods.parse("2025"), scheduling.forms_of(yearly)) == date(2026, 1, 23)
    rate = replace(plan, parts=(replace(plan.parts[1], indicators=("YIELD",)),))
    assert [form.code for form in scheduling.forms_of(rate)] == ["FARM-T"]


def test_a_template_without_a_day_is_made_only_when_asked_for():
    assert scheduling.ended(replace(versions.current(CODE).plan, due_days=None), TODAY) is None


def test_no_report_makes_itself_while_past_months_are_filled_in(someone: Callable[..., Actor]):
    someone("hoa", "commune-officer", COMMUNES[0])
    other = connection.copy()
    with closing(other), other.cursor() as elsewhere:
        elsewhere.execute("SELECT pg_advisory_lock(%s)", [scheduling.TURN])
        scheduling.work()
        assert not Issue.objects.exists()
        elsewhere.execute("SELECT pg_advisory_unlock(%s)", [scheduling.TURN])
    scheduling.work()
    assert Issue.objects.count() == 1
