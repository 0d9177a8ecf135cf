"""Outlines."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrace.base.places import boundaries, polylines
from terrace.base.places.index import Index
from terrace.base.places.tests.test_country import TODAY, place

DEGREES = st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000))


@given(st.lists(st.lists(DEGREES, min_size=1, max_size=20), max_size=4))
def test_outlines_are_read_as_they_were_written(rings: list[list[tuple[int, int]]]):
    scaled = [[(x / polylines.SCALE, y / polylines.SCALE) for x, y in [*ring, ring[0]]] for ring in rings]
    assert polylines.decode(polylines.encode(scaled)) == [tuple(ring) for ring in rings]


@pytest.mark.parametrize(("code", "communes"), [("08", 124), ("25", 148), ("04", 56), ("VN", 34)])
def test_every_place_of_a_map_has_its_outline(country: Index, code: str, communes: int):
    children = country.children(place(country, code, TODAY), TODAY)
    found = boundaries.outlines(children, TODAY)
    assert found.keys() == set(children)
    assert len(found) == communes


def test_an_outline_has_about_the_area_that_is_told(country: Index):
    cao_bang = place(country, "04", TODAY)
    rings = boundaries.outlines([cao_bang], TODAY)[cao_bang]
    assert abs(sum(_km2(ring) for ring in rings) / 6700.39 - 1) < 0.03


def _km2(ring: polylines.Ring) -> float:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    flat = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2 / polylines.SCALE**2
    return flat * 111.2**2 * 0.923  # cosine of 22.7 degrees


def test_places_without_outline_are_left_out(country: Index):
    day = date(2000, 1, 1)
    assert boundaries.outlines([place(country, "28", day)], day) == {}
