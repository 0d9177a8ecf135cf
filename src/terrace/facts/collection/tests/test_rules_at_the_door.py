"""Rules of the packs at the door: what they refuse, what they take with a reason, what they compare with."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Delivery, Receipt
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.collection.models import Finding, Observation
from terrace.facts.conftest import COMMUNES, fact, send

A, B, C = COMMUNES
M1, M2 = "2026-M01", "2026-M02"
pytestmark = pytest.mark.usefixtures("ruled")


@pytest.fixture
def ruled(world: None) -> None:
    loading.load(Path(__file__).parent / "ruled")


def faults(*facts: Fact, because: str = "", **rest: Any) -> list[tuple[str, str]]:
    """The (pointer, code) of every fault; none when it was taken."""
    try:
        hand_in(*facts, because=because, **rest)
    except Refused as refused:
        return [(fault.pointer, fault.code) for fault in refused.faults]
    return []


def hand_in(*facts: Fact, key: str = "x", because: str = "", source: str = "commune") -> Receipt:
    return actions.submit(SYSTEM, key, "rest", Intake(source, list(facts), because=because))


def test_a_hard_rule_refuses_and_points_to_each_fact_concerned():
    found = faults(fact("PIGS", A, M1, 1), fact("AREA", A, M1, 0), fact("OUTPUT", A, M1, 5), because="đúng")
    assert found == [("/observations/2", "rule.broken"), ("/observations/1", "rule.broken")]
    assert not Observation.objects.exists()


def test_what_a_rule_says_comes_from_the_pack_with_the_values_filled_in():
    with pytest.raises(Refused) as raised:
        hand_in(fact("AREA", A, M1, 0), fact("OUTPUT", A, M1, "1234.5"))
    fault = raised.value.faults[0]
    assert fault.message_vi == "Có sản lượng 1.234,500 nhưng diện tích là 0,00."
    assert fault.advice_en == "Enter the area or remove the output."


def test_a_soft_rule_refuses_until_a_reason_is_given():
    send(fact("PIGS", A, M1, 10), key="before")
    jump = fact("PIGS", A, M2, 31)
    assert faults(jump) == [("/observations/0", "rule.unexplained")]
    assert faults(fact("PIGS", A, M2, 31, because="  ")) == [("/observations/0", "rule.unexplained")]
    assert faults(fact("PIGS", A, M2, 31, because="Trang trại mới")) == []
    found = Finding.objects.get()
    assert (found.rule, found.severity, found.because, found.state) == (
        "pigs-jump", "soft", "Trang trại mới", "explained",
    )  # fmt: skip
    assert found.detail["values"] == {"PIGS": "31", "previous(PIGS)": "10"}
    assert found.detail["message_en"] == "Pigs 31, the period before 10."


def test_one_reason_for_the_whole_submission_explains_every_soft_rule():
    facts = [fact("AREA", A, M1, 1), fact("OUTPUT", A, M1, 20), fact("AREA", B, M1, 1), fact("OUTPUT", B, M1, 30)]
    assert [code for _, code in faults(*facts)] == ["rule.unexplained"] * 4
    receipt = hand_in(*facts, because="Giống mới")
    assert Finding.objects.filter(submission_id=receipt.id, because="Giống mới").count() == 2


def test_a_reason_at_any_fact_that_the_rule_concerns_is_enough():
    area, output = fact("AREA", A, M1, 1, because="Giống mới"), fact("OUTPUT", A, M1, 20)
    assert faults(area, output) == []


def test_a_submission_is_compared_with_what_is_in_force_of_its_own_source_first():
    send(fact("AREA", A, M1, 10), fact("AREA", B, M1, 10), key="office", source="office")
    send(fact("AREA", B, M1, 1), key="commune")
    assert faults(fact("OUTPUT", A, M1, 100)) == []
    assert faults(fact("OUTPUT", B, M1, 100), key="y") == [("/observations/0", "rule.unexplained")]


def test_an_unknown_input_breaks_nothing_and_missing_is_not_zero():
    assert faults(fact("OUTPUT", A, M1, 5)) == []
    assert faults(fact("AREA", A, M1, reason="missing"), key="y") == []
    assert faults(fact("AREA", A, M1, 0), key="z") == [("/observations/0", "rule.broken")]


def test_parts_must_add_up_to_the_whole_when_all_are_given():
    whole, women, men = (fact("BIRTHS", A, M1, value, **rest) for value, rest in (
        (10, {}), (4, {"breakdown": "SEX=F"}), (5, {"breakdown": "SEX=M"}),
    ))  # fmt: skip
    assert faults(whole, women) == []
    assert faults(men, key="y") == [("/observations/0", "rule.broken")]


def test_peers_are_compared_with_at_every_door_alike():
    for number, (commune, price) in enumerate((("01273", 10), ("01279", 11), ("01288", 12), ("01321", 9))):
        send(fact("PRICE", commune, M1, price), key=f"peer{number}")
    assert faults(fact("PRICE", A, M2, 40)) == [("/observations/0", "rule.unexplained")]


def test_submissions_of_one_batch_see_what_those_before_them_say_when_they_are_taken():
    deliveries = [
        Delivery(SYSTEM, "a", "nats", Intake("commune", [fact("PIGS", A, M1, 10)])),
        Delivery(SYSTEM, "b", "nats", Intake("commune", [fact("PIGS", A, M2, 31)])),
        Delivery(SYSTEM, "c", "nats", Intake("commune", [fact("PIGS", A, M2, 30)])),
    ]
    first, second, third = actions.submit_many(deliveries)
    assert isinstance(first, Receipt)
    assert isinstance(second, Refused)
    assert isinstance(third, Receipt)


def test_what_a_refused_submission_says_counts_for_nobody_after_it():
    deliveries = [
        Delivery(SYSTEM, "a", "nats", Intake("commune", [fact("AREA", A, M1, 0), fact("OUTPUT", A, M1, 1)])),
        Delivery(SYSTEM, "b", "nats", Intake("commune", [fact("OUTPUT", A, M1, 1)])),
    ]
    first, second = actions.submit_many(deliveries)
    assert isinstance(first, Refused)
    assert isinstance(second, Receipt)


def test_a_key_that_was_accepted_is_answered_even_when_a_rule_would_refuse_it_now():
    first = send(fact("PIGS", A, M2, 31), key="a")
    send(fact("PIGS", A, M1, 10), key="b")
    assert faults(fact("PIGS", A, M2, 31), key="c") == [("/observations/0", "rule.unexplained")]
    assert send(fact("PIGS", A, M2, 31), key="a") == Receipt(first.id, created=False, facts=1)


def test_what_is_in_force_is_read_with_one_query_for_a_batch_and_with_none_when_no_rule_asks():
    def queries(*facts: Fact) -> int:
        batch = [Delivery(SYSTEM, f"{one}", "nats", Intake("commune", [one])) for one in facts]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            actions.check(batch)
        return sum("collection_held" in each["sql"] for each in captured.captured_queries)

    assert queries(fact("PIGS", A, M2, 1), fact("PIGS", B, M2, 1), fact("OUTPUT", C, M1, 1)) == 1
    assert queries(fact("PEOPLE", A, M1, 1), fact("PEOPLE", B, M1, 1)) == 0


def test_asking_stores_nothing_and_says_what_handing_in_would():
    good = Delivery(SYSTEM, "a", "bulk", Intake("commune", [fact("PIGS", A, M1, 1)]))
    bad = Delivery(SYSTEM, "b", "bulk", Intake("commune", [fact("AREA", A, M1, 0), fact("OUTPUT", A, M1, 1)]))
    fine, refused = actions.check([good, bad])
    assert fine is None
    assert isinstance(refused, Refused)
    assert {fault.code for fault in refused.faults} == {"rule.broken"}
    assert not Observation.objects.exists()
