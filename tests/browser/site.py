"""Runs a site for the browser tests: `python -m tests.browser.site PORT LIVE_PORT`, with TERRACE_HOME of its own.

Fills the small province through the one door, then serves it as `terrace serve` does. It ends when its standard input
does, so that nothing is left of a test run that was killed.
"""

import os
import random
import signal
import sys
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from terrace.base.kernel import embedded, site
from tests.browser import people

ROOT = Path(__file__).parents[2]
PACKS = ("common", "agriculture", "population", "education", "economy", "reporting", "governance-indices")
#: Of these nothing was handed in.
LATER = ("household-survey", "socio-economic-reports")


def run(port: int, live_port: int) -> None:
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    with embedded.servers(durable=False):
        _fill()
        site.run("127.0.0.1", port, live_port, workers=1)


def _end_with_the_tests() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def _fill() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from terrace.base.packs import loading
    from terrace.base.places import actions, index

    call_command("migrate", interactive=False, verbosity=0)
    if index.current().resolve(people.PROVINCE, _today()) is None:
        actions.load_country()
        for pack in PACKS:
            loading.load(ROOT / "packs" / pack)
        _hire()
        _school()
        _govern()
        _report()
        _publish()
        for pack in LATER:
            loading.load(ROOT / "packs" / pack)


def _today() -> date:
    return people.running().end


def communes() -> tuple[int, ...]:
    from terrace.base.places import index

    found = index.current()
    return found.children(found.resolve(people.PROVINCE, _today()) or 0, _today())


def _hire() -> None:
    """All with one hash of their common password: to make one takes long."""
    from django.contrib.auth.hashers import make_password

    from terrace.base.access import actions as access
    from terrace.base.people.actions import create_person
    from terrace.base.people.models import Password
    from terrace.base.places import index

    common = make_password(people.PASSWORD)
    for each in people.EVERYBODY:
        place = communes()[each.place] if isinstance(each.place, int) else index.current().resolve(each.place, _today())
        person = create_person(each.username, each.full_name, language=each.language)
        Password.objects.create(person=person, hash=common)
        access.grant(person, each.role, place or 0, each.sector, start=date(2025, 7, 1))


def _school() -> None:
    """Simulated pupils and classes of the past years."""
    from terrace.base.access.policy import SYSTEM
    from terrace.base.places import index
    from terrace.demo import schools
    from terrace.demo.ground import Ground
    from terrace.demo.simulation import Simulation
    from terrace.facts.catalogue import snapshot

    ground = Ground(index.current(), people.PROVINCE, _today())
    schools.send(schools.missing(Simulation(ground, snapshot.current()), SYSTEM))


def _govern() -> None:
    """Simulated scores of one index of governance for every province."""
    from terrace.base.places import index
    from terrace.demo import governance
    from terrace.demo.ground import Ground
    from terrace.demo.simulation import Simulation
    from terrace.facts.catalogue import snapshot

    ground = Ground(index.current(), people.PROVINCE, _today())
    governance.send(governance.missing(Simulation(ground, snapshot.current()))[-1:])


def _report() -> None:
    """Every commune's returns of the full months, and of the running one all but the first communes'."""
    from terrace.base.access.policy import SYSTEM
    from terrace.base.kernel.problems import Refused
    from terrace.facts.collection import actions

    for month in (*people.before(people.FULL_MONTHS), people.running()):
        places = communes()[people.OPEN_COMMUNES if month == people.running() else 0 :]
        handed = [
            actions.Delivery(SYSTEM, f"seed-{month.code}-{code}", "file", _intake(code, month.code))
            for code in map(_code, places)
        ]
        refused = [answer for answer in actions.submit_many(handed) if isinstance(answer, Refused)]
        if refused:
            raise refused[0]


def _publish() -> None:
    """Some counts of people are public down to communes."""
    from terrace.base.access.policy import SYSTEM
    from terrace.base.places.models import Level
    from terrace.facts.catalogue import releasing

    releasing.release("DEPARTURES", [month.id for month in people.before(people.FULL_MONTHS)], Level.COMMUNE, SYSTEM)


def _code(place: int) -> str:
    from terrace.base.places import index

    version = index.current().version(place, _today())
    return version.code if version else ""


def _intake(code: str, month: str) -> Any:
    """A return of made-up figures, which are unusual in many ways; what is impossible it does not say."""
    from terrace.facts.collection.intake import Intake

    return Intake("simulation", list(_facts(code, month)), because="Dữ liệu thử")


#: The sector of what the system itself counts.
COUNTED = "reporting"
#: Part of another indicator, and so a part of its usual size.
SMALL = {"THIRD_BIRTHS": Decimal("0.1")}


def _facts(code: str, month: str) -> Iterator[Any]:
    """A value within its limits for every monthly indicator and breakdown that a commune reports; always the same."""
    from terrace.base.places.models import Level
    from terrace.facts.catalogue import snapshot
    from terrace.facts.collection.intake import Fact

    for spec in snapshot.current().indicators.values():
        monthly = spec.frequency is people.running().frequency and not spec.formula
        if spec.reported_at == Level.COMMUNE and monthly and spec.sector != COUNTED:
            chance = random.Random(f"{code}{month}{spec.code}")
            low, high = spec.minimum or Decimal(0), spec.maximum if spec.maximum is not None else Decimal(10**6)
            value = low + min(high - low, Decimal(1000)) * chance.randint(20, 60) / 100
            value *= SMALL.get(spec.code, 1)
            total = round(value, spec.decimals)
            yield Fact(spec.code, code, month, total)
            if "SEX=F" in spec.breakdowns:
                girls = round(total * chance.randint(46, 54) / 100, spec.decimals)
                yield Fact(spec.code, code, month, girls, breakdown="SEX=F")
                yield Fact(spec.code, code, month, total - girls, breakdown="SEX=M")


if __name__ == "__main__":
    run(int(sys.argv[1]), int(sys.argv[2]))
