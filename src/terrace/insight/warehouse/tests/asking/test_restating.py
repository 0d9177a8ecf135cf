"""Figures restated in arrays are those of `pipeline.restated.Restating`, cell by cell, digit by digit."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places.index import Index
from terrace.base.places.versions import Change
from terrace.facts.pipeline import restated
from terrace.facts.pipeline.results import EXACT, Basis, Result
from terrace.insight.warehouse.asking import exact
from terrace.insight.warehouse.asking.figures import Figures, State
from terrace.insight.warehouse.asking.groups import Lookup
from terrace.insight.warehouse.asking.reading import Rows
from terrace.insight.warehouse.asking.restating import Held, Made, Restating
from terrace.insight.warehouse.tests import rolling_worlds as worlds
from terrace.insight.warehouse.tests.rolling_worlds import CHANGE, version

BEFORE, NOW = date(2025, 6, 30), date(2026, 1, 1)
#: Three places of then that end, two that stay as they are, and three of now.
OLD, STAYING, NEW = (30, 31, 32), (33, 34), (40, 41, 42)
PLACES = (*OLD, *STAYING, *NEW)
#: Months and coarser periods before, after and across the change.
TIMES = tuple(
    periods.parse(code).id for code in ("2025-M05", "2025-M06", "2025-M07", "2025-Q2", "2025-Q3", "2025-S1", "2025")
)


@st.composite
def maps(draw):
    """Places that become others, in parts; one that stays may get a part of another too."""
    changes = []
    for place in OLD:
        tenths = draw(st.integers(1, 10))
        first, second = draw(st.permutations((*NEW, STAYING[0])))[:2]
        shares = [(first, Decimal(tenths) / 10), (second, 1 - Decimal(tenths) / 10)]
        for target, weight in shares:
            if weight:
                changes.append(Change(CHANGE, "split", place, target, weight, draw(st.booleans())))
    versions = [version(1, 0, None), version(10, 2, 1)]
    versions += [version(place, 4, 10, end=BEFORE) for place in OLD]
    versions += [version(place, 4, 10) for place in STAYING]
    versions += [version(place, 4, 10, start=CHANGE) for place in NEW]
    return Index(versions, changes, [])


@st.composite
def figures(draw, catalogue, largest):
    """Some figures as they were, of any indicator, place and period there is."""
    found = {}
    for one in catalogue.by_id.values():
        whole = st.integers(-largest, largest)
        for cell in draw(st.lists(_cells(one), max_size=40, unique=True)):
            value = draw(st.one_of(st.none(), whole))
            weight = draw(st.integers(0, 10**6)) if one.area_rule == "mean" and value is not None else None
            found[one.id, *cell] = _result(one, value, weight, draw(st.integers(1, 3)), draw(st.booleans()))
    return found


def _cells(one):
    return st.tuples(
        st.sampled_from((*OLD, *STAYING, *NEW)), st.sampled_from(_times(one)), st.sampled_from(sorted(one.cells))
    )


def _times(one):
    return tuple(each for each in TIMES if one.frequency in (Frequency.MONTH, periods.from_id(each).frequency)) or TIMES


def _result(one, whole, weight, status, simulated):
    value = None if whole is None else Decimal(whole).scaleb(-one.decimals, EXACT)
    top = None if weight is None or value is None else EXACT.multiply(value, Decimal(weight))
    bottom = None if weight is None else Decimal(weight)
    return Result(value, status, simulated, status, 4, Basis.REPORTED, top=top, bottom=bottom)


def in_arrays(catalogue, index, found):
    """The same, ready to be restated in arrays."""
    held = {}
    for one in catalogue.by_id.values():
        mine = {cell[1:]: each for cell, each in found.items() if cell[0] == one.id}
        lookups = [Lookup(PLACES), Lookup(worlds.PERIODS + TIMES + MONTHS), Lookup(worlds.CELLS)]
        keys = tuple(each.of([cell[at] for cell in mine]) for at, each in enumerate(lookups))
        held[one.id] = Held.of(_rows(one, list(mine.values()), keys), *lookups)
    return Restating(catalogue, index, NOW, held, PLACES)


MONTHS = tuple(part.id for part in periods.parse("2025").parts(Frequency.MONTH))


def _rows(one, results, keys):
    made = Figures(
        np.full(len(results), State.FOUND, np.int8),
        exact.tidy(exact.of_decimals([each.value for each in results]), one.decimals),
        np.array([each.status for each in results], np.int8),
        np.array([each.simulated for each in results], bool),
        np.array([each.reported for each in results], np.int64),
        np.array([each.expected for each in results], np.int64),
        np.zeros(len(results), bool),
    )
    top, bottom = (exact.of_decimals([getattr(each, name) for each in results]) for name in ("top", "bottom"))
    return Rows(made, keys, top, bottom)


def said(made: Made, at):
    """One of the figures as the definition gives it."""
    one = made.figures
    if not one.found[at]:
        return None
    sums = (each.decimal(at, each.scale) for each in (made.top, made.bottom))
    counts = (int(one.status[at]), bool(one.simulated[at]), int(one.reported[at]), int(one.expected[at]))
    return (one.value.decimal(at, one.value.scale), *counts, *sums, bool(one.estimated[at]))


def defined(one):
    if one is None:
        return None
    result = one.result
    counts = (result.status, result.simulated, result.reported, result.expected)
    return (result.value, *counts, result.top, result.bottom, one.estimated)


def same(catalogue, index, found):
    definition, work = restated.Restating(catalogue, index, NOW, found.get), in_arrays(catalogue, index, found)
    for one in catalogue.by_id.values():
        breakdowns = sorted(one.cells)
        for number in TIMES:
            made = work.cells(one, periods.from_id(number), breakdowns)
            for at, (area, cell) in enumerate((area, cell) for area in PLACES for cell in breakdowns):
                assert said(made, at) == defined(definition.cell(one.id, area, number, cell)), (one, area, number, cell)


@settings(max_examples=60)
@given(st.data())
def test_figures_restated_in_arrays_are_those_of_the_definition(data):
    catalogue, index = data.draw(worlds.catalogues()), data.draw(maps())
    same(catalogue, index, data.draw(figures(catalogue, 10**9)))


@settings(max_examples=20)
@given(st.data())
def test_numbers_of_any_size_lose_no_digit(data):
    catalogue, index = data.draw(worlds.catalogues()), data.draw(maps())
    same(catalogue, index, data.draw(figures(catalogue, 10**22)))


def test_a_split_place_is_rounded_and_a_merged_one_is_not():
    index = Index(
        [version(30, 4, None, end=BEFORE), version(31, 4, None, end=BEFORE)]
        + [version(place, 4, None, start=CHANGE) for place in (40, 41)],
        [
            Change(CHANGE, "split", 30, 40, Decimal("0.25"), True),
            Change(CHANGE, "split", 30, 41, Decimal("0.75"), True),
            Change(CHANGE, "merge", 31, 41, Decimal(1), False),
        ],
        [],
    )
    one = worlds.spec(1)
    catalogue = worlds.snapshot([one])
    number = periods.parse("2025-M05").id
    found = {(1, place, number, 0): _result(one, whole, None, 3, False) for place, whole in ((30, 10), (31, 4))}
    work = replace(in_arrays(catalogue, index, found), areas=(40, 41))
    made = work.cells(one, periods.from_id(number), [0])
    assert [made.figures.value.decimal(at, 0) for at in (0, 1)] == [Decimal(3), Decimal(12)]
    assert made.figures.estimated.tolist() == [True, True]
