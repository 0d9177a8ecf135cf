"""Patterns of figures that look made up. Each is a hint for somebody to look, never an accusation.

    repeated    the same digits as in the period before
    rounded     round numbers where the neighbours' are not
    uniform     every figure grew by the same per cent
    copied      the same digits as a neighbour's return

A pattern needs many figures to be more than chance; `LEAST` was set on the official tables (see
`tests/test_false_alarms`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

#: Figures that a pattern needs before it says anything.
LEAST = 6
#: The share of the figures that must show it.
SHARE = Decimal("0.6")
#: Figures below are too small for their digits to tell: 0, 5 and 10 are common.
SMALL = Decimal(20)
#: Places of the growth that must be the same.
GROWTH_PLACES = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a return, with what else is known of its cell; None where nothing is."""

    value: Decimal
    before: Decimal | None = None
    #: The same cell in each neighbouring place, in the order of the places.
    neighbours: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """A pattern that shows in `seen` of `looked` figures."""

    pattern: str
    seen: int
    looked: int


def hints(lines: Sequence[Line]) -> list[Hint]:
    """The patterns that show in a return."""
    telling = [line for line in lines if abs(line.value) >= SMALL]
    return [hint for look in LOOKS if (hint := look(telling)) is not None]


def _hint(pattern: str, seen: int, looked: int) -> Hint | None:
    return Hint(pattern, seen, looked) if looked >= LEAST and seen >= SHARE * looked else None


def _repeated(lines: Sequence[Line]) -> Hint | None:
    known = [line for line in lines if line.before is not None]
    return _hint("repeated", sum(line.value == line.before for line in known), len(known))


def _rounded(lines: Sequence[Line]) -> Hint | None:
    """Zeros at the end of most figures, of which the neighbours have few."""
    own = sum(_is_round(line.value) for line in lines)
    others = [value for line in lines for value in line.neighbours if value is not None and abs(value) >= SMALL]
    usual = Decimal(sum(map(_is_round, others))) / len(others) if others else Decimal(1)
    return _hint("rounded", own, len(lines)) if usual <= Decimal("0.5") else None


def _is_round(value: Decimal) -> bool:
    """The last of the leading digits is all that is not zero: 300, 4500, but not 4510 or 30.5.

    >>> [_is_round(Decimal(each)) for each in ("300", "4500", "4510", "30.5", "20")]
    [True, True, False, False, True]
    """
    digits = format(value.copy_abs(), "f").rstrip("0").rstrip(".") if value % 1 else str(int(abs(value)))
    most = max(1, len(digits) // 2)
    return "." not in digits and len(digits.rstrip("0")) <= most


def _uniform(lines: Sequence[Line]) -> Hint | None:
    """Most figures are the same multiple of those before, and not the very same."""
    growth = [(line.value / line.before).quantize(GROWTH_PLACES) for line in lines if line.before]
    if not growth:
        return None
    common = max(set(growth), key=growth.count)
    return None if common == 1 else _hint("uniform", growth.count(common), len(growth))


def _copied(lines: Sequence[Line]) -> Hint | None:
    """One neighbour has the same digits nearly everywhere."""
    widest = max((len(line.neighbours) for line in lines), default=0)
    found = None
    for place in range(widest):
        both = [(line.value, line.neighbours[place]) for line in lines if place < len(line.neighbours)]
        known = [(own, other) for own, other in both if other is not None]
        found = _hint("copied", sum(own == other for own, other in known), len(known)) or found
    return found


LOOKS: tuple[Callable[[Sequence[Line]], Hint | None], ...] = (_repeated, _rounded, _uniform, _copied)
