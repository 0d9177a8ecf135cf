"""The people of the demonstration: one for each role, an officer of each commune, and the simulating system.

The password is known to all who read this: it exists in installations that ran the demo, and nowhere else.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path

from django.db import transaction

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.access.models import Grant
from terrace.base.access.roles import ROLES, Name
from terrace.base.kernel import conf
from terrace.base.notify import preferences
from terrace.base.people import actions as people
from terrace.base.people.models import Kind, Person
from terrace.base.places.index import Index
from terrace.demo.ground import Ground
from terrace.demo.simulation import Simulation

FILE = Path(__file__).parent / "data" / "accounts.tsv"
PASSWORD = "Ruong-bac-thang-2026"  # noqa: S105 - of the demo, printed on its screen
#: Nobody receives mail there (RFC 2606).
MAIL_DOMAIN = "demo.example"
SENDER, OFFICER = "mo-phong", "commune-officer"
TOKEN = "demo"  # noqa: S105 - the name of a token


@dataclass(frozen=True, slots=True)
class Account:
    """A person that one can log in as."""

    username: str
    full_name: str
    role: str
    area: str
    sector: str
    language: str
    #: Names of place and sector, for the screen.
    place: str = ""
    sector_name: str = ""

    @property
    def role_name(self) -> Name:
        return ROLES[self.role].name


def read(path: Path = FILE) -> tuple[Account, ...]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    columns = lines[0].split("\t")
    rows = (dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:])
    return tuple(Account(**row) for row in rows)


def manned() -> frozenset[str]:
    """The codes of the communes whose returns a person of the demo fills in herself."""
    return frozenset(account.area for account in read() if account.role == OFFICER)


def ensure(index: Index, today: date) -> tuple[Account, ...]:
    """Make the accounts that are not there; those that are stay as they are."""
    accounts = read()
    known = set(Person.objects.values_list("username", flat=True))
    for account in accounts:
        area = index.resolve(account.area, today)
        if account.username not in known and area is not None:
            _create(account, area)
    return accounts


def shown(simulation: Simulation, language: str) -> tuple[Account, ...]:
    """The accounts with the names of their places and sectors."""
    index, today, sectors = simulation.ground.index, simulation.ground.today, simulation.snapshot.sectors
    return tuple(
        replace(
            account,
            place=index.tree(today).versions[index.tree(today).codes[account.area]].full_name,
            sector_name=sectors[account.sector].name(language) if account.sector else "",
        )
        for account in read()
    )


@transaction.atomic
def _create(account: Account, area: int) -> None:
    person = people.create_person(
        account.username,
        account.full_name,
        PASSWORD,
        email=f"{account.username}@{MAIL_DOMAIN}",
        language=account.language,
    )
    access.grant(person, account.role, area, account.sector)
    # who tries the demo on a Sunday evening wants to see its e-mail
    preferences.change(policy.actor_of(person), quiet=(time(0), time(0)), rest_days=False)


def sender(ground: Ground) -> Actor:
    """The system that reports what the simulation says of past months, for the whole province."""
    return policy.actor_of(_system(SENDER, "Mô phỏng (dữ liệu trình diễn)", "system-client", ground.province))


def officers(ground: Ground) -> dict[str, Person]:
    """A simulated officer for each of today's communes, by its code."""
    return {
        commune.code: _system(
            f"xa-{commune.code}", f"Cán bộ {commune.name} (mô phỏng)", "commune-officer", commune.place_id
        )
        for commune in ground.communes(ground.today)
    }


@transaction.atomic
def _system(username: str, full_name: str, role: str, area: int) -> Person:
    """The system of this name with its role; made when it is not there."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        person = people.create_person(username, full_name, kind=Kind.SYSTEM)
    if not Grant.objects.filter(person=person, role=role, area_id=area).exists():
        access.grant(person, role, area)
    return person


def tokens(ground: Ground) -> dict[str, str]:
    """A good token for the officer of each commune, by its code; kept in the home, for its owner only."""
    kept = conf.home() / "demo" / "tokens.json"
    held = _read(kept)
    fresh = {
        code: held[code] if _is_good(held.get(code), person) else access.create_token(person, TOKEN)
        for code, person in officers(ground).items()
    }
    if fresh != held:
        _write(kept, fresh)
    return fresh


def _is_good(token: str | None, person: Person) -> bool:
    actor = policy.actor_of_token(token) if token else None
    return actor is not None and actor.person_id == person.pk


def _read(path: Path) -> dict[str, str]:
    held: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return held


def _write(path: Path, held: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(held))
