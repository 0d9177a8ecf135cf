"""Answers: what a question got, cell by cell, with all that must be said beside the numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import eq
from typing import Any, TypeVar, overload

from terrace.base.access.policy import Actor
from terrace.insight.warehouse.questions import Question


@dataclass(frozen=True, slots=True)
class Key:
    """The cell of a figure, to go on from: `/figures` takes it as it is. Several codes: a set, worked out here."""

    indicator: str
    areas: tuple[str, ...]
    periods: tuple[str, ...]
    breakdown: str

    @property
    def single(self) -> bool:
        """One kept or leaf cell, so that its figure has a page of its own."""
        return len(self.areas) == 1 and len(self.periods) == 1 and "|" not in self.breakdown


@dataclass(frozen=True, slots=True)
class Cell:
    """One number. `value` None comes with a `reason` (missing, not_applicable, hidden, not_comparable …).

    `reported` of `expected` reports stand behind it; `estimated`: shares of split places were estimated; `hidden`:
    she may not see it. `key` names the figure (for growth, share … that of the value they are made from).
    """

    value: Decimal | None
    reason: str | None
    status: str | None
    simulated: bool
    reported: int
    expected: int
    estimated: bool
    hidden: bool
    key: Key


@dataclass(frozen=True, slots=True)
class Member:
    """One step of a heading: `key` is stable within its kind, `code` is that of place, period, cell or indicator."""

    kind: str
    key: str
    label: str
    code: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a row or a column: one member for each axis; none when there is no axis."""

    members: tuple[Member, ...]

    @property
    def key(self) -> str:
        return "/".join(each.key for each in self.members)

    @property
    def label(self) -> str:
        return " · ".join(each.label for each in self.members)

    def member(self, kind: str) -> Member | None:
        """The innermost member of a kind."""
        return next((each for each in reversed(self.members) if each.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure as it is shown: `unit` of its numbers, `decimals` to print, `nature` flow or stock."""

    text: str
    indicator: str
    show: str
    label: str
    unit: str
    decimals: int
    nature: str
    #: Its figures add up over places: a total, no ratio or mean.
    additive: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """What must be said beside the numbers; `code` names the kind, `count` how many cells it is about."""

    code: str
    text: str
    count: int = 0


Item_co = TypeVar("Item_co", covariant=True)


class Made(Sequence[Item_co]):
    """A sequence whose items are made when somebody looks at them: an answer has many cells, a page shows few.

    >>> squares = Made(1000, lambda at: at * at)
    >>> squares[-1], squares[2:5], squares == tuple(at * at for at in range(1000))
    (998001, (4, 9, 16), True)
    """

    def __init__(self, count: int, make: Callable[[int], Item_co]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Item_co: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Item_co]: ...
    def __getitem__(self, at: int | slice) -> Item_co | Sequence[Item_co]:
        numbers = range(self._count)[at]
        return self._make(numbers) if isinstance(numbers, int) else tuple(map(self._make, numbers))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as a list


@dataclass(frozen=True, slots=True)
class Answer:
    """`cells[row][column]`; None where no cell can be (a place that was not there, a breakdown it has not)."""

    question: Question
    measures: tuple[Shown, ...]
    rows: Sequence[Heading]
    columns: Sequence[Heading]
    cells: Sequence[Sequence[Cell | None]]
    notes: tuple[Note, ...]
    fresh_at: datetime
    elapsed: float
    #: Rows before the limit.
    found: int = 0
    #: Which measure each row, or each column, shows; indices of `measures`.
    row_measures: tuple[int, ...] = ()
    column_measures: tuple[int, ...] = ()
    #: How many cells have no value, by the reason.
    empty: Mapping[str, int] = field(default_factory=dict)

    def shown(self, row: int, column: int) -> Shown:
        """The measure of a cell."""
        at = self.column_measures[column] if self.column_measures else self.row_measures[row]
        return self.measures[at]


def answer(actor: Actor, question: Question, language: str = "vi", *, cube: Any = None) -> Answer:
    """Answer a question for an actor; `cube` is the store's own unless one is given. Raises `Refused`."""
    from terrace.insight.warehouse.asking import answering

    return answering.answer(actor, question, language, cube=cube)
