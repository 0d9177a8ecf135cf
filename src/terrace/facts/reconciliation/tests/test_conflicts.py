"""Conflicts: opened when sides differ too far, closed when they agree, counted by pair of sources."""

from decimal import Decimal

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.facts.collection import actions
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.facts.reconciliation import queries
from terrace.facts.reconciliation.models import Conflict, Kind, State
from terrace.facts.reconciliation.tests.conftest import work

pytestmark = pytest.mark.usefixtures("sides")
A, B, C = COMMUNES
MONTH = "2026-M01"


def opened() -> list[tuple[str, Decimal, Decimal]]:
    rows = Conflict.objects.filter(state=State.OPEN).order_by("id")
    return [(row.kind, row.first_value, row.second_value) for row in rows]


def test_two_sources_that_differ_beyond_the_tolerance_are_a_conflict():
    send(fact("PIGS", A, MONTH, 100), key="c")
    send(fact("PIGS", A, MONTH, 120), key="d", source="dept")
    work()
    assert opened() == [(Kind.SOURCES, 120, 100)]


def test_a_difference_within_the_tolerance_is_none():
    send(fact("PIGS", A, MONTH, 100), key="c")
    send(fact("PIGS", A, MONTH, 105), key="d", source="dept")
    work()
    assert opened() == []


def test_zero_and_missing_are_no_figure_to_differ_from_unless_zero_was_said():
    send(fact("PIGS", A, MONTH, reason="missing"), fact("PIGS", B, MONTH, 0), key="c")
    send(fact("PIGS", A, MONTH, 120), fact("PIGS", B, MONTH, 9), key="d", source="dept")
    work()
    assert opened() == [(Kind.SOURCES, 9, 0)]


def test_simulated_figures_are_no_side():
    send(fact("PIGS", A, MONTH, 100), key="c")
    send(fact("PIGS", A, MONTH, 900), key="s", source="simulation")
    work()
    assert opened() == []


def test_a_correction_that_agrees_closes_the_conflict_and_a_withdrawal_does_too():
    send(fact("PIGS", A, MONTH, 100), fact("PIGS", B, MONTH, 100), key="c")
    receipt = send(fact("PIGS", A, MONTH, 900), fact("PIGS", B, MONTH, 900), key="d", source="dept")
    work()
    assert len(opened()) == 2
    send(fact("PIGS", A, MONTH, 900), key="c2")
    work()
    assert len(opened()) == 1
    actions.withdraw(SYSTEM, receipt.id, "a mistake")
    work()
    assert opened() == []


def test_the_same_conflict_keeps_its_number_and_its_day_while_the_figures_move():
    send(fact("PIGS", A, MONTH, 100), key="c")
    send(fact("PIGS", A, MONTH, 900), key="d", source="dept")
    work()
    before = Conflict.objects.get()
    send(fact("PIGS", A, MONTH, 800), key="d2", source="dept")
    work()
    after = Conflict.objects.get()
    assert (after.pk, after.due, after.first_value) == (before.pk, before.due, 800)


def test_a_total_that_differs_from_the_sum_of_its_parts_is_a_conflict_once_all_parts_are_there():
    send(fact("BIRTHS", A, MONTH, 50), fact("BIRTHS", A, MONTH, 20, breakdown="SEX=F"), key="c")
    work()
    assert opened() == []
    send(fact("BIRTHS", A, MONTH, 20, breakdown="SEX=M"), key="c2")
    work()
    assert opened() == [(Kind.PARTS, 50, 40)]


def test_a_province_that_differs_from_its_communes_is_a_conflict_once_all_of_them_reported():
    from datetime import date

    from terrace.base.places import index

    places = index.current()
    province = places.resolve(PROVINCE, date(2026, 1, 31)) or 0
    communes = places.children(province, date(2026, 1, 31))
    codes = [places.version(each, date(2026, 1, 31)).code for each in communes]  # type: ignore[union-attr]
    send(fact("PIGS", PROVINCE, MONTH, 99), key="p", source="dept")
    send(*(fact("PIGS", code, MONTH, 10) for code in codes[1:]), key="c")
    work()
    assert opened() == []
    send(fact("PIGS", codes[0], MONTH, 10), key="c2")
    work()
    assert opened() == [(Kind.PLACES, 99, 10 * len(codes))]


def test_hearing_the_same_events_again_changes_nothing():
    send(fact("PIGS", A, MONTH, 100), key="c")
    send(fact("PIGS", A, MONTH, 900), key="d", source="dept")
    work()
    before = list(Conflict.objects.values())
    from terrace.base.places import index
    from terrace.facts.catalogue import snapshot
    from terrace.facts.reconciliation import register
    from terrace.facts.reconciliation.sides import Finder

    row = Conflict.objects.get()
    cell = (row.indicator_id, row.period, row.breakdown_id, row.area_id)
    finder = Finder(snapshot.current(), index.current())
    register.enter((Kind.SOURCES, Kind.PARTS), {cell}, finder.reported([cell]), finder.snapshot, finder.aside)
    assert list(Conflict.objects.values()) == before


def test_the_share_of_conflicting_cells_is_counted_by_pair_and_year():
    send(*(fact("PIGS", each, MONTH, 100) for each in COMMUNES), key="c")
    said = [fact("PIGS", A, MONTH, 900), fact("PIGS", B, MONTH, 100), fact("PIGS", C, MONTH, 101)]
    send(*said, key="d", source="dept")
    work()
    (share,) = queries.shares([2025, 2026])
    assert (share.first, share.second, share.year, share.compared, share.conflicting) == ("dept", "commune", 2026, 3, 1)
    assert share.percent == Decimal("33.3")
    send(fact("PIGS", A, MONTH, 900), key="c2")
    work()
    assert [each.conflicting for each in queries.shares([2026])] == [0]
