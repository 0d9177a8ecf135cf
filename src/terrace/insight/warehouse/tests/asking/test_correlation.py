"""Correlation: the numbers, and the warnings beside them."""

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from terrace.insight.warehouse.answers import Answer, Cell, Heading, Key, Member, Shown
from terrace.insight.warehouse.asking import correlation
from terrace.insight.warehouse.questions import Measure, Question

Series = dict[tuple[str, str], tuple[float | None, float | None]]


def answer(pairs: Series, additive: bool = False) -> Answer:
    """An answer with places and periods on rows and two measures on columns."""
    key = Key("X", ("1",), ("2026",), "")
    rows = tuple(Heading((Member("place", p, p, p), Member("period", t, t, t))) for p, t in pairs)
    columns = tuple(Heading((Member("measure", name, name, name),)) for name in "XY")
    cells = tuple(tuple(_cell(value, key) for value in pair) for pair in pairs.values())
    shown = tuple(Shown(name, name, "value", name, "", 1, "flow", additive) for name in "XY")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    question = Question((Measure("X"), Measure("Y")))
    return Answer(question, shown, rows, columns, cells, (), now, 0.0, len(rows), (), (0, 1))


def _cell(value: float | None, key: Key) -> Cell:
    number = None if value is None else Decimal(str(value))
    return Cell(number, None, "final", False, 1, 1, False, value is None, key)


def codes(found: correlation.Correlation) -> set[str]:
    return {note.code for note in found.warnings}


def test_pearson_spearman_and_the_interval_are_those_of_the_books():
    rng = np.random.default_rng(3)
    x = rng.normal(size=40)
    y = x + rng.normal(size=40)
    pairs: Series = {(str(at), "2026"): (round(a, 6), round(b, 6)) for at, (a, b) in enumerate(zip(x, y, strict=True))}
    found = correlation.correlate(answer(pairs))
    assert found.count == 40
    assert found.pearson == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-5)
    ranks = [np.argsort(np.argsort(each)) for each in (x, y)]
    assert found.spearman == pytest.approx(np.corrcoef(ranks[0], ranks[1])[0, 1], abs=1e-9)
    z = np.arctanh(found.pearson or 0.0)
    assert (found.low, found.high) == pytest.approx(tuple(np.tanh(z + s * 1.959964 / np.sqrt(37)) for s in (-1, 1)))
    assert codes(found) == {"cause", "ecological"}


def test_ties_share_their_rank():
    assert correlation.spearman([1, 1, 2, 3], [1, 1, 2, 3]) == pytest.approx(1)


def test_a_common_trend_is_said_and_changes_are_compared():
    rng = np.random.default_rng(5)
    pairs: Series = {
        ("a", str(2000 + t)): (round(t + rng.normal() / 2, 3), round(3 * t + rng.normal() / 2, 3)) for t in range(20)
    }
    found = correlation.correlate(answer(pairs))
    assert found.pearson is not None
    assert found.pearson > 0.9
    assert found.changes is not None
    assert abs(found.changes) < 0.6
    assert "trend" in codes(found)


def test_one_point_that_makes_it_all_is_named():
    rng = np.random.default_rng(7)
    pairs: Series = {(str(at), "2026"): (round(rng.normal(), 3), round(rng.normal(), 3)) for at in range(20)}
    pairs["Far", "2026"] = (40.0, 40.0)
    found = correlation.correlate(answer(pairs))
    assert found.outliers[0].startswith("Far")
    assert {"outliers", "bent"} <= codes(found)


def test_few_points_totals_and_repeated_places_are_said():
    pairs: Series = {
        (p, t): (at + 1.0, (at * 7) % 5 + 1.0) for at, (p, t) in enumerate((p, t) for p in "abc" for t in ("1", "2"))
    }
    found = correlation.correlate(answer(pairs, additive=True))
    assert {"few", "size", "repeated", "ecological"} <= codes(found)


def test_hidden_cells_are_no_points_and_nothing_is_made_of_too_few():
    found = correlation.correlate(answer({("a", "1"): (1, 2), ("b", "1"): (None, 3), ("c", "1"): (2, 2)}))
    assert (found.count, found.pearson) == (2, None)
    assert codes(found) == {"too_few"}
