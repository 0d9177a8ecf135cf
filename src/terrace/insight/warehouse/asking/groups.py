"""Groups of ids: places that are looked at as one, periods, codes. What is looked up of them is worked out once.

The places of an axis stay between questions (`layout`), and with them all of this: a question of eleven thousand
communes does not number them anew.
"""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from terrace.insight.warehouse.asking.figures import Array

Ids = tuple[int, ...]


class Lookup:
    """Ids in order, and at which position each is."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.ids = np.array(sorted(set(ids)), np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, ids: "Array | Iterable[int]") -> Array:
        """Positions; -1 for what is not among them."""
        wanted = np.asarray(ids, np.int64)
        if not len(self.ids):
            return np.full(wanted.shape, -1)
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[at] == wanted, at, -1)


class Groups(tuple[Ids, ...]):  # noqa: SLOT001 - it keeps what it was asked
    """Different groups in order; none is empty.

    >>> groups = Groups([(7,), (3, 4), (5,)])
    >>> groups.single.tolist(), groups.alone.ids.tolist(), groups.of_alone.tolist()
    ([True, False, True], [5, 7], [2, 0])
    >>> groups.joined([(7,), (9,)])
    ((7,), (3, 4), (5,), (9,))
    """

    @classmethod
    def of(cls, groups: Iterable[Ids]) -> "Groups":
        """These, each once: themselves when they are such groups already."""
        return groups if isinstance(groups, Groups) else cls(dict.fromkeys(groups))

    @cached_property
    def at(self) -> dict[Ids, int]:
        """The number of each."""
        return {each: at for at, each in enumerate(self)}

    @cached_property
    def first(self) -> Array:
        """The first id of each."""
        return np.fromiter((each[0] for each in self), np.int64, len(self))

    @cached_property
    def single(self) -> Array:
        """Which of them are one id."""
        found: Array = np.fromiter(map(len, self), np.int64, len(self)) == 1
        return found

    @cached_property
    def ids(self) -> frozenset[int]:
        """All that they are made of."""
        return frozenset().union(*self)

    @cached_property
    def alone(self) -> Lookup:
        """The ids of those that are one id."""
        return Lookup(self.first[self.single].tolist())

    @cached_property
    def of_alone(self) -> Array:
        """The number of the group of each of these."""
        numbers = np.flatnonzero(self.single)
        found: Array = numbers[np.argsort(self.first[numbers], kind="stable")]
        return found

    def joined(self, others: Iterable[Ids]) -> "Groups":
        """With others behind; the same when there is nothing new."""
        if others is self:
            return self
        if not self:
            return Groups.of(others)
        fresh = [each for each in dict.fromkeys(others) if each not in self.at]
        return Groups((*self, *fresh)) if fresh else self

    def numbers_of(self, others: "Groups") -> Array:
        """The number here of each of some groups; -1 for what is not among them."""
        if others is self:
            return np.arange(len(self))
        return np.array([self.at.get(each, -1) for each in others], np.int64)

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    def __hash__(self) -> int:
        return self._hash
