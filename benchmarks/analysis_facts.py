"""Facts of analysis: drawn in DuckDB from hashes, rolled up and written as the product does, given to PostgreSQL."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from benchmarks.analysis_world import COMMUNES, KINDS, LAST_OLD, NEW_COMMUNES, NEW_MAP, YEARS

#: A code of the breakdown is reported by so large a part of communes; the first by all.
SHARES = [round(1 / (1 + 0.6 * number), 3) for number in range(len(KINDS))]
#: Facts of one indicator if nothing is left out: 42 quarters on the old map, 2 on the new.
OF_ONE = int((42 * COMMUNES + 2 * NEW_COMMUNES) * sum(SHARES))
FEWEST = 6
#: Facts that are rolled up and written at once.
PIECE = 2_000_000
#: Digits of values: few communes have large ones.
SIZES = 5
#: Rows of the warehouse that communes reported themselves: of the finest places, quarters and codes.
COVERED = "level = 4 AND grain = 4 AND breakdown > 0 AND basis = 1"
_COLUMNS = "indicator, period, breakdown, area, value"


def indicators(facts: int) -> int:
    """How many indicators so many facts are of."""
    return max(FEWEST, round(facts / OF_ONE))


def folder() -> Any:
    """Where the warehouse is."""
    from terrace.base.kernel import conf
    from terrace.insight.warehouse.folder import Folder

    return Folder(conf.home() / "warehouse")


def make(facts: int, seed: int) -> None:
    """Year by year, some indicators at a time: drawn, rolled up, and put in force. Memory holds one such piece."""
    from terrace.facts.catalogue import snapshot as catalogue

    home, count = folder(), indicators(facts)
    size = max(2, count * PIECE * len(YEARS) // facts)
    pieces = [[f"FLOW{n:02}" for n in range(count)][first : first + size] for first in range(0, count, size)]
    pieces[0].append("YIELD")
    known = catalogue.current().indicators
    with home.folding():
        for year in YEARS:
            for codes in pieces:
                _make_piece(home, [known[code] for code in codes], facts, year, seed)
    with home.writing():
        manifest = home.manifest()
        home.replace(manifest, manifest.changed(built=True))


def _make_piece(home: Any, specs: list[Any], facts: int, year: int, seed: int) -> None:
    """Some indicators of a year."""
    from terrace.base.places import index as places
    from terrace.facts.catalogue import snapshot as catalogue
    from terrace.insight.warehouse import rolling
    from terrace.insight.warehouse.columns import LIST, TABLE
    from terrace.insight.warehouse.folding import Fold, workshop
    from terrace.insight.warehouse.manifest import Manifest
    from terrace.insight.warehouse.pruning import Range

    ids = tuple(sorted(spec.id for spec in specs))
    with workshop(home) as link:
        _draw(link, [spec for spec in specs if not spec.formula], facts, year, seed)
        figures = rolling.figures(link, "said", catalogue.current(), places.current(), ids)
        link.execute(f"CREATE TABLE changes ({TABLE})")
        link.execute(f"INSERT INTO changes SELECT {LIST} FROM {figures}")
        link.execute(f"DROP TABLE {figures}")
        Fold(home, link, home.manifest() or Manifest(), Range(ids, (year, year))).run()


def _draw(link: duckdb.DuckDBPyConnection, flows: list[Any], facts: int, year: int, seed: int) -> None:
    """Observations of a year as table `said`: whether and what somebody reported comes from hashes of the cell."""
    from terrace.base.places import index as places

    million = 1_000_000 * facts / (indicators(facts) * OF_ONE)
    kinds = [
        (flows[0].breakdowns[f"KIND={code}"], round(share * million)) for code, share in zip(KINDS, SHARES, strict=True)
    ]
    link.execute(f"CREATE TABLE flow AS SELECT * FROM (VALUES {_rows((flow.id,) for flow in flows)}) t (indicator)")
    link.execute(f"CREATE TABLE kind AS SELECT * FROM (VALUES {_rows(kinds)}) t (breakdown, share)")
    areas = ((quarter, area) for quarter in range(1, 5) for area in _communes(places.current(), year, quarter))
    link.execute(f"CREATE TABLE spot AS SELECT * FROM (VALUES {_rows(areas)}) t (quarter, area)")
    cell = f"indicator, {year}, quarter, breakdown, area, {seed}"
    link.execute(f"""
        CREATE TABLE said AS SELECT indicator::integer AS indicator, ({year}400 + quarter)::integer AS period,
            breakdown::integer AS breakdown, area::integer AS area, 1::smallint AS source, 0::tinyint AS reason,
            3::tinyint AS status,
            (hash({cell}, 1) % (10 ** (3 + hash(area) % {SIZES}))::ubigint)::decimal(18, 2) * 0.01 AS value
        FROM flow, kind, spot WHERE hash({cell}, 0) % 1000000 < share""")


def _communes(now: Any, year: int, quarter: int) -> tuple[int, ...]:
    day = LAST_OLD if (year, quarter) <= (LAST_OLD.year, 2) else NEW_MAP
    found: tuple[int, ...] = now.descendants(now.resolve("00", day), day, 4)
    return found


def _rows(rows: Any) -> str:
    return ", ".join(f"({', '.join(map(str, row))})" for row in rows)


def change(count: int, seed: int) -> None:
    """So many reported cells say something else, as recent rows: those of the newest year first, as it happens."""
    from terrace.insight.warehouse import appending
    from terrace.insight.warehouse.columns import LIST

    with duckdb.connect() as link:
        link.execute(f"CREATE VIEW fact AS SELECT * FROM read_parquet({files()}) WHERE {COVERED}")
        rows = link.sql(
            f"SELECT {LIST.replace('value,', 'value + 1 AS value,')} FROM fact"
            f" ORDER BY period // 1000 DESC, hash(indicator, period, breakdown, area, {seed + count}) LIMIT {count}"
        ).to_arrow_table()
        appending.append(folder(), lambda: rows)


def files() -> str:
    """The parts of the warehouse as a list in SQL."""
    home = folder()
    manifest = home.manifest()
    return str([home.of(part.file) for part in manifest.parts]) if manifest else "[]"


def load(link: psycopg.Connection) -> int:
    """The same facts as a table of PostgreSQL with a covering key; how many."""
    link.execute("CREATE UNLOGGED TABLE fact (indicator int, period int, breakdown int, area int, value numeric)")
    with duckdb.connect() as source, link.cursor() as cursor:
        source.execute(f"CREATE VIEW reported AS SELECT {_COLUMNS} FROM read_parquet({files()}) WHERE {COVERED}")
        (held,) = source.execute("SELECT count(*) FROM reported").fetchall()[0]
        for year in YEARS:
            with cursor.copy(f"COPY fact ({_COLUMNS}) FROM STDIN (FORMAT csv)") as copy:
                for body in _texts(source, year):
                    copy.write(body)
    link.execute("SET maintenance_work_mem = '1GB'")
    link.execute("CREATE UNIQUE INDEX ON fact (indicator, period, breakdown, area) INCLUDE (value)")
    link.execute("VACUUM ANALYZE fact")
    return int(held)


def _texts(source: duckdb.DuckDBPyConnection, year: int) -> Iterator[bytes]:
    """The facts of a year as CSV, in the order of the key."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.csv"
        query = (
            f"SELECT {_COLUMNS} FROM reported WHERE period // 1000 = {year} ORDER BY indicator, period, breakdown, area"
        )
        source.execute(f"COPY ({query}) TO '{file}' (FORMAT csv, HEADER false)")
        with file.open("rb") as body:
            while data := body.read(1 << 22):
                yield data
