"""A report waits until what was accepted before is in the figures: at the outbox, at the roll-ups of a real NATS."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

import pytest
from django.conf import settings
from django.utils import timezone
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError

from terrace.base.access.policy import SYSTEM, Actor
from terrace.base.bus import events, streams
from terrace.base.bus.duties import DUTIES, Hearing
from terrace.base.bus.models import Outbox
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, hear_all, send
from terrace.insight.reports import actions, backlog, making, queries
from terrace.insight.reports.models import Issue, State
from terrace.insight.reports.tests.conftest import CODE, PERIOD

pytestmark = pytest.mark.usefixtures("months")
Talk = Callable[[Client, JetStreamContext], Awaitable[None]]


def roll_ups() -> list[Hearing]:
    return [each for each in DUTIES.hearings if each.name.startswith(backlog.ROLL_UPS)]


def talk(do: Talk) -> None:
    """With the stream of the test run."""

    async def through() -> None:
        client = await streams.connect(settings.NATS_URL)
        try:
            await do(client, await streams.ensure(client))
        finally:
            await client.close()

    asyncio.run(through())


async def _fresh(_: Client, stream: JetStreamContext) -> None:
    await forget(_, stream)
    for each in roll_ups():
        wanted = ConsumerConfig(durable_name=each.name, filter_subject=each.subject, ack_policy=AckPolicy.EXPLICIT)
        await stream.add_consumer(events.STREAM, wanted)


async def forget(_: Client, stream: JetStreamContext) -> None:
    await stream.purge_stream(events.STREAM, subject="facts.accepted.*")
    for each in roll_ups():
        with suppress(NotFoundError):
            await stream.delete_consumer(events.STREAM, each.name)


async def _say(_: Client, stream: JetStreamContext) -> None:
    await stream.publish(roll_ups()[0].subject, b"[]")


async def _hear(_: Client, stream: JetStreamContext) -> None:
    """The first that waits is rolled up."""
    hearing = roll_ups()[0]
    reader = await stream.pull_subscribe(hearing.subject, durable=hearing.name, stream=events.STREAM)
    for message in await reader.fetch(1, timeout=5):
        await message.ack_sync()


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Roll-ups that have heard everything, and a short patience."""
    monkeypatch.setattr(backlog, "PATIENCE", 1.0)
    talk(_fresh)
    yield
    talk(forget)


def test_what_waits_in_the_outbox_is_not_rolled_up(stream: None):
    assert backlog.rolled_up(timezone.now())
    send(fact("OUTPUT", COMMUNES[0], PERIOD, "2100.000"), key="waits")
    assert not backlog.rolled_up(timezone.now())
    Outbox.objects.all().delete()
    assert backlog.rolled_up(timezone.now())


def test_what_waits_at_a_roll_up_is_not_rolled_up(stream: None):
    talk(_say)
    assert not backlog.rolled_up(timezone.now())
    talk(_hear)
    assert backlog.rolled_up(timezone.now())


def test_a_roll_up_that_nobody_began_is_behind_what_was_said(stream: None):
    talk(forget)
    assert backlog.rolled_up(timezone.now())
    talk(_say)
    assert not backlog.rolled_up(timezone.now())


def test_a_report_is_made_of_all_that_was_accepted_before_it_was_asked_for(stream: None):
    send(fact("OUTPUT", COMMUNES[0], PERIOD, "2100.000"), key="late")
    number = actions.make(SYSTEM, CODE, PROVINCE, PERIOD)
    assert not making.work()
    assert making.waits(number)
    hear_all(("rollup-",))
    making.asked([])
    assert making.waits(number), "what nobody looks on at is left to the patient lane"
    assert making.work()
    text = " ".join(block.text for block in queries.one(SYSTEM, number).paper("vi").blocks)
    assert "Sản lượng tháng 10 năm 2026 đạt 7.600,000" in text


def test_a_report_that_somebody_waits_for_goes_before_those_that_make_themselves(stream: None, chi: Actor):
    due, hers = actions.make(SYSTEM, CODE, PROVINCE, "2026-M09"), actions.make(chi, CODE, PROVINCE, PERIOD)
    Outbox.objects.all().delete()
    making.asked([])
    assert [Issue.objects.get(pk=each).state for each in (due, hers)] == [State.ASKED, State.DRAFT]
    assert making.work()
    assert Issue.objects.get(pk=due).state == State.DRAFT
