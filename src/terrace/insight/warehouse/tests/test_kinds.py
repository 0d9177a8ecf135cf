"""Every kind of warehouse holds the same rows: Parquet read by DuckDB, Parquet read by Spark, a table of PostgreSQL."""

import pytest

from terrace.base.kernel.problems import Refused
from terrace.base.places import index
from terrace.base.places.models import Level
from terrace.facts.catalogue import snapshot
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, hear_all, send
from terrace.facts.pipeline.evaluation import Cell
from terrace.insight.warehouse import store
from terrace.insight.warehouse.tests.figures import kept, shown

OURS = ("rollup-", "warehouse-")


def said() -> None:
    """Two years of a few cells: sums, means, formulas, a breakdown, a gap."""
    for year in (2025, 2026):
        send(
            fact("BIRTHS", COMMUNES[0], f"{year}-M01", 12),
            fact("BIRTHS", COMMUNES[1], f"{year}-M01", 9, breakdown="SEX=F"),
            fact("AREA", COMMUNES[0], f"{year}-M02", "10.50", breakdown="CROP=RICE"),
            fact("OUTPUT", COMMUNES[0], f"{year}-M02", "61.125", breakdown="CROP=RICE"),
            fact("PEOPLE", COMMUNES[2], f"{year}-M01", reason="missing"),
            fact("PRICE", PROVINCE, f"{year}-M01", "7.5"),
            key=f"k{year}",
        )
    hear_all(OURS)


def changed() -> None:
    send(
        fact("BIRTHS", COMMUNES[0], "2026-M01", 15),
        fact("BIRTHS", COMMUNES[2], "2026-M02", 7),
        fact("AREA", COMMUNES[0], "2026-M02", reason="missing", breakdown="CROP=RICE"),
        key="later",
    )
    hear_all(OURS)


def pruned() -> set[Cell]:
    """Births and areas of 2026 in communes, asked for so."""
    known = snapshot.current().indicators
    about = [known["BIRTHS"].id, known["AREA"].id]
    with store.opened() as cube:
        rows = cube.figures(about, (2026, 2026), [Level.COMMUNE]).to_pyarrow().to_pylist()
    return {(row["indicator"], row["area"], row["period"], row["breakdown"]) for row in rows}


def expected() -> set[Cell]:
    """The same cells among all that the reader shows."""
    known, levels = snapshot.current().indicators, index.current().level
    about = {known["BIRTHS"].id, known["AREA"].id}
    return {
        cell for cell in shown() if cell[0] in about and cell[2] // 1000 == 2026 and levels(cell[1]) == Level.COMMUNE
    }


@pytest.mark.usefixtures("world", "kind")
def test_each_kind_shows_what_the_reader_shows_before_and_after_changes_and_folding():
    said()
    with pytest.raises(Refused):
        kept()
    store.build()
    assert kept() == shown()
    changed()
    assert kept() == shown()
    assert pruned() == expected() != set()
    store.current().fold(now=True)
    assert kept() == shown()
    assert store.current().standing().rows == len(shown())
