"""Lanes: a worker of one lane carries out no duty of the other, and ends in order when it is told to."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from nats.js.errors import NotFoundError

from terrace.base.bus import events, streams, worker
from terrace.base.bus.duties import DUTIES, Duties, Lane
from terrace.base.kernel import conf

#: A worker with a round, a hearing and a reading of each lane; it says what it does.
WORKER = """
import asyncio, os, sys
import django
django.setup()
from terrace.base.bus import worker
from terrace.base.bus.duties import DUTIES, Lane
DUTIES.hearings.clear(), DUTIES.rounds.clear(), DUTIES.services.clear(), DUTIES.readings.clear()
def say(*words):  # in one piece: print() lets threads write in between
    sys.stdout.write(" ".join(map(str, words)) + "\\n")
    sys.stdout.flush()
for lane in Lane:
    DUTIES.settle(lambda lane=lane: say("read", lane), lane)
    DUTIES.every(0.02, f"round-{lane}", lambda lane=lane: say("round", lane), lane)
    DUTIES.hear("notice.lanes.*", f"lanes-{lane}", lambda heard, lane=lane: say("heard", lane), lane)
asyncio.run(worker.run([Lane(word) for word in sys.argv[1:]] or tuple(Lane)))
say("ended", os.nice(0))
"""


#: The same, with a service that takes its first cancelling for something else.
DEAF = WORKER.replace(
    "asyncio.run(",
    """
async def deaf(client, executor):
    for _ in range(2):
        try:
            say("serves")
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            say("cancelled")
    raise asyncio.CancelledError
worker.CANCEL_AGAIN = 0.1
DUTIES.serve("deaf", deaf)
asyncio.run(""",
)


def surroundings() -> dict[str, str]:
    """The servers of the test run, and its database."""
    with_name = urlsplit(conf.database_url())._replace(path="/" + str(connection.settings_dict["NAME"]))
    own = {"DATABASE_URL": with_name.geturl(), "NATS_URL": settings.NATS_URL}
    return os.environ | own | {"DJANGO_SETTINGS_MODULE": "terrace.settings"}


@contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, *command], env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: "subprocess.Popen[str]", *wanted: str) -> set[str]:
    """What it says until it has said all of these."""
    said: set[str] = set()
    while not said >= set(wanted):
        line = process.stdout.readline() if process.stdout else ""
        assert line, process.stderr and process.stderr.read()
        said.add(line.strip())
    return said


def told(process: "subprocess.Popen[str]") -> tuple[set[str], int]:
    """Told to end: what it still says, and how it ended."""
    process.send_signal(signal.SIGTERM)
    rest, errors = process.communicate(timeout=120)
    assert "Traceback" not in errors
    return set(rest.split("\n")) - {""}, process.returncode


async def _say() -> None:
    client = await streams.connect(settings.NATS_URL)
    stream = await streams.ensure(client)
    head = '"specversion":"1.0","id":"1","source":"/terrace","type":"notice.lanes","subject":"x"'
    body = f'[{{{head},"time":"2026-11-22T00:00:00+00:00","data":{{}}}}]'
    await stream.publish("notice.lanes.0", body.encode())
    await client.close()


async def _forget(*names: str) -> None:
    """No queue of these names, and nothing that was said here."""
    client = await streams.connect(settings.NATS_URL)
    stream = await streams.ensure(client)
    for name in names:
        with suppress(NotFoundError):
            await stream.delete_consumer(events.STREAM, name)
    await stream.purge_stream(events.STREAM, subject="notice.lanes.*")
    await client.close()


@pytest.fixture
def told_of_something(transactional_db: None) -> Iterator[None]:
    """An event that both lanes hear, each with a queue of its own."""
    queues = [f"lanes-{lane}" for lane in Lane]
    asyncio.run(_forget(*queues))
    asyncio.run(_say())
    yield
    asyncio.run(_forget(*queues))


@pytest.mark.usefixtures("told_of_something")
@pytest.mark.parametrize("lane", Lane)
def test_a_worker_does_what_its_lane_says_and_nothing_else(lane: Lane):
    with running("-c", WORKER, lane) as process:
        said = until(process, f"read {lane}", f"round {lane}", f"heard {lane}")
        rest, code = told(process)
    steps_back = lane is Lane.PATIENT
    last = next(line for line in rest if line.startswith("ended"))
    assert {line.split()[1] for line in (said | rest) - {last}} == {str(lane)}
    assert (code, int(last.split()[1]) - os.nice(0)) == (0, worker.STEP_BACK if steps_back else 0)


@pytest.mark.usefixtures("told_of_something")
def test_a_worker_of_both_lanes_does_all_and_does_not_step_back():
    with running("-c", WORKER) as process:
        until(process, *(f"{what} {lane}" for lane in Lane for what in ("read", "round", "heard")))
        rest, code = told(process)
    assert (code, f"ended {os.nice(0)}" in rest) == (0, True)


@pytest.mark.usefixtures("told_of_something")
def test_what_goes_on_although_it_was_cancelled_is_cancelled_again():
    with running("-c", DEAF, Lane.PROMPT) as process:
        until(process, "serves")
        rest, code = told(process)
    assert (code, {"cancelled", f"ended {os.nice(0)}"} <= rest) == (0, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lane", Lane)
def test_the_command_ends_in_order_when_it_is_told_to(lane: Lane):
    ours = [hearing.name for hearing in DUTIES.hearings if hearing.lane is lane]
    asyncio.run(_forget(*ours))
    try:
        with running("-m", "terrace.cli", "worker", "--lane", lane) as process:
            asyncio.run(_begun(process, ours))
            rest, code = told(process)
    finally:
        asyncio.run(_forget(*ours))
    assert (rest, code) == (set(), 0)


async def _begun(process: "subprocess.Popen[str]", names: list[str]) -> None:
    """Every queue of the lane has a reader that waits."""
    client = await streams.connect(settings.NATS_URL)
    stream = client.jetstream()
    for name in names:
        while True:
            assert process.poll() is None, process.stderr and process.stderr.read()
            with suppress(NotFoundError):
                if (await stream.consumer_info(events.STREAM, name)).num_waiting:
                    break
            await asyncio.sleep(0.05)
    await client.close()


def test_every_duty_is_carried_out_by_exactly_one_lane():
    by_lane = [{name for name, _ in worker._kinds(None, None, [lane])} for lane in Lane]  # type: ignore[arg-type]
    assert not by_lane[0] & by_lane[1]
    assert by_lane[0] | by_lane[1] == {"relay", *_names(DUTIES)}


def _names(duties: Duties) -> set[str]:
    hearings = {each.name for each in duties.hearings}
    return hearings | {each.name for each in duties.rounds} | set(duties.services)
