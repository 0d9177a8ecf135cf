"""The questions of `bench analysis`: as the product is asked, and as SQL by hand over what communes reported."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

import duckdb
import psycopg
import pyarrow as pa

from benchmarks.analysis_facts import COVERED, files, indicators
from benchmarks.analysis_world import COMMUNES, LAST_OLD, NEW_MAP, PROVINCES, YEARS

#: Communes of the selection that no level of the map is.
SELECTED = 2_000


class Drawn:
    """What one asking is about."""

    def __init__(self, rnd: Random, facts: int) -> None:
        flows = [f"FLOW{n:02}" for n in range(indicators(facts))]
        self.five = rnd.sample(flows, 5)
        self.year = rnd.randrange(YEARS.start + 1, 2025)
        self.province = f"{rnd.randint(1, PROVINCES):02}"
        self._seed = rnd.random()

    @property
    def flow(self) -> str:
        return self.five[0]

    @cached_property
    def communes(self) -> list[str]:
        return [f"{n:05}" for n in sorted(Random(self._seed).sample(range(COMMUNES), SELECTED))]


@dataclass(frozen=True, slots=True)
class Question:
    """`asked` is the query of the address; the last column of `sql` is what `total` adds up."""

    asked: Callable[[Drawn], str]
    sql: Callable[[Drawn], str]

    def terrace(self, draw: Drawn) -> Any:
        from terrace.base.access.policy import SYSTEM
        from terrace.insight.warehouse import answers, questions

        return answers.answer(SYSTEM, questions.from_query(self.asked(draw)))

    def in_rows(self, link: psycopg.Connection, draw: Drawn) -> list[tuple[Any, ...]]:
        return link.execute(self.sql(draw)).fetchall()  # type: ignore[arg-type]  # SQL with numbers and codes in it

    def in_columns(self, link: duckdb.DuckDBPyConnection, draw: Drawn) -> pa.Table:
        return link.sql(self.sql(draw)).to_arrow_table()

    def total(self, found: Any) -> float:
        """The sum of all values, to five digits (plain DuckDB divides in doubles): the ways must agree on it."""
        if isinstance(found, pa.Table):
            values = found.column(found.num_columns - 1).to_pylist()
        elif isinstance(found, list):
            values = [row[-1] for row in found]
        else:
            values = [
                cell.value for row in found.cells for at, cell in enumerate(row) if cell and self._counts(found, at)
            ]
        return float(f"{sum(float(each) for each in values if each is not None):.5g}")

    @staticmethod
    def _counts(found: Any, column: int) -> bool:
        """Ranks and growth are not added up."""
        return not found.column_measures or found.measures[found.column_measures[column]].show == "value"


def _ids(codes: list[str]) -> str:
    from terrace.facts.catalogue import snapshot

    known = snapshot.current(max_age=60).indicators
    return ", ".join(str(known[code].id) for code in codes)


def _places(codes: list[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _provinces(draw: Drawn) -> str:
    return f"""SELECT p.province, f.period - f.period % 1000, sum(f.value) FROM fact f JOIN place p ON p.area = f.area
        WHERE f.indicator = {_ids([draw.flow])} AND f.period <= 2024404 GROUP BY 1, 2"""


def _districts(draw: Drawn) -> str:
    return f"""SELECT p.district, f.period, f.breakdown, f.indicator, sum(f.value)
        FROM fact f JOIN place p ON p.area = f.area
        WHERE f.indicator IN ({_ids(draw.five)}) AND p.province = '{draw.province}'
            AND f.period >= 2015403 AND f.period <= 2025402
        GROUP BY 1, 2, 3, 4"""


def _every_district(draw: Drawn) -> str:
    return f"""SELECT p.district, f.period, f.breakdown, f.indicator, sum(f.value)
        FROM fact f JOIN place p ON p.area = f.area
        WHERE f.indicator IN ({_ids(draw.five)}) AND f.period BETWEEN {draw.year}401 AND {draw.year}404
        GROUP BY 1, 2, 3, 4"""


def _yields(draw: Drawn) -> str:
    return f"""WITH year AS (
            SELECT area, period - period % 1000 AS year,
                sum(CASE WHEN indicator = {_ids(["FLOW00"])} THEN value END) AS made,
                sum(CASE WHEN indicator = {_ids(["FLOW01"])} THEN value END) AS used
            FROM fact WHERE indicator IN ({_ids(["FLOW00", "FLOW01"])})
                AND period BETWEEN {draw.year - 1}401 AND {draw.year}404 GROUP BY 1, 2),
        ratio AS (SELECT area, year, round(made / nullif(used, 0), 2) AS ratio FROM year WHERE made IS NOT NULL)
        SELECT now.area, rank() OVER (ORDER BY now.ratio DESC), now.ratio / nullif(before.ratio, 0), now.ratio
        FROM ratio now LEFT JOIN ratio before ON before.area = now.area AND before.year = {draw.year - 1}000
        WHERE now.year = {draw.year}000"""


def _restated(draw: Drawn) -> str:
    return f"""SELECT s.area, f.period - f.period % 1000, sum(s.weight * f.value)
        FROM fact f JOIN share s ON s.old = f.area
        WHERE f.indicator = {_ids([draw.flow])} GROUP BY 1, 2"""


def _selection(draw: Drawn) -> str:
    return f"""SELECT f.breakdown, f.period, f.indicator, sum(f.value) FROM fact f JOIN place p ON p.area = f.area
        WHERE f.indicator IN ({_ids(draw.five)}) AND p.code IN ({_places(draw.communes)})
            AND f.period >= 2015403 AND f.period <= 2025402
        GROUP BY 1, 2, 3"""


#: Dashboards first; the last is of any shape: places that are together on no map.
ALL = {
    "provinces": Question(
        lambda draw: f"measures={draw.flow}&rows=place:province&columns=period:A&periods=2015..2024", _provinces
    ),
    "districts": Question(
        lambda draw: (
            f"measures={','.join(draw.five)}&rows=place:district,breakdown:KIND&columns=period:Q"
            f"&places={draw.province}&periods=2015-Q3..2025-Q2"
        ),
        _districts,
    ),
    "every_district": Question(
        lambda draw: (
            f"measures={','.join(draw.five)}&rows=place:district,breakdown:KIND&columns=period:Q"
            f"&periods={draw.year}-Q1..{draw.year}-Q4"
        ),
        _every_district,
    ),
    "yields": Question(
        lambda draw: f"measures=YIELD,YIELD:rank,YIELD:growth&rows=place:commune&periods={draw.year}", _yields
    ),
    "restated": Question(
        lambda draw: f"measures={draw.flow}&rows=place:commune&columns=period:A&periods=2015..2025&boundaries=as_is",
        _restated,
    ),
    "selection": Question(
        lambda draw: (
            f"measures={','.join(draw.five)}&rows=breakdown:KIND&columns=period:Q"
            f"&places={','.join(draw.communes)}&periods=2015-Q3..2025-Q2"
        ),
        _selection,
    ),
}


def prepare_postgres(link: psycopg.Connection) -> None:
    """Who is under whom, and what became of whom, beside the facts."""
    _dimensions(link.execute)  # type: ignore[arg-type]
    link.execute("ANALYZE")


def prepare_duckdb(link: duckdb.DuckDBPyConnection) -> None:
    """The facts are the rows of communes in the warehouse's own files."""
    link.execute("SET parquet_metadata_cache = true")
    link.execute(f"CREATE VIEW fact AS SELECT * FROM read_parquet({files()}) WHERE {COVERED}")
    _dimensions(link.execute)


def _dimensions(execute: Callable[[str], object]) -> None:
    """Every commune with its district and province, and what it is of which commune of today."""
    from terrace.base.places import index
    from terrace.base.places.models import Level

    now, places, shares = index.current(), list[str](), list[str]()
    for day in (LAST_OLD, NEW_MAP):
        for version in now.tree(day).versions.values():
            if version.level == Level.COMMUNE:
                above = [now.version(area, day) for area in now.ancestors(version.place_id, day)]
                codes = {each.level: each.code for each in above if each}
                district = codes.get(Level.DISTRICT, "")
                places.append(f"({version.place_id}, '{version.code}', '{district}', '{codes[Level.PROVINCE]}')")
    for area in now.descendants(now.resolve("00", NEW_MAP) or 0, NEW_MAP, Level.COMMUNE):
        shares.append(f"({area}, {area}, 1)")
        shares += [f"({each.place_id}, {area}, {each.weight})" for each in now.sources(area, LAST_OLD, NEW_MAP)]
    execute("CREATE TABLE place (area int PRIMARY KEY, code text, district text, province text)")
    execute("CREATE TABLE share (old int, area int, weight numeric(18, 6))")
    execute(f"INSERT INTO place VALUES {', '.join(places)}")
    execute(f"INSERT INTO share VALUES {', '.join(shares)}")
