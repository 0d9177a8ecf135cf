"""What was in force at a moment, as far as the reader may see it: moments are those of statements, so committed."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.people.actions import create_person
from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.conftest import COMMUNES, fact, lasting_world, send  # noqa: F401
from terrace.insight.warehouse import rolling

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lasting_world")]
A, B, _ = COMMUNES


def values(as_of=None):
    found = rolling.observed(list(catalogue.current().by_id), (2026, 2026), as_of=as_of)
    return sorted(found["value"].to_pylist())


def officer(name, code):
    person = create_person(name, name)
    place = places.current().resolve(code, timezone.localdate())
    assert place
    access.grant(person, "commune-officer", place, start=date(2025, 7, 1))
    return policy.actor_of(person)


def test_what_was_known_then_is_read_as_it_was_and_only_what_she_may_see():
    before = timezone.now()
    send(fact("PIGS", A, "2026-M01", 12), fact("PIGS", B, "2026-M01", 40), key="first")
    then = timezone.now()
    send(fact("PIGS", A, "2026-M01", 13), fact("PIGS", A, "2026-M02", 50), key="second")
    assert (values(before), values(then), values()) == ([], [12, 40], [13, 40, 50])
    with transaction.atomic(), policy.acting_as(officer("hoa", A)):
        assert (values(before), values(then), values()) == ([], [12], [13, 50])
