"""A leader, an officer, an administrator, another system; kinds and a purpose of a made-up domain; what is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.kernel.problems import Refused
from terrace.base.notify import actions, kinds, links
from terrace.base.notify.links import Opened
from terrace.base.notify.messages import Link, Message, Urgency, Words
from terrace.base.notify.models import Notice
from terrace.base.people.actions import create_person
from terrace.base.people.models import Person
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PROVINCE, _fresh_snapshots, country, world  # noqa: F401 - fixtures

KIND, OTHER, PURPOSE = "test.raised", "test.cleared", "test.take"
CAST = {
    "chi": ("Nông Thị Chi", "leader", PROVINCE),
    "hoa": ("Hoàng Thị Hoa", "commune-officer", COMMUNES[0]),
    "an": ("Phạm Văn An", "administrator", PROVINCE),
}


@pytest.fixture(autouse=True)
def pressed() -> Iterator[list[Opened]]:
    """What was done by the made-up purpose; `refuse` among it refuses."""
    done: list[Opened] = []

    def take(opened: Opened) -> Words:
        if opened.object == "refuse":
            raise Refused([])
        done.append(opened)
        return Words("Đã tiếp nhận cảnh báo.", "The warning is yours.")

    kinds.register(KIND, Words("Cảnh báo thử", "Test warning"), Urgency.NORMAL, ("email", "webhook"))
    kinds.register(OTHER, Words("Hết cảnh báo thử", "Test cleared"), Urgency.LOW, ())
    links.handle(PURPOSE, take, Words("Tiếp nhận", "Take it"), lambda opened: Words(f"Số {opened.object}", "One"))
    yield done
    for code in (KIND, OTHER):
        del kinds.KINDS[code]
    del links.HANDLERS[PURPOSE], links.ASKED[PURPOSE]


@pytest.fixture
def cast(world: None) -> SimpleNamespace:  # noqa: F811 - the fixture
    made = {}
    for username, (name, role, code) in CAST.items():
        made[username] = create_person(username, name, email=f"{username}@example.vn")
        access.grant(made[username], role, index.current().resolve(code, timezone.localdate()) or 0)
    made["ioc"] = create_person("ioc", "IOC", kind="system")
    return SimpleNamespace(**made)


@pytest.fixture
def browser(cast: SimpleNamespace) -> Any:
    """A browser by name: `browser("hoa")`."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return sign_in


@contextmanager
def as_web() -> Iterator[None]:
    """Serve as a web process does: as the role that row-level security binds. Log in before."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE terrace_web")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def message(key: str = "one", **more: Any) -> Message:
    title = Words("Đàn lợn tăng gấp mười", "Ten times the pigs")
    lines = (Words("Xã A báo 48.120 con.", "Commune A reported 48,120."),)
    taking = (Link(Words("Tiếp nhận", "Take it"), "7", PURPOSE),)
    return Message(
        **{"kind": KIND, "key": key, "title": title, "lines": lines, "path": "/help", "links": taking, **more}
    )


def tell(person: Person, key: str = "one", **more: Any) -> Notice:
    actions.tell([person.pk], message(key, **more))
    return Notice.objects.get(person=person, key=key)
