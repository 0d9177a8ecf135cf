"""Whatever she may see: nothing that an answer says moves when a figure moves that she may not see."""

from collections import Counter
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrace.base.access import actions, policy, reach
from terrace.base.access.policy import Actor
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.catalogue.models import Indicator, Release
from terrace.facts.pipeline.queries import Reader
from terrace.insight.warehouse import answers, questions
from terrace.insight.warehouse.answers import Answer
from terrace.insight.warehouse.asking.newest import Newest
from terrace.insight.warehouse.asking.seeing import Seeing
from terrace.insight.warehouse.asking.worlds import World
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.tests.asking import world
from terrace.insight.warehouse.tests.asking.world import PROVINCE, A

CAST = {"hoa": ("commune-officer", A, ""), "dung": ("analyst", PROVINCE, "farming"), "chi": ("leader", PROVINCE, "")}
QUESTIONS = (
    (
        "measures=OUTPUT,OUTPUT:share,OUTPUT:rank,OUTPUT:peers,OUTPUT:gap,YIELD&rows=place:commune:total&places=04"
        "&periods=2026-M10&sort=-OUTPUT&limit=4"
    ),
    (
        "measures=PIGS,PIGS:growth,PIGS:change,PIGS:index,PIGS:average,PRICE&rows=period:M:total&places=04"
        "&periods=2025-M04..2025-M10"
    ),
    "measures=OUTPUT,YIELD,PRICE&rows=place:commune&columns=period:A&places=04&periods=2024..2026&boundaries=as_is",
    "measures=OUTPUT,YIELD&rows=place:district:total,breakdown:CROP:total&places=04&periods=2025-M05..2025-M06&to_date=yes",
    (
        "measures=BIRTHS,BIRTHS:share:row,OUTPUT&rows=place&columns=breakdown:SEX:total"
        "&places=01273,01279&periods=2026-M09..2026-M10"
    ),
    "measures=PRICE,YIELD,PIGS&places=01273,01279&periods=2026-M09..2026-M10",
    "measures=PIGS,OUTPUT:share:parent&rows=place:province&columns=period:M&periods=last:3:M",
)


@pytest.fixture
def cast(cube: Cube) -> SimpleNamespace:
    people: dict[str, Any] = {"nobody": policy.ANONYMOUS}
    for name, (role, code, sector) in CAST.items():
        person = create_person(name, name)
        place = index.current().resolve(code, timezone.localdate())
        assert place is not None
        actions.grant(person, role, place, sector, start=date(2025, 7, 1))
        reach.forget()
        people[name] = policy.actor_of(person)
    return SimpleNamespace(**people)


def hidden(reader: Reader, rows: pa.Table) -> pa.Table:
    """Cells (indicator, area, period) that she may not see."""
    cells = {tuple(row.values()) for row in rows.select(["indicator", "area", "period"]).to_pylist()}
    unseen = [cell for cell in cells if not reader.sees(reader.snapshot.by_id[cell[0]], cell[1], cell[2])]
    columns = list(zip(*unseen, strict=True)) or [(), (), ()]
    return pa.table([pa.array(column, pa.int32()) for column in columns], ["indicator", "area", "period"])


def moved(rows: pa.Table, unseen: pa.Table, gone: int) -> Cube:
    """The cube with every hidden figure another; some are gone altogether."""
    cube = world.in_duckdb(rows)
    con = cube.backend.con
    con.register("unseen", unseen)
    same = "f.indicator = u.indicator AND f.area = u.area AND f.period = u.period"
    con.execute(f"DELETE FROM figure f USING unseen u WHERE {same} AND (f.area + f.period) % 3 = {gone}")
    con.execute(
        "UPDATE figure AS f SET value = value * 3 + 7, top = top * 2, bottom = bottom + 1, status = 1,"
        f" simulated = true, reported = 0, expected = 99 FROM unseen u WHERE {same}"
    )
    return cube


