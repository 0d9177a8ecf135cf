"""Going down from a heading, and the picture that fits."""

import pytest

from terrace.insight.warehouse import questions
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.tests.asking.test_answers import ask


def down(cube: Cube, query: str, key: str, kind: str = "") -> str | None:
    """The question under the heading with the key, as an address."""
    found = ask(cube, query)
    heading = next(each for each in (*found.rows, *found.columns) if each.key == key)
    under = questions.drill(found.question, heading, kind)
    return None if under is None else questions.to_query(under)


@pytest.mark.parametrize(
    ("query", "key", "under"),
    [
        (
            "measures=PIGS&rows=place:province&columns=period:M&places=04&periods=2025-M05",
            "04",
            "measures=PIGS&rows=place:district&columns=period:M&places=04&periods=2025-M05",
        ),
        (
            "measures=PIGS&rows=place:province&columns=period:M&places=04&periods=2026-M10",
            "04",
            "measures=PIGS&rows=place:commune&columns=period:M&places=04&periods=2026-M10",
        ),
        (
            "measures=PIGS&rows=place&columns=period:A&places=04&periods=2024..2026",
            "2025",
            "measures=PIGS&rows=place&columns=period:Q&places=04&periods=2025",
        ),
        (
            "measures=PIGS&rows=period:Q&places=04&periods=2025-Q2",
            "2025-Q2",
            "measures=PIGS&rows=period:M&places=04&periods=2025-Q2",
        ),
        (
            "measures=BIRTHS&rows=place&places=01273&periods=2026-M10",
            "01273",
            "measures=BIRTHS&rows=breakdown:SEX&places=01273&periods=2026-M10",
        ),
        ("measures=HERD&columns=period:A&places=04&periods=2024..2025", "2024", None),
    ],
)
def test_down_from_a_heading(cube: Cube, query: str, key: str, under: str | None):
    assert down(cube, query, key) == under


def test_what_is_drilled_can_be_asked(cube: Cube):
    under = down(cube, "measures=PIGS&rows=place:province&places=04&periods=2025-M05", "04")
    assert under is not None
    assert len(ask(cube, under).rows) > 3


@pytest.mark.parametrize(
    ("query", "picture"),
    [
        ("measures=PIGS&columns=period:M&places=04&periods=2025-M01..2025-M10", "line"),
        ("measures=PIGS&rows=place:commune&columns=period:M&places=04&periods=2026-M01..2026-M10", "table"),
        ("measures=PIGS&rows=place:commune&places=04&periods=2026-M10", "map"),
        ("measures=PIGS&rows=place:commune&places=04&periods=2026-M10&sort=-PIGS&limit=10", "bar"),
        ("measures=OUTPUT,AREA&rows=place:commune&places=04&periods=2026-M10", "scatter"),
        ("measures=OUTPUT,PIGS&columns=period:M&places=04&periods=2025-M01..2025-M10", "multiples"),
        ("measures=OUTPUT,PIGS&rows=place&places=04,01273&periods=2026-M10", "table"),
    ],
)
def test_the_picture_that_fits(cube: Cube, query: str, picture: str):
    assert questions.suggest(ask(cube, query)) == picture
