"""Cells that are fixed: refused at the door, whoever comes."""

from datetime import date

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.problems import Refused
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import actions, locks
from terrace.facts.collection.locks import Locked
from terrace.facts.collection.models import Lock, Observation
from terrace.facts.conftest import COMMUNES, fact, send

A, B, _ = COMMUNES
pytestmark = pytest.mark.usefixtures("world")


def cell(indicator: str = "PIGS", area: str = A, period: int = 2026601, source: str = "commune") -> Locked:
    place = index.current().resolve(area, date(2026, 1, 31))
    assert place is not None
    catalogue = snapshot.current()
    return Locked(catalogue.indicators[indicator].id, period, place, catalogue.sources[source].id)


def refused(*facts, **rest) -> list[tuple[str, str, int]]:
    with pytest.raises(Refused) as raised:
        send(*facts, **rest)
    return [(fault.pointer, fault.code, fault.status) for fault in raised.value.faults]


def test_a_locked_cell_is_refused_and_named_and_nothing_of_the_submission_is_stored():
    locks.lock([cell()], "return/1")
    found = refused(fact("PIGS", B, "2026-M01", 1), fact("PIGS", A, "2026-M01", 2), fact("BIRTHS", A, "2026-M01", 3))
    assert found == [("/observations/1", "cell.locked", 409)]
    assert not Observation.objects.exists()


def test_every_breakdown_of_a_locked_cell_is_locked():
    locks.lock([cell("BIRTHS")], "return/1")
    assert refused(fact("BIRTHS", A, "2026-M01", 1, breakdown="SEX=F"))[0][1] == "cell.locked"


def test_another_source_and_another_period_are_free():
    locks.lock([cell()], "return/1")
    assert send(fact("PIGS", A, "2026-M01", 2), source="office", key="a").created
    assert send(fact("PIGS", A, "2026-M02", 2), key="b").created


def test_a_cell_is_free_when_nobody_holds_it_any_more():
    locks.lock([cell()], "return/1")
    locks.lock([cell(), cell("BIRTHS")], "return/2")
    assert locks.lock([cell()], "return/2") == 0
    assert locks.unlock([cell()], "return/1") == 1
    assert refused(fact("PIGS", A, "2026-M01", 2))[0][1] == "cell.locked"
    locks.unlock([cell(), cell("BIRTHS")], "return/2")
    assert not Lock.objects.exists()
    assert send(fact("PIGS", A, "2026-M01", 2)).created


def test_what_was_accepted_before_the_lock_is_answered_again():
    first = send(fact("PIGS", A, "2026-M01", 2))
    locks.lock([cell()], "return/1")
    assert send(fact("PIGS", A, "2026-M01", 2)).id == first.id


def test_a_submission_whose_cell_is_locked_cannot_be_withdrawn():
    receipt = send(fact("PIGS", A, "2026-M01", 2), fact("BIRTHS", A, "2026-M01", 2))
    locks.lock([cell()], "return/1")
    with pytest.raises(Refused) as raised:
        actions.withdraw(SYSTEM, receipt.id, "mistake")
    assert [fault.code for fault in raised.value.faults] == ["cell.locked"]
    assert Observation.objects.count() == 2


def test_a_submission_that_no_longer_speaks_for_the_locked_cell_can_be_withdrawn():
    first = send(fact("PIGS", A, "2026-M01", 2), key="a")
    send(fact("PIGS", A, "2026-M01", 3), key="b")
    locks.lock([cell()], "return/1")
    assert actions.withdraw(SYSTEM, first.id, "mistake") == 0


def test_a_withdrawal_needs_a_reason():
    receipt = send(fact("PIGS", A, "2026-M01", 2))
    for why in ("", "  ", "x" * 5000, "a\x00b"):
        with pytest.raises(Refused) as raised:
            actions.withdraw(SYSTEM, receipt.id, why)
        assert raised.value.faults[0].code == "withdrawal.why"
    actions.withdraw(SYSTEM, receipt.id, "Nhập nhầm xã")
    assert not Observation.objects.exists()