def told(found: Answer) -> tuple[object, ...]:
    return found.rows, found.columns, found.cells, found.notes, found.found


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_answer_moves_with_what_she_may_not_see(
    cube: Cube, rows: pa.Table, cast: SimpleNamespace, data: st.DataObject
):
    who: Actor = getattr(cast, data.draw(st.sampled_from(["nobody", *CAST])))
    numbers = sorted(set(rows["period"].to_pylist()))
    released = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(["OUTPUT", "AREA", "YIELD", "PIGS", "PRICE", "BIRTHS"]),
                st.sampled_from(numbers),
                st.integers(0, 4),
            ),
            max_size=12,
            unique_by=lambda each: each[:2],
        )
    )
    ago = timezone.now() - timedelta(days=1)
    Release.objects.all().delete()
    by_code = {each.code: each for each in Indicator.objects.all()}
    Release.objects.bulk_create(
        Release(indicator=by_code[code], period=period, level=level, released_at=ago)
        for code, period, level in released
    )
    question = questions.from_query(data.draw(st.sampled_from(QUESTIONS)))
    other = moved(rows, hidden(Reader(who), rows), data.draw(st.integers(0, 2)))
    assert told(answers.answer(who, question, cube=cube)) == told(answers.answer(who, question, cube=other))


@pytest.mark.parametrize("query", QUESTIONS)
def test_an_answer_counts_what_is_empty_without_looking_at_its_cells(cube: Cube, cast: SimpleNamespace, query: str):
    found = answers.answer(cast.hoa, questions.from_query(query), cube=cube)
    reasons = Counter(cell.reason for row in found.cells for cell in row if cell and cell.value is None)
    assert Counter(found.empty) == reasons


def test_a_kept_total_stays_though_its_parts_are_hidden(cube: Cube, cast: SimpleNamespace):
    pigs = Indicator.objects.get(code="PIGS")
    Release.objects.create(indicator=pigs, period=2026610, level=2, released_at=timezone.now() - timedelta(days=1))
    question = questions.from_query("measures=PIGS&rows=place:commune:total&places=04&periods=2026-M10")
    found = answers.answer(cast.nobody, question, cube=cube)
    cells = {row.key: row_cells[0] for row, row_cells in zip(found.rows, found.cells, strict=True)}
    total, part = cells["total"], cells[A]
    assert total is not None
    assert not total.hidden
    assert total.value == 234
    assert part is not None
    assert part.hidden
    assert part.value is None
    assert "hidden" in {note.code for note in found.notes}


def test_a_set_with_one_hidden_part_is_hidden(cube: Cube, cast: SimpleNamespace):
    question = questions.from_query("measures=PIGS&places=01273,01279&periods=2026-M10")
    found = answers.answer(cast.hoa, question, cube=cube)
    assert found.cells[0][0] is not None
    assert found.cells[0][0].hidden
    whole = answers.answer(cast.chi, question, cube=cube)
    assert whole.cells[0][0] is not None
    assert whole.cells[0][0].value is not None


def test_what_may_be_seen_of_many_cells_is_what_the_reader_says_of_each(cube: Cube, cast: SimpleNamespace):
    ago = timezone.now() - timedelta(days=1)
    for code, period, level in (("PIGS", 2026610, 2), ("PIGS", 2025605, 4), ("OUTPUT", 2025605, 3)):
        Release.objects.create(indicator=Indicator.objects.get(code=code), period=period, level=level, released_at=ago)
    for who in (policy.ANONYMOUS, cast.hoa, cast.dung, cast.chi, policy.SYSTEM):
        reader = Reader(who)
        world = World(reader, questions.from_query("measures=PIGS&places=04"), "vi", Newest(reader, cube))
        areas = [place for place in reader.index.tree(date(2025, 5, 31)).versions if place % 7 == 0 or place < 50]
        numbers = [2025605, 2025606, 2026610]
        for spec in (reader.snapshot.indicators[code] for code in ("PIGS", "OUTPUT", "YIELD")):
            seen = Seeing(world).cells(spec, areas, numbers)
            assert seen.tolist() == [[reader.sees(spec, area, number) for number in numbers] for area in areas]
