"""Which cells are kept back so that none of them can be worked out from what is published. Free of Django.

`Relation`: figures whose weighted sum is nought (a whole and its parts; a formula and its inputs), all of them known to
the public or kept back. A cell kept back is *exposed* when the relations leave it one value only. Two things are done
until no cell is exposed: a relation that has one cell left, or whose hidden parts are all as small as they can be,
loses one more; and what is left is solved exactly (elimination modulo a prime), for circles of relations that reveal a
cell though each of them alone keeps two back. The same input gives the same cells.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import heapify, heappop, heappush
from random import Random

Cell = tuple[int, int, int, int]
PRIME = 2**61 - 1


@dataclass(frozen=True, slots=True)
class Relation:
    """Σ factor × cell = 0; the first cell is the whole, or the result of the formula. `sums`: whole = Σ parts."""

    cells: tuple[Cell, ...]
    factors: tuple[int, ...]
    sums: bool = True


def whole(total: Cell, parts: Iterable[Cell]) -> Relation:
    """The relation of a total and its parts."""
    cells = (total, *parts)
    return Relation(cells, (-1, *(1 for _ in cells[1:])))


def hidden(
    values: Mapping[Cell, Decimal],
    small: Iterable[Cell],
    relations: Sequence[Relation],
    least: Callable[[Cell], Decimal] = lambda _: Decimal(1),
) -> frozenset[Cell]:
    """The cells to keep back: the small ones, and as many others as it takes.

    `least` is the smallest value above zero that the cell can have.
    """
    work = _Work(values, set(small), relations, least)
    work.run()
    return frozenset(work.hidden)


class _Work:
    """The search: `hidden` only grows, so it ends."""

    def __init__(
        self,
        values: Mapping[Cell, Decimal],
        small: set[Cell],
        relations: Sequence[Relation],
        least: Callable[[Cell], Decimal],
    ) -> None:
        self.values, self.hidden, self.relations, self.least = values, small, relations, least
        self.of: dict[Cell, list[int]] = defaultdict(list)
        for number, relation in enumerate(relations):
            for cell in relation.cells:
                self.of[cell].append(number)

    def run(self) -> None:
        waiting = sorted({number for cell in self.hidden for number in self.of[cell]})
        while waiting:
            self._close(waiting)
            exposed = exposed_cells(self.hidden, self._touched())
            waiting = [number for cell in sorted(exposed) for number in self._one_more(cell)]

    def _close(self, waiting: list[int]) -> None:
        """Relations that alone reveal something, until there are none."""
        while waiting:
            number = waiting.pop()
            relation = self.relations[number]
            if self._weak(relation) and (cell := self._complement(relation)) is not None:
                self.hidden.add(cell)
                waiting.extend(self.of[cell])

    def _weak(self, relation: Relation) -> bool:
        gone = [cell for cell in relation.cells if cell in self.hidden]
        if len(gone) == 1:
            return True
        if not gone or not relation.sums or relation.cells[0] in self.hidden:
            return False
        return sum(self.values[cell] for cell in gone) <= sum(self.least(cell) for cell in gone)

    def _complement(self, relation: Relation) -> Cell | None:
        """What is kept back beside: the smallest part above zero, else the whole; of a formula its result."""
        first, *rest = relation.cells
        if not relation.sums and first not in self.hidden:
            return first
        parts = [cell for cell in rest if cell not in self.hidden]
        above = [cell for cell in parts if self.values[cell]]
        if above:
            return min(above, key=lambda cell: (abs(self.values[cell]), cell))
        if first not in self.hidden:
            return first
        return min(parts, default=None)

    def _one_more(self, cell: Cell) -> list[int]:
        """For an exposed cell: keep back one more of the first relation that has one; the relations to look at."""
        for number in self.of[cell]:
            more = self._complement(self.relations[number])
            if more is not None:
                self.hidden.add(more)
                return self.of[more]
        return self._anything()

    def _anything(self) -> list[int]:
        """All of its relations are used up: the next cell of any relation that touches what is hidden."""
        for relation in self._touched():
            if (more := self._complement(relation)) is not None:
                self.hidden.add(more)
                return self.of[more]
        return []

    def _touched(self) -> list[Relation]:
        numbers = sorted({number for cell in self.hidden for number in self.of[cell]})
        return [self.relations[number] for number in numbers]


def exposed_cells(gone: Collection[Cell], relations: Iterable[Relation]) -> set[Cell]:
    """The cells of `gone` that these relations leave one value only, everything else being known."""
    rows = [row for relation in relations if (row := _row(relation, gone))]
    return set(_fixed(_core(rows)))


Row = dict[Cell, int]


def _row(relation: Relation, gone: Collection[Cell]) -> Row:
    row: Row = defaultdict(int)
    for cell, factor in zip(relation.cells, relation.factors, strict=True):
        if cell in gone:
            row[cell] += factor
    return {cell: factor % PRIME for cell, factor in row.items() if factor % PRIME}


def _core(rows: list[Row]) -> list[Row]:
    """Without the relations that have a cell of their own: such a cell is free, so the relation tells nothing.

    (A row of one cell is kept: it tells everything.)
    """
    of: dict[Cell, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        for cell in row:
            of[cell].add(number)
    waiting = [cell for cell, numbers in of.items() if len(numbers) == 1]
    dropped: set[int] = set()
    while waiting:
        numbers = of[waiting.pop()]
        only = next(iter(numbers), None)
        if only is None or len(rows[only]) == 1:
            continue
        dropped.add(only)
        for cell in rows[only]:
            of[cell].discard(only)
            if len(of[cell]) == 1:
                waiting.append(cell)
    return [row for number, row in enumerate(rows) if number not in dropped]


def _fixed(rows: list[Row]) -> Iterator[Cell]:
    """The cells that the rows determine: nought in all that solves the rows without their known cells.

    One solution is enough, with drawn numbers for the cells that are free: a cell that is determined is always nought
    in it, another is so once in 2**61 times.
    """
    uses = Counter(cell for row in rows for cell in row)
    work = _Solved({}, [])
    for row in sorted(rows, key=len):
        work.reduce(row)
        if row:
            work.solve(row, min(row, key=lambda cell: (uses[cell], cell)))
    return (cell for cell, value in work.solution(uses).items() if not value)


@dataclass(slots=True)
class _Solved:
    """Rows in the order in which they were solved for a cell; none has a cell that was solved before."""

    places: dict[Cell, int]
    rows: list[tuple[Cell, Row]]

    def reduce(self, row: Row) -> None:
        """Take the solved cells out of a row, the one that was solved first first: it brings in later ones only."""
        waiting = [self.places[cell] for cell in row if cell in self.places]
        heapify(waiting)
        while waiting:
            cell, own = self.rows[heappop(waiting)]
            if factor := row.get(cell, 0):
                for each in own:
                    if each not in row and each in self.places:
                        heappush(waiting, self.places[each])
                _add(row, own, -factor)

    def solve(self, row: Row, cell: Cell) -> None:
        inverse = pow(row[cell], -1, PRIME)
        self.places[cell] = len(self.rows)
        self.rows.append((cell, {each: factor * inverse % PRIME for each, factor in row.items()}))

    def solution(self, cells: Iterable[Cell]) -> dict[Cell, int]:
        """A solution of all rows: free cells are drawn (always alike), the others follow."""
        draw = Random(PRIME)  # noqa: S311 - no secret: the same question has the same answer
        found = {cell: draw.randrange(1, PRIME) for cell in sorted(cells) if cell not in self.places}
        for cell, row in reversed(self.rows):
            found[cell] = -sum(factor * found[each] for each, factor in row.items() if each != cell) % PRIME
        return found


def _add(row: Row, other: Row, factor: int) -> None:
    for cell, each in other.items():
        value = (row.get(cell, 0) + factor * each) % PRIME
        if value:
            row[cell] = value
        else:
            row.pop(cell, None)
