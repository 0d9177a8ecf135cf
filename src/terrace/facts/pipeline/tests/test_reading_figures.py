"""Reading figures: now, as known on a day, on today's map, and the way down."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from terrace.base.access.policy import ANONYMOUS, SYSTEM
from terrace.base.bus.models import Outbox
from terrace.base.kernel import periods
from terrace.base.kernel.problems import Refused
from terrace.facts.catalogue.models import Release
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.facts.pipeline import handlers
from terrace.facts.pipeline.lineage import lineage
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.results import Basis

pytestmark = pytest.mark.usefixtures("world")
A, B, C = COMMUNES


def settle() -> None:
    """Do the worker's work."""
    for event in Outbox.objects.filter(type="facts.accepted").order_by("id"):
        cells = msgspec.json.decode(event.data)["cells"]
        handlers.refresh([tuple(group) for group in cells])
    Outbox.objects.all().delete()


def ask(indicator: str, area: str, period: str, breakdown: str = "", **rest: Any) -> Asked:
    reader, when = Reader(SYSTEM), periods.parse(period)
    day = timezone.localdate() if rest.get("boundaries") == "as_is" else when.end
    spec, place = reader.snapshot.indicators[indicator], reader.index.resolve(area, day)
    assert place is not None
    return Asked(spec, place, when, reader.snapshot.breakdown(spec, breakdown) or 0, **rest)


def value(*words: str, **rest: Any) -> Decimal | None:
    return Reader(SYSTEM).figure(ask(*words, **rest)).value


def test_a_province_shows_the_sum_of_its_communes_and_how_many_reported():
    send(fact("BIRTHS", A, "2026-M01", 12), fact("BIRTHS", B, "2026-M01", 30))
    settle()
    figure = Reader(SYSTEM).figure(ask("BIRTHS", PROVINCE, "2026-M01"))
    assert (figure.value, figure.reported, figure.expected, figure.basis) == (42, 2, 56, Basis.PLACES)
    assert value("BIRTHS", "VN", "2026-M01") == 42


def test_a_flow_adds_up_over_periods():
    send(fact("BIRTHS", A, "2026-M01", 12), fact("BIRTHS", A, "2026-M03", 8))
    settle()
    assert [value("BIRTHS", PROVINCE, each) for each in ("2026-Q1", "2026-S1", "2026")] == [20, 20, 20]


def test_a_stock_of_a_coarser_period_is_that_of_its_newest_period_that_is_nearly_complete():
    send(fact("PIGS", A, "2026-M01", 100), fact("PIGS", B, "2026-M01", 50), key="a")
    send(fact("PIGS", A, "2026-M03", 120), key="b")
    settle()
    figure = Reader(SYSTEM).figure(ask("PIGS", PROVINCE, "2026-Q1"))
    assert (figure.value, figure.reported, figure.expected) == (150, 2, 56)
    assert value("PIGS", A, "2026-Q1") == 120
    send(fact("PIGS", B, "2026-M03", 55), key="c")
    settle()
    assert value("PIGS", PROVINCE, "2026-Q1") == value("PIGS", PROVINCE, "2026") == 175


def test_a_ratio_is_computed_from_its_parts_at_every_level():
    send(fact("AREA", A, "2026-M01", "100"), fact("OUTPUT", A, "2026-M01", "500"), key="a")
    send(fact("AREA", B, "2026-M01", "300"), fact("OUTPUT", B, "2026-M01", "900"), key="b")
    settle()
    assert [value("YIELD", each, "2026-M01") for each in (A, B, PROVINCE)] == [5, 3, Decimal("3.50")]


def test_a_mean_is_weighted():
    send(fact("OUTPUT", A, "2026-M01", 100), fact("PRICE", A, "2026-M01", 10), key="a")
    send(fact("OUTPUT", B, "2026-M01", 300), fact("PRICE", B, "2026-M01", 20), key="b")
    settle()
    assert value("PRICE", PROVINCE, "2026-M01") == Decimal("17.5")


def test_a_total_that_nobody_reported_is_the_sum_of_its_parts():
    send(fact("BIRTHS", A, "2026-M01", 5, breakdown="SEX=F"), fact("BIRTHS", A, "2026-M01", 6, breakdown={"SEX": "M"}))
    settle()
    assert value("BIRTHS", A, "2026-M01") == value("BIRTHS", PROVINCE, "2026-M01") == 11


