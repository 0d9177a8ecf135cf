"""Handing in: a figure given once fills every return, what was spared is counted, and nothing is overwritten unseen."""

from decimal import Decimal

import pytest
from django.db import transaction

from terrace.base.kernel.problems import Refused
from terrace.facts.collection.models import Observation, Submission
from terrace.facts.conftest import fact, send
from terrace.facts.returns import actions, queries
from terrace.facts.returns.models import State, Step

from .conftest import FARM, PEOPLE, A, hand_in, intake, month, row, words


def faults(call, *arguments, **more) -> list[tuple[str, str]]:
    """(pointer, code) of every fault; nothing was stored."""
    before = (Submission.objects.count(), Step.objects.count())
    with pytest.raises(Refused) as raised, transaction.atomic():
        call(*arguments, **more)
    assert (Submission.objects.count(), Step.objects.count()) == before
    return [(fault.pointer, fault.code) for fault in raised.value.faults]


def sheet(actor, form="FARM-T"):
    return queries.sheet(actor, *words(form))


def test_a_figure_given_on_one_return_fills_every_other_that_asks_for_it(opened):
    hand_in(opened.hoa, FARM)
    pigs = sheet(opened.hoa, "STAT-T").rows[0]
    assert (pigs.indicator, pigs.value) == ("PIGS", "340")
    assert "Báo cáo tháng nông nghiệp" in pigs.given_by
    assert sheet(opened.hoa).rows[0].given_by is None


def test_a_figure_given_at_any_door_fills_the_return_that_asks_for_it(opened):
    send(fact("PIGS", A, month().code, 55), source="office")
    pigs = sheet(opened.hoa).rows[0]
    assert (pigs.value, sheet(opened.hoa).answered) == ("55", 1)
    assert pigs.given_by.startswith("Thống kê · ")


def test_her_own_figure_goes_before_that_of_others(opened):
    send(fact("PIGS", A, month().code, 55), source="office")
    send(fact("PIGS", A, month().code, 56), source="commune", key="own")
    assert sheet(opened.hoa).rows[0].value == "56"


def test_what_was_given_need_not_be_entered_again_and_is_counted_as_spared(opened):
    hand_in(opened.hoa, FARM)
    hand_in(opened.hoa, {"BIRTHS": 9}, "STAT-T")
    stat = row("STAT-T")
    assert (stat.state, stat.asked, stat.spared) == (State.SUBMITTED, 2, 1)
    assert (row().asked, row().spared) == (5, 0)


def test_a_return_that_is_filled_already_is_handed_in_without_a_figure(opened):
    send(*intake(FARM).observations, key="door", source="office")
    receipt = hand_in(opened.hoa, {})
    assert (receipt.facts, row().state, row().spared) == (0, State.SUBMITTED, 5)
    assert Submission.objects.count() == 1


def test_a_row_mended_later_was_typed_and_no_longer_spared(opened):
    send(*intake(FARM).observations, key="door", source="office")
    hand_in(opened.hoa, {})
    hand_in(opened.hoa, {"PIGS": 1})
    assert row().spared == 4


def test_a_row_without_figure_and_reason_is_refused_unless_explained(opened):
    assert faults(hand_in, opened.hoa, {"PIGS": 1}) == [("/rows/AREA|", "return.incomplete")]
    hand_in(opened.hoa, FARM | {"OUTPUT": "missing"})
    assert row().state == State.SUBMITTED
    hand_in(opened.mai, {"BIRTHS": 2}, "PEOPLE-T", because="Chưa tách nam nữ")
    assert Step.objects.get(made_of=row("PEOPLE-T")).remark == "Chưa tách nam nữ"


def test_zero_is_an_answer(opened):
    hand_in(opened.hoa, dict.fromkeys(FARM, 0))
    assert row().state == State.SUBMITTED


def test_only_what_the_form_asks_is_taken_with_it(opened):
    wrong = intake(FARM)
    wrong.observations.append(fact("BIRTHS", A, month().code, 1))
    wrong.observations.append(fact("PIGS", "01279", month().code, 1))
    wrong.observations.append(fact("NOTHING", A, month().code, 1))
    found = faults(actions.hand_in, opened.hoa, *words(), "k", "web", wrong)
    assert found == [(f"/observations/{number}", "return.not_asked") for number in (5, 6, 7)]


def test_the_source_is_that_of_the_form_or_a_simulated_one(opened):
    handed = intake(FARM)
    office, simulated = (type(handed)(name, handed.observations) for name in ("office", "simulation"))
    assert faults(actions.hand_in, opened.hoa, *words(), "k", "web", office) == [("/source", "return.source")]
    assert actions.hand_in(opened.hoa, *words(), "k", "web", simulated).created


def test_faults_of_the_door_point_to_the_facts_and_nothing_is_stored(opened):
    assert faults(hand_in, opened.hoa, FARM | {"PIGS": 10_000_000}) == [("/observations/0/value", "value.range")]
    assert row().state == State.OPEN


