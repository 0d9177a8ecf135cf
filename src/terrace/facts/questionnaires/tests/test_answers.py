"""Answers come in once and become figures that are worked out from all of them."""

from decimal import Decimal

import pytest

from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.facts.collection.models import Observation, Original, Submission
from terrace.facts.questionnaires import counting, queries, receiving, uploading
from terrace.facts.questionnaires.models import Answer, Content, Part, Plan
from terrace.facts.questionnaires.receiving import File
from terrace.facts.questionnaires.tests.conftest import A, B
from terrace.facts.questionnaires.tests.forms import PIXEL, WALK, filled, household, workbook


def held(indicator: str, breakdown: str = "", area: str = A) -> Decimal | str | None:
    """What is in force for October: the value, or the name of the reason, or 'nothing'."""
    from terrace.base.kernel import periods
    from terrace.base.places import index
    from terrace.facts.catalogue import snapshot

    now, period = snapshot.current(), periods.parse("2026-M10")
    spec = now.indicators[indicator]
    place = index.current().resolve(area, period.end)
    row = Observation.objects.filter(
        indicator_id=spec.id, breakdown_id=now.breakdown(spec, breakdown) or 0, area_id=place or 0, period=period.id
    ).first()
    if row is None:
        return "nothing"
    return row.value if row.value is not None else str(row.get_reason_display())


def photo(name: str = "p.jpg") -> File:
    return File(name, "image/png", [PIXEL])


def test_one_household_is_counted(actor):
    answer = receiving.receive(actor("hoa"), filled(household([3, 4], people="5", births="FMF", field="15000")))
    assert answer.state == "counted"
    assert (held("PIGS"), held("PEOPLE"), held("BIRTHS"), held("BIRTHS", "SEX=F")) == (7, 5, 3, 2)
    assert held("AREA") == Decimal("1.50")


def test_the_submission_says_door_device_and_instance(actor):
    answer = receiving.receive(actor("hoa"), filled(household([3]), id="uuid:1"), device="collect:x")
    kept = Submission.objects.get(pk=answer.submission_id or 0)
    assert (kept.door, kept.device, kept.key) == ("odk", "collect:x", "odk/herd/uuid:1")


def test_households_of_a_commune_add_up(actor):
    for pigs in ([3], [4, 5], []):
        receiving.receive(actor("hoa"), filled(household(pigs, people="2")))
    assert (held("PIGS"), held("PEOPLE")) == (12, 6)


def test_two_officers_of_one_commune_count_together(actor):
    receiving.receive(actor("hoa"), filled(household([3])))
    receiving.receive(actor("mai"), filled(household([4])))
    receiving.receive(actor("binh"), filled(household([100])))
    assert (held("PIGS"), held("PIGS", area=B)) == (7, 100)


def test_no_pigs_is_zero_and_an_open_question_is_nothing(actor):
    receiving.receive(actor("hoa"), filled(household([])))
    assert (held("PIGS"), held("BIRTHS"), held("PEOPLE"), held("AREA")) == (0, 0, "nothing", "nothing")


def test_a_single_value_is_that_of_the_newest_answer(actor):
    receiving.receive(actor("hoa"), filled(household([], field="10000")))
    receiving.receive(actor("hoa"), filled(household([], field="20000")))
    assert held("AREA") == 2


def test_the_same_answer_again_changes_nothing(actor):
    xml = filled(household([3]))
    first, second = receiving.receive(actor("hoa"), xml), receiving.receive(actor("hoa"), xml)
    assert first.pk == second.pk
    assert (held("PIGS"), Submission.objects.count(), Part.objects.filter(answer=first).count()) == (3, 1, 3)


def test_other_content_for_a_known_instance_is_refused(actor):
    receiving.receive(actor("hoa"), filled(household([3]), id="uuid:1"))
    with pytest.raises(Refused) as refused:
        receiving.receive(actor("hoa"), filled(household([4]), id="uuid:1"))
    assert (refused.value.status, refused.value.faults[0].code) == (409, "answer.changed")
    assert held("PIGS") == 3


def test_an_instance_of_somebody_else_is_refused_even_with_the_same_content(actor):
    xml = filled(household([3]))
    receiving.receive(actor("hoa"), xml)
    with pytest.raises(Refused) as refused:
        receiving.receive(actor("mai"), xml)
    assert refused.value.status == 409


def test_an_answer_waits_for_its_files_and_is_counted_with_the_last(actor):
    xml = filled(household([3], photo="p.jpg"))
    assert receiving.receive(actor("hoa"), xml).state == "waiting"
    assert receiving.receive(actor("hoa"), xml, [photo("other.jpg")]).state == "waiting"
    assert held("PIGS") == "nothing"
    answer = receiving.receive(actor("hoa"), xml, [photo()])
    assert (answer.state, held("PIGS")) == ("counted", 3)
    original = Original.objects.get(pk=answer.attachments.get().original_id)
    assert (original.size, original.name) == (len(PIXEL), "p.jpg")


def test_what_was_written_is_encrypted(actor):
    answer = receiving.receive(actor("hoa"), filled(household([3], who="Nguyễn Văn Bí Mật")))
    sealed = bytes(Content.objects.get(answer=answer).sealed)
    assert "Bí Mật".encode() not in sealed
    lines = queries.content(actor("hoa"), answer.pk)
    assert lines is not None
    assert ("Ai trả lời", "Nguyễn Văn Bí Mật") in [(line.label, line.text) for line in lines]
    assert Entry.objects.filter(verb="answer.read", subject=f"answer/{answer.pk}", actor_id=actor("hoa").person_id)


