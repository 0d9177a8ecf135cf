"""The whole road: returns at the NATS door → stored → stream → rolled up, beside a bare COPY of as many columns.

The clock runs from the first request until everything that was acknowledged is rolled up. CPU is that of PostgreSQL,
NATS and the workers together, not of the load generator.
"""

import asyncio
import os
import time
from typing import Any

from benchmarks import catalogue, load, meters, returns, world

GOAL, GOAL_CPU = 80_000, 12.0
#: The share of the run in which returns are sent; in the rest what waits is rolled up.
SENDING = 0.85


def run(seconds: int) -> dict[str, Any]:
    form = catalogue.form()
    with world.made(workers=int(os.environ.get("BENCH_WORKERS", "2"))) as made, made.connect() as link:
        bodies = returns.monthly(form, made.communes, most=int(seconds * 160_000 / len(form)))
        copied = meters.bare_copy(link)
        asyncio.run(load.flood(made, "warm", bodies[:20], time.monotonic() + 30))
        meters.await_quiet(made, link)
        return measure(made, link, bodies[20:], seconds) | {"copy_facts_per_second": round(copied)}


def measure(made: world.World, link: Any, bodies: list[bytes], seconds: float, name: str = "road") -> dict[str, Any]:
    """Flood for the seconds and wait until all is rolled up."""
    before, started = made.cpu(), time.monotonic()
    sender = asyncio.run(load.flood(made, name, bodies, started + SENDING * seconds))
    stored = time.monotonic() - started
    meters.await_quiet(made, link)
    took = time.monotonic() - started
    spent = {part: value - before[part] for part, value in made.cpu().items()}
    return {
        "facts_per_second": round(sender.facts / took),
        "cpu_us_per_fact": round(1e6 * sum(spent.values()) / sender.facts, 1),
        "cpu_us_per_fact_by": {part: round(1e6 * value / sender.facts, 1) for part, value in spent.items()},
        "facts": sender.facts,
        "facts_per_return": round(sender.facts / sender.sent),
        "stored_per_second": round(sender.facts / stored),
    }


def tell(result: dict[str, Any]) -> list[str]:
    rate, copied, cpu = result["facts_per_second"], result["copy_facts_per_second"], result["cpu_us_per_fact"]
    parts = ", ".join(f"{part} {value}" for part, value in result["cpu_us_per_fact_by"].items())
    return [
        f"whole road       {rate:>9,} facts/s   goal {GOAL:,}   {rate / copied:.3f} of a bare COPY ({copied:,}/s)",
        f"CPU a fact       {cpu:>9} µs        goal {GOAL_CPU}   ({parts}; without the load generator)",
        f"stored alone     {result['stored_per_second']:>9,} facts/s",
        f"{result['facts']:,} facts in returns of {result['facts_per_return']}",
    ]
