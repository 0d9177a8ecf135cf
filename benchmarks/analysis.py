"""Questions of analysis over 1, 10 and 100 million facts: the warehouse beside plain DuckDB and PostgreSQL.

The same facts three times: as the product keeps them (rolled up by `warehouse.rolling`, written by `folding`), as SQL
written by hand for DuckDB over the very same Parquet files (the rows that communes reported), and as a table of
PostgreSQL with a covering key. Each question is asked again and again with other indicators and places, drawn from the
seed; the three answer the same draws. The warehouse's time is that of `answers.answer`: codes, rights, arithmetic and
notes included; it gives arrays, and so does plain DuckDB (an Arrow table); making the cells of a page is told beside
it. Then the same with changes that are not folded into the parts yet, and what a fold costs.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import psycopg

from benchmarks import analysis_facts, analysis_questions, analysis_world, meters, world
from benchmarks.analysis_questions import Drawn

SIZES = "1000000,10000000,100000000"
CHANGES = (0, 10_000, 100_000, 1_000_000)
GOALS = {"dashboard_ms": 100, "any_shape_ms": 1_000, "over_duckdb": 1.3}
#: Answers of each way to a question that are timed at the least, whatever they take.
LEAST = 8
#: Rows and columns of a page, at most.
PAGE = 200


@dataclass(frozen=True, slots=True)
class Made:
    """An installation with facts in it."""

    link: psycopg.Connection
    plain: duckdb.DuckDBPyConnection
    facts: int
    seed: int
    #: How many facts there are, and the seconds of making them.
    times: dict[str, int]


def run(seconds: int, facts: str = SIZES, seed: int = 0) -> dict[str, Any]:
    """Each size in a process of its own: the settings of one hold one database."""
    sizes = facts.split(",")
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        found = pool.map(_measured, map(int, sizes), repeat(seconds), repeat(seed))
        return dict(zip(sizes, found, strict=True))


def _measured(facts: int, seconds: int, seed: int) -> dict[str, Any]:
    with _made(facts, seed) as made:
        result: dict[str, Any] = {"made": made.times}
        result |= {name: _beside(made, name, seconds) for name in analysis_questions.ALL}
        for count in CHANGES[1:]:
            analysis_facts.change(count, seed)
            for name in analysis_questions.ALL:
                times = _times(made, analysis_questions.ALL[name].terrace, name, seconds)
                result[name][f"terrace_ms_p95_{count}_changes"] = meters.percentiles(times)["p95"]
            result[f"fold_{count}"] = _fold()
        return result


def _beside(made: Made, name: str, seconds: int) -> dict[str, float]:
    """The three ways to one question, and that they agree."""
    question = analysis_questions.ALL[name]
    ways = {
        "terrace": question.terrace,
        "duckdb": lambda draw: question.in_columns(made.plain, draw),
        "postgres": lambda draw: question.in_rows(made.link, draw),
    }
    draw = Drawn(Random(made.seed), made.facts)
    answers = {way: ask(draw) for way, ask in ways.items()}
    totals = {way: question.total(answer) for way, answer in answers.items()}
    if len(set(totals.values())) > 1:
        raise RuntimeError(f"{name}: the answers differ: {totals}")
    found = {f"{way}_ms_p95": meters.percentiles(_times(made, ask, name, seconds))["p95"] for way, ask in ways.items()}
    found["over_duckdb"] = round(found["terrace_ms_p95"] / found["duckdb_ms_p95"], 2)
    return found | {"page_ms": _page(answers["terrace"])}


def _page(answer: Any) -> float:
    """Milliseconds of making the cells of a page."""
    began = time.perf_counter()
    cells = [cell for row in answer.cells[:PAGE] for cell in row[:PAGE]]
    return round((time.perf_counter() - began) * 1000, 1) if cells else 0.0


def _times(made: Made, ask: Callable[[Drawn], object], name: str, seconds: int) -> list[float]:
    """Seconds of answers to one draw after the other; the first two warm it up."""
    rnd, times = Random(f"{made.seed}-{name}"), list[float]()
    until = time.perf_counter() + seconds / len(analysis_questions.ALL)
    while len(times) < LEAST + 2 or time.perf_counter() < until:
        draw = Drawn(rnd, made.facts)
        began = time.perf_counter()
        ask(draw)
        times.append(time.perf_counter() - began)
    return times[2:]


def _fold() -> dict[str, float]:
    """Seconds, and CPU seconds, of a fold of all that changed."""
    from terrace.insight.warehouse import folding

    began, cpu = time.perf_counter(), time.process_time()
    folding.fold(analysis_facts.folder())
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
    }


@contextmanager
def _made(facts: int, seed: int) -> Iterator[Made]:
    """A temporary home with PostgreSQL, places, catalogue, the warehouse, and the facts as a table of PostgreSQL."""
    with world.home() as home:
        from terrace.base.kernel import conf, embedded

        with embedded.servers():
            began = time.perf_counter()
            _fill(home, facts, seed)
            filled = time.perf_counter()
            with psycopg.connect(conf.database_url(), autocommit=True) as link, duckdb.connect() as plain:
                held = analysis_facts.load(link)
                analysis_questions.prepare_postgres(link)
                analysis_questions.prepare_duckdb(plain)
                times = {"facts": held, "warehouse_s": filled - began, "postgres_s": time.perf_counter() - filled}
                yield Made(link, plain, facts, seed, {name: round(each) for name, each in times.items()})


def _fill(home: Path, facts: int, seed: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from terrace.base.packs import loading
    from terrace.base.places import index, writing

    connection.close()
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        writing.write(analysis_world.country(seed))
    index.expire()
    loading.load(analysis_world.pack(home / "pack", analysis_facts.indicators(facts)))
    analysis_facts.make(facts, seed)


def tell(result: dict[str, Any]) -> list[str]:
    lines = [f"{'facts':>11}  {'question':<16} {'terrace':>9} {'DuckDB':>9} {'PostgreSQL':>11}   p95, ms"]
    for facts, found in result.items():
        for name in analysis_questions.ALL:
            one = found[name]
            changes = "  ".join(f"{one[f'terrace_ms_p95_{count}_changes']:.0f}" for count in CHANGES[1:])
            lines.append(
                f"{int(facts):>11,}  {name:<16} {one['terrace_ms_p95']:>9} {one['duckdb_ms_p95']:>9} "
                f"{one['postgres_ms_p95']:>11}   ×{one['over_duckdb']}; after 10 k, 100 k, 1 M changes: {changes}; "
                f"cells of a page: {one['page_ms']}"
            )
        folds = ", ".join(f"{found[f'fold_{count}']['cpu_seconds']} s" for count in CHANGES[1:])
        made = found["made"]
        lines.append(f"{int(facts):>11,}  folding 10 k, 100 k, 1 M changes: {folds} of CPU")
        lines.append(
            f"{int(facts):>11,}  made in {made['warehouse_s']} s (warehouse) and {made['postgres_s']} s (PostgreSQL)"
        )
    return [*lines, f"(goals at 100 M: dashboards {GOALS['dashboard_ms']} ms, any shape {GOALS['any_shape_ms']} ms)"]
