"""What if: nothing changed gives the figures as they are, and what is changed goes its whole way."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrace.base.kernel import periods
from terrace.base.kernel.problems import Refused
from terrace.facts.conftest import PROVINCE
from terrace.facts.pipeline.queries import Asked
from terrace.insight.planning import scenarios
from terrace.insight.planning.tests.conftest import OCTOBER, A, B, place_of, reader

pytestmark = pytest.mark.usefixtures("world")
MONTH = periods.parse(OCTOBER)


def worked(*texts, who=None, area=PROVINCE, period=MONTH, hold=(), shown=""):
    who = who or reader()
    changes = scenarios.read(who, texts, place_of(area), period)
    holds = scenarios.held(who, hold, changes)
    return scenarios.work_out(who, place_of(area), period, changes, holds=holds, shown=shown)


def figures(scenario):
    return {row.spec.code: (row.base, row.then) for row in scenario.rows}


@pytest.fixture
def leader():
    return reader("leader")


def why(refused):
    return [each.code for each in refused.value.faults]


def test_nothing_changed_is_exactly_what_is():
    who = reader()
    found = worked("AREA:0", "OUTPUT:0", "PRICE:0:percent", who=who, shown="YIELD")
    for row in (*found.rows, *found.below):
        assert row.then == row.base
        asked = Asked(row.spec, row.place, MONTH, 0)
        assert who.figure(asked).value == row.base
    assert not found.as_a_whole


def test_less_area_with_the_same_output_is_a_higher_yield():
    found = figures(worked("AREA:-5"))
    assert found["AREA"] == (Decimal("150.8"), Decimal("143.3"))
    assert found["YIELD"] == (Decimal("53.1"), Decimal("55.9"))
    assert "OUTPUT" not in found


def test_less_area_with_the_yield_held_is_less_output():
    found = worked("AREA:-5", hold=["YIELD"])
    rows = figures(found)
    assert rows["YIELD"] == (Decimal("53.1"), Decimal("53.1"))
    assert rows["OUTPUT"] == (Decimal("800.7"), Decimal("760.7"))
    assert [row.spec.code for row in found.rows if row.held] == ["YIELD"]


def test_an_absolute_change_is_that_much_more():
    found = figures(worked("OUTPUT:100:absolute"))
    assert found["OUTPUT"] == (Decimal("800.7"), Decimal("900.7"))


def test_a_change_in_one_commune_moves_it_and_the_whole_and_no_other():
    found = worked(f"OUTPUT:10:percent:{A}", shown="OUTPUT")
    assert {row.place: row.difference for row in found.below} == {place_of(A): Decimal("50.0"), place_of(B): 0}
    assert figures(found)["OUTPUT"][1] == Decimal("850.7")


def test_a_mean_is_weighed_anew():
    found = figures(worked(f"OUTPUT:100:percent:{A}"))
    mean = (9000 * Decimal(1000) + 8000 * Decimal("300.7")) / Decimal("1300.7")
    assert found["PRICE"][1] == mean.quantize(Decimal(1))


def test_a_month_moves_its_year():
    found = figures(worked("AREA:-10", period=periods.parse("2026")))
    assert found["AREA"] == (Decimal("150.8"), Decimal("135.7"))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.decimals(-100, 200, places=2))
def test_a_sum_moves_in_the_proportion_of_its_parts(leader, by):
    base, then = figures(worked(f"AREA:{by}", who=leader))["AREA"]
    assert abs(then - base * (1 + by / 100)) <= Decimal("0.1")


@pytest.mark.parametrize(
    "text",
    [
        "NOPE:5",
        "AREA",
        "AREA:x",
        "AREA:5:tenfold",
        "AREA:-101",
        "AREA:5:percent:99999",
        "YIELD:5",
        "AREA:Infinity",
    ],
)
def test_a_change_that_makes_no_sense_is_named(text):
    with pytest.raises(Refused) as refused:
        worked(text)
    assert why(refused) == ["planning.change"]


def test_a_formula_is_changed_by_its_inputs():
    with pytest.raises(Refused) as refused:
        worked("YIELD:5")
    assert "OUTPUT, AREA" in refused.value.faults[0].message("en")


@pytest.mark.parametrize("code", ["PRICE", "NOPE", "AREA"])
def test_only_a_ratio_of_what_is_changed_can_be_held(code):
    with pytest.raises(Refused) as refused:
        worked("AREA:-5", hold=[code])
    assert why(refused) == ["planning.change"]


def test_where_there_is_no_figure_it_says_so():
    with pytest.raises(Refused) as refused:
        worked("AREA:-5", period=periods.parse("2026-M09"))
    assert why(refused) == ["planning.no_base"]


def test_too_many_changes_are_refused():
    with pytest.raises(Refused) as refused:
        worked(*["AREA:1"] * 13)
    assert why(refused) == ["planning.change"]


def test_what_she_may_not_see_is_not_worked_out():
    with pytest.raises(Refused) as refused:
        worked("AREA:-5", who=reader("binh", "analyst", PROVINCE, "school"))
    assert why(refused) == ["planning.no_base"]
    own = worked("AREA:-5", who=reader("hoa", "commune-officer", A), area=A)
    assert figures(own)["AREA"][0] == Decimal("100.5")
