"""The cast of warnings, in Cao Bằng.

Hoa: officer of commune A. Bình: officer of commune B. Tư: leader of commune A. Lan: officer of the department of
farming. Minh: analyst of the province, for all sectors. Chi: its chairwoman. An: its administrator. Vân: officer of
another province.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from terrace.base.access import actions as access
from terrace.base.access import policy, reach
from terrace.base.bus.models import Outbox
from terrace.base.kernel.problems import Refused
from terrace.base.notify.models import Notice
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.people.models import Person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.conftest import COMMUNES, PACK, PROVINCE, check_once, hear_all
from terrace.insight.monitoring import rules
from terrace.insight.monitoring.lifecycle import upkeep
from terrace.insight.monitoring.models import Group, PackRule, Warning

A, B, C = COMMUNES
OTHER = "01"
DAY = date(2026, 11, 16)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PERIOD = 2026610
CAST = {
    "hoa": ("Hoàng Thị Hoa", "commune-officer", A, ""),
    "binh": ("Lý Văn Bình", "commune-officer", B, ""),
    "tu": ("Đàm Văn Tư", "leader", A, ""),
    "lan": ("Bùi Thị Lan", "department-officer", PROVINCE, "farming"),
    "minh": ("Đỗ Văn Minh", "analyst", PROVINCE, ""),
    "chi": ("Nông Thị Chi", "leader", PROVINCE, ""),
    "an": ("Phạm Văn An", "administrator", PROVINCE, ""),
    "van": ("Trần Thị Vân", "commune-officer", OTHER, ""),
}
RULES = {
    "farm": {"indicator": "PIGS", "deadline_days": 3},
    "birth": {"indicator": "BIRTHS", "deadline_days": 5},
    "office": {"indicator": "PIGS", "deadline_days": 3, "owner_role": "department-officer"},
}


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """A moment by the province's clock; 16 November 2026 is a Monday."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    _forget()
    yield
    _forget()


def _forget() -> None:
    reach.forget()
    index.expire()
    rules.expire()


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Country, pack, rules and cast, once for the tests of a file: each test is a savepoint in this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        check_once()
        yield
        transaction.set_rollback(True)
    _forget()


def load() -> None:
    """The small world."""
    _forget()
    places.load_country()
    loading.load(PACK)
    for code, said in RULES.items():
        plain = {"name_vi": f"Quy tắc {code}", "name_en": f"Rule {code}", "kind": "detector", "params": {"sure": "0.9"}}
        PackRule.objects.create(code=code, pack_id=_pack(), **plain, **said)
    for username, (full_name, role, code, sector) in CAST.items():
        access.grant(create_person(username, full_name), role, place(code), sector, start=date(2025, 7, 1))


def _pack() -> Any:
    from terrace.base.packs.models import Pack

    return Pack.objects.values_list("pk", flat=True).first()


@pytest.fixture
def cast(settled: None, db: None) -> SimpleNamespace:
    """Everybody, as actors with their grants."""
    Outbox.objects.all().delete()
    return actors()


def actors() -> SimpleNamespace:
    people = {name: Person.objects.get(username=name) for name in CAST}
    return SimpleNamespace(**{name: policy.actor_of(person) for name, person in people.items()})


def refused(code: str) -> Any:
    """The block raises this problem."""
    return pytest.raises(Refused, match=re.escape(code))


def heard() -> None:
    """What relay and worker do with the events about warnings, until nothing is left."""
    hear_all(("warnings-",), at(16))


def place(code: str) -> int:
    found = index.current().resolve(code, DAY)
    assert found is not None
    return found


def warning(code: str = A, indicator: str = "PIGS", rule: str = "farm", **more: Any) -> Warning:
    """A warning as `raising` makes it, not yet stored."""
    spec = snapshot.current().indicators.get(indicator)
    said: dict[str, Any] = {
        "rule": rule,
        "kind": "change",
        "indicator_id": spec.id if spec else 0,
        "area_id": place(code),
        "sector": spec.sector if spec else "",
        "period": PERIOD,
        "since": PERIOD,
        "value": Decimal(120),
        "expected": Decimal(300),
        "low": Decimal(250),
        "high": Decimal(350),
        "against": "forecast",
        "sure": Decimal("0.97"),
    }
    return Warning(**(said | more))


def rise(*rows: Warning, now: datetime | None = None) -> list[Warning]:
    """Store and raise them at the moment, as they are afterwards."""
    moment = now or at(16)
    for row in rows:
        row.raised_at = row.seen_at = moment
    with transaction.atomic():
        made = Warning.objects.bulk_create(rows)
        upkeep.begin(made, moment)
    return again(made)


def again(rows: Sequence[Warning]) -> list[Warning]:
    held = Warning.objects.in_bulk([row.pk for row in rows])
    return [held[row.pk] for row in rows]


def group_of(row: Warning) -> Group:
    return Group.objects.get(pk=row.group_id or 0)


def told(actor: Any, kind: str = "") -> list[Notice]:
    """What somebody was told, oldest first."""
    found = Notice.objects.filter(person_id=actor.person_id).order_by("pk")
    return list(found.filter(kind=kind) if kind else found)


def keys(actor: Any) -> list[str]:
    """What somebody was told, by the end of the keys."""
    return [each.key.partition("/")[2].partition("/")[2] for each in told(actor)]
