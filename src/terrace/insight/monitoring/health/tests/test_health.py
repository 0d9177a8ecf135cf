"""Health: hysteresis, signs of life, readings that become warnings and are cleared, and who may see them."""

import asyncio
import os
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM, actor_of
from terrace.base.bus import streams
from terrace.base.bus.models import Outbox
from terrace.base.kernel.problems import Refused
from terrace.base.notify.models import Notice
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PROVINCE, _fresh_snapshots, country, world  # noqa: F401 - fixtures
from terrace.insight.monitoring import queries as warnings
from terrace.insight.monitoring import raising
from terrace.insight.monitoring.health import lights, measures, probes, queries, rounds, signs
from terrace.insight.monitoring.health.lights import AMBER, GREEN, GREY, RED, Limits
from terrace.insight.monitoring.health.measures import MEASURES
from terrace.insight.monitoring.health.models import Reading, Sign
from terrace.insight.monitoring.health.probes import Probed
from terrace.insight.monitoring.lifecycle.tests.conftest import heard
from terrace.insight.monitoring.models import Kind, State, Step, Warning

pytestmark = pytest.mark.usefixtures("world")
NOW = timezone.now()
DISK = Limits(Decimal(85), Decimal(95), Decimal(80))


def someone(name: str, role: str, area: str = PROVINCE):
    person = create_person(name, name)
    access.grant(person, role, index.current().resolve(area, timezone.localdate()) or 0)
    return actor_of(person)


def measured(value: object, seconds: int = 0, code: str = measures.DISK) -> Any:
    """The standing warning after this reading, so many seconds later."""
    number = None if value is None else Decimal(str(value))
    rounds.keep({code: Probed(number)}, NOW + timedelta(seconds=seconds))
    return Warning.objects.filter(kind=Kind.HEALTH, subject=code).exclude(state=State.CLEARED).first()


def test_a_light_goes_back_only_well_below_its_limit():
    way, light = [], GREEN
    for value in (84, 85, 94, 95, 91, 90, 81, 80, 84):
        light = lights.light(DISK, Decimal(value), light)
        way.append(light)
    assert way == [GREEN, AMBER, AMBER, RED, RED, AMBER, AMBER, GREEN, GREEN]


def test_what_cannot_be_measured_is_grey():
    assert lights.light(DISK, None, RED) == GREY
    assert lights.light(DISK, Decimal(99), GREY) == RED


def test_limits_are_in_order():
    for measure in MEASURES.values():
        found = measure.limits
        assert found.clears < (found.red if found.amber is None else found.amber) <= found.red


def test_a_moment_is_no_warning_and_a_minute_is():
    assert measured(90) is None
    assert measured(91, 30) is None
    found = measured(92, 61)
    assert (found.value, found.bound, found.severity, found.kind) == (90, 85, 2, "health")


def test_readings_that_move_within_a_light_change_nothing():
    measured(90)
    measured(91, 61)
    before = Outbox.objects.count(), Step.objects.count()
    for step in range(62, 70):
        measured(90 + step % 4, step)
    assert (Outbox.objects.count(), Step.objects.count()) == before
    assert Warning.objects.count() == 1


def test_a_worse_light_moves_the_warning_and_a_good_one_clears_it():
    measured(90)
    measured(90, 61)
    found = measured(96, 70)
    assert (found.severity, found.value, found.bound) == (4, 96, 95)
    assert measured(82, 80) is not None
    assert measured(80, 90) is None
    assert Warning.objects.get().cleared_why == "back"


def test_what_cannot_be_measured_clears_nothing():
    measured(90)
    measured(90, 61)
    assert measured(None, 70) is not None


def test_what_an_administrator_has_dealt_with_is_not_raised_again_for_the_same_reading():
    measured(90)
    raising.clear([measured(90, 61)], raising.PERSON, 1)
    assert measured(91, 70) is None
    assert measured(99, 80) is None
    assert measured(99, 150) is not None


def test_the_warning_is_where_the_administrators_are_and_only_they_see_it_and_are_told():
    admin, leader = someone("quan", "administrator"), someone("lan", "leader")
    measured(96)
    found = measured(96, 61)
    heard()
    assert found.area_id == index.current().resolve(PROVINCE, timezone.localdate())
    assert [each.id for each in warnings.listed(admin)] == [found.pk]
    assert warnings.listed(leader) == []
    assert "Đĩa đã dùng (%)" in warnings.listed(admin)[0].sentence()
    assert set(Notice.objects.values_list("person_id", flat=True)) == {admin.person_id}


def test_only_administrators_read_the_health():
    measured(96)
    admin = someone("quan", "administrator")
    with policy.acting_as(admin):
        found = queries.health(admin)
    assert [each.light for each in found.measured if each.measure.code == measures.DISK] == [RED]
    assert (found.light, len(found.measured)) == (RED, len(MEASURES))
    leader = someone("lan", "leader")
    with pytest.raises(Refused) as refused:
        queries.health(leader)
    assert refused.value.status == 403
    with policy.acting_as(leader):
        assert Reading.objects.count() == 0


