"""The rule on the period to come: raised when the forecast is made, cleared when it turns."""

from decimal import Decimal

import pytest

from terrace.base.bus import actions as bus
from terrace.base.bus.events import Event
from terrace.facts.conftest import COMMUNES, fact, send
from terrace.insight.monitoring.models import Warning
from terrace.insight.monitoring.tests.conftest import NOW, rule, standing, work
from terrace.insight.monitoring.tests.looks import keep, series

pytestmark = pytest.mark.usefixtures("months")
A = COMMUNES[0]


@pytest.fixture(autouse=True)
def soon(months: None) -> None:
    """A limit of 3,000 pigs that is told of when it is more likely than not; 2,050 are there."""
    rule("soon", "crossing", indicator="PIGS", params={"limit": "3000", "direction": "above", "sure": "0.5"})
    send(fact("PIGS", A, NOW, 2_050), key="now")
    work()


def foreseen(likely: float, spread: float = 100) -> list[Warning]:
    """What stands of the rule once this forecast of the next month was made."""
    keep(series(A, "PIGS"), likely=[likely], spread=[spread], origin=NOW)
    bus.publish(Event("forecast.made", "PIGS", {"cells": [list(series(A, "PIGS"))]}))
    work()
    return [row for row in standing() if row.rule == "soon"]


def test_it_is_raised_when_it_is_likely_and_cleared_when_the_forecast_turns():
    assert foreseen(2_900) == []
    (found,) = foreseen(3_050)
    assert (found.kind, found.against, found.bound) == ("crossing", "limit", 3_000)
    assert (found.value, found.expected) == (2_050, 3_050)
    assert Decimal("0.5") < (found.sure or 0) < Decimal("0.9")
    assert foreseen(2_900) == []
    assert Warning.objects.get(pk=found.pk).cleared_why == "back"


def test_the_same_likelihood_is_not_enough_for_a_rule_that_wants_to_be_surer():
    rule("soon", "crossing", indicator="PIGS", params={"limit": "3000", "direction": "above", "sure": "0.9"})
    assert foreseen(3_050) == []
    (found,) = foreseen(3_400)
    assert (found.sure or 0) >= Decimal("0.9")


def test_the_same_forecast_again_is_the_same_warning():
    (first,) = foreseen(3_050)
    (again,) = foreseen(3_050)
    assert (first.pk, first.revision) == (again.pk, again.revision)


def test_what_is_beyond_the_limit_already_is_not_to_come_any_more():
    assert foreseen(3_400)
    send(fact("PIGS", A, NOW, 3_100), key="beyond")
    work()
    assert foreseen(3_400) == []


def test_a_fall_below_a_limit_is_told_the_same_way():
    rule("soon", "crossing", indicator="PIGS", params={"limit": "1500", "direction": "below", "sure": "0.5"})
    assert foreseen(1_600) == []
    assert [row.bound for row in foreseen(1_400)] == [1_500]
