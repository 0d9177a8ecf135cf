"""Answers, cell by cell: kept and leaf figures are the reader's, sets follow the rules of their indicators."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.kernel.problems import Refused
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.reconciliation.models import Conflict
from terrace.insight.warehouse import answers, questions
from terrace.insight.warehouse.answers import Answer, Cell
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.tests.asking.world import A, B, C

#: Questions whose cells are all figures of the reader.
PLAIN = (
    "measures=PIGS,OUTPUT,YIELD,PRICE&rows=place&columns=period:M&places=01273,01279,01288,04&periods=2025-M04..2025-M10",
    "measures=PIGS,YIELD,PRICE&rows=place:district,place:commune&columns=period:Q&places=04&periods=2025-Q2..2025-Q3",
    "measures=BIRTHS&rows=breakdown:SEX:total&columns=period:A&places=04&periods=2024..2026",
    "measures=AREA,OUTPUT,YIELD&rows=place,breakdown:CROP&columns=period:S&places=01273,01279&periods=2024-S1..2025-S2",
    "measures=HERD,PIGS&rows=place:province&columns=period:A&places=04&periods=2023..2026",
)


def ask(cube: Cube, query: str, language: str = "vi") -> Answer:
    return answers.answer(SYSTEM, questions.from_query(query), language, cube=cube)


def numbers(found: Answer) -> dict[str, list[str | None]]:
    """The values by the key of their row; a gap as its reason."""
    shown = [[_number(cell) for cell in row] for row in found.cells]
    return {row.key: cells for row, cells in zip(found.rows, shown, strict=True)}


def _number(cell: Cell | None) -> str | None:
    return cell if cell is None else cell.reason if cell.value is None else str(cell.value)


def _sum(texts: Iterable[str | None]) -> Decimal:
    return sum((Decimal(text) for text in texts if text and text != "missing"), Decimal(0))


def codes(found: Answer) -> set[str]:
    return {note.code for note in found.notes}


def same_as_reader(found: Answer, boundaries: str = "as_was") -> int:
    """Every single cell is what the reader shows; how many have a value."""
    reader = Reader(SYSTEM)
    cells = [cell for row in found.cells for cell in row if cell]
    assert all(cell.key.single for cell in cells)
    asked = [_asked(reader, cell, boundaries) for cell in cells]
    views = reader.tiles(asked) if boundaries == "as_was" else [reader.figure(one) for one in asked]
    for cell, view in zip(cells, views, strict=True):
        mine = (cell.value, cell.status, cell.simulated, cell.reported, cell.expected, cell.estimated)
        assert mine == (view.value, view.status, view.simulated, view.reported, view.expected, view.estimated), cell
    return sum(cell.value is not None for cell in cells)


def _asked(reader: Reader, cell: Cell, boundaries: str) -> Asked:
    spec, period = reader.snapshot.indicators[cell.key.indicator], periods.parse(cell.key.periods[0])
    breakdown = reader.snapshot.breakdown(spec, cell.key.breakdown)
    asked = Asked(spec, 0, period, breakdown or 0, boundaries)
    area = reader.index.resolve(cell.key.areas[0], asked.day)
    assert area is not None
    return Asked(spec, area, period, breakdown or 0, boundaries)


@pytest.mark.parametrize("query", PLAIN)
def test_kept_and_leaf_cells_are_the_readers(cube: Cube, query: str):
    assert same_as_reader(ask(cube, query)) > 2


@pytest.mark.parametrize("query", [query for query in PLAIN if "district" not in query])
def test_history_on_todays_map_is_the_readers(cube: Cube, query: str):
    found = ask(cube, f"{query}&boundaries=as_is")
    assert same_as_reader(found, "as_is") > 2
    assert "as_is" in codes(found)


def test_a_common_base_of_today_is_as_is(cube: Cube):
    query = "measures=OUTPUT,YIELD,PRICE&rows=place:commune&columns=period:A&places=04&periods=2024..2026"
    one, other = ask(cube, f"{query}&boundaries=as_is"), ask(cube, f"{query}&boundaries=2026-11-22")
    assert numbers(one) == numbers(other)
    assert "common_base" in codes(other)


def test_a_common_base_of_the_past_shows_the_communes_of_then(cube: Cube):
    found = ask(cube, "measures=PIGS&rows=place:commune&places=04&periods=2024-M10&boundaries=2025-06-30")
    same = ask(cube, "measures=PIGS&rows=place:commune&places=04&periods=2024-M10")
    assert numbers(found) == numbers(same)


def test_flows_to_date_are_sums_stocks_the_newest_and_ratios_of_sums(cube: Cube):
    asked = "rows=period:M&places=04&periods=2025-M04..2025-M06"
    month = numbers(ask(cube, f"measures=OUTPUT,AREA,PIGS&{asked}"))
    to_date = numbers(ask(cube, f"measures=OUTPUT,AREA,PIGS,YIELD&{asked}&to_date=yes"))
    output = _sum(month[code][0] for code in ("2025-M04", "2025-M05", "2025-M06"))
    area = _sum(month[code][1] for code in ("2025-M04", "2025-M05", "2025-M06"))
    assert to_date["2025-M06"][:3] == [str(output), str(area), month["2025-M06"][2]]
    assert to_date["2025-M06"][3] == str((output / area).quantize(Decimal("0.01")))


def test_a_range_that_is_kept_is_the_kept_figure(cube: Cube):
    half = numbers(ask(cube, "measures=OUTPUT,PRICE,YIELD,PIGS&places=04&periods=2025-M01..2025-M06"))
    assert half == numbers(ask(cube, "measures=OUTPUT,PRICE,YIELD,PIGS&places=04&periods=2025-S1"))


def test_chosen_places_and_codes_are_taken_together_by_the_rules(cube: Cube):
    asked = "periods=2026-M10&breakdown=CROP:RICE|MAIZE"
    each = numbers(ask(cube, f"measures=OUTPUT,AREA&rows=place,breakdown:CROP&places={A},{B}&periods=2026-M10"))
    output = _sum(row[0] for row in each.values())
    area = _sum(row[1] for row in each.values())
    both = numbers(ask(cube, f"measures=OUTPUT,AREA,YIELD,PRICE&places={A},{B}&{asked}"))
    assert both[""] == [str(output), str(area), str((output / area).quantize(Decimal("0.01"))), None]


def test_a_mean_of_chosen_places_is_weighed(cube: Cube):
    each = numbers(ask(cube, f"measures=PRICE,OUTPUT&rows=place&places={A},{B}&periods=2026-M10"))
    price, weight = ([Decimal(row[at] or 0) for row in each.values()] for at in (0, 1))
    mean = sum((p * w for p, w in zip(price, weight, strict=True)), Decimal(0)) / sum(weight, Decimal(0))
    both = numbers(ask(cube, f"measures=PRICE&places={A},{B}&periods=2026-M10"))
    assert both[""] == [str(mean.quantize(Decimal("0.1")))]


def test_what_does_not_add_up_is_left_empty_and_said(cube: Cube):
    found = ask(cube, f"measures=ALTITUDE&places={A},{B}&periods=2026")
    assert numbers(found)[""] == ["not_additive"]
    assert "not_additive" in codes(found)


def test_growth_change_index_and_average(cube: Cube):
    found = ask(
        cube,
        "measures=PIGS,PIGS:growth,PIGS:change,PIGS:index,PIGS:average&rows=period:M"
        "&places=04&periods=2025-M04..2025-M06",
    )
    assert numbers(found) == {
        "2025-M04": ["1328", "no_base", "no_base", "100.00", "no_base"],
        "2025-M05": ["1337", "0.00", "0.68", "100.68", "no_base"],
        "2025-M06": ["1346", "no_base", "0.67", "101.36", "1337"],
    }


def test_ranks_shares_gaps_and_peers(cube: Cube):
    shows = "OUTPUT,OUTPUT:rank,OUTPUT:share,OUTPUT:gap,OUTPUT:peers,OUTPUT:share:parent"
    found = numbers(ask(cube, f"measures={shows}&rows=place&places={A},{B},{C}&periods=2026-M10"))
    values = {code: Decimal(row[0] or 0) for code, row in found.items()}
    whole = sum(values.values(), Decimal(0))
    for code, (_, rank, share, gap, peers, of_parent) in found.items():
        others = sorted(value for other, value in values.items() if other != code)
        assert int(rank or 0) == 1 + sum(other > values[code] for other in others)
        assert share == of_parent == str((100 * values[code] / whole).quantize(Decimal("0.01")))
        assert Decimal(gap or 0) == values[code] - whole
        assert peers == str((200 * values[code] / sum(others, Decimal(0))).quantize(Decimal("0.01")))


def test_rows_are_sorted_and_limited_with_totals_kept(cube: Cube):
    found = ask(cube, "measures=OUTPUT&rows=place:commune:total&places=04&periods=2026-M10&sort=-OUTPUT&limit=2")
    assert [row.key for row in found.rows] == [C, B, "total"]
    assert found.found > 3
    values = [cell.value for row in found.cells for cell in row if cell and cell.value]
    assert values[0] > values[1]


def test_the_last_periods_count_back_from_the_newest_with_figures(cube: Cube):
    found = ask(cube, "measures=OUTPUT&columns=period:M&places=04&periods=last:2:M")
    assert [column.key for column in found.columns] == ["2026-M09", "2026-M10"]


def test_an_axis_of_statuses_parts_the_cells(cube: Cube):
    found = ask(cube, f"measures=PIGS&rows=place&columns=status&places={A}&periods=2026-M10")
    kept = [cell for cell in found.cells[0] if cell is not None]
    assert [cell.status for cell in kept] == ["final"]


def test_headings_and_notes_are_in_the_language_asked_for(cube: Cube):
    query = "measures=PIGS:growth&columns=period:M&places=04&periods=2025-M05..2025-M06"
    assert ask(cube, query, "en").columns[0].label == "May 2025"
    vi, en = ask(cube, query), ask(cube, query, "en")
    assert vi.measures[0].label != en.measures[0].label
    assert {note.text for note in vi.notes} & {note.text for note in en.notes} == set()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("measures=PIGZ", "analysis.indicator"),
        ("measures=PIGS&places=99999", "analysis.place"),
        ("measures=PIGS&rows=breakdown:SEX", "analysis.dimension"),
        ("measures=BIRTHS&breakdown=SEX:X", "analysis.code"),
        ("measures=BIRTHS&rows=period:M&periods=2026&columns=source&sources=nobody", "analysis.source"),
        ("measures=PIGS&rows=place:commune&columns=period:M&periods=2001-M01..2026-M10", "analysis.too_large"),
        ("measures=PIGS&periods=2026-M10&rows=place:commune&sort=-PIGS@2020", "analysis.word"),
    ],
)
def test_what_is_not_there_is_a_problem_with_advice(cube: Cube, query: str, code: str):
    with pytest.raises(Refused) as refused:
        ask(cube, query)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert refused.value.faults[0].advice_vi


def dispute(indicator: str, area: str, period: str) -> None:
    """Two sources disagree about the total of a place."""
    reader, day = Reader(SYSTEM), periods.parse(period).end
    place = reader.index.resolve(area, day)
    assert place is not None
    Conflict.objects.create(
        kind="sources",
        indicator_id=reader.snapshot.indicators[indicator].id,
        period=periods.parse(period).id,
        breakdown_id=0,
        area_id=place,
        first_source=1,
        second_source=2,
        first_value=10,
        second_value=12,
        due=day,
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (f"measures=PIGS&rows=place&columns=period:M&places={A},{B}&periods=2026-M09..2026-M10", 2),
        (f"measures=PIGS,PIGS:rank&rows=place&places={A},{B}&periods=2026-M10", 1),
        (f"measures=PIGS&rows=place,period:M&places={A},{C}&periods=2026-M09..2026-M10&limit=1&sort=PIGS", 1),
        (f"measures=PIGS&rows=place&places={B},{C}&periods=2026-M09", 0),
        (f"measures=PIGS&places={A},{B}&periods=2026-M10", 0),
        (f"measures=BIRTHS&rows=place&places={A},{B}&periods=2026-M10", 0),
    ],
)
def test_a_note_tells_how_many_of_the_figures_shown_are_disputed(cube: Cube, query: str, count: int):
    dispute("PIGS", A, "2026-M10")
    dispute("PIGS", A, "2026-M09")
    found = ask(cube, query)
    assert [note.count for note in found.notes if note.code == "disputed"] == ([count] if count else [])
