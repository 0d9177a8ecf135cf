"""Reading forecasts: who sees which, coarser periods, what was said before and what came."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from terrace.base.access.policy import ANONYMOUS, SYSTEM, Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places.models import Level
from terrace.facts.catalogue import releasing, snapshot
from terrace.facts.catalogue.models import Release
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.conftest import COMMUNES, PROVINCE
from terrace.insight.forecasting import queries
from terrace.insight.forecasting.tests.conftest import (
    LAST,
    bound,
    facts_of,
    indicator,
    make,
    one,
    place,
    province,
    tell,
)

pytestmark = pytest.mark.usefixtures("world")
A, B, C = COMMUNES


def spec(code: str) -> IndicatorSpec:
    return snapshot.current().indicators[code]


def view(code: str = "PIGS", where: str = PROVINCE, actor: Actor = SYSTEM, **more: object) -> queries.ForecastView:
    found = queries.forecast(actor, spec(code), place(where), **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_forecast_is_shown_with_all_that_belongs_to_it():
    found = view()
    assert (found.origin, found.frequency, found.coherent) == (LAST, Frequency.MONTH, True)
    assert [step.period for step in found.steps[:2]] == [LAST.next(), LAST.next().next()]
    assert [step.likely for step in found.steps] == one("PIGS").likely
    assert found.accuracy[0].ahead == 1
    assert found.accuracy[0].tries >= 2


def test_the_year_is_what_is_known_and_what_is_likely_of_the_rest():
    monthly, yearly = view("OUTPUT"), view("OUTPUT", frequency=Frequency.YEAR)
    assert [step.period.code for step in yearly.steps] == ["2026", "2027"]
    known = sum(total("OUTPUT", month) for month in range(1, 11))
    assert yearly.steps[0].likely == known + sum(step.likely for step in monthly.steps[:2])
    assert yearly.steps[0].low80 > known


def test_the_year_of_a_stock_is_its_december():
    monthly, yearly = view("PIGS"), view("PIGS", frequency=Frequency.YEAR)
    assert yearly.steps[0].likely == monthly.steps[1].likely


def test_the_year_of_a_yield_is_output_by_area_of_the_year():
    output, area = (view(code, frequency=Frequency.YEAR).steps[1].likely for code in ("OUTPUT", "AREA"))
    assert view("YIELD", frequency=Frequency.YEAR).steps[1].likely == (output / area).quantize(Decimal("0.01"))


def test_communes_add_up_to_their_province_in_the_year_as_well():
    below = [view("OUTPUT", each, frequency=Frequency.YEAR).steps for each in COMMUNES]
    sums = [sum(step.likely for step in steps) for steps in zip(*below, strict=True)]
    assert sums == [step.likely for step in view("OUTPUT", frequency=Frequency.YEAR).steps]


def test_many_are_read_at_once_and_those_without_a_forecast_are_left_out():
    cells = [queries.Asked(spec("PIGS"), place(each)) for each in (A, B)]
    found = queries.several(SYSTEM, [*cells, queries.Asked(spec("HERD"), province())])
    assert [each.place.code for each in found] == [A, B]


def test_what_was_said_is_held_against_what_came():
    tell([each for where in COMMUNES for each in facts_of(where, "2026-M11", 100)], key="november")
    make()
    said = [each for each in queries.past(SYSTEM, spec("PIGS"), province()) if not each.tried]
    assert [(each.origin, each.came) for each in said] == [(LAST, Decimal(12000)), (LAST.next(), None)]


def test_where_nobody_said_so_then_back_tests_stand_in():
    tried = [each for each in queries.past(SYSTEM, spec("PIGS"), province()) if each.tried]
    assert len(tried) > 2
    assert all(each.low80 <= each.likely <= each.high80 and each.came is not None for each in tried)


def test_an_older_forecast_can_be_read_again():
    first = view().steps[0]
    tell([each for where in COMMUNES for each in facts_of(where, "2026-M11", 100)], key="november")
    make()
    assert view(origin=LAST).steps[0].period == first.period
    assert view().origin == LAST.next()


def test_nobody_sees_what_is_not_released(cast):
    assert queries.forecast(ANONYMOUS, spec("PIGS"), province()) is None
    assert queries.past(ANONYMOUS, spec("PIGS"), province()) == []
    assert queries.several(ANONYMOUS, [queries.Asked(spec("PIGS"), province())]) == []
    assert queries.forecast(cast.hoa, spec("PIGS"), place(B)) is None
    assert queries.forecast(cast.hoa, spec("PIGS"), place(A)) is not None


def test_a_forecast_is_released_with_the_figure_that_it_starts_from():
    releasing.release("PIGS", [LAST.id], Level.PROVINCE, SYSTEM)
    assert queries.forecast(ANONYMOUS, spec("PIGS"), province()) is not None
    assert queries.forecast(ANONYMOUS, spec("PIGS"), place(A)) is None
    assert queries.forecast(ANONYMOUS, spec("OUTPUT"), province()) is None


@pytest.mark.parametrize("table", ["forecasting_forecast", "forecasting_backtest"])
def test_a_forgotten_filter_shows_no_row_of_elsewhere(cast, table: str):
    for actor, seen in ((cast.hoa, {place(A)}), (cast.nobody, set())):
        with bound(actor), connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT area_id FROM {table}")
            assert {row[0] for row in cursor.fetchall()} == seen


def test_a_forgotten_filter_shows_only_her_sector(cast):
    with bound(cast.dung), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT indicator_id FROM forecasting_forecast")
        assert indicator("PIGS") in (found := {row[0] for row in cursor.fetchall()})
        assert indicator("BIRTHS") not in found


def test_what_is_released_is_all_that_the_public_sees(cast):
    releasing.release("PIGS", [LAST.id], Level.PROVINCE, SYSTEM)
    Release.objects.update(released_at=timezone.now() - timedelta(days=1))
    with bound(cast.nobody), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT indicator_id, area_id, origin FROM forecasting_forecast")
        assert set(cursor.fetchall()) == {(indicator("PIGS"), each, LAST.id) for each in (province(), place("VN"))}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE forecasting_forecast SET current = false",
        "DELETE FROM forecasting_forecast",
        "DELETE FROM forecasting_backtest",
        "INSERT INTO forecasting_refresh DEFAULT VALUES",
        "UPDATE forecasting_weights SET series = 0",
        "SELECT * FROM forecasting_stand",
    ],
)
def test_the_web_role_changes_nothing(cast, statement: str):
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), bound(cast.dung):
        connection.cursor().execute(statement)


def total(code: str, month: int) -> Decimal:
    from terrace.facts.pipeline.queries import Asked, Reader

    asked = Asked(spec(code), province(), periods.parse(f"2026-M{month:02}"), 0)
    value = Reader(SYSTEM).figure(asked).value
    assert value is not None
    return value
