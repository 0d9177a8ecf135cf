"""The life of a return: who takes which step from where, what each leaves behind, and what PostgreSQL refuses."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.kernel.problems import Refused
from terrace.facts.collection.models import Lock, Observation
from terrace.facts.conftest import fact, send
from terrace.facts.returns import actions, life, opening
from terrace.facts.returns.life import MOVES
from terrace.facts.returns.models import Draft, Return, State, Step

from .conftest import FARM, PEOPLE, A, hand_in, month, row, words


def refused(call, *arguments, **more) -> str:
    """The code of the problem; nothing may have changed."""
    before = Return.objects.values_list("pk", "state", "revision").order_by("pk")
    listed = list(before)
    with pytest.raises(Refused) as raised, transaction.atomic():
        call(*arguments, **more)
    assert list(before.all()) == listed
    return raised.value.faults[0].code


def lock() -> None:
    opening.lock_due(row().locks)


def test_a_whole_life_is_kept_in_steps_audit_and_events(opened):
    actions.save_draft(opened.hoa, *words(), {"rows": {"PIGS|": {"value": "3"}}})
    assert row().state == State.DRAFT
    hand_in(opened.hoa, FARM)
    actions.send_back(opened.lan, *words(), "Đàn lợn tăng gấp đôi?")
    assert row().state == State.RETURNED
    hand_in(opened.hoa, {"PIGS": 170})
    actions.approve(opened.lan, *words())
    lock()
    actions.reopen(opened.chi, *words(), "Xã kiểm đếm lại")
    assert row().state == State.OPEN
    verbs = ["return.submit", "return.send_back", "return.submit", "return.approve", "return.lock", "return.reopen"]
    assert list(Step.objects.filter(made_of=row()).order_by("pk").values_list("verb", flat=True)) == verbs
    assert [each.verb for each in Entry.objects.filter(subject__startswith="return/FARM-T").order_by("pk")] == verbs
    kinds = list(Outbox.objects.filter(type__startswith="return.").order_by("pk").values_list("type", flat=True))
    assert kinds == [move.event for verb in verbs for move in MOVES if move.verb == verb]
    assert Observation.objects.get(indicator_id__gt=0, breakdown_id=0, value=170)


def test_a_draft_is_hers_alone_no_figure_and_gone_once_handed_in(opened):
    actions.save_draft(opened.hoa, *words(), {"rows": {"PIGS|": {"value": "999"}}})
    assert not Observation.objects.exists()
    assert Draft.objects.get().person_id == opened.hoa.person_id
    hand_in(opened.hoa, FARM)
    assert not Draft.objects.exists()


def test_a_locked_cell_is_refused_at_every_door_until_the_return_is_reopened(opened):
    hand_in(opened.hoa, FARM)
    actions.approve(opened.lan, *words())
    lock()
    again = [fact("PIGS", A, month().code, 5)]
    for actor in (opened.hoa, opened.lan):
        assert refused(send, *again, actor=actor, key="door") == "cell.locked"
    assert refused(hand_in, opened.hoa, {"PIGS": 5}) == "return.state"
    actions.reopen(opened.lan, *words(), "Số đầu con sai")
    assert not Lock.objects.exists()
    assert send(*again, actor=opened.hoa, key="door").created


def test_a_cell_of_two_locked_returns_stays_locked_until_both_are_reopened(opened):
    hand_in(opened.hoa, FARM)
    hand_in(opened.hoa, {"BIRTHS": 9}, "STAT-T")
    actions.approve(opened.chi, *words())
    actions.approve(opened.chi, *words("STAT-T"))
    opening.lock_due(max(row().locks, row("STAT-T").locks))
    actions.reopen(opened.chi, *words(), "Sửa đàn lợn")
    assert refused(send, fact("PIGS", A, month().code, 5), actor=opened.hoa) == "cell.locked"
    assert send(fact("OUTPUT", A, month().code, 5), actor=opened.hoa).created
    actions.reopen(opened.chi, *words("STAT-T"), "Sửa đàn lợn")
    assert send(fact("PIGS", A, month().code, 5), actor=opened.hoa, key="k2").created


def test_only_who_answers_for_the_place_and_the_sector_hands_in(opened):
    assert refused(hand_in, opened.binh, FARM) == "return.unknown"
    assert refused(hand_in, opened.chi, FARM) == "access.refused"
    assert refused(hand_in, opened.lan, PEOPLE, "PEOPLE-T") == "return.unknown"
    assert refused(actions.save_draft, opened.chi, *words(), {"rows": {}}) == "access.refused"


def test_a_form_across_sectors_needs_a_grant_for_all_of_them(opened):
    assert refused(hand_in, opened.lan, {"PIGS": 1, "BIRTHS": 1}, "STAT-T") == "return.unknown"
    assert hand_in(opened.hoa, {"PIGS": 1, "BIRTHS": 1}, "STAT-T").created


def test_only_the_level_that_receives_decides_in_a_role_that_the_form_names(opened):
    hand_in(opened.hoa, FARM)
    assert refused(actions.approve, opened.binh, *words()) == "return.unknown"
    assert refused(actions.approve, opened.hoa, *words()) == "access.refused"
    assert refused(actions.approve, opened.an, *words()) == "access.refused"
    assert refused(actions.approve, opened.tu, *words()) == "return.not_receiver"
    assert refused(actions.send_back, opened.tu, *words(), "x") == "return.not_receiver"
    hand_in(opened.hoa, {"BIRTHS": 2}, "STAT-T")
    assert refused(actions.approve, opened.lan, *words("STAT-T")) == "return.unknown"
    assert actions.approve(opened.chi, *words("STAT-T")).state == State.APPROVED


def test_nobody_approves_what_she_handed_in(opened):
    hand_in(opened.lan, FARM)
    assert refused(actions.approve, opened.lan, *words()) == "return.own"
    assert refused(actions.approve_all, opened.lan, [row().pk]) == "return.own"
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.filter(pk=row().pk).update(state="approved", approved_by=opened.lan.person_id)
    assert actions.approve(opened.chi, *words()).state == State.APPROVED


def test_sending_back_and_reopening_need_words(opened):
    hand_in(opened.hoa, FARM)
    assert refused(actions.send_back, opened.lan, *words(), "  ") == "return.remark"
    assert refused(actions.send_back, opened.lan, *words(), "x" * 4001) == "return.remark"
    actions.approve(opened.lan, *words())
    assert refused(actions.reopen, opened.lan, *words(), "") == "return.remark"


def test_many_are_approved_at_once_or_none(opened):
    hand_in(opened.hoa, FARM)
    hand_in(opened.hoa, PEOPLE, "PEOPLE-T")
    ids = [row().pk, row("PEOPLE-T").pk]
    assert refused(actions.approve_all, opened.lan, ids) == "return.some_unknown"
    assert actions.approve_all(opened.chi, ids) == 2
    assert refused(actions.approve_all, opened.chi, ids) == "return.state"


def test_a_draft_must_be_rows_of_text(opened):
    wrong: list[dict[str, Any]] = [{}, {"rows": []}, {"rows": {"PIGS|": {"value": 3}}}, {"rows": {"PIGS|": "3"}}]
    for content in wrong:
        assert refused(actions.save_draft, opened.hoa, *words(), content) == "return.draft"


STEPS = {
    "draft": lambda cast: actions.save_draft(cast.hoa, *words(), {"rows": {"PIGS|": {"value": "1"}}}),
    "submit": lambda cast: hand_in(cast.hoa, FARM, key=f"k{Step.objects.count()}"),
    "send-back": lambda cast: actions.send_back(cast.lan, *words(), "sửa"),
    "approve": lambda cast: actions.approve(cast.lan, *words()),
    "lock": lambda cast: lock(),
    "reopen": lambda cast: actions.reopen(cast.chi, *words(), "mở"),
}
#: What each step makes of a state; a state that is not there refuses it (locking passes over it).
MODEL = {
    "draft": {"open": "draft", "draft": "draft", "returned": "returned", "submitted": "submitted"},
    "submit": {"open": "submitted", "draft": "submitted", "returned": "submitted", "submitted": "submitted"},
    "send-back": {"submitted": "returned"},
    "approve": {"submitted": "approved"},
    "lock": {state: "locked" if state == "approved" else state for state in State.values},
    "reopen": {"approved": "open", "locked": "open"},
}


@given(steps=some.lists(some.sampled_from(sorted(STEPS)), max_size=12))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_any_row_of_steps_leads_where_the_model_says(opened, steps):
    with transaction.atomic():
        state = "open"
        for step in steps:
            if state in MODEL[step]:
                STEPS[step](opened)
                state = MODEL[step][state]
            else:
                assert refused(STEPS[step], opened) == "return.state"
            assert row().state == state
            assert (state == "locked") == Lock.objects.exists()
        transaction.set_rollback(True)


def test_postgresql_knows_the_same_ways_and_no_other(opened):
    found = set()
    for before in State.values:
        for after in State.values:
            pk = row().pk
            with transaction.atomic():
                _force(pk, before)
                try:
                    with transaction.atomic():
                        Return.objects.filter(pk=pk).update(state=after, approved_by=0)
                    found |= {(before, after)} if before != after else set()
                except DatabaseError:
                    pass  # the trigger refused
                transaction.set_rollback(True)
    assert found == life.ways()


def _force(pk: int, state: str) -> None:
    """Put it into a state past the trigger, by a row of allowed steps."""
    roads = {
        "open": [],
        "draft": ["draft"],
        "submitted": ["submitted"],
        "returned": ["submitted", "returned"],
        "approved": ["submitted", "approved"],
        "locked": ["submitted", "approved", "locked"],
    }
    for step in roads[state]:
        Return.objects.filter(pk=pk).update(state=step, approved_by=0)


def test_what_a_return_is_about_and_its_history_never_change(opened):
    hand_in(opened.hoa, FARM)
    with pytest.raises(DatabaseError), transaction.atomic():
        Return.objects.filter(pk=row().pk).update(period=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.update(remark="x")
