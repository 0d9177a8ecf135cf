"""Figures rolled up in sets are those of the definition, digit by digit."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.base.kernel.periods import Frequency
from terrace.facts.catalogue import formulas
from terrace.insight.warehouse.rolling import figuring
from terrace.insight.warehouse.tests import rolling_worlds as worlds


@settings(max_examples=40)
@given(st.data())
def test_figures_rolled_up_in_sets_are_those_of_the_definition(data):
    catalogue = data.draw(worlds.catalogues())
    rows = data.draw(worlds.said(catalogue))
    assert worlds.rolled(catalogue, rows) == worlds.defined(catalogue, rows)


@settings(max_examples=15)
@given(st.data())
def test_figures_of_leaf_places_are_all_that_the_pipeline_does_not_keep(data):
    catalogue = data.draw(worlds.catalogues())
    rows = data.draw(worlds.said(catalogue))
    kept = worlds.kept(catalogue, rows)
    leaves = {cell: found for cell, found in worlds.defined(catalogue, rows).items() if cell not in kept}
    assert worlds.rolled(catalogue, rows, leaves_only=True) == leaves


@settings(max_examples=10)
@given(st.data())
def test_numbers_of_any_size_lose_no_digit(data):
    catalogue = data.draw(worlds.catalogues())
    rows = data.draw(worlds.said(catalogue, largest=10**18 - 1, most=12))
    defined = worlds.defined(catalogue, rows)
    assert worlds.rolled(catalogue, rows) == {cell: found for cell, found in defined.items() if worlds.fits(found)}


@settings(max_examples=6)
@given(st.data())
def test_work_in_pieces_and_in_steps_gives_the_same(data):
    catalogue = data.draw(worlds.catalogues())
    rows = data.draw(worlds.said(catalogue))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figuring, "PIECE", 5)
        patch.setattr("terrace.insight.warehouse.rolling.working.FEW", 0)
        assert worlds.rolled(catalogue, rows) == worlds.defined(catalogue, rows)


def test_a_product_beyond_sixteen_bytes_has_no_row_and_harms_no_other():
    weight, mean = worlds.spec(1), worlds.spec(2, area_rule="mean", weight_id=1, time_rule="mean", decimals=1)
    huge = Decimal(10**17)
    rows = [(number, 2025601, 0, 30, 2, 0, 3, huge) for number in (1, 2)]
    rows += [(number, 2025601, 0, 34, 2, 0, 3, Decimal(number)) for number in (1, 2)]
    found = worlds.rolled(worlds.snapshot([weight, mean]), rows)
    assert found[1, 1, 2025601, 0][1] == huge + 1
    assert (2, 30, 2025601, 0) not in found
    assert found[2, 11, 2025601, 0][1:4] == (2, 2, 1)


def test_only_the_indicators_asked_for_come_with_all_that_they_need():
    parts = [worlds.spec(1), worlds.spec(2)]
    ratio = worlds.spec(3, formula="I1 * 100 / I2", inputs=(1, 2), decimals=1, reported_at=None)
    rows = [(1, 2025601, 0, 30, 2, 0, 3, Decimal(1)), (2, 2025601, 0, 30, 2, 0, 3, Decimal(8))]
    found = worlds.rolled(worlds.snapshot([*parts, ratio]), rows, [3])
    assert {cell[0] for cell in found} == {3}
    assert found[3, 30, 2025601, 0][1] == Decimal("12.5")


def test_nothing_said_gives_no_figures():
    assert worlds.rolled(worlds.snapshot([worlds.spec(1)]), []) == {}


VALUES = st.one_of(st.none(), st.decimals(min_value=-(10**6), max_value=10**6, places=6), st.integers(-8, 8))


@settings(max_examples=40)
@given(
    st.sampled_from(worlds.FORMULAS), st.integers(0, 6), st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=30)
)
def test_a_formula_in_whole_numbers_is_that_of_the_catalogue(text, decimals, rows):
    formula = formulas.parse(text.format("A", "B"))
    expected = [formula.evaluate(dict(zip("AB", map(worlds.decimal, row), strict=True)), decimals) for row in rows]
    assert worlds.in_whole_numbers(formula, decimals, rows) in (expected, None)


@pytest.mark.parametrize("text", [each for each in worlds.FORMULAS if each not in worlds.BEYOND])
def test_common_formulas_are_worked_out_in_whole_numbers(text):
    formula = formulas.parse(text.format("A", "B"))
    assert worlds.in_whole_numbers(formula, 2, [(Decimal(1), Decimal(3))]) is not None


def test_halves_are_rounded_away_from_zero_as_the_definition_does():
    parts = [worlds.spec(1, decimals=2), worlds.spec(2, decimals=2)]
    ratio = worlds.spec(3, formula="I1 / I2", inputs=(1, 2), decimals=1, reported_at=None)
    rows = [
        (number, 2025600 + month, 0, 30, 2, 0, 3, Decimal(value))
        for month, values in enumerate((("1.00", "4.00"), ("-1.00", "4.00"), ("2.49", "9.96"), ("0.74", "3.00")), 1)
        for number, value in enumerate(values, 1)
    ]
    found = worlds.rolled(worlds.snapshot([*parts, ratio]), rows)
    assert [found[3, 30, 2025600 + month, 0][1] for month in (1, 2, 3, 4)] == list(
        map(Decimal, ("0.3", "-0.3", "0.3", "0.2"))
    )


def test_a_stock_of_a_year_is_the_newest_nearly_complete_month():
    stock = worlds.spec(1, time_rule="last", frequency=Frequency.MONTH)
    rows = [(1, 2024612, 0, area, 2, 0, 3, Decimal(area)) for area in (30, 31, 32, 33)]
    rows += [(1, 2025601, 0, area, 2, 0, 3, Decimal(1)) for area in (30, 31, 32, 33)]
    rows += [(1, 2025602, 0, area, 2, 0, 3, Decimal(5)) for area in (30, 31, 32)]
    found = worlds.rolled(worlds.snapshot([stock]), rows)
    assert found[1, 10, 2025101, 0][1] == Decimal(4)
    assert found[1, 30, 2025101, 0][1] == Decimal(5)
