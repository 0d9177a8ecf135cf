"""Rules: a file of a million rows under two rules, beside DuckDB in the same run; and a form of 100 rows under 27.

The two rules join three cells of a place and month (area × yield = output), and two months of one. Both sides start
from ids and digits as text in memory and end with the cells that are broken. Ours has one core, asks for what it needs
(`needs`) and makes exact decimals of what is near; DuckDB has all cores and decimals. The second figure of DuckDB is
from a table whose digits were made decimals beforehand.
"""

import csv
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import catalogue, world

GOAL_ROWS, GOAL_FORM = 690_000, 5.0
ROWS, MONTHS, FORM = 1_000_000, 101, 100
AREA, YIELD, OUTPUT = "FLOW00", "FLOW01", "FLOW02"
TWO = {
    "product": f"abs({AREA} * {YIELD} / 10 - {OUTPUT}) <= 0.01 * {OUTPUT}",
    "jump": f"{OUTPUT} <= 3 * previous({OUTPUT})",
}
HEAD = ("code", "severity", "condition", "level", "message_vi", "message_en", "advice_vi", "advice_en")


def run(seconds: int) -> dict[str, Any]:  # noqa: ARG001 - the file has its length, whatever the time
    with world.made(workers=0) as made:
        from terrace.base.packs import loading
        from terrace.facts.rules import snapshot

        loading.load(_pack(made.home / "rules"))
        every = snapshot.current()
        return _file(every) | {"form_100_rows_ms": _form(every)}


def _pack(folder: Path) -> Path:
    """The two rules, and 25 that look at a form from all sides."""
    rows = dict(TWO)
    rows |= {f"month{n}": f"FLOW{n:02} <= 5 * previous(FLOW{n:02}) + 10" for n in range(3, 13)}
    rows |= {f"year{n}": f"abs(STOCK{n:02} - last_year(STOCK{n:02})) <= 0.5 * STOCK{n:02}" for n in range(10)}
    rows |= {f"parts{n}": f"parts(FLOWSEX{n:02}, SEX) = FLOWSEX{n:02}" for n in range(5)}
    folder.mkdir()
    texts = ("Sai", "Wrong", "Sửa.", "Correct it.")
    with (folder / "rules.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *((code, "soft", text, "", *texts) for code, text in rows.items())])
    return folder


def _file(every: Any) -> dict[str, Any]:
    from terrace.base.places import index
    from terrace.facts.rules import judging
    from terrace.facts.rules.facts import Facts
    from terrace.facts.rules.specs import Rules

    rules = Rules(every.mark, [every.by_code[code] for code in TWO], every.catalogue)
    keys, digits = _rows(every, index.current())
    held = Facts.of({})

    def judge() -> int:
        facts = Facts.read(keys, digits)
        judging.needs_columns(rules, facts, index.current())
        return len(judging.judge_columns(rules, facts, held, index.current()))

    took, broken = _best(judge)
    theirs, same, typed = _duckdb(every, keys, digits)
    if broken != same:
        raise RuntimeError(f"{broken} broken here, {same} in DuckDB")
    return {
        "check_rows_per_second": round(ROWS / took),
        "duckdb_rows_per_second": round(ROWS / theirs),
        "duckdb_typed_rows_per_second": round(ROWS / typed),
        "ratio": round(theirs / took, 2),
        "rows": ROWS,
        "broken": broken,
    }


def _rows(every: Any, places: Any) -> tuple[Any, list[str]]:
    """Ids (one row a fact) and digits: three indicators of a place and month together, one place after the other."""
    import numpy as np

    from terrace.base.kernel import periods
    from terrace.base.places.models import Level

    last = periods.parse("2026-M10")
    months = [last.shifted(-n).id for n in range(MONTHS)]
    there = places.tree(last.end).versions
    communes = sorted(place for place, version in there.items() if version.level == Level.COMMUNE)
    indicators = [every.catalogue.indicators[code].id for code in (AREA, YIELD, OUTPUT)]
    keys = np.array([(i, m, 0, c) for m in months for c in communes for i in indicators][:ROWS], np.int64)
    rnd, digits = Random(3), []
    while len(digits) < ROWS:
        area, rate = rnd.randrange(8000, 9000), rnd.randrange(450, 550)
        wrong = 2 if rnd.random() < 0.001 else 1
        digits += [f"{area}", f"{rate}", f"{area * rate * wrong // 10}"]
    return keys, digits[:ROWS]


def _best(work: Callable[[], int], turns: int = 3) -> tuple[float, int]:
    """The shortest time of some turns, and the answer."""
    times, answer = [], 0
    for _ in range(turns):
        started = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - started)
    return min(times), answer


_FACTS = """
    CREATE TABLE facts AS FROM read_csv(?, header = false, columns = {indicator: 'INTEGER', period: 'INTEGER',
        breakdown: 'INTEGER', area: 'INTEGER', value: 'VARCHAR'})
"""
_TYPED = """
    CREATE OR REPLACE TEMP TABLE typed AS SELECT * REPLACE (value::DECIMAL(16, 2) AS value) FROM facts
"""
_PRODUCT = """
    SELECT o.* FROM typed a JOIN typed y USING (period, breakdown, area) JOIN typed o USING (period, breakdown, area)
    WHERE a.indicator = $area AND y.indicator = $yield AND o.indicator = $output
        AND abs(a.value * y.value / 10 - o.value) > 0.01 * o.value
"""
_JUMP = """
    SELECT o.* FROM typed o JOIN typed b ON b.indicator = o.indicator AND b.area = o.area
        AND b.breakdown = o.breakdown
        AND b.period = CASE WHEN o.period % 100 > 1 THEN o.period - 1 ELSE o.period - 1000 + 11 END
    WHERE o.indicator = $output AND o.value > 3 * b.value
"""


def _duckdb(every: Any, keys: Any, digits: list[str]) -> tuple[float, int, float]:
    """Seconds of the same two rules as queries over a table of digits; how many are broken; seconds over decimals."""
    import duckdb

    link = duckdb.connect()
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        csv.writer(file).writerows((*key, value) for key, value in zip(keys.tolist(), digits, strict=True))
        file.flush()
        link.execute(_FACTS, [file.name])
    named = (("area", AREA), ("yield", YIELD), ("output", OUTPUT))
    ids = {name: every.catalogue.indicators[code].id for name, code in named}

    def judge() -> int:
        asked = ((_PRODUCT, ids), (_JUMP, {"output": ids["output"]}))
        return sum(len(link.execute(*each).fetchall()) for each in asked)

    def from_text() -> int:
        link.execute(_TYPED)
        return judge()

    return *_best(from_text), _best(judge)[0]


def _form(every: Any) -> float:
    """Milliseconds for a return of 100 cells of one commune, needs included; the median of many."""
    from terrace.base.places import index
    from terrace.facts.rules import judging

    spec = every.catalogue.indicators
    place = index.current().resolve(world.PROVINCE, _day())
    area = index.current().children(place, _day())[0]
    lines = [(spec[each.indicator], each.breakdown) for each in catalogue.form()[:FORM]]
    said: dict[Any, Any] = {
        (own.id, 2026610, every.catalogue.breakdown(own, cell), area): Decimal(100 + number)
        for number, (own, cell) in enumerate(lines)
    }
    times = []
    for _ in range(50):
        started = time.perf_counter()
        wanted = judging.needs(every, said.keys(), index.current())
        judging.judge(every, said, dict.fromkeys(wanted, Decimal(100)), index.current())
        times.append(time.perf_counter() - started)
    return round(1000 * sorted(times)[len(times) // 2], 2)


def _day() -> Any:
    from terrace.base.kernel import periods

    return periods.parse("2026-M10").end


def tell(result: dict[str, Any]) -> list[str]:
    rate, theirs = result["check_rows_per_second"], result["duckdb_rows_per_second"]
    typed = f"{result['duckdb_typed_rows_per_second']:,} from decimals made beforehand"
    return [
        f"file of {result['rows']:,} rows, 2 rules  {rate:>10,} rows/s   goal {GOAL_ROWS:,}",
        f"DuckDB, the same rules          {theirs:>10,} rows/s   ours is {result['ratio']} times as fast ({typed})",
        f"form of {FORM} rows, 27 rules     {result['form_100_rows_ms']:>10} ms       goal {GOAL_FORM}",
        f"{result['broken']:,} broken, the same number in both",
    ]
