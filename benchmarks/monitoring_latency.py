"""From commit to the stored warning and to the handed-over e-mail, at 1,000 facts a second with 200 rules on 500
indicators: milliseconds.

Real PostgreSQL, NATS, workers, and an SMTP server. Communes have two years of 500 monthly indicators and their
forecasts; then ten returns of a hundred figures come each second, and one figure in a hundred, of any indicator and
commune, is ten times too large. Every figure is judged by the detectors, two in five by a rule of their own as well.
Each commune has somebody who answers for its warnings, told of each by e-mail. Times are PostgreSQL's own commit times,
as in `freshness`; an e-mail is handed over when the server has taken it.

CPU is that of PostgreSQL, NATS and the workers for each fact, until nothing waits to be judged. `road` is the same for
as many facts of other communes with all rules off. At a steady pace most of the road's own is forecasting, which works
on whenever the machine has time: so the difference is what monitoring costs, not the ratio. What rounds judge later
(slices at rest) is not in it.
"""

import asyncio
import csv
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import nats
import psycopg

from benchmarks import catalogue, load, meters, world

INDICATORS, RULES, FACTS, PER_SECOND = 500, 200, 100, 10
#: Communes of a run, and of the returns before it that warm up.
COMMUNES, WARMING = 40, 8
MONTH, FIRST = "2026-M10", "2024-M10"
#: One figure in so many is ten times too large.
ODD = 100
#: One standard deviation of what a figure is off its forecast.
SPREAD = 0.02
GOAL_MS, GOAL_SMTP_MS = 250, 2_000
#: Seconds after the last return within which the last warning must be there.
PATIENCE = 30
SMTP_PORT = 18_925

_WATCH = """
CREATE TABLE IF NOT EXISTS bench_raised
    (warning bigint, submission bigint, area int, at xid8 DEFAULT pg_current_xact_id());
CREATE OR REPLACE FUNCTION bench_raise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bench_raised (warning, submission, area)
    VALUES (new.id, (new.evidence->'submissions'->>0)::bigint, new.area_id);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER bench_raise AFTER INSERT ON monitoring_warning FOR EACH ROW EXECUTE FUNCTION bench_raise();
"""
#: Two years of every indicator in every commune: a level, a season, a ripple of one in a hundred.
_HISTORY = """
INSERT INTO collection_observation (submission_id, recorded_at, indicator_id, period, breakdown_id, area_id, revision,
    source_id, reason, status, value)
SELECT 0, now() - interval '2 days', i.id, p.period, 0, a.area, 1, %(source)s, 0, 0,
    round((1000 + 37 * (i.id %% 50)) * (1 + 0.2 * sin(p.n * pi() / 6)) * (1 + 0.01 * sin(p.n * 7.3 + i.id + a.area)))
FROM (SELECT id FROM catalogue_indicator WHERE code LIKE 'W%%') i
CROSS JOIN unnest(%(periods)s::int[]) WITH ORDINALITY AS p (period, n)
CROSS JOIN unnest(%(areas)s::int[]) AS a (area)
"""
_FORECASTS = """
INSERT INTO forecasting_forecast (made_at, said_at, indicator_id, area_id, breakdown_id, origin, frequency, current,
    simulated, provisional, coherent, method, shares, notes, accuracy, likely, low80, high80, low95, high95, base,
    spread, said_likely, said_low80, said_high80)
SELECT now(), now(), indicator_id, area_id, 0, %(origin)s, 6, true, false, false, false, 'pool', '[]', '{}', '[]',
    ARRAY[value], ARRAY[value], ARRAY[value], ARRAY[value], ARRAY[value], ARRAY[value::float8],
    ARRAY[0.02 * value::float8], ARRAY[value], ARRAY[value], ARRAY[value]
FROM (
    SELECT indicator_id, area_id, round((1000 + 37 * (indicator_id %% 50)) * (1 + 0.2 * sin(25 * pi() / 6))) AS value
    FROM collection_observation WHERE period = %(origin)s) known
"""
_COMMITTED = """
SELECT s.id, min(extract(epoch FROM pg_xact_commit_timestamp(r.at::xid))::float8
    - extract(epoch FROM pg_xact_commit_timestamp(s.xmin))::float8)
FROM bench_raised r JOIN collection_submission s ON s.id = r.submission
WHERE starts_with(s.key, %s) GROUP BY r.warning, s.id
"""
#: From the first submission that a notice is about to the moment the mail server had taken the message. A notice names
#: its group; of the group it tells what is its reader's.
_HANDED_OVER = """
SELECT d.id, extract(epoch FROM d.sent_at)::float8
    - min(extract(epoch FROM pg_xact_commit_timestamp(s.xmin))::float8)
FROM notify_notice t JOIN notify_delivery d ON d.notice_id = t.id AND d.channel = 'email' AND d.sent_at IS NOT NULL
JOIN monitoring_warning w ON starts_with(t.key, format('warning-group/%%s/', w.group_id)) AND w.owner_id = t.person_id
JOIN bench_raised r ON r.warning = w.id JOIN collection_submission s ON s.id = r.submission
WHERE starts_with(s.key, %s) GROUP BY d.id
"""
_WAITING = """
SELECT EXISTS (SELECT FROM bus_outbox) OR EXISTS (SELECT FROM notify_notice WHERE planned_at IS NULL)
    OR EXISTS (SELECT FROM notify_delivery WHERE state IN ('waiting', 'sending') AND due_at <= now())
"""


