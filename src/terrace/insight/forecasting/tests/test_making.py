"""Forecasts of stands: they follow what is in force, and they add up."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.facts.conftest import COMMUNES, PROVINCE
from terrace.insight.forecasting import waiting
from terrace.insight.forecasting.making import Maker
from terrace.insight.forecasting.models import Backtest, Stand
from terrace.insight.forecasting.tests.conftest import (
    LAST,
    everything,
    facts_of,
    indicator,
    kept,
    make,
    one,
    place,
    province,
    tell,
)
from terrace.insight.forecasting.tests.withdrawing import withdraw

pytestmark = pytest.mark.usefixtures("world")
A, B, C = COMMUNES
NOVEMBER = "2026-M11"


def test_a_forecast_starts_from_the_last_period_known_and_looks_a_year_and_a_half_ahead():
    found = one("BIRTHS", A)
    assert (found.origin, len(found.likely)) == (LAST.id, 18)


def test_communes_add_up_to_their_province_at_every_step():
    for code in ("BIRTHS", "PIGS", "OUTPUT", "AREA"):
        below = [one(code, place).likely for place in COMMUNES]
        assert one(code).coherent
        assert [sum(each) for each in zip(*below, strict=True)] == one(code).likely


def test_what_is_tried_of_the_past_adds_up_too():
    tries = dict(
        Backtest.objects.filter(indicator_id=indicator("BIRTHS"), breakdown_id=0).values_list("area_id", "tried")
    )
    below = [tries[place(code)] for code in COMMUNES]
    steps = [step for origin in zip(tries[province()], *below, strict=True) for step in zip(*origin, strict=True)]
    known = [step for step in steps if None not in step]
    assert len(known) > 18
    assert [whole for whole, *_ in known] == pytest.approx([sum(parts) for _, *parts in known], rel=1e-6)


def test_girls_and_boys_add_up_to_the_total_at_every_place():
    for where in (PROVINCE, *COMMUNES):
        parts = [one("BIRTHS", where, f"SEX={sex}").likely for sex in "FM"]
        assert [sum(each) for each in zip(*parts, strict=True)] == one("BIRTHS", where).likely


def test_the_country_is_the_sum_of_its_provinces():
    assert one("PIGS", "VN").likely == one("PIGS").likely


def test_a_yield_is_the_forecast_output_by_the_forecast_area():
    worked = [
        (output / area).quantize(Decimal("0.01"))
        for output, area in zip(one("OUTPUT").likely, one("AREA").likely, strict=True)
    ]
    assert one("YIELD").likely == worked
    assert one("YIELD").method == "formula"


def test_a_mean_price_stands_alone():
    assert not one("PRICE").coherent


def test_every_interval_holds_what_is_likely_and_lies_in_the_wider_one():
    for row in kept():
        for likely, low80, high80, low95, high95 in zip(*row[5:10], strict=True):
            assert low95 <= low80 <= likely <= high80 <= high95


def test_values_have_the_decimals_of_their_indicator():
    assert all(-value.as_tuple().exponent == 3 for value in one("OUTPUT").likely)


def test_made_again_nothing_changes():
    before = kept()
    assert make().series == 0
    again = make(force=True)
    assert (again.series > 0, again.changed, kept()) == (True, (), before)


def test_a_stand_that_is_quiet_gets_the_slower_models_for_its_headline_and_keeps_them_until_it_changes():
    quieted = Stand.objects.filter(root_id=place(PROVINCE), indicator_id=indicator("BIRTHS"))
    quieted.update(made_at=timezone.now() - timedelta(hours=1))
    assert waiting.headline()
    assert (one("BIRTHS").method, one("BIRTHS", A).method) == ("models", "pool")
    assert quieted.get().thorough
    make()
    assert one("BIRTHS").method == "models"
    tell(facts_of(A, LAST.code, 111), key="later")
    make()
    assert one("BIRTHS").method == "pool"
    assert not quieted.get().thorough


def test_each_stand_by_itself_gives_the_same_to_the_last_digit():
    changed = [Maker(force=True).make([stand]).changed for stand in everything()]
    assert all(not each for each in changed)


def test_a_month_under_way_is_no_collapse_of_the_province():
    before = one("PIGS")
    tell(facts_of(A, NOVEMBER, 120), key="early")
    make()
    after = one("PIGS")
    assert after.origin == LAST.id
    assert after.likely[0] > before.likely[0] * Decimal("0.9")


def test_what_a_commune_reported_early_counts_in_the_sum_as_it_is():
    tell(facts_of(A, NOVEMBER, 500), key="early")
    make()
    rest = [one("PIGS", place).likely[0] for place in (B, C)]
    assert one("PIGS").likely[0] == 500 * 40 + sum(rest)
    assert one("PIGS", A).origin == periods.parse(NOVEMBER).id


def test_a_value_that_is_withdrawn_takes_its_forecast_back_and_leaves_it_as_history():
    before = kept()
    tell(facts_of(A, NOVEMBER, 500), key="early")
    make()
    withdraw("early", ("BIRTHS", "PIGS", "OUTPUT", "AREA", "PRICE"), [A], [NOVEMBER])
    make()
    assert kept() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM forecasting_forecast WHERE NOT current")
        assert cursor.fetchone()[0] > 0


def test_the_first_words_from_an_origin_are_kept_beside_the_newest():
    said = one("PIGS").likely
    tell(facts_of(A, NOVEMBER, 500), key="early")
    make()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT said_likely, likely FROM forecasting_forecast"
            " WHERE indicator_id = %s AND area_id = %s AND origin = %s",
            [indicator("PIGS"), province(), LAST.id],
        )
        first, newest = cursor.fetchone()
    assert first == said
    assert newest != said


def test_simulated_figures_make_simulated_forecasts_all_the_way_up():
    tell(facts_of(C, NOVEMBER, 30), key="played", source="simulation")
    make()
    assert one("PIGS", C).simulated
    assert not one("PIGS", A).simulated


def test_nothing_is_forecast_of_a_retired_indicator():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_indicator SET retired = true WHERE code = 'PIGS'")
    make()
    assert not kept("PIGS", PROVINCE)
