"""What is read for a roll-up in sets, and that it gives the figures that the pipeline keeps."""

from decimal import Decimal
from itertools import count

import duckdb
import pytest
from django.db import connection
from django.utils import timezone

from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, hear_all, send
from terrace.insight.warehouse import rolling
from terrace.insight.warehouse.columns import NAMES

pytestmark = pytest.mark.usefixtures("world")
A, B, C = COMMUNES
YEARS = (2026, 2026)
keys = count()


def hand_in(*facts, source="commune"):
    send(*facts, key=f"r{next(keys)}", source=source)


def rolled(said, **options):
    """Every figure: cell → what `pipeline_figure` keeps of it."""
    with duckdb.connect() as con:
        name = rolling.figures(con, said, catalogue.current(), places.current(), **options)
        rows = con.sql(f"SELECT {', '.join(NAMES)} FROM {name}").fetchall()
    return {(row[0], row[5], row[1], row[4]): row[7:] for row in rows}


def kept():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator_id, area_id, period, breakdown_id, value, top, bottom, status, simulated, reported,"
            " expected, basis FROM pipeline_figure WHERE basis > 0"
        )
        return {row[:4]: row[4:] for row in cursor.fetchall()}


def test_the_figures_are_those_that_the_pipeline_keeps_and_those_of_leaf_places():
    for month, source in (("M01", "commune"), ("M02", "commune"), ("M02", "office"), ("M03", "simulation")):
        for number, area in enumerate(COMMUNES, start=3):
            hand_in(
                fact("PEOPLE", area, f"2026-{month}", number * 100, breakdown="AGE=Y0;SEX=F"),
                fact("PEOPLE", area, f"2026-{month}", number * 90, breakdown="AGE=Y15;SEX=M"),
                fact("AREA", area, f"2026-{month}", Decimal("1.25") * number, breakdown="CROP=RICE"),
                fact("OUTPUT", area, f"2026-{month}", Decimal("7.125") * number),
                fact("OUTPUT", area, f"2026-{month}", Decimal("7.001"), breakdown="CROP=RICE"),
                fact("PRICE", area, f"2026-{month}", Decimal("11.5") + number),
                fact("PIGS", area, f"2026-{month}", reason="not_applicable"),
                source=source,
            )
    hand_in(fact("BIRTHS", A, "2026-M01", reason="missing"), fact("BIRTHS", PROVINCE, "2026-M01", 7))
    hear_all(("rollup-",))
    said = rolling.observed(list(catalogue.current().by_id), YEARS)
    everything, leaves = rolled(said), rolled(said, leaves_only=True)
    assert kept()
    assert {cell: found for cell, found in everything.items() if cell not in leaves} == kept()
    assert {cell[1] for cell in leaves} == {places.current().resolve(area, timezone.localdate()) for area in COMMUNES}


def test_needs_come_with_an_indicator_and_others_do_not():
    hand_in(fact("PIGS", A, "2026-M01", 12), fact("OUTPUT", A, "2026-M01", 1), fact("AREA", B, "2026-M01", 2))
    codes = catalogue.current().indicators
    found = rolling.observed([codes["YIELD"].id], YEARS)
    assert set(found["indicator"].to_pylist()) == {codes["OUTPUT"].id, codes["AREA"].id}
    place = places.current().resolve(A, timezone.localdate())
    assert place
    assert rolling.observed([codes["YIELD"].id], YEARS, [place])["area"].to_pylist() == [place]
    assert rolling.observed([codes["YIELD"].id], (2024, 2025)).num_rows == 0
