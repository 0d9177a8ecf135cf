"""The cast at returns: in Cao Bằng, whose communes of 2025 are still its own.

Hoa and Mai: officers of commune A. Bình: officer of commune B. Lan: officer of the department of farming. Chi: leader
of the province. Tư: leader of commune A, which receives nothing. An: administrator of the province.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.access import policy, reach
from terrace.base.access.policy import Actor
from terrace.base.bus.models import Outbox
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.collection.intake import Intake
from terrace.facts.conftest import COMMUNES, PACK, PROVINCE, check_once, fact
from terrace.facts.returns import actions, opening
from terrace.facts.returns.models import Return

ASKED = Path(__file__).parent / "pack"
A, B, C = COMMUNES
CAST = {
    "hoa": ("Hoàng Thị Hoa", "commune-officer", A, ""),
    "mai": ("Lý Thị Mai", "commune-officer", A, ""),
    "binh": ("Lý Văn Bình", "commune-officer", B, ""),
    "lan": ("Bùi Thị Lan", "department-officer", PROVINCE, "farming"),
    "chi": ("Nông Thị Chi", "leader", PROVINCE, ""),
    "tu": ("Đàm Văn Tư", "leader", A, ""),
    "an": ("Phạm Văn An", "administrator", PROVINCE, ""),
}


def month() -> Period:
    """The running month: its returns are open and not yet due."""
    return periods.containing(timezone.localdate(), Frequency.MONTH)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    reach.forget()
    index.expire()
    yield
    reach.forget()
    index.expire()


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Country, packs and cast, once for the tests of a file: each test is a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        loading.load(PACK)
        loading.load(ASKED)
        _hire()
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


def _hire() -> None:
    for username, (full_name, role, code, sector) in CAST.items():
        place = index.current().resolve(code, timezone.localdate())
        assert place is not None
        access.grant(create_person(username, full_name), role, place, sector, start=date(2025, 7, 1))


@pytest.fixture
def cast(settled: None, db: None) -> SimpleNamespace:
    """Everybody, as actors with their grants."""
    from terrace.base.people.models import Person

    Outbox.objects.all().delete()
    people = {name: Person.objects.get(username=name) for name in CAST}
    return SimpleNamespace(**{name: policy.actor_of(person) for name, person in people.items()})


@pytest.fixture
def opened(cast: SimpleNamespace) -> SimpleNamespace:
    """The returns of the running month are open; nothing of it has been told yet."""
    opening.open_due(timezone.localdate())
    Outbox.objects.all().delete()
    return cast


#: Everything that the form FARM-T asks.
FARM = {"PIGS": 340, "AREA": 12, "AREA:CROP=RICE": 8, "AREA:CROP=MAIZE": 4, "OUTPUT": 30}
PEOPLE = {"BIRTHS": 9, "BIRTHS:SEX=F": 4, "BIRTHS:SEX=M": 5}


def intake(said: dict[str, Any], area: str = A, period: str = "", **more: Any) -> Intake:
    """What was typed: values by `INDICATOR:BREAKDOWN`, text for a reason."""
    facts = []
    for name, value in said.items():
        indicator, _, breakdown = name.partition(":")
        figure = {"reason": value} if isinstance(value, str) else {"value": value}
        facts.append(fact(indicator, area, period or month().code, breakdown=breakdown or None, **figure))
    return Intake("commune", facts, **more)


def hand_in(actor: Actor, said: dict[str, Any], form: str = "FARM-T", area: str = A, key: str = "", **more: Any) -> Any:
    """Hand in the return of the running month."""
    because = more.pop("because", "")
    handed = intake(said, area, because=because)
    words = (form, area, month().code)
    return actions.hand_in(actor, *words, key or f"{form}-{area}-{len(said)}-{more}", "web", handed, **more)


def row(form: str = "FARM-T", area: str = A, period: str = "") -> Return:
    """The return as it is stored."""
    wanted = periods.parse(period) if period else month()
    place = index.current().resolve(area, wanted.end)
    return Return.objects.get(form__code=form, area_id=place, period=wanted.id)


def words(form: str = "FARM-T", area: str = A) -> tuple[str, str, str]:
    return form, area, month().code
