"""The cast of access, a mail server, an HTTP server, and a kind of notice for the tests.

Working hours: the clock of the tests stands at ten on a Wednesday unless a test says otherwise.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from terrace.base.access.tests.conftest import CAST, _nothing_remembered, as_web, settled_cast  # noqa: F401 - fixtures
from terrace.base.access.tests.land import settle
from terrace.base.notify import calendar, kinds, links, planning, sending
from terrace.base.notify.kinds import EMAIL, PUSH, SMS, WEBHOOK
from terrace.base.notify.messages import Message, Urgency, Words
from terrace.base.notify.models import Delivery, Preference
from terrace.base.notify.tests.servers import Post, Web, mail_server, web_server
from terrace.base.people.models import Person

KIND = "test.thing"
SITE = "https://terrace.test.vn"
DONE: list[links.Opened] = []


def _done(opened: links.Opened) -> Words:
    DONE.append(opened)
    return Words("Xong", "Done")


if KIND not in kinds.KINDS:
    kinds.register(KIND, Words("Việc thử", "Test matter"), Urgency.NORMAL, (EMAIL, PUSH, SMS, WEBHOOK))
    links.handle("test", _done, Words("Làm", "Do it"))


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SMTP_URL", "SMS_URL", "BOUNCE_LISTEN", "PRIVATE_NETWORKS"):
        monkeypatch.delenv(f"TERRACE_{name}", raising=False)
    monkeypatch.setenv("TERRACE_SITE", SITE)
    monkeypatch.setenv("TERRACE_MAIL_FROM", "Tỉnh Hồ <terrace@ho.gov.vn>")
    calendar.forget()
    DONE.clear()
    yield
    calendar.forget()


@pytest.fixture(scope="module")
def _post() -> Iterator[Post]:
    with mail_server() as running:
        yield running


@pytest.fixture
def post(_post: Post, monkeypatch: pytest.MonkeyPatch) -> Post:
    """A mail server that takes everything; e-mail goes there."""
    fresh = Post()
    _post.__dict__.update({name: value for name, value in vars(fresh).items() if name != "port"})
    monkeypatch.setenv("TERRACE_SMTP_URL", _post.url)
    return _post


@pytest.fixture(scope="module")
def _web() -> Iterator[Web]:
    with web_server() as running:
        yield running


@pytest.fixture
def web(_web: Web, monkeypatch: pytest.MonkeyPatch) -> Web:
    """An HTTP server on this machine, which an administrator allowed."""
    _web.calls.clear()
    _web.status, _web.headers = 200, {}
    monkeypatch.setenv("TERRACE_PRIVATE_NETWORKS", "127.0.0.0/8")
    return _web


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The small country and the cast, once for the tests of a file: each test is a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        settle()
        hire()
        yield
        transaction.set_rollback(True)


def hire() -> SimpleNamespace:
    """The cast with e-mail addresses; nobody has quiet hours."""
    cast = settled_cast()
    for name, person in vars(cast).items():
        person.email = f"{name}@ho.gov.vn"
        person.language = "en" if name == "an" else "vi"
        person.save()
        awake(person)
    return cast


@pytest.fixture
def people(settled: None, db: None) -> SimpleNamespace:
    return SimpleNamespace(**{name: Person.objects.get(username=name) for name in CAST})


def awake(person: Person, **more: object) -> None:
    """No quiet hours, no rest on weekends."""
    hours = {"quiet_from": "00:00", "quiet_until": "00:00", "rest_days": False}
    Preference.objects.update_or_create(person=person, defaults={**hours, **more})


def message(key: str = "k", **more: Any) -> Message:
    title = Words("Đàn lợn xã A tăng 10 lần", "Pigs of A: ten times")
    values: dict[str, Any] = {"kind": KIND, "key": key, "title": title, "path": "/warnings/1/"}
    return Message(**values | more)


def go_out() -> None:
    """What workers do, now."""
    while planning.plan():
        pass
    for channel in kinds.OUTSIDE:
        while sending.send(channel):
            pass


def states() -> dict[str, str]:
    """The state of each delivery by the key of its notice."""
    return dict(Delivery.objects.order_by("pk").values_list("notice__key", "state"))


def hasten(**by: float) -> None:
    """Let time pass for what waits."""
    for row in Delivery.objects.filter(state="waiting"):
        Delivery.objects.filter(pk=row.pk).update(due_at=row.due_at - timedelta(**by))


def at(monkeypatch: pytest.MonkeyPatch, text: str) -> datetime:
    """The clock of Python stands at a time in Vietnam."""
    moment = datetime.fromisoformat(text).replace(tzinfo=calendar.ZONE)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment
