"""The cast at the API: in Cao Bằng, whose communes of 2025 are still its own.

Hoa: officer of commune A. Bình: officer of commune B. Chi: leader of the province. Dũng: analyst of farming in the
province. An: administrator of the province.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from terrace.base.access import actions, reach, tokens
from terrace.base.bus.models import Outbox
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.people.models import Person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.catalogue.models import Indicator, Release
from terrace.facts.conftest import COMMUNES, PACK, PROVINCE, check_once, fact, send
from terrace.facts.pipeline import handlers

A, B, C = COMMUNES
CAST = {
    "hoa": ("Hoàng Thị Hoa", "commune-officer", A, ""),
    "binh": ("Lý Văn Bình", "commune-officer", B, ""),
    "chi": ("Nông Thị Chi", "leader", PROVINCE, ""),
    "dung": ("Vàng A Dũng", "analyst", PROVINCE, "farming"),
    "an": ("Phạm Văn An", "administrator", PROVINCE, ""),
}
URL = "/api/v1"
OCTOBER = "2026-M10"


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
    """Country, pack and cast, once for the tests of a file: each test is a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        loading.load(PACK)
        people = _people()
        check_once()
        yield people
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def world(settled: SimpleNamespace, db: None) -> None:
    """The places of the country and the indicators of the test pack."""


@pytest.fixture
def cast(settled: SimpleNamespace, db: None) -> SimpleNamespace:
    """Hoa, Bình, Chi, Dũng and An, with their grants."""
    return settled


def _people() -> SimpleNamespace:
    people = {}
    for username, (full_name, role, code, sector) in CAST.items():
        person = create_person(username, full_name)
        place = index.current().resolve(code, timezone.localdate())
        assert place is not None
        actions.grant(person, role, place, sector, start=date(2025, 7, 1))
        people[username] = person
    return SimpleNamespace(**people)


def bearer(person: Person) -> dict[str, str]:
    """The header of a token of hers."""
    return {"Authorization": f"Bearer {actions.create_token(person, 'phone')}"}


class Caller:
    """Calls the API as somebody, by token (None: as nobody)."""

    def __init__(self, person: Person | None = None, **headers: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = headers | (bearer(person) if person else {})

    def get(self, path: str, headers: dict[str, str] | None = None, **parameters: Any) -> Any:
        return self.client.get(URL + path, parameters, headers=self.headers | (headers or {}))

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None, **more: Any) -> Any:
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        more = {"content_type": "application/json"} | more
        return self.client.post(URL + path, content, headers=self.headers | (headers or {}), **more)

    def submit(self, *facts: dict[str, Any], key: str = "k1", source: str = "commune", **more: Any) -> Any:
        body = {"source": source, "observations": list(facts)} | more
        return self.post("/submissions", body, headers={"Idempotency-Key": key})

    def figure(self, indicator: str = "PIGS", area: str = PROVINCE, period: str = OCTOBER, **more: Any) -> Any:
        return self.get("/figures", indicator=indicator, area=area, period=period, **more)


@pytest.fixture
def as_(cast: SimpleNamespace) -> Callable[[str], Caller]:
    """A caller by name: `as_("hoa")`."""
    return lambda name: Caller(getattr(cast, name))


@pytest.fixture
def nobody(world: None) -> Caller:
    return Caller()


def pigs(area: Any = A, value: Any = 12, period: str = OCTOBER, **more: Any) -> dict[str, Any]:
    return {"indicator": "PIGS", "area": area, "period": period, "value": value} | more


def drain() -> None:
    """Roll up what waits."""
    for event in Outbox.objects.filter(type="facts.accepted").order_by("id"):
        data = msgspec.json.decode(event.data)
        handlers.refresh([tuple(group) for group in data["cells"]])
    Outbox.objects.all().delete()


@pytest.fixture
def pigs_of_october(cast: SimpleNamespace) -> None:
    """Twelve pigs in A, thirty in B, handed in by the system; rolled up."""
    send(fact("PIGS", A, OCTOBER, 12), fact("PIGS", B, OCTOBER, 30), key="pigs")
    drain()


def release(indicator: str = "PIGS", period: int = 2026610, level: int = 2) -> None:
    """Publish places of the level and those above it."""
    found = Indicator.objects.get(code=indicator)
    # a day ago: for PostgreSQL it is still the moment at which the transaction of the file began
    ago = timezone.now() - timedelta(days=1)
    Release.objects.create(indicator=found, period=period, level=level, released_at=ago)


@contextmanager
def row_security() -> Iterator[None]:
    """Serve as a web process does: as the web role, which row-level security binds."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE terrace_web")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def as_web() -> Callable[[], AbstractContextManager[None]]:
    return row_security
