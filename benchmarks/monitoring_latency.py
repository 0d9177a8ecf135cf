"""From commit to the stored warning: milliseconds at 1,000 facts a second with 200 rules on 500 indicators.

Real PostgreSQL, NATS and workers. Forty communes have two years of 500 monthly indicators and their forecasts; then
returns of fifty figures come twenty times a second, and one figure in a hundred is ten times too large. Every figure is
judged by the detectors, two in five by a rule of their own as well. Forecasts are there and not made anew meanwhile.
Times are PostgreSQL's own commit times, as in `freshness`. CPU is that of PostgreSQL, NATS and the workers for each
fact; `cpu_us_per_fact_road` is the same with all rules off.
"""

import asyncio
import csv
import time
from pathlib import Path
from typing import Any

import msgspec
import nats
import psycopg

from benchmarks import catalogue, load, meters, world

INDICATORS, RULES, COMMUNES, FACTS, PER_SECOND = 500, 200, 40, 50, 20
MONTH, FIRST = "2026-M10", "2024-M10"
#: One figure in so many is ten times too large.
ODD = 100
GOAL_MS = 250
#: Seconds after the last return within which the last warning must be there.
PATIENCE = 30

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
SELECT r.submission, min(extract(epoch FROM pg_xact_commit_timestamp(r.at::xid))::float8
    - extract(epoch FROM pg_xact_commit_timestamp(s.xmin))::float8)
FROM bench_raised r JOIN collection_submission s ON s.id = r.submission
WHERE starts_with(s.key, %s) GROUP BY r.warning, r.submission
"""


def run(seconds: int) -> dict[str, Any]:
    """Latency and CPU; `seconds` of returns, after as many without any rule."""
    with world.made() as made, made.connect() as link:
        areas = _prepare(made, link)
        plain = asyncio.run(_measure(made, link, "plain", seconds, turn=0))
        _switch(link, on=True)
        asyncio.run(_measure(made, link, "warm", 2, turn=1))
        watched = asyncio.run(_measure(made, link, "watched", seconds, turn=2))
        found = [row[1] for row in link.execute(_COMMITTED, ["watched-"]).fetchall()]
        sent = seconds * PER_SECOND * FACTS
        return {
            **meters.percentiles(found),
            "warnings": len(found),
            "expected": sent // ODD,
            "facts": sent,
            "communes": len(areas),
            "cpu_us_per_fact": watched,
            "cpu_us_per_fact_road": plain,
        }


def _prepare(made: world.World, link: psycopg.Connection) -> list[int]:
    """Indicators, rules (switched off), history, forecasts."""
    from terrace.base.kernel import periods
    from terrace.base.packs import loading
    from terrace.base.places import index
    from terrace.facts.catalogue import snapshot

    loading.load(_pack(made.home / "watched"))
    day = periods.parse(MONTH).end
    places = [index.refresh().resolve(code, day) for code in made.communes[:COMMUNES]]
    areas = [each for each in places if each is not None]
    months = [periods.parse(FIRST).shifted(step) for step in range(24)]
    source = snapshot.current(max_age=0).sources["commune"].id
    asked = {"source": source, "periods": [each.id for each in months], "areas": areas, "origin": months[-1].id}
    link.execute(_HISTORY, asked)
    link.execute(_FORECASTS, asked)
    link.execute(_WATCH)
    _switch(link, on=False)
    link.execute("ANALYZE")
    meters.await_quiet(made, link)
    return areas


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
    head = ["code", "name_vi", "name_en", "kind", "indicator", "limit", "direction", "per_cent", "sure", "active"]
    _table(folder, "warning_rules", head, [_rule(number) for number in range(RULES)])
    return folder


def _rule(number: int) -> list[str]:
    code, name = f"rule-{number}", f"Rule {number}"
    if number == 0:
        return [code, name, name, "detector", "", "", "", "", "0.9", "yes"]
    kind = ("limit", "last_period", "last_year", "peers")[number % 4]
    numbers = ["100000", "above", ""] if kind == "limit" else ["", "both", "2000"]
    return [code, name, name, kind, f"W{number:03}", *numbers, "", "yes"]


def _table(folder: Path, name: str, head: list[str], rows: list[list[str]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


async def _measure(made: world.World, link: psycopg.Connection, name: str, seconds: float, turn: int) -> float:
    """Send at the rate and wait until everything is judged; CPU microseconds for each fact."""
    bodies = [_body(made, number, turn) for number in range(int(seconds * PER_SECOND))]
    before, client = made.cpu(), await nats.connect(made.nats)
    await load.steady(made, client, name, bodies, 1 / PER_SECOND)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not (await _is_judged(client.jetstream(), link)):
        await asyncio.sleep(0.1)
    await client.close()
    spent = sum(made.cpu().values()) - sum(before.values())
    return round(1e6 * spent / (len(bodies) * FACTS), 1)


async def _is_judged(stream: Any, link: psycopg.Connection) -> bool:
    """Rolled up, and nothing waits for the judges."""
    from terrace.base.bus import events

    if not await meters.is_quiet(stream, link):
        return False
    return not any(
        consumer.num_pending or consumer.num_ack_pending
        for consumer in await stream.consumers_info(events.STREAM)
        if consumer.name.startswith("monitoring-")
    )


def _body(made: world.World, number: int, turn: int) -> bytes:
    """Fifty indicators of a commune; each turn has figures of its own, one in a hundred ten times too large."""
    commune = made.communes[number % COMMUNES]
    first = FACTS * (number // COMMUNES) % INDICATORS
    said = [_said(commune, first + place, number * FACTS + place, turn) for place in range(FACTS)]
    return msgspec.json.encode({"source": "commune", "observations": said})


def _said(commune: str, indicator: int, number: int, turn: int) -> dict[str, Any]:
    usual = 1_100 + 37 * (indicator % 50) + turn + number % 7
    value = usual * 10 if turn and number % ODD == ODD - 1 else usual
    return {"indicator": f"W{indicator % INDICATORS:03}", "area": commune, "period": MONTH, "value": value}


def tell(result: dict[str, Any]) -> list[str]:
    each = "".join(f"{result[p]:>9}" for p in ("p50", "p95", "p99"))
    return [
        "milliseconds after commit          p50      p95      p99   goal p99",
        f"warning stored                {each}   {GOAL_MS}",
        f"{result['warnings']:,} warnings of {result['expected']:,} odd figures in {result['facts']:,} facts",
        f"CPU a fact  {result['cpu_us_per_fact']} µs with all rules, {result['cpu_us_per_fact_road']} µs without",
    ]