def test_a_figure_that_the_door_refuses_is_told_with_its_question_and_counts_for_nothing(actor):
    receiving.receive(actor("hoa"), filled(household([3])))
    answer = receiving.receive(actor("hoa"), filled(household([5_000_000])))
    assert answer.state == "refused"
    fault = answer.faults[0]
    assert fault["pointer"] == "animals/number → PIGS"
    assert fault["message_vi"]
    assert fault["advice_en"]
    receiving.receive(actor("hoa"), filled(household([4])))
    assert held("PIGS") == 7


def test_a_refused_answer_can_be_counted_later(actor):
    from terrace.facts.catalogue.models import Indicator

    answer = receiving.receive(actor("hoa"), filled(household([5_000_000])))
    Indicator.objects.filter(code="PIGS").update(maximum=10_000_000)
    assert counting.again(actor("hoa"), answer).state == "counted"
    assert (held("PIGS"), answer.faults) == (5_000_000, [])


def test_an_answer_that_was_corrected_is_replaced(actor):
    receiving.receive(actor("hoa"), filled(household([3], people="2"), id="uuid:1"))
    receiving.receive(actor("hoa"), filled(household([10]), id="uuid:2"))
    receiving.receive(actor("hoa"), filled(household([4]), id="uuid:3", deprecated="uuid:1"))
    assert Answer.objects.get(instance="uuid:1").state == "replaced"
    assert (held("PIGS"), held("PEOPLE")) == (14, "missing")


def test_a_withdrawn_answer_no_longer_counts(actor):
    first = receiving.receive(actor("hoa"), filled(household([3])))
    second = receiving.receive(actor("hoa"), filled(household([4])))
    counting.withdraw(actor("hoa"), first, "nhầm hộ")
    assert held("PIGS") == 4
    counting.withdraw(actor("hoa"), second, "nhầm hộ")
    assert held("PIGS") == "missing"


def test_withdrawing_needs_a_reason_and_ones_own_answer(actor):
    answer = receiving.receive(actor("hoa"), filled(household([3])))
    for who, why in (("hoa", " "), ("mai", "nhầm")):
        with pytest.raises(Refused):
            counting.withdraw(actor(who), answer, why)
    assert held("PIGS") == 3


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<data", "answer.broken"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><d id="herd" version="1">&a;</d>', "answer.broken"),
        (b'<data id="herd" version="1"><x/></data>', "answer.no_id"),
        (b"<a>" * 100 + b"</a>" * 100, "answer.broken"),
        (filled("", form="nothing"), "questionnaire.unknown"),
        (filled("", version="99"), "questionnaire.version_unknown"),
    ],
)
def test_what_cannot_be_kept_is_refused(actor, xml: bytes, code: str):
    with pytest.raises(Refused) as refused:
        receiving.receive(actor("hoa"), xml)
    assert refused.value.faults[0].code == code
    assert not Answer.objects.exists()


def test_whoever_may_not_report_sends_nothing(actor):
    with pytest.raises(Refused) as refused:
        receiving.receive(actor("chi"), filled(household([3])))
    assert refused.value.status == 403


def test_a_day_that_is_none_and_a_number_that_is_none_are_told(actor):
    answer = receiving.receive(actor("hoa"), filled(household([3], day="hôm qua")))
    assert [fault["code"] for fault in answer.faults] == ["answer.period"]
    answer = receiving.receive(actor("hoa"), filled(household([3], people="năm")))
    assert [fault["code"] for fault in answer.faults] == ["answer.number"]


def test_the_place_can_be_a_question(actor):
    uploading.upload(actor("lan"), "walk.xlsx", workbook(WALK))
    answer = receiving.receive(actor("binh"), filled(f"<commune>{B}</commune><pigs>9</pigs>", form="walk"))
    assert answer.state == "counted"
    answer = receiving.receive(actor("binh"), filled("<commune>nowhere</commune><pigs>9</pigs>", form="walk"))
    assert [fault["code"] for fault in answer.faults] == ["answer.place_none"]
    answer = receiving.receive(actor("binh"), filled(f"<commune>{A}</commune><pigs>9</pigs>", form="walk"))
    assert [fault["status"] for fault in answer.faults] == [403]


def test_an_officer_of_two_places_is_asked_for_the_place(actor, cast):
    from datetime import date

    from terrace.base.access import actions as access
    from terrace.base.places import index

    access.grant(
        cast.hoa, "commune-officer", index.current().resolve(B, date(2026, 10, 1)) or 0, start=date(2026, 1, 1)
    )
    answer = receiving.receive(actor("hoa"), filled(household([3])))
    assert [fault["code"] for fault in answer.faults] == ["answer.place_many"]


def test_without_a_table_answers_are_kept_and_counted_when_there_is_one(actor):
    Plan.objects.update(retired=True)
    answer = receiving.receive(actor("hoa"), filled(household([3])))
    assert (answer.state, held("PIGS")) == ("kept", "nothing")
    Plan.objects.update(retired=False)
    assert counting.again(actor("hoa"), answer).state == "counted"
    assert held("PIGS") == 3


def test_what_a_dying_process_left_over_is_counted_by_the_round(actor):
    from datetime import timedelta

    from django.utils import timezone

    answer = receiving.receive(actor("hoa"), filled(household([3], day="hôm qua")))
    Answer.objects.filter(pk=answer.pk).update(state="received", received_at=timezone.now() - timedelta(minutes=5))
    receiving.settle()
    answer.refresh_from_db()
    assert answer.state == "refused"
