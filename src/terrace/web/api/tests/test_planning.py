"""GET /planning/schools and /scenarios: the same plan as the page, for systems."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from terrace.base.access import actions as access
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.conftest import PROVINCE
from terrace.insight.planning.tests.conftest import OCTOBER, A, country, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("world")
SCHOOLS, SCENARIOS = "/api/v1/planning/schools", "/api/v1/scenarios"


@pytest.fixture
def chi():
    person = create_person("chi", "chi")
    access.grant(person, "leader", index.current().resolve(PROVINCE, date(2026, 1, 31)) or 0, start=date(2025, 7, 1))
    found = Client()
    found.force_login(person)
    return found


def codes(answer):
    return [(fault["code"], fault["pointer"]) for fault in answer.json()["faults"]]


def test_a_plan_has_every_stage_year_and_commune(chi):
    found = chi.get(SCHOOLS, {"area": PROVINCE, "sizes": "FIRST:20", "schools": f"{A}:FIRST:2:2030"}).json()
    assert found["base_year"] == 2026
    first = found["stages"][1]
    assert (first["stage"]["code"], first["class_size"]) == ("FIRST", 20)
    commune = next(each for each in first["communes"] if each["area"]["code"] == A)
    assert [each["places"] for each in commune["years"]] == [40, 40, 40, 80, 80, 80]
    for number, total in enumerate(first["years"]):
        gaps = [each["years"][number]["gap"] for each in first["communes"]]
        assert total["lacking"] == sum(gap for gap in gaps if gap > 0)
        assert total["left_over"] == -sum(gap for gap in gaps if gap < 0)
        assert total["low"] <= total["pupils"] <= total["high"]


def test_what_makes_no_sense_is_400_with_every_fault(chi):
    answer = chi.get(SCHOOLS, {"area": PROVINCE, "births": "x", "sizes": "FIRST:1", "rates": "FIRST"})
    assert answer.status_code == 400
    assert sorted(codes(answer)) == [
        ("planning.assumption", "births"),
        ("planning.assumption", "rate.FIRST"),
        ("planning.assumption", "size.FIRST"),
    ]
    assert chi.get(SCHOOLS, {"area": PROVINCE, "brths": "1"}).status_code == 400
    assert chi.get(SCHOOLS, {"area": "99999"}).status_code == 404


def test_a_scenario_has_exact_figures_before_and_after(chi):
    answer = chi.get(SCENARIOS, {"area": PROVINCE, "period": OCTOBER, "changes": "AREA:-5", "hold": "YIELD"})
    found = json.loads(answer.content, parse_float=Decimal)
    said = {each["indicator"]["code"]: (each["base"], each["then"], each["held"]) for each in found["figures"]}
    assert said["AREA"] == (Decimal("150.8"), Decimal("143.3"), False)
    assert said["OUTPUT"][1] == Decimal("760.7")
    assert said["YIELD"] == (Decimal("53.1"), Decimal("53.1"), True)
    assert len(found["below"]) == 2


def test_a_scenario_without_change_is_what_is(chi):
    found = chi.get(SCENARIOS, {"area": PROVINCE, "period": OCTOBER, "changes": "AREA:0,PRICE:0"}).json()
    assert all(each["base"] == each["then"] for each in (*found["figures"], *found["below"]))


def test_nobody_asks_without_a_token():
    assert Client().get(SCHOOLS, {"area": PROVINCE}).status_code == 401
    assert Client().get(SCENARIOS, {"area": PROVINCE, "period": OCTOBER, "changes": "AREA:1"}).status_code == 401