def test_readings_that_are_old_are_red_because_no_worker_measures():
    assert queries.health(SYSTEM).old
    rounds.keep({measures.DISK: Probed(Decimal(10))}, timezone.now())
    assert (queries.health(SYSTEM).old, queries.health(SYSTEM).light) == (False, GREEN)
    Reading.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert (queries.health(SYSTEM).old, queries.health(SYSTEM).light) == (True, RED)


def aged(pid: int, seen: int, started: int = 4000) -> None:
    """A worker that was seen so many seconds ago."""
    moments = [timezone.now() - timedelta(seconds=seconds) for seconds in (started, seen)]
    Sign.objects.create(host="h", pid=pid, started_at=moments[0], seen_at=moments[1])


def test_a_worker_that_fell_silent_is_missed_until_another_takes_its_place():
    aged(1, 10)
    aged(2, 200)
    assert signs.silent() == (1, 1)
    aged(3, 5, started=150)
    assert signs.silent() == (0, 2)


def test_a_sign_is_given_again_and_again_and_old_ones_are_forgotten():
    aged(1, 5000)
    signs.give("h", 2)
    signs.give("h", 2)
    assert Sign.objects.values_list("pid", flat=True).get() == 2


def test_a_round_measures_everything_once_for_all_workers(settings):
    settings.NATS_URL = "nats://127.0.0.1:1"
    rounds.work()
    found = {row.measure: row for row in Reading.objects.all()}
    assert set(found) == set(MEASURES)
    assert (found[measures.NATS].light, found[measures.STREAM].light) == (RED, GREY)
    assert found[measures.DISK].value > 0
    assert found[measures.CONNECTIONS].value > 0
    assert found[measures.BACKUP].light == GREY
    moment = found[measures.DISK].at
    rounds.work()
    assert Reading.objects.get(measure=measures.DISK).at == moment


def test_lags_are_told_in_seconds_with_how_many_wait():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bus_outbox (type, subject, partition, data, created_at)"
                       " VALUES ('a', 'b', 0, '{}', now() - interval '90 seconds')")  # fmt: skip
    found: Any = probes.PROBES[measures.RELAY]()
    assert found.value >= 90
    assert found.detail[0][0] == "waiting"


def test_the_age_of_a_backup_is_that_of_its_stamp(tmp_path: Path, monkeypatch):
    stamp = tmp_path / "stamp"
    monkeypatch.setenv("TERRACE_BACKUP_STAMP", str(stamp))
    assert probes.PROBES[measures.BACKUP]().value == 10_000
    stamp.touch()
    os.utime(stamp, (time.time() - 7200,) * 2)
    assert probes.PROBES[measures.BACKUP]().value == 2


def test_nats_tells_what_waits_for_each_consumer():
    asyncio.run(_left_waiting("health-test", 3))
    found = probes._stream()
    assert found[measures.NATS].value == 0
    waiting = found[measures.STREAM].value
    assert waiting is not None
    assert waiting >= 3
    asyncio.run(_forgotten("health-test"))


async def _left_waiting(name: str, count: int) -> None:
    """A consumer that takes nothing of what is published for it."""
    client = await streams.connect(settings.NATS_URL)
    stream = await streams.ensure(client)
    await stream.pull_subscribe("target.health.0", durable=name, stream="TERRACE")
    for _ in range(count):
        await stream.publish("target.health.0", b"[]")
    await client.close()


async def _forgotten(name: str) -> None:
    client = await streams.connect(settings.NATS_URL)
    await client.jetstream().delete_consumer("TERRACE", name)
    await client.close()


def test_one_measure_that_fails_stops_no_other(monkeypatch):
    monkeypatch.setitem(probes.PROBES, measures.JOBS, probes._counted("SELECT nonsense"))
    assert probes._tried(measures.JOBS, probes.PROBES[measures.JOBS]).value is None
    assert probes.PROBES[measures.RELAY]().value is not None


def test_a_pack_sets_other_limits(tmp_path: Path):
    load(tmp_path, "disk_used,70,90,60\n")
    assert measures.limits()[measures.DISK] == Limits(Decimal(70), Decimal(90), Decimal(60))
    measured(75)
    assert measured(75, 61).bound == 70


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("nonsense,1,2,0\n", "health.measure"),
        ("disk_used,95,85,80\n", "health.limits"),
        ("disk_used,85,95,90\n", "health.limits"),
        ("disk_used,,95,95\n", "health.limits"),
        ("disk_used,much,95,80\n", "pack.cell_value"),
    ],
)
def test_limits_that_make_no_sense_are_refused(tmp_path: Path, row, code):
    with pytest.raises(Refused) as refused:
        load(tmp_path, row)
    assert refused.value.faults[0].code == code


def load(folder: Path, rows: str) -> None:
    (folder / "pack.csv").write_text("code,name_vi,name_en,needs\nlimits,Ngưỡng,Limits,\n", encoding="utf-8")
    (folder / "health_limits.csv").write_text("measure,amber,red,clears\n" + rows, encoding="utf-8")
    loading.load(folder)


def test_communes_do_not_decide_where_health_is_told():
    someone("quan", "administrator")
    someone("ha", "leader", COMMUNES[0])
    measured(96)
    assert measured(96, 61).area_id == index.current().resolve(PROVINCE, timezone.localdate())
