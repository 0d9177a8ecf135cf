"""How often patterns cry wolf over official tables, and how often they see what was made up from them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from terrace.facts.reconciliation.patterns import Line, hints
from terrace.facts.reconciliation.tests import official

PATH = official.tables()
pytestmark = pytest.mark.skipif(PATH is None, reason="the official tables (../shared/data/gso) are not here")


@pytest.fixture(scope="module")
def returns() -> list[list[Line]]:
    assert PATH is not None
    return list(official.returns(PATH))


def test_official_returns_raise_fewer_than_three_false_alarms_in_a_thousand(returns):
    alarms = sum(bool(hints(lines)) for lines in returns)
    assert len(returns) > 1_000
    assert alarms * 1_000 < 3 * len(returns)


def repeated(number: int, line: Line) -> Line:
    """Seven of ten figures are those of last year."""
    return replace(line, value=line.before) if line.before is not None and number % 10 < 7 else line


def rounded(number: int, line: Line) -> Line:
    return replace(line, value=line.value.quantize(Decimal(1).scaleb(line.value.adjusted()))) if line.value else line


def grown(number: int, line: Line) -> Line:
    return line if line.before is None else replace(line, value=line.before * Decimal("1.05"))


def copied(number: int, line: Line) -> Line:
    other = line.neighbours[0] if line.neighbours else None
    return line if other is None or number % 10 > 7 else replace(line, value=other)


@pytest.mark.parametrize("forge", [repeated, rounded, grown, copied])
def test_made_up_returns_are_seen(returns, forge: Callable[[int, Line], Line]):
    """Of those returns that have enough figures to say anything."""
    forged = [[forge(number, line) for number, line in enumerate(lines)] for lines in returns]
    telling = [lines for lines in forged if sum(line.before is not None and line.value >= 20 for line in lines) >= 12]
    seen = sum(bool(hints(lines)) for lines in telling)
    assert len(telling) > 500
    assert seen >= len(telling) * 0.9
