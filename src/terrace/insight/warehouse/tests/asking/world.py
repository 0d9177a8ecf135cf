"""The figures that questions are asked about, and as a cube in any engine.

Three communes of Cao Bằng of today and all that they were made of, with figures of months before and after the map of
July 2025; and a place of another province.
"""

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from terrace.base.access.policy import SYSTEM
from terrace.base.bus.models import Outbox
from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.collection.intake import Fact
from terrace.facts.conftest import COMMUNES, fact, send
from terrace.facts.pipeline import handlers
from terrace.facts.pipeline.queries import Reader
from terrace.insight.warehouse.columns import ARROW
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.tests.figures import shown

A, B, C = COMMUNES
PROVINCE = "04"
MONTHS = ("2024-M05", "2024-M10", "2025-M04", "2025-M05", "2025-M06", "2025-M08", "2025-M10", "2026-M09", "2026-M10")
FRESH = datetime(2026, 11, 22, tzinfo=UTC)


def tell() -> None:
    """Hand everything in and roll it up."""
    for code in MONTHS:
        period = periods.parse(code)
        send(*_facts(code, sorted(_there(period.end))), key=f"asked-{code}")
    send(fact("HERD", PROVINCE, "2024", "41.5"), fact("HERD", PROVINCE, "2025", "40.0"), key="herd")
    roll_up()


def roll_up() -> None:
    import msgspec

    for event in Outbox.objects.filter(type="facts.accepted").order_by("id"):
        handlers.refresh([tuple(group) for group in msgspec.json.decode(event.data)["cells"]])
    Outbox.objects.all().delete()


def _there(day: date) -> set[str]:
    """Codes of the day of the communes that make up the three, and one of them of today."""
    places = index.current()
    today = date(2026, 11, 22)
    found = set()
    for code in COMMUNES:
        place = places.resolve(code, today)
        assert place is not None
        for share in places.sources(place, day, today):
            version = places.version(share.place_id, day)
            assert version is not None
            found.add(version.code)
    return found


def _facts(code: str, areas: Iterable[str]) -> list[Fact]:
    return list(itertools.chain.from_iterable(_of(code, area, at) for at, area in enumerate(areas)))


def _of(code: str, area: str, at: int) -> list[Fact]:
    """What one commune says of a month; every third leaves something out."""
    month = int(code[-2:])
    said = [
        fact("PIGS", area, code, 100 + 7 * at + month),
        fact("BIRTHS", area, code, 3 + at % 4, breakdown={"SEX": "F"}),
        fact("BIRTHS", area, code, 4 + month % 3, breakdown={"SEX": "M"}),
        fact("AREA", area, code, f"{10 + at}.{month:02}", breakdown={"CROP": "RICE"}),
        fact("OUTPUT", area, code, f"{51 + 3 * at}.{month:03}", breakdown={"CROP": "RICE"}),
        fact("PRICE", area, code, f"{6000 + 10 * at + month}.5", status="final"),
    ]
    if at % 3:
        said.append(fact("AREA", area, code, f"{2 + at}.5", breakdown={"CROP": "MAIZE"}))
        said.append(fact("OUTPUT", area, code, f"{9 + at}.125", breakdown={"CROP": "MAIZE"}))
    if at % 3 == 1:
        said[0] = fact("PIGS", area, code, reason="missing")
    return said


def figures() -> pa.Table:
    """Every figure that the pipeline's reader shows, as rows of the warehouse."""
    level = Reader(SYSTEM).index.level
    rows = [
        {
            "indicator": indicator,
            "period": period,
            "grain": period // 100 % 10,
            "year": period // 1000,
            "breakdown": breakdown,
            "area": area,
            "level": level(area),
            **dict(
                zip(
                    ("value", "top", "bottom", "status", "simulated", "reported", "expected", "basis"), one, strict=True
                )
            ),
        }
        for (indicator, area, period, breakdown), one in shown().items()
    ]
    return pa.Table.from_pylist(rows, schema=ARROW)


def cube_of(backend: Any, table: Any) -> Cube:
    """A cube over a table of any engine."""
    return Cube(backend, "test", FRESH, lambda _: table)


def in_duckdb(rows: pa.Table) -> Cube:
    """The rows in DuckDB."""
    con = duckdb.connect()
    con.register("rows", rows)
    con.execute("CREATE TABLE figure AS SELECT * FROM rows")
    backend = ibis.duckdb.from_connection(con)
    return cube_of(backend, backend.table("figure"))
