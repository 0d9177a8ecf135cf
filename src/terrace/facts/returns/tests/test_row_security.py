"""Row-level security answers for returns what the policy answers, whatever Python forgets."""

import pytest
from django.db import DatabaseError, transaction

from terrace.base.access import policy
from terrace.facts.returns import actions
from terrace.facts.returns.models import Draft, Return, Step

from .conftest import FARM, PEOPLE, B, hand_in, row, words


def seen(actor, model=Return) -> set[int]:
    with transaction.atomic(), policy.acting_as(actor):
        return set(model.objects.values_list("pk", flat=True))


def changed(actor, pk: int, **values) -> int:
    """How many rows an UPDATE without any filter of Python's changes; -1 when PostgreSQL refuses it."""
    try:
        with transaction.atomic(), policy.acting_as(actor):
            return Return.objects.filter(pk=pk).update(**values)
    except DatabaseError:
        return -1


def test_each_sees_the_returns_of_her_places_and_sectors(opened):
    every = set(Return.objects.values_list("pk", flat=True))
    assert seen(opened.chi) == seen(opened.an) == every
    assert seen(opened.hoa) == set(Return.objects.filter(area_id=row().area_id).values_list("pk", flat=True))
    assert seen(opened.lan) == set(Return.objects.filter(form__sector="farming").values_list("pk", flat=True))
    assert seen(policy.ANONYMOUS) == set()


def test_a_state_is_changed_only_by_whom_its_step_is_given_to(opened):
    pk, other = row().pk, row(area=B).pk
    assert changed(opened.hoa, other, state="submitted") == 0
    assert changed(opened.tu, pk, state="submitted") == 0
    assert changed(opened.hoa, pk, state="submitted", submitted_by=opened.hoa.person_id) == 1
    assert changed(opened.hoa, pk, state="approved", approved_by=1) == -1
    assert changed(opened.hoa, pk, state="returned") == -1
    assert changed(opened.tu, pk, state="approved", approved_by=1) == 0
    assert changed(opened.lan, pk, state="approved", approved_by=opened.lan.person_id) == 1
    assert changed(opened.hoa, pk, state="open") == -1
    assert changed(opened.chi, pk, state="locked") == -1
    assert changed(opened.chi, pk, state="open", approved_by=None) == 1


@pytest.mark.parametrize("verb", ["return.submit", "return.approve", "return.reopen", "return.lock"])
def test_a_step_is_written_only_by_herself_and_with_its_right(opened, verb):
    def write(actor, person) -> bool:
        try:
            with transaction.atomic(), policy.acting_as(actor):
                Step.objects.create(made_of_id=row_id, verb=verb, person_id=person)
        except DatabaseError:
            return False
        return True

    row_id = row().pk
    able = {"return.submit": {"hoa", "mai", "lan"}, "return.approve": {"lan", "chi"}, "return.reopen": {"lan", "chi"}}
    for name in ("hoa", "mai", "binh", "lan", "chi", "tu", "an"):
        actor = getattr(opened, name)
        assert write(actor, actor.person_id) == (name in able.get(verb, set())), name
    assert not write(opened.hoa, opened.mai.person_id)


def test_a_draft_is_read_by_who_wrote_it(opened):
    actions.save_draft(opened.hoa, *words(), {"rows": {"PIGS|": {"value": "1"}}})
    assert len(seen(opened.hoa, Draft)) == 1
    assert seen(opened.mai, Draft) == seen(opened.chi, Draft) == set()


def test_steps_are_seen_with_their_return(opened):
    hand_in(opened.hoa, FARM)
    hand_in(opened.hoa, PEOPLE, "PEOPLE-T")
    assert len(seen(opened.chi, Step)) == 2
    assert len(seen(opened.lan, Step)) == 1
    assert seen(opened.binh, Step) == set()


def test_nobody_at_the_web_opens_or_removes_returns(opened):
    day = row().due
    with pytest.raises(DatabaseError), transaction.atomic(), policy.acting_as(opened.chi):
        Return.objects.filter(pk=row().pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic(), policy.acting_as(opened.chi):
        Return.objects.create(form_id=row().form_id, area_id=row().area_id, period=1, cut_off=day, due=day, locks=day)
