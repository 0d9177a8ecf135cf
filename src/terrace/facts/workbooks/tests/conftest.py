"""Two officers and their returns of the last months."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.access.actors import Actor, actor_of
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PROVINCE
from terrace.facts.returns import opening

PACK = Path(__file__).parent / "pack"
FORM = "T-XA"
A, B, C = COMMUNES
#: The month that is being reported, and the one before.
MONTH = periods.containing(timezone.localdate(), Frequency.MONTH).previous()
BEFORE = MONTH.previous()


def hire(username: str, role: str, code: str) -> Actor:
    """Somebody with a grant at a place."""
    person = create_person(username, username.title())
    place = index.current().resolve(code, timezone.localdate())
    access.grant(person, role, place or 0, "", start=date(2025, 7, 1))
    return actor_of(person)


@pytest.fixture
def office(world: None) -> None:
    """The forms, and returns of the communes of Cao Bằng."""
    loading.load(PACK)


@pytest.fixture
def hoa(office: None) -> Actor:
    """An officer of the commune A, whose returns are open."""
    actor = hire("hoa", "commune-officer", A)
    opening.open_due(timezone.localdate(), since=BEFORE.start)
    return actor


@pytest.fixture
def lan(hoa: Actor) -> Actor:
    """An officer for the whole province."""
    return hire("lan", "commune-officer", PROVINCE)
