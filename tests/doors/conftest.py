"""The world at the doors: the country, three test packs, and two officers of one commune."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from terrace.base.access import actions, policy, reach, tokens
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import locks
from terrace.facts.collection.locks import Locked
from terrace.facts.conftest import PACK, check_once, send
from terrace.facts.returns import opening
from tests.doors.cases import FARMING_ONLY, MONTH, OWN, Case
from tests.doors.registry import Sender

#: When the returns of October are open.
TODAY = date(2026, 11, 22)
PACKS = (PACK, PACK.parent / "ruled", Path(__file__).parent / "pack")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    for remembered in (reach, tokens):
        remembered.forget()
    index.expire()
    yield
    for remembered in (reach, tokens):
        remembered.forget()
    index.expire()


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Country, packs and people, once for the file: each case is a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        for pack in PACKS:
            loading.load(pack)
        people = SimpleNamespace(hoa=_officer("hoa", ""), lan=_officer("lan", "farming"))
        opening.open_due(TODAY)
        check_once()
        yield people
        transaction.set_rollback(True)
    index.expire()


def _officer(username: str, sector: str) -> Sender:
    person = create_person(username, username.title())
    place = index.current().resolve(OWN, date(2026, 1, 31))
    assert place is not None
    actions.grant(person, "commune-officer", place, sector, start=date(2025, 7, 1))
    return Sender(person, policy.actor_of(person), actions.create_token(person, "doors"))


@pytest.fixture
def senders(settled: SimpleNamespace, db: None) -> SimpleNamespace:
    return settled


def sender_of(case: Case, senders: SimpleNamespace) -> Sender:
    """Who hands the case in."""
    found: Sender = senders.lan if case.name in FARMING_ONLY else senders.hoa
    return found


def prepare(case: Case) -> None:
    """What is in force, and final, before the case comes."""
    if case.before:
        send(*case.before, key="before")
    catalogue = snapshot.current()
    place = index.current().resolve(OWN, date(2026, 10, 31))
    assert place is not None
    source = catalogue.sources["commune"].id
    locks.lock([Locked(catalogue.indicators[code].id, 2026610, place, source) for code in case.locked], "return/1")
    assert MONTH == "2026-M10"
