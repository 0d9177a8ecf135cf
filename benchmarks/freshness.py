"""From commit to the province's figure, a page and the warehouse: milliseconds at 100, 1,000, 5,000 facts a second.

Ten returns a second. Each adds one to the province's total of a marker, so the total that a figure shows says how many
returns are in it. All times are of the machine's one clock: a return's commit and the commit of the roll-up that first
shows it are PostgreSQL's own commit times (`track_commit_timestamp`); a screen is a client of the live hub's
server-sent events, at the moment the message is in its hands; an analyst asks the warehouse ten times a second.
"""

import asyncio
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import nats
import psycopg

from benchmarks import catalogue, load, meters, returns, world

RATES = (100, 1_000, 5_000)
RETURNS_PER_SECOND = 10
GOALS = {"rolled_up_ms": 50, "on_screen_ms": 150, "in_analysis_ms": 1_000}
HUB_PORT = 18_931

#: Notes which transaction made the marker's figure how much: the figure itself keeps only the newest.
WATCH = """
CREATE TABLE IF NOT EXISTS bench_seen (value numeric, period int, at xid8 DEFAULT pg_current_xact_id());
CREATE OR REPLACE FUNCTION bench_see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO bench_seen (value, period) VALUES (new.value, new.period); RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER bench_watch AFTER INSERT OR UPDATE ON pipeline_figure FOR EACH ROW
WHEN (new.indicator_id = {indicator} AND new.area_id = {area} AND new.breakdown_id = 0) EXECUTE FUNCTION bench_see();
"""
SEEN = """
SELECT value::int, extract(epoch FROM pg_xact_commit_timestamp(at::xid))::float8
FROM bench_seen WHERE period = %s ORDER BY 1, 2
"""
COMMITTED = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 FROM collection_submission
WHERE starts_with(key, %s) ORDER BY 1
"""


@dataclass
class Screen:
    """A page that shows the marker of one month."""

    cell: tuple[int, int, int, int]
    port: int
    seen: list[tuple[int, float]] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self) -> None:
        from terrace.web.operations import tickets

        asked = urlencode({"ticket": tickets.issue([self.cell])})
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET /live?{asked} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        async for line in reader:
            if line.startswith(b": welcome"):
                self.ready.set()
            if line.startswith(b"data: "):
                cell = json.loads(line[6:])["cells"][0]
                self.seen.append((int(float(cell["value"])), time.time()))


@dataclass
class Analyst:
    """Who asks the warehouse for the marker of one month again and again."""

    cell: tuple[int, int, int, int]
    seen: list[tuple[int, float]] = field(default_factory=list)

    async def watch(self) -> None:
        while True:
            if total := await asyncio.to_thread(self.ask):
                self.seen.append((total, time.time()))
            await asyncio.sleep(0.1)

    def ask(self) -> int:
        from ibis import _

        from terrace.insight.warehouse import store

        indicator, area, period, breakdown = self.cell
        with store.opened() as cube:
            year = period // 1000
            asked = cube.figures([indicator], (year, year)).filter(
                _.indicator == indicator, _.area == area, _.period == period, _.breakdown == breakdown
            )
            found = asked.select("value").to_pyarrow().column("value").to_pylist()
        return int(found[0]) if found else 0


def run(seconds: int) -> dict[str, Any]:
    with world.made(hub=HUB_PORT) as made, made.connect() as link:
        prepare(made, link)
        each = seconds / len(RATES)
        return {str(rate): asyncio.run(measure(made, link, rate, each, month)) for month, rate in enumerate(RATES)}


def prepare(made: world.World, link: psycopg.Connection) -> None:
    """Watch the marker; a few returns warm the processes up, and what the new places set going comes to its end."""
    from terrace.insight.warehouse import store

    indicator = _marker(link)
    link.execute(WATCH.format(indicator=indicator, area=made.province))
    bodies = [returns.body(catalogue.form(), commune, "2025-M08", 1) for commune in made.communes[:20]]
    store.build()
    Analyst((indicator, made.province, 0, 0)).ask()
    asyncio.run(load.flood(made, "warm", bodies, time.monotonic() + 30, at_once=4))
    meters.await_quiet(made, link, queues="")
    link.execute("ANALYZE")


def _marker(link: psycopg.Connection) -> int:
    found = link.execute("SELECT id FROM catalogue_indicator WHERE code = %s", [catalogue.MARKER]).fetchone()
    assert found
    return int(found[0])


async def measure(
    made: world.World, link: psycopg.Connection, rate: int, seconds: float, turn: int
) -> dict[str, dict[str, float]]:
    """Percentiles of the latency at one rate; each turn has a month of its own, so that all facts are new."""
    from terrace.base.kernel import periods

    month = returns.MONTHS[-1 - turn]
    period = periods.parse(month).id
    bodies = _bodies(made, rate, seconds, month)
    cell = (_marker(link), made.province, period, 0)
    screen, analyst = Screen(cell, HUB_PORT), Analyst(cell)
    watching = [asyncio.create_task(each.watch()) for each in (screen, analyst)]
    await screen.ready.wait()
    client = await nats.connect(made.nats)
    name = f"fresh-{rate}-{turn}-"
    await load.steady(made, client, name, bodies, 1 / RETURNS_PER_SECOND)
    while not await meters.is_quiet(client.jetstream(), link) or not _all((screen, analyst), len(bodies)):
        await asyncio.sleep(0.05)
    for each in watching:
        each.cancel()
    await client.close()
    committed = [row[0] for row in link.execute(COMMITTED, [name]).fetchall()]
    seen = [(row[0], row[1]) for row in link.execute(SEEN, [period]).fetchall()]
    return {
        "rolled_up_ms": meters.percentiles(_latencies(committed, seen)),
        "on_screen_ms": meters.percentiles(_latencies(committed, screen.seen)),
        "in_analysis_ms": meters.percentiles(_latencies(committed, analyst.seen)),
    }


def _all(watchers: Iterable[Screen | Analyst], count: int) -> bool:
    """Everybody has seen the last return."""
    return all(each.seen and each.seen[-1][0] >= count for each in watchers)


def _bodies(made: world.World, rate: int, seconds: float, month: str) -> list[bytes]:
    """Returns of different communes; when all have sent, they send again, with the marker one more."""
    form = catalogue.form()[: rate // RETURNS_PER_SECOND]
    count = max(RETURNS_PER_SECOND, int(seconds * RETURNS_PER_SECOND))
    turns = len(made.communes)
    return [returns.body(form, made.communes[n % turns], month, n, marker=1 + n // turns) for n in range(count)]


def _latencies(committed: list[float], seen: list[tuple[int, float]]) -> list[float]:
    """For the n-th commit: until somebody first saw a total of at least n."""
    found = []
    for number, at in enumerate(committed, start=1):
        found.append(min(when for total, when in seen if total >= number) - at)
    return found


def tell(result: dict[str, Any]) -> list[str]:
    lines = ["milliseconds after commit            p50      p95      p99   goal p99"]
    for rate, found in result.items():
        for name, goal in GOALS.items():
            each = "".join(f"{found[name][p]:>9}" for p in ("p50", "p95", "p99"))
            lines.append(f"{int(rate):>6,} facts/s  {name:<15}{each}   {goal}")
    return lines
