"""One door: what is accepted, what is answered again, what is refused, what is taken back."""

from decimal import Decimal
from typing import Any

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.kernel.problems import Refused
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Delivery, Receipt
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.collection.models import Observation, ObservationRevision, Submission
from terrace.facts.conftest import COMMUNES, fact, send

pytestmark = pytest.mark.usefixtures("world")
A, B, _ = COMMUNES


def refused(*facts: Fact, **rest: Any) -> list[tuple[str, str]]:
    """The (pointer, code) of every fault; nothing may have been stored."""
    with pytest.raises(Refused) as raised:
        send(*facts, **rest)
    assert not Observation.objects.exists()
    assert not Outbox.objects.filter(type="facts.accepted").exists()
    return [(fault.pointer, fault.code) for fault in raised.value.faults]


def test_a_submission_stores_its_observations_its_audit_entry_and_its_event_together():
    receipt = send(fact("BIRTHS", A, "2026-M01", 12), fact("PIGS", A, "2026-M01", 340))
    assert receipt.created
    assert receipt.facts == Observation.objects.filter(submission_id=receipt.id).count() == 2
    assert Entry.objects.filter(verb="submission.create", subject=f"submission/{receipt.id}").count() == 1
    assert Outbox.objects.filter(type="facts.accepted").exists()


def test_the_same_key_again_gives_the_same_receipt_and_changes_nothing():
    first = send(fact("BIRTHS", A, "2026-M01", 12))
    again = send(fact("BIRTHS", A, "2026-M01", "12"))
    assert (again.id, again.created) == (first.id, False)
    assert Submission.objects.count() == 1


def test_the_same_key_with_other_content_is_a_conflict():
    send(fact("BIRTHS", A, "2026-M01", 12))
    with pytest.raises(Refused) as raised:
        send(fact("BIRTHS", A, "2026-M01", 13))
    assert raised.value.status == 409
    assert Observation.objects.get().value == 12


def test_every_fault_is_named_with_its_place_and_nothing_is_stored():
    found = refused(
        fact("NOTHING", A, "2026-M01", 1),
        fact("BIRTHS", "99999", "2026-M01", 1),
        fact("BIRTHS", A, "2026-M13", 1),
        fact("BIRTHS", A, "2099-M01", 1),
        fact("BIRTHS", A, "2026-Q1", 1),
        fact("BIRTHS", A, "2026-M01", 10001),
        fact("BIRTHS", A, "2026-M02", "1.5"),
        fact("BIRTHS", A, "2026-M03"),
        fact("BIRTHS", A, "2026-M04", 1, reason="missing"),
        fact("BIRTHS", A, "2026-M05", reason="lost"),
        fact("BIRTHS", A, "2026-M06", 1, breakdown="SEX=X"),
        fact("BIRTHS", A, "2026-M07", 1, status="guess"),
        fact("YIELD", A, "2026-M07", 1),
        fact("HERD", A, "2025", 1),
    )
    assert found == [
        ("/observations/0/indicator", "indicator.unknown"),
        ("/observations/1/area", "observation.area"),
        ("/observations/2/period", "period.unknown"),
        ("/observations/3/period", "period.future"),
        ("/observations/4/period", "period.frequency"),
        ("/observations/5/value", "value.range"),
        ("/observations/6/value", "value.decimals"),
        ("/observations/7", "value.or_reason"),
        ("/observations/8", "value.or_reason"),
        ("/observations/9/reason", "reason.unknown"),
        ("/observations/10/breakdown", "observation.breakdown"),
        ("/observations/11/status", "status.unknown"),
        ("/observations/13/area", "area.level"),
    ]


def test_a_cell_twice_in_one_submission_is_refused():
    same = fact("BIRTHS", A, "2026-M01", 1)
    assert refused(same, same) == [("/observations/1", "observation.duplicate")]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "1e-400", "1" * 40])
def test_a_value_that_is_no_decimal_of_a_sensible_size_is_refused(value):
    assert refused(Fact("BIRTHS", A, "2026-M01", value=Decimal(value)))[0][1] == "value.not_number"


def test_text_in_a_legacy_font_or_decomposed_unicode_is_refused_with_advice():
    nfd = "Gia\u0300ng"
    with pytest.raises(Refused) as raised:
        actions.submit(SYSTEM, "k", "rest", Intake("commune", [fact("BIRTHS", "Hµ", "2026-M01", 1)], note=nfd))
    assert {fault.code for fault in raised.value.faults} == {"text.legacy_font", "text.not_nfc"}


def test_a_code_is_read_as_of_the_last_day_of_the_period():
    """00691 was a ward of Hà Giang city and is another place since 2025-07-01."""
    send(fact("BIRTHS", "00691", "2025-M06", 1), fact("BIRTHS", "00691", "2025-M07", 2))
    areas = set(Observation.objects.values_list("area_id", flat=True))
    assert len(areas) == 2


def test_a_correction_keeps_what_was_said_before():
    send(fact("BIRTHS", A, "2026-M01", 12), key="a")
    send(fact("BIRTHS", A, "2026-M01", 14), key="b")
    now, before = Observation.objects.get(), ObservationRevision.objects.get()
    assert (now.value, now.revision, before.value, before.revision) == (14, 2, 12, 1)


def test_a_withdrawal_brings_back_what_stood_before():
    send(fact("BIRTHS", A, "2026-M01", 12), fact("PIGS", A, "2026-M01", 5), key="a")
    second = send(fact("BIRTHS", A, "2026-M01", 14), fact("BIRTHS", A, "2026-M02", 9), key="b")
    assert actions.withdraw(SYSTEM, second.id, "wrong month") == 2
    assert {(row.period, row.value) for row in Observation.objects.all()} == {(2026601, 12), (2026601, 5)}


def test_a_withdrawn_value_does_not_come_back_when_a_later_one_is_withdrawn_too():
    first = send(fact("BIRTHS", A, "2026-M01", 12), key="a")
    second = send(fact("BIRTHS", A, "2026-M01", 14), key="b")
    actions.withdraw(SYSTEM, first.id, "x")
    assert Observation.objects.get().value == 14
    actions.withdraw(SYSTEM, second.id, "x")
    assert not Observation.objects.exists()


def test_a_withdrawal_is_done_once():
    receipt = send(fact("BIRTHS", A, "2026-M01", 12))
    actions.withdraw(SYSTEM, receipt.id, "x")
    with pytest.raises(Refused) as raised:
        actions.withdraw(SYSTEM, receipt.id, "x")
    assert raised.value.faults[0].code == "submission.withdrawn"


def test_deliveries_that_share_a_commit_are_answered_each_for_itself():
    good = Delivery(SYSTEM, "a", "nats", Intake("commune", [fact("BIRTHS", A, "2026-M01", 1)]))
    same_cell = Delivery(SYSTEM, "b", "nats", Intake("commune", [fact("BIRTHS", A, "2026-M01", 2)]))
    bad = Delivery(SYSTEM, "c", "nats", Intake("commune", [fact("BIRTHS", "xx", "2026-M01", 3)]))
    again = Delivery(SYSTEM, "a", "nats", Intake("commune", [fact("BIRTHS", A, "2026-M01", 1)]))
    first, second, third, fourth = actions.submit_many([good, same_cell, bad, again])
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert isinstance(third, Refused)
    assert fourth == Receipt(first.id, created=False, facts=1)
    assert Observation.objects.get().value == 2