def test_what_a_place_reported_itself_stands_and_the_sum_below_is_kept_beside_it():
    send(fact("BIRTHS", A, "2026-M01", 12), key="a")
    send(fact("BIRTHS", PROVINCE, "2026-M01", 50), key="b", source="office")
    settle()
    figure = Reader(SYSTEM).figure(ask("BIRTHS", PROVINCE, "2026-M01"))
    assert (figure.value, figure.below, figure.basis) == (50, 12, Basis.REPORTED)


def test_the_source_of_the_highest_precedence_speaks_for_a_cell():
    send(fact("BIRTHS", A, "2026-M01", 12), key="a")
    send(fact("BIRTHS", A, "2026-M01", 99), key="b", source="simulation")
    settle()
    figure = Reader(SYSTEM).figure(ask("BIRTHS", PROVINCE, "2026-M01"))
    assert (figure.value, figure.simulated) == (12, False)


def test_simulated_and_provisional_parts_mark_the_whole():
    send(fact("BIRTHS", A, "2026-M01", 12, status="provisional"), key="a")
    send(fact("BIRTHS", B, "2026-M01", 9), key="b", source="simulation")
    settle()
    figure = Reader(SYSTEM).figure(ask("BIRTHS", PROVINCE, "2026-M01"))
    assert (figure.status, figure.simulated) == ("provisional", True)


@pytest.mark.parametrize("reason", ["missing", "late", "not_applicable"])
def test_a_gap_says_why(reason):
    send(fact("BIRTHS", A, "2026-M01", reason=reason))
    settle()
    figure = Reader(SYSTEM).figure(ask("BIRTHS", A, "2026-M01"))
    assert (figure.value, figure.reason) == (None, reason)


def test_zero_is_a_value():
    send(fact("BIRTHS", A, "2026-M01", 0))
    settle()
    figure = Reader(SYSTEM).figure(ask("BIRTHS", PROVINCE, "2026-M01"))
    assert (figure.value, figure.reported) == (0, 1)


def test_history_is_restated_on_todays_map():
    """Tuyên Quang of today is Tuyên Quang and Hà Giang of 2012."""
    send(fact("HERD", "02", "2012", "97.5"), fact("HERD", "08", "2012", "102.0"), source="office")
    settle()
    assert value("HERD", "08", "2012") == Decimal("102.0")
    assert value("HERD", "08", "2012", boundaries="as_is") == Decimal("199.5")


def test_the_year_in_which_the_map_changed_is_restated_month_by_month():
    """Until June of 2025 there were two provinces, from July on one."""
    said = [("02", "2025-M05", 10), ("08", "2025-M05", 20), ("08", "2025-M08", 5)]
    send(*(fact("BIRTHS", *each) for each in said), source="office")
    settle()
    assert value("BIRTHS", "08", "2025") == 5
    assert value("BIRTHS", "08", "2025", boundaries="as_is") == 35
    assert value("BIRTHS", "08", "2025-Q3", boundaries="as_is") == 5


def test_the_way_down_ends_at_submissions():
    first = send(fact("BIRTHS", A, "2026-M01", 12), key="a")
    second = send(fact("BIRTHS", B, "2026-M02", 3), key="b")
    settle()
    found = lineage(Reader(SYSTEM), ask("BIRTHS", PROVINCE, "2026-Q1"))
    assert {said.submission_id for said in found.observations} == {first.id, second.id}
    assert {said.place.code for said in found.observations} == {A, B}
    assert all(said.submission and said.submission.door == "rest" for said in found.observations)
    assert [part.period.code for part in found.periods] == ["2026-M01", "2026-M02", "2026-M03"]


def test_an_unpublished_figure_is_shown_to_nobody_unknown_until_it_is_released():
    send(fact("BIRTHS", A, "2026-M01", 12))
    settle()
    asked = ask("BIRTHS", PROVINCE, "2026-M01")
    with pytest.raises(Refused) as raised:
        Reader(ANONYMOUS).figure(asked)
    assert raised.value.faults[0].code == "figure.unpublished"
    Release.objects.create(indicator_id=asked.spec.id, period=asked.period.id, level=2)
    assert Reader(ANONYMOUS).figure(asked).value == 12
    with pytest.raises(Refused):
        Reader(ANONYMOUS).figure(ask("BIRTHS", A, "2026-M01"))


def test_the_cells_of_places_that_ended_are_read_by_their_old_codes():
    reader = Reader(SYSTEM)
    assert reader.index.resolve("02", date(2012, 12, 31)) is not None
    send(fact("HERD", "02", "2012", "97.5"), source="office")
    settle()
    assert value("HERD", "02", "2012") == Decimal("97.5")
