"""The cast, the same in every test of access.

Hoa: officer of commune A. Bình: officer of commune B. Chi: leader of the lake province. Dũng: analyst of the
agriculture department of the lake province. An: administrator of the lake province.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection

from terrace.base.access import actions, reach, tokens
from terrace.base.access.tests.land import At, settle
from terrace.base.people import presence
from terrace.base.people.actions import create_person
from terrace.base.people.models import Person

CAST = {
    "hoa": ("Hoàng Thị Hoa", "commune-officer", At.A, ""),
    "binh": ("Lý Văn Bình", "commune-officer", At.B, ""),
    "chi": ("Nông Thị Chi", "leader", At.LAKE, ""),
    "dung": ("Vàng A Dũng", "analyst", At.LAKE, "agriculture"),
    "an": ("Phạm Văn An", "administrator", At.LAKE, ""),
}


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    reach.forget()
    tokens.forget()
    yield
    reach.forget()
    tokens.forget()


@pytest.fixture
def land(db: None) -> type[At]:
    settle()
    return At


def settled_cast() -> SimpleNamespace:
    people = {}
    for username, (full_name, role, area, sector) in CAST.items():
        person = create_person(username, full_name)
        actions.grant(person, role, area, sector, start=date(2025, 7, 1))
        people[username] = person
    return SimpleNamespace(**people)


@pytest.fixture
def cast(land: type[At]) -> SimpleNamespace:
    """Hoa, Bình, Chi, Dũng and An, with their grants."""
    return settled_cast()


@pytest.fixture
def as_web() -> Callable[[Person | None], AbstractContextManager[None]]:
    """Work as a web process does for this person: bound by row-level security."""
    return web


@contextmanager
def web(person: Person | None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE terrace_web")
    try:
        with presence.acting(person.pk if person else None):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def site(settings) -> None:
    """The small site of `tests/site.py` behind the middleware that matters here."""
    settings.ROOT_URLCONF = "terrace.base.access.tests.site"
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "terrace.base.access.middleware.ActorMiddleware",
    ]
