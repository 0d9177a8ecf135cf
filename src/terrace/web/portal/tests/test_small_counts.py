"""Whatever road nobody in particular takes, no count of a few people is on it, nor follows from what is."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrace.base.access import policy
from terrace.base.access.policy import ANONYMOUS, SYSTEM
from terrace.base.kernel import periods
from terrace.base.packs.models import Pack
from terrace.base.places.models import Level
from terrace.facts.catalogue import releasing
from terrace.facts.catalogue.models import Disclosure, Release
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, hear_all, send
from terrace.facts.pipeline.models import Published
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.warehouse import answers, questions
from terrace.insight.warehouse.tests.asking import world as cubes
from terrace.share.opendata.relations import Relations
from terrace.share.opendata.suppression import Cell
from terrace.share.opendata.tests.test_suppression import determined
from terrace.web.portal.tests.conftest import settle

pytestmark = pytest.mark.usefixtures("world")
PERIODS, SEXES, PLACES = ("2026-M01", "2026-M02", "2026-Q1"), ("", "SEX=F", "SEX=M"), (PROVINCE, *COMMUNES)
LEAST = 5
#: What a road shows: (place, period, breakdown) → the number.
Shown = dict[tuple[str, str, str], Decimal]
counts = st.lists(st.one_of(st.integers(0, 7), st.integers(0, 400)), min_size=12, max_size=12)


@pytest.fixture
def guarded() -> None:
    Disclosure.objects.create(indicator="BIRTHS", least=LEAST, pack=Pack.objects.get(code="test"))


def hand_in(numbers: list[int], key: str) -> None:
    cells = product(PERIODS[:2], COMMUNES, SEXES[1:])
    facts = [
        fact("BIRTHS", commune, period, number, breakdown=dict([sex.split("=")]))
        for (period, commune, sex), number in zip(cells, numbers, strict=True)
    ]
    send(*facts, key=key)


def release() -> None:
    releasing.release("BIRTHS", [periods.parse(each).id for each in PERIODS], Level.COMMUNE, SYSTEM)


# the roads


def figure_roads(client: Any) -> Iterator[tuple[str, Shown]]:
    """Each question of the API for itself, and what its answers show together."""
    every: dict[str, Shown] = {"figure": {}, "series": {}, "across": {}, "lineage": {}}
    for place, sex in product(PLACES, SEXES):
        about = {"indicator": "BIRTHS", "area": place, "breakdown": sex}
        months = {**about, "from": PERIODS[0], "to": PERIODS[1]}
        every["series"] |= numbers(client.get("/api/v1/figures/series", months).json())
        for period in PERIODS:
            every["figure"] |= numbers(client.get("/api/v1/figures", {**about, "period": period}).json())
            if place == PROVINCE:
                every["lineage"] |= numbers(client.get("/api/v1/figures/lineage", {**about, "period": period}).json())
                every["across"] |= numbers(client.get("/api/v1/figures/across", {**about, "period": period}).json())
    yield from every.items()
    whole = Shown()
    for shown in every.values():
        whole |= shown
    yield "all figures", whole


def numbers(node: Any) -> Shown:
    """Every number in an answer that is of a cell, wherever it stands."""
    if isinstance(node, list):
        return {cell: value for each in node for cell, value in numbers(each).items()}
    if not isinstance(node, dict):
        return {}
    found = {cell: value for each in node.values() for cell, value in numbers(each).items()}
    if node.get("value") is not None and "area" in node:
        found[node["area"]["code"], node["period"], node["breakdown"]] = Decimal(str(node["value"]))
    assert node.get("below") is None
    return found


def analysis_roads() -> Iterator[tuple[str, Shown]]:
    cube = cubes.in_duckdb(cubes.figures())
    for name, rest in (
        ("analysis", "&columns=period:M,breakdown:SEX:total&periods=2026-M01..2026-M02"),
        ("quarters", "&columns=period:Q,breakdown:SEX:total&periods=2026-Q1"),
    ):
        places = ",".join(PLACES)
        question = questions.from_query(f"measures=BIRTHS&rows=place&places={places}{rest}")
        yield name, of_answer(answers.answer(ANONYMOUS, question, cube=cube))


def of_answer(found: answers.Answer) -> Shown:
    shown: Shown = {}
    for row, cells in zip(found.rows, found.cells, strict=True):
        for column, cell in zip(found.columns, cells, strict=True):
            period, sex = column.key.split("/") if "/" in column.key else (column.key, "")
            if cell is not None and cell.value is not None:
                shown[row.key, period, "" if sex == "total" else sex] = cell.value
    return shown


def open_roads(client: Any) -> Iterator[tuple[str, Shown]]:
    for name, address, value in (
        ("csv", "/opendata/people-by-sex.csv", "Giá trị"),
        ("sdmx", "/sdmx/data/dataflow/TERRACE/PEOPLE_BY_SEX/1.0.0/*?format=csv", "OBS_VALUE"),
    ):
        response = client.get(address)
        rows = csv.DictReader(io.StringIO(response.content.decode())) if response.status_code == 200 else []
        shown: Shown = {}
        for row in rows:
            sex = "" if row["SEX"] == "_T" else f"SEX={row['SEX']}"
            if row[value]:
                shown[row["REF_AREA"], row["TIME_PERIOD"], sex] = Decimal(row[value])
        yield name, shown


def roads(client: Any) -> list[tuple[str, Shown]]:
    return [*figure_roads(client), *analysis_roads(), *open_roads(client)]


# what must hold


def truth() -> dict[Cell, Decimal]:
    """Every figure, as who may see all sees it."""
    reader = Reader(SYSTEM)
    asked = [
        Asked(reader.snapshot.indicators["BIRTHS"], place, when, breakdown)
        for when in map(periods.parse, PERIODS)
        for place in (reader.index.resolve(code, when.end) for code in ("VN", *PLACES))
        if place is not None
        for breakdown in (0, *sorted(reader.snapshot.indicators["BIRTHS"].cells))
    ]
    return {cell: each.value for cell, each in reader.results(asked).items() if each and each.value is not None}


def published() -> Shown:
    """What open data says now."""
    rows = Published.objects.filter(until=None, suppressed=False)
    return {named((r.indicator_id, r.area_id, r.period, r.breakdown_id)): r.value for r in rows}


def named(cell: Cell) -> tuple[str, str, str]:
    reader, period = Reader(SYSTEM), periods.from_id(cell[2])
    version = reader.index.version(cell[1], period.end)
    assert version is not None
    return version.code, period.code, reader.snapshot.cells[cell[3]] if cell[3] else ""


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(first=counts, second=counts)
def test_no_road_shows_a_small_count_or_lets_it_be_worked_out(client, guarded, first, second):
    with transaction.atomic():
        hand_in(first, "first")
        release()
        settle()
        check(client)
        before = published()
        hand_in(second, "second")
        hear_all(("rollup",))
        for name, shown in roads(client):
            assert shown.items() <= before.items(), f"{name}: what was not published yet"
        transaction.set_rollback(True)


def test_a_release_shows_nothing_before_it_was_looked_at_for_small_counts(client, guarded):
    hand_in([20, 11, 9, 14, 12, 8] * 2, "k")
    release()
    hear_all(("rollup",))
    assert [name for name, shown in roads(client) if shown] == []
    settle()
    assert [name for name, shown in roads(client) if not shown] == []


def check(client: Any) -> None:
    values, reader = truth(), Reader(SYSTEM)
    small = {cell for cell, value in values.items() if 0 < value < LEAST}
    levels = {(reader.snapshot.indicators["BIRTHS"].id, periods.parse(each).id): Level.COMMUNE for each in PERIODS}
    relations = list(Relations(reader.snapshot, reader.index, values, levels).every())
    everything = published()
    for name, shown in roads(client):
        assert shown.items() <= everything.items(), name
        gone = {cell for cell in values if named(cell) not in shown}
        assert small <= gone, name
        assert not small & determined(gone, relations), name


def test_who_has_a_right_sees_the_count_itself(client, guarded):
    hand_in([2, 11, 9, 14, 12, 8] * 2, "k")
    release()
    settle()
    reader = Reader(SYSTEM)
    place = reader.index.resolve(COMMUNES[0], periods.parse("2026-M01").end)
    assert place is not None
    spec = reader.snapshot.indicators["BIRTHS"]
    asked = Asked(spec, place, periods.parse("2026-M01"), spec.breakdowns["SEX=F"])
    assert reader.figure(asked).value == 2
    public = Reader(ANONYMOUS).figure(asked)
    assert (public.value, public.reason, public.cell, public.below) == (None, "suppressed", "", None)
    about = {"indicator": "BIRTHS", "area": COMMUNES[0], "period": "2026-M01", "breakdown": "SEX=F"}
    assert client.get("/api/v1/figures", about).json()["reason"] == "suppressed"


def test_postgresql_shows_no_row_of_a_guarded_indicator_without_a_grant(guarded):
    hand_in([20, 11, 9, 14, 12, 8] * 2, "k")
    send(fact("PIGS", COMMUNES[0], "2026-M01", 120), key="pigs")
    release()
    releasing.release("PIGS", [periods.parse("2026-M01").id], Level.COMMUNE, SYSTEM)
    settle()
    Release.objects.update(released_at=timezone.now() - timedelta(days=1))  # before this transaction
    statement = """
        SELECT DISTINCT i.code FROM {} f JOIN catalogue_indicator i ON i.id = f.indicator_id
    """
    with policy.acting_as(ANONYMOUS), connection.cursor() as cursor:
        for table in ("pipeline_figure", "collection_observation", "catalogue_release"):
            cursor.execute(statement.format(table))
            assert cursor.fetchall() == [("PIGS",)], table
        cursor.execute(statement.format("pipeline_published") + " ORDER BY 1")
        assert cursor.fetchall() == [("BIRTHS",), ("PIGS",)]
