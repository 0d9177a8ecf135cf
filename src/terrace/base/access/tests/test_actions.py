"""Changes of grants and tokens, and what they leave in the audit."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from terrace.base.access import actions
from terrace.base.access.models import Grant
from terrace.base.access.policy import actor_of, may
from terrace.base.access.tests.land import At
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.faults[0].code


def test_a_grant_and_its_end_are_in_the_audit(cast):
    grant = actions.grant(cast.hoa, "analyst", At.C, "health", by=actor_of(cast.an))
    actions.end_grant(grant, by=actor_of(cast.an))
    entries = Entry.objects.filter(subject=f"grant:{grant.pk}").order_by("pk")
    assert [(entry.verb, entry.actor_id) for entry in entries] == [
        ("grant.create", cast.an.pk),
        ("grant.end", cast.an.pk),
    ]
    assert entries[0].detail["area"] == At.C


def test_a_grant_that_is_taken_back_on_its_first_day_never_held(cast):
    actions.end_grant(actions.grant(cast.hoa, "leader", At.HILL))
    assert not may(actor_of(cast.hoa), "figure.read", area=At.HILL)


def test_a_grant_can_be_ended_on_a_later_day(cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.end_grant(Grant.objects.get(person=cast.hoa), tomorrow)
    assert may(actor_of(cast.hoa), "figure.read", area=At.A)
    assert not may(actor_of(cast.hoa), "figure.read", area=At.A, day=tomorrow)


def test_an_officer_cannot_grant(cast):
    with pytest.raises(Refused) as refused:
        actions.grant(cast.binh, "leader", At.A, by=actor_of(cast.hoa))
    assert code_of(refused) == "access.refused"


def test_nobody_grants_to_herself(cast):
    with pytest.raises(Refused) as refused:
        actions.grant(cast.an, "leader", At.A, by=actor_of(cast.an))
    assert code_of(refused) == "grant.own"


@pytest.mark.parametrize(
    ("role", "until", "code"),
    [
        ("emperor", None, "grant.role_unknown"),
        ("leader", date(2020, 1, 1), "grant.no_time"),
        ("commune-officer", None, "grant.twice"),
    ],
)
def test_a_grant_without_sense_is_refused_and_stores_nothing(cast, role, until, code):
    before = Grant.objects.count()
    with pytest.raises(Refused) as refused:
        actions.grant(cast.hoa, role, At.A, until=until)
    assert code_of(refused) == code
    assert Grant.objects.count() == before


def test_an_administrator_makes_no_token_in_the_name_of_a_leader(cast):
    with pytest.raises(Refused) as refused:
        actions.create_token(cast.chi, "mine", by=actor_of(cast.an))
    assert code_of(refused) == "token.of_another"
