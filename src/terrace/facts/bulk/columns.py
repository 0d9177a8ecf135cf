"""Facts as columns: each distinct word once, and for each fact the number of its word.

A file repeats few codes a million times. So a million facts take some 100 MB, and what is asked of a code (is there
such a place on that day? may she speak for it?) is asked once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terrace.base.kernel.problems import Fault
from terrace.facts.collection.intake import Fact

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
#: A code; a breakdown may also be the pairs of an object, in the order they came.
Word = str | None | tuple[tuple[str, str], ...]

NAMES = ("indicator", "area", "period", "breakdown", "reason", "status", "because")
#: What an empty cell of a table says: codes that must be there stay texts, others say nothing.
EMPTY: dict[str, Word] = dict.fromkeys(NAMES) | dict.fromkeys(NAMES[:3], "")


class Numbers(dict[Word, int]):
    """Numbers words in the order in which they come."""

    def __missing__(self, word: Word) -> int:
        self[word] = number = len(self)
        return number


@dataclass(slots=True)
class Words:
    """A column of words: the distinct ones, and the number of each fact's word among them."""

    codes: Codes
    words: list[Word]

    @classmethod
    def of(cls, column: Sequence[Word]) -> "Words":
        """
        >>> found = Words.of(["a", "b", "a"])
        >>> found.words, found.codes.tolist()
        (['a', 'b'], [0, 1, 0])
        """
        numbers = Numbers()
        codes = np.fromiter(map(numbers.__getitem__, column), np.int32, len(column))
        return cls(codes, list(numbers))

    @classmethod
    def same(cls, word: Word, count: int) -> "Words":
        """One word for all."""
        return cls(np.zeros(count, np.int32), [word])

    def __getitem__(self, number: int) -> Word:
        return self.words[int(self.codes[number])]

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def joined(cls, parts: Sequence["Words"]) -> "Words":
        """One column after the other."""
        numbers = Numbers()
        codes = [np.fromiter(map(numbers.__getitem__, part.words), np.int32)[part.codes] for part in parts]
        return cls(np.concatenate(codes), list(numbers))


@dataclass(frozen=True, slots=True)
class Head:
    """What a file may say of itself."""

    source: str = ""
    note: str = ""
    because: str = ""


@dataclass(slots=True)
class Batch:
    """Some facts of a file, in its order.

    `values` are the digits as text, None where there is none. `positions` say where people find each fact (line of a
    table, number of a fact, from 1), `numbers` which observation it is (from 0), as the other doors point at it; both
    run on by themselves when they are not given. `faults` are of facts that could not be read (position, fault).
    """

    words: dict[str, Words]
    values: Sequence[str | None]
    positions: Ints | None = None
    numbers: Ints | None = None
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    head: Head | None = None

    @classmethod
    def of(cls, facts: Sequence[Fact], **more: Any) -> "Batch":
        """A batch of facts (at most 50,000 at once keep the memory small)."""
        words = {name: Words.of([getattr(fact, name) for fact in facts]) for name in NAMES if name != "breakdown"}
        words["breakdown"] = Words.of([_hashable(fact.breakdown) for fact in facts])
        values = [None if fact.value is None else str(fact.value) for fact in facts]
        return cls(words, values, **more)

    def __len__(self) -> int:
        return len(self.values)


def _hashable(breakdown: dict[str, str] | str | None) -> Word:
    return tuple(breakdown.items()) if isinstance(breakdown, dict) else breakdown


@dataclass(slots=True)
class Table:
    """All facts of a file, and the faults of those that could not be read."""

    words: dict[str, Words]
    values: list[str | None]
    positions: Ints
    numbers: Ints
    faults: list[tuple[int, Fault]]
    head: Head

    def __len__(self) -> int:
        return len(self.values)

    def fact(self, row: int) -> Fact:
        """One fact, as a door takes it; its value must be a number."""
        said: dict[str, Any] = {name: column[row] for name, column in self.words.items()}
        if isinstance(said["breakdown"], tuple):
            said["breakdown"] = dict(said["breakdown"])
        value = self.values[row]
        return Fact(value=None if value is None else Decimal(value), **said)


def table(batches: Iterable[Batch]) -> Table:
    """The batches, one after the other."""
    kept = list(batches)
    words = {name: Words.joined([each.words[name] for each in kept] or [Words.same(None, 0)]) for name in NAMES}
    values = [value for each in kept for value in each.values]
    numbers = np.concatenate([np.zeros(0, np.int64), *_running(kept)])
    positions = [own if each.positions is None else each.positions for each, own in _paired(kept, numbers)]
    faults = [fault for each in kept for fault in each.faults]
    head = next((each.head for each in kept if each.head), Head())
    return Table(words, values, np.concatenate([np.zeros(0, np.int64), *positions]), numbers, faults, head)


def _running(batches: Iterable[Batch]) -> Iterator[Ints]:
    """The number of each observation."""
    start = 0
    for each in batches:
        numbers = np.arange(start, start + len(each), dtype=np.int64) if each.numbers is None else each.numbers
        start = int(numbers[-1]) + 1 if len(numbers) else start
        yield numbers


def _paired(batches: Sequence[Batch], numbers: Ints) -> Iterator[tuple[Batch, Ints]]:
    """Each batch with the positions that it has when it gives none: its facts counted from 1."""
    start = 0
    for each in batches:
        yield each, numbers[start : start + len(each)] + 1
        start += len(each)
