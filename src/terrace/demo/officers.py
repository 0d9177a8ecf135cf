"""Officers "sending": late returns of the current month and small corrections, through the door on the stream.

Each commune has an officer with a token of her own, and may write in her commune only, like a real one. A request
that is not answered is sent again with the same key: nothing is lost while the site restarts.
"""

import asyncio
import logging
import random
import signal
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.utils import timezone
from nats.aio.client import Client
from nats.errors import Error as NotReached

from terrace.base.bus import streams
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.demo import accounts, filling, handing, history
from terrace.demo.ground import Commune
from terrace.demo.simulation import Simulation
from terrace.facts.collection import stream_door
from terrace.facts.collection.intake import Fact, Intake

log = logging.getLogger(__name__)

#: Seconds between two returns: about 1.5 a second. Of those, the part that is new while any is waited for.
PAUSE, NEW = (0.3, 1.0), 0.6
#: How much a correction moves a figure at the most, and how many indicators it moves.
MOVE, MOVED = 0.04, 3
ANSWER_SECONDS, TRIES, AGAIN_SECONDS = 10, 5, 1.0
_REPORTED = """
    SELECT DISTINCT o.area_id, i.sector_id FROM collection_observation o
    JOIN catalogue_indicator i ON i.id = o.indicator_id WHERE o.period = %s AND o.area_id = ANY (%s)
"""
#: A commune and a sector.
Form = tuple[Commune, str]


@dataclass
class Desk:
    """The forms of one month: which are still to be sent, which were."""

    simulation: Simulation
    month: Period
    chance: random.Random = field(default_factory=random.Random)
    waiting: list[Form] = field(default_factory=list)
    sent: list[Form] = field(default_factory=list)

    def open(self) -> "Desk":
        """Look up what is reported already."""
        communes = self.simulation.ground.communes(self.simulation.ground.today)
        reported = _reported(self.month, [commune.place_id for commune in communes])
        for commune in (each for each in communes if each.code not in accounts.manned()):
            for sector in self.simulation.sectors(self.month):
                known = (commune.place_id, sector) in reported
                (self.sent if known else self.waiting).append((commune, sector))
        self.chance.shuffle(self.waiting)
        return self

    def next(self) -> tuple[Commune, list[Fact]]:
        """The next return: a form that was not sent yet, or a correction of one that was."""
        if self.waiting and (not self.sent or self.chance.random() < NEW):
            self.sent.append(self.waiting.pop())
            commune, sector = self.sent[-1]
            return commune, self.simulation.facts(commune, self.month, [sector])
        commune, sector = self.chance.choice(self.sent)
        return commune, self.simulation.facts(commune, self.month, [sector], self._shaken(sector))

    def _shaken(self, sector: str) -> dict[str, float]:
        """Some indicators of the sector, and what their figures are multiplied with."""
        codes = [spec.code for _, spec, _ in self.simulation.due(self.month) if spec.sector == sector]
        chosen = self.chance.sample(codes, min(MOVED, len(codes)))
        return {code: 1 + self.chance.uniform(-MOVE, MOVE) for code in chosen}


def _reported(month: Period, areas: Sequence[int]) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_REPORTED, [month.id, list(areas)])
        return {(row[0], row[1]) for row in cursor.fetchall()}


async def run() -> None:
    """Send until told to stop (SIGTERM, SIGINT)."""
    task = asyncio.create_task(_send_for_ever())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await asyncio.gather(task, return_exceptions=True)


async def _send_for_ever() -> None:
    client = await streams.connect(settings.NATS_URL)
    desk, tokens = await sync_to_async(_sit_down)()
    while True:
        if desk.month != _month():
            desk, tokens = await sync_to_async(_sit_down)()
        commune, facts = desk.next()
        intake = Intake("simulation", facts, because=history.BECAUSE)
        if facts and await _send(client, tokens[commune.code], intake):
            await sync_to_async(handing.finish)(commune.code, commune.place_id, facts)
        await asyncio.sleep(desk.chance.uniform(*PAUSE))


def _sit_down() -> tuple[Desk, dict[str, str]]:
    """The desk of the month, and the token of each commune's officer."""
    simulation = filling.simulate()
    return Desk(simulation, _month()).open(), accounts.tokens(simulation.ground)


def _month() -> Period:
    return periods.containing(timezone.localdate(), Frequency.MONTH)


async def _send(client: Client, token: str, intake: Intake) -> bool:
    """True once the door has acknowledged it."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
    for _ in range(TRIES):
        try:
            answer = await client.request(
                stream_door.SUBJECT, intake.canonical, timeout=ANSWER_SECONDS, headers=headers
            )
        except NotReached:  # the worker restarts, or the stream does: the same key again
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        return _is_taken(answer.data)
    return False


def _is_taken(body: bytes) -> bool:
    answer = msgspec.json.decode(body)
    if answer["status"] not in {200, 201}:
        log.warning("a return was refused: %s", answer.get("title"))
        return False
    return True