def test_the_same_key_again_gives_the_same_receipt(opened):
    first = hand_in(opened.hoa, FARM, key="k")
    again = hand_in(opened.hoa, FARM, key="k")
    assert (again.id, again.created) == (first.id, False)
    assert Step.objects.filter(made_of=row()).count() == 1
    send(*intake({"BIRTHS": 1, "BIRTHS:SEX=F": 1, "BIRTHS:SEX=M": 0}).observations, key="door")
    assert hand_in(opened.hoa, {}, "PEOPLE-T", key="empty").created
    assert not hand_in(opened.hoa, {}, "PEOPLE-T", key="empty").created


def test_the_same_key_with_other_content_or_for_another_return_is_a_conflict(opened):
    hand_in(opened.hoa, FARM, key="k")
    assert faults(hand_in, opened.hoa, FARM | {"PIGS": 1}, key="k") == [("", "key.reused")]
    assert faults(hand_in, opened.hoa, PEOPLE, "PEOPLE-T", key="k") == [("", "key.reused")]
    assert faults(actions.hand_in, opened.hoa, *words(), "", "web", intake(FARM)) == [("", "key.missing")]


def test_a_receipt_that_was_lost_is_given_again_even_after_the_return_was_approved(opened):
    hand_in(opened.hoa, FARM, key="k")
    actions.approve(opened.lan, *words())
    assert not hand_in(opened.hoa, FARM, key="k").created


def test_two_officers_who_type_the_same_row_differently_both_see_both_figures(opened):
    seen = sheet(opened.mai).revision
    hand_in(opened.hoa, FARM)
    with pytest.raises(Refused) as raised, transaction.atomic():
        hand_in(opened.mai, FARM | {"PIGS": 999}, seen=seen)
    (fault,) = raised.value.faults
    assert (fault.code, fault.pointer, fault.status) == ("return.changed", "/rows/PIGS|", 409)
    assert "999" in fault.message_vi
    assert "340" in fault.message_vi
    assert Observation.objects.get(value=340)
    hand_in(opened.mai, {"PIGS": 999}, seen=sheet(opened.mai).revision)
    assert sheet(opened.hoa).rows[0].value == "999"


def test_a_row_that_she_saw_and_left_alone_is_told_of_when_it_moved(opened):
    hand_in(opened.hoa, FARM)
    seen = sheet(opened.mai).revision
    send(fact("PIGS", A, month().code, 341), key="other")
    assert faults(hand_in, opened.mai, {"OUTPUT": 31}, seen=seen) == [("/rows/PIGS|", "return.changed")]


def test_what_others_filled_in_the_same_way_or_where_she_had_nothing_is_no_conflict(opened):
    seen = sheet(opened.mai).revision
    send(fact("PIGS", A, month().code, 340), fact("OUTPUT", A, month().code, "30.0"), key="other")
    rest = {name: value for name, value in FARM.items() if name != "OUTPUT"}
    assert hand_in(opened.mai, rest, seen=seen).created


def test_the_revision_moves_with_every_cell_and_every_step_and_not_with_drafts(opened):
    marks = [sheet(opened.hoa).revision]

    def moved() -> bool:
        marks.append(sheet(opened.hoa).revision)
        return marks[-1] not in marks[:-1]

    actions.save_draft(opened.hoa, *words(), {"rows": {"PIGS|": {"value": "1"}}})
    assert not moved()
    send(fact("PIGS", A, month().code, 1), key="one")
    assert moved()
    send(fact("PIGS", A, month().code, 1), key="two")
    assert moved()
    hand_in(opened.hoa, FARM)
    assert moved()
    actions.approve(opened.lan, *words())
    assert moved()


def test_values_keep_their_digits(opened):
    hand_in(opened.hoa, FARM | {"AREA": Decimal("12.50"), "AREA:CROP=RICE": Decimal("8.5")})
    assert [each.value for each in sheet(opened.hoa).rows] == ["340", "12.5", "8.5", "4", "30"]


def test_a_total_is_answered_by_its_parts_and_filled_by_parts_that_were_given_elsewhere(opened):
    hand_in(opened.hoa, {"BIRTHS:SEX=F": 4, "BIRTHS:SEX=M": 5}, "PEOPLE-T")
    births = sheet(opened.hoa, "PEOPLE-T").rows[0]
    assert (births.value, births.parts) == (None, [["BIRTHS|SEX=F", "BIRTHS|SEX=M"]])
    assert (row("PEOPLE-T").asked, row("PEOPLE-T").spared) == (3, 0)
    hand_in(opened.hoa, {"PIGS": 1}, "STAT-T")
    births = sheet(opened.hoa, "STAT-T").rows[1]
    assert (births.value, births.parts) == ("9", [])
    assert "Báo cáo tháng dân số" in births.given_by
    assert row("STAT-T").spared == 1


def test_many_complete_returns_are_handed_in_at_once_and_the_others_left(opened):
    receipt = send(*intake(FARM).observations, key="door", actor=opened.hoa)
    ids = [row().pk, row("PEOPLE-T").pk, row(area="01279").pk]
    done = actions.hand_in_filled(opened.hoa, ids, {row().pk: receipt.id})
    assert done == [row().pk]
    assert (row().state, row().spared, row("PEOPLE-T").state) == (State.SUBMITTED, 0, State.OPEN)
    assert Step.objects.get().submission_id == receipt.id
