"""Does it stay as fast when history grows? Freshness at 1,000 facts/s and the whole road, on 1 and 10 million facts.

History is filled by the straightest way (COPY order, straight into the tables, indexes in place), with the figures that
belong to it in number; then one half of the time goes to freshness, the other to the road. `BENCH_HISTORY` names other
sizes, e.g. `1000000,10000000,50000000`.
"""

import asyncio
import os
from typing import Any

import psycopg

from benchmarks import catalogue, freshness, returns, road, world

SIZES = "1000000,10000000"
RATE = 1_000
#: The most that the larger history may cost.
FLAT = 0.20

#: Months backwards from June 2025, for the communes of today: history that is there, whatever its places were.
FILL = """
INSERT INTO collection_observation (submission_id, recorded_at, indicator_id, period, breakdown_id, area_id, revision,
    source_id, reason, status, value)
SELECT 0, now(), cell.indicator, month.period, cell.breakdown, place.area, 1, 1, 0, 3, 100 + (place.area * 7) %% 900
FROM unnest(%(periods)s::int[]) month (period)
CROSS JOIN unnest(%(indicators)s::int[], %(breakdowns)s::int[]) cell (indicator, breakdown)
CROSS JOIN unnest(%(areas)s::int[]) place (area)
ORDER BY cell.indicator, month.period, cell.breakdown, place.area
"""
FIGURES = """
INSERT INTO pipeline_figure (changed_at, indicator_id, area_id, breakdown_id, period, revision, reported, expected,
    basis, status, simulated, value)
SELECT now(), indicator_id, {area}, breakdown_id, period, 1, count(*), count(*), 2, 3, false, sum(value)
FROM collection_observation WHERE period = ANY (%s) GROUP BY indicator_id, breakdown_id, period
ON CONFLICT DO NOTHING
"""


def run(seconds: int) -> dict[str, Any]:
    result, filled = {}, 0
    sizes = [int(size) for size in os.environ.get("BENCH_HISTORY", SIZES).split(",")]
    each = seconds / len(sizes) / 2
    with world.made(hub=freshness.HUB_PORT) as made, made.connect() as link:
        freshness.prepare(made, link)
        for turn, size in enumerate(sizes):
            filled = fill(made, link, filled, size)
            result[str(filled)] = _measured(made, link, each, turn)
    return result


def _measured(made: world.World, link: psycopg.Connection, seconds: float, turn: int) -> dict[str, Any]:
    fresh = asyncio.run(freshness.measure(made, link, RATE, seconds, turn))
    bodies = returns.monthly(catalogue.form(), made.communes, most=int(seconds * 250))
    measured = road.measure(made, link, bodies, seconds, f"growth-{turn}")
    return {
        "rolled_up_ms": fresh["rolled_up_ms"],
        "facts_per_second": measured["facts_per_second"],
        "cpu_us_per_fact": measured["cpu_us_per_fact"],
    }


def fill(made: world.World, link: psycopg.Connection, there: int, wanted: int) -> int:
    """History up to at least `wanted` facts; how many there are."""
    cells = link.execute(
        "SELECT i.id, b.breakdown_id FROM catalogue_indicator i JOIN catalogue_indicatorbreakdown b"
        " ON b.indicator_id = i.id WHERE i.formula = ''"
    ).fetchall()
    areas = _areas(made)
    a_month = len(cells) * len(areas)
    first, last = -(-there // a_month), -(-wanted // a_month)
    months = _months(first, last)
    for month in months:
        values = {
            "periods": [month],
            "indicators": [cell[0] for cell in cells],
            "breakdowns": [cell[1] for cell in cells],
            "areas": areas,
        }
        link.execute(FILL, values)
    link.execute(FIGURES.format(area=made.province), [months])
    link.execute("VACUUM (ANALYZE) collection_observation, pipeline_figure")
    return last * a_month


def _months(first: int, last: int) -> list[int]:
    """Ids of months, counted back from June 2025."""
    from terrace.base.kernel import periods

    return [periods.parse(f"{2025 - (n + 6) // 12}-M{12 - (n + 6) % 12:02}").id for n in range(first, last)]


def _areas(made: world.World) -> list[int]:
    from django.utils import timezone

    from terrace.base.places import index

    return list(index.current().children(made.province, timezone.localdate()))


def tell(result: dict[str, Any]) -> list[str]:
    lines = ["history          rolled up p50   p95   p99 ms    facts/s   CPU µs a fact   against the smallest"]
    first = next(iter(result.values()))
    for size, found in result.items():
        ratio = found["facts_per_second"] / first["facts_per_second"]
        later = found["rolled_up_ms"]
        lines.append(
            f"{int(size):>12,}     {later['p50']:>9} {later['p95']:>5} {later['p99']:>5}   "
            f"{found['facts_per_second']:>9,}   {found['cpu_us_per_fact']:>8}   {ratio:>8.2f} (goal ≥ {1 - FLAT})"
        )
    return lines