def run(seconds: int) -> dict[str, Any]:
    """Latency and CPU; `seconds` of returns with all rules, after as many without any."""
    with _mailbox() as inbox, world.made() as made, made.connect() as link:
        places = _prepare(made, link)
        warm, plain, watched = places[:WARMING], places[WARMING:-COMMUNES], places[-COMMUNES:]
        road = asyncio.run(_measure(made, link, "plain", _returns(plain, seconds)))
        _switch(link, on=True)
        asyncio.run(_measure(made, link, "warm", _returns(warm, 4)))
        asked = _returns(watched, seconds)
        spent = asyncio.run(_measure(made, link, "watched", asked))
        found = [row[1] for row in link.execute(_COMMITTED, ["watched-"]).fetchall()]
        mails = [row[1] for row in link.execute(_HANDED_OVER, ["watched-"]).fetchall()]
        return {
            "latency_ms": meters.percentiles(found or [float("inf")]),
            "smtp_ms": meters.percentiles(mails or [float("inf")]),
            "cpu_us_per_fact": {"road": road, "monitoring": round(spent - road, 1), "ratio": round(spent / road, 3)},
            "warned": {
                "of": sum(each.odd for each in asked),
                "warned": len(found),
                "in_time": sum(1000 * took <= GOAL_MS for took in found),
            },
            "facts": len(asked) * FACTS,
            "mails": {"sent": len(mails), "received": len(inbox)},
        }


class Return(msgspec.Struct, frozen=True):
    """A body, and how many of its figures are ten times too large."""

    body: bytes
    odd: int


@contextmanager
def _mailbox() -> Iterator[list[str]]:
    """A mail server that takes everything, and where the workers find it."""
    from aiosmtpd.controller import Controller

    received: list[str] = []

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
            received.extend(envelope.rcpt_tos)
            return "250 OK"

    server = Controller(Handler(), hostname="127.0.0.1", port=SMTP_PORT)
    server.start()
    os.environ["TERRACE_SMTP_URL"] = f"smtp://127.0.0.1:{SMTP_PORT}"
    os.environ["TERRACE_MAIL_FROM"] = "Terrace <terrace@example.vn>"
    try:
        yield received
    finally:
        server.stop()


def _prepare(made: world.World, link: psycopg.Connection) -> list[tuple[str, int]]:
    """Indicators, rules (switched off), people, history, forecasts; the communes (code, id)."""
    from terrace.base.kernel import periods
    from terrace.base.packs import loading
    from terrace.base.places import index
    from terrace.facts.catalogue import snapshot

    loading.load(_pack(made.home / "watched"))
    day = periods.parse(MONTH).end
    found = [(code, index.refresh().resolve(code, day)) for code in made.communes[: 2 * COMMUNES + WARMING]]
    places = [(code, number) for code, number in found if number is not None]
    months = [periods.parse(FIRST).shifted(step) for step in range(24)]
    source = snapshot.current(max_age=0).sources["commune"].id
    areas = [number for _, number in places]
    asked = {"source": source, "periods": [each.id for each in months], "areas": areas, "origin": months[-1].id}
    link.execute(_HISTORY, asked)
    link.execute(_FORECASTS, asked)
    _people(places)
    link.execute(_WATCH)
    _switch(link, on=False)
    link.execute("ANALYZE")
    meters.await_quiet(made, link)
    return places


def _people(places: list[tuple[str, int]]) -> None:
    """Somebody in each commune who answers for its warnings."""
    from terrace.base.access import actions as access
    from terrace.base.people import actions as people

    for code, area in places:
        person = people.create_person(f"officer-{code}", f"Cán bộ {code}", email=f"officer-{code}@example.vn")
        access.grant(person, "analyst", area)


def _switch(link: psycopg.Connection, *, on: bool) -> None:
    """All rules at once; workers see it within two seconds."""
    link.execute("UPDATE monitoring_packrule SET active = %s", [on])
    time.sleep(3)


def _pack(folder: Path) -> Path:
    """500 monthly flows, a detector rule for all, and a rule of their own for two in five."""
    folder.mkdir(parents=True)
    rows = [catalogue.flow(f"W{number:03}") for number in range(INDICATORS)]
    _table(folder, "pack", ["code", "name_vi", "name_en", "needs"], [["watched", "Cảnh báo", "Watched", "bench"]])
    _table(folder, "indicators", list(catalogue.INDICATOR), [list(row.values()) for row in rows])
    horizons = [[row["code"], "month", "0"] for row in rows]
    _table(folder, "horizons", ["indicator", "frequency", "steps"], horizons)
    numbers = ["limit", "direction", "per_cent", "sure", "severity"]
    head = ["code", "name_vi", "name_en", "kind", "indicator", *numbers, "active"]
    _table(folder, "warning_rules", head, [_rule(number) for number in range(RULES)])
    return folder


def _rule(number: int) -> list[str]:
    code, name = f"rule-{number}", f"Rule {number}"
    if number == 0:
        return [code, name, name, "detector", "", "", "", "", "0.9", "4", "yes"]
    kind = ("limit", "last_period", "last_year", "peers")[number % 4]
    numbers = ["100000", "above", ""] if kind == "limit" else ["", "both", "2000"]
    return [code, name, name, kind, f"W{number:03}", *numbers, "", "4", "yes"]


def _table(folder: Path, name: str, head: list[str], rows: list[list[str]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def _returns(places: list[tuple[str, int]], seconds: float) -> list[Return]:
    """A hundred indicators of one commune after the other."""
    count = int(seconds * PER_SECOND)
    starts = ((number % len(places), FACTS * (number // len(places))) for number in range(count))
    return [_return(places[at], range(start, start + FACTS)) for at, start in starts]


def _return(place: tuple[str, int], indicators: range) -> Return:
    code, area = place
    chance = Random(area * INDICATORS + indicators.start)
    odd = {indicator for indicator in indicators if chance.randrange(ODD) == 0}
    said = [_said(code, indicator, chance, 10 if indicator in odd else 1) for indicator in indicators]
    return Return(msgspec.json.encode({"source": "commune", "observations": said}), len(odd))


def _said(code: str, indicator: int, chance: Random, times: int) -> dict[str, Any]:
    """As far off its forecast as forecasts usually are."""
    usual = 1.1 * (1_000 + 37 * (indicator % 50)) * (1 + chance.gauss(0, SPREAD))
    return {"indicator": f"W{indicator % INDICATORS:03}", "area": code, "period": MONTH, "value": round(usual) * times}


async def _measure(made: world.World, link: psycopg.Connection, name: str, asked: list[Return]) -> float:
    """Send at the rate and wait until everything is judged and told; CPU microseconds for each fact."""
    before, client = made.cpu(), await nats.connect(made.nats)
    await load.steady(made, client, name, [each.body for each in asked], 1 / PER_SECOND)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not (await _is_judged(client.jetstream(), link)):
        await asyncio.sleep(0.1)
    await client.close()
    spent = sum(made.cpu().values()) - sum(before.values())
    return round(1e6 * spent / (len(asked) * FACTS), 1)


async def _is_judged(stream: Any, link: psycopg.Connection) -> bool:
    """Rolled up, and nothing waits for the judges or for the mail server."""
    from terrace.base.bus import events

    if not await meters.is_quiet(stream, link) or (link.execute(_WAITING).fetchone() or [True])[0]:
        return False
    return not any(
        consumer.num_pending or consumer.num_ack_pending
        for consumer in await stream.consumers_info(events.STREAM)
        if consumer.name.startswith(("monitoring-", "warnings-", "notify-"))
    )


def tell(result: dict[str, Any]) -> list[str]:
    latency, smtp, cpu, warned = (result[name] for name in ("latency_ms", "smtp_ms", "cpu_us_per_fact", "warned"))

    def row(found: dict[str, float]) -> str:
        return "".join(f"{found[p]:>9}" for p in ("p50", "p95", "p99"))

    late = f", {warned['in_time']} within {GOAL_MS} ms"
    return [
        "milliseconds after commit          p50      p95      p99   goal p99",
        f"warning stored                {row(latency)}   {GOAL_MS}",
        f"e-mail handed over            {row(smtp)}   {GOAL_SMTP_MS}   ({result['mails']['sent']} e-mails)",
        f"{warned['warned']} of {warned['of']} odd figures among {result['facts']:,} facts were warned of{late}",
        f"CPU a fact  road {cpu['road']} µs, monitoring {cpu['monitoring']} µs on top of it",
    ]
