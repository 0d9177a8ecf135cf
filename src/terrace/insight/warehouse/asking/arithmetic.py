"""What measures show of figures: share, growth, change, index, rank, average, plan, peers, gap.

Each compares a figure with others that are looked up in the same way, so that what may not be seen is not compared
with: a share of a hidden whole is hidden, a rank counts the visible only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from terrace.insight.warehouse.asking import comparing, exact
from terrace.insight.warehouse.asking.blocks import Block
from terrace.insight.warehouse.asking.comparing import Ranking
from terrace.insight.warehouse.asking.exact import Numbers
from terrace.insight.warehouse.asking.figures import Array, Figures, State
from terrace.insight.warehouse.asking.grid import Cells
from terrace.insight.warehouse.asking.plans import Plans
from terrace.insight.warehouse.asking.relations import MOVING, Family, Relations
from terrace.insight.warehouse.asking.steps import Codes, together
from terrace.insight.warehouse.asking.values import Values
from terrace.insight.warehouse.questions import Measure


@dataclass(frozen=True, slots=True)
class Lens:
    """A block, and where the spots, spans and codes of the grid are in it; -1 where they are not."""

    block: Block
    spots: Array
    spans: Array
    sets: Array

    def at(self, cells: Cells) -> Figures:
        return self.block.at(self.spots[cells.spot], self.spans[cells.span], self.sets[cells.codes])


@dataclass
class Arithmetic:
    """What is shown of the figures of one source, for one question."""

    relations: Relations
    values: Values
    plans: Plans
    _lenses: dict[int, Lens] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world, self.grid = self.relations.world, self.relations.grid

    def need(self) -> None:
        """Name everything that the cells show or are compared with."""
        for measure, spec in zip(self.world.question.measures, self.world.specs, strict=True):
            asked = self.relations.widened(measure)
            self.values.need(spec, asked.spots, asked.spans, asked.codes)

    def base(self, number: int, cells: Cells) -> Figures:
        """The figures that cells of a measure show, or are made from."""
        return self.lens(number).at(cells)

    def shown(self, number: int, cells: Cells, base: Figures) -> Figures:
        """What a measure shows of cells with these figures."""
        show = self._measure(number).show
        return base if show == "value" else _SHOWN[show](self, number, cells, base)

    def lens(self, number: int) -> Lens:
        """The figures of the indicator of a measure as the grid numbers them."""
        spec = self.world.specs[number]
        if spec.id not in self._lenses:
            block = self.values.block(spec)
            spots = block.spots.numbers_of(self.grid.spots)
            spans = [block.spans.get(span, -1) for span in self.grid.spans]
            sets = self._sets(number, block, [(each, ()) for each in self.grid.codes])
            self._lenses[spec.id] = Lens(block, spots, np.array(spans, np.int64), sets)
        return self._lenses[spec.id]

    def _sets(self, number: int, block: Block, codes: list[tuple[Codes, Codes]]) -> Array:
        """Where some codes are in a block."""
        sets = (self.values.set_of(self.world.specs[number], together(*each)) for each in codes)
        return np.array([-1 if each is None else block.sets.at.get(each, -1) for each in sets], np.int64)

    def _measure(self, number: int) -> Measure:
        return self.world.question.measures[number]

    # in time

    def growth(self, number: int, cells: Cells, base: Figures) -> Figures:
        return comparing.against(base, self._in_time(number, cells), comparing.growth)

    def index(self, number: int, cells: Cells, base: Figures) -> Figures:
        return comparing.against(base, self._in_time(number, cells), comparing.percent)

    def average(self, number: int, cells: Cells, base: Figures) -> Figures:
        others = [self._in_time(number, cells, which) for which in range(MOVING - 1)]
        return comparing.mean_of(base, others, self.world.specs[number].decimals)

    def _in_time(self, number: int, cells: Cells, which: int = 0) -> Figures:
        """The same of a span that it is compared with: the first of them, or another."""
        lens, show = self.lens(number), self._measure(number).show
        compared = (self.relations.in_time(show, span) for span in self.grid.spans)
        spans = [lens.block.spans.get(each[which], -1) if which < len(each) else -1 for each in compared]
        return replace(lens, spans=np.array(spans, np.int64)).at(cells)

    # with a whole

    def share(self, number: int, cells: Cells, base: Figures) -> Figures:
        if self.world.specs[number].area_rule != "sum":
            return comparing.shown(base, exact.nothing(len(base)), State.NOT_ADDITIVE)
        whole = self._above if self._measure(number).of == "parent" else self._whole
        return comparing.against(base, whole(number, cells), comparing.percent)

    def _whole(self, number: int, cells: Cells) -> Figures:
        lens, step = self.lens(number), self.relations.whole(self._measure(number))
        if step is None:
            return lens.at(cells)
        block, spots, spans = lens.block, lens.spots, lens.spans
        if step.spot:
            spots = np.full(len(spots), block.spots.at[step.spot])
        if step.span:
            spans = np.full(len(spans), block.spans[step.span])
        sets = self._sets(number, block, [(each, step.codes) for each in self.grid.codes])
        return Lens(block, spots, spans, sets).at(cells)

    # in space

    def gap(self, number: int, cells: Cells, base: Figures) -> Figures:
        return comparing.against(base, self._above(number, cells), comparing.difference)

    def _above(self, number: int, cells: Cells) -> Figures:
        """The same of the place above, or of its region, on the map of the cell."""
        lens, relations = self.lens(number), self.relations
        table = np.full((len(relations.maps), len(self.grid.spots)), -1)
        for row, day in enumerate(relations.maps):
            for column, spot in enumerate(self.grid.spots):
                above = relations.above(self._measure(number), spot[0], day) if len(spot) == 1 else None
                table[row, column] = -1 if above is None else lens.block.spots.at.get((above,), -1)
        spots = table[relations.map_of_span[cells.span], cells.spot]
        return lens.block.at(spots, lens.spans[cells.span], lens.sets[cells.codes])

    def rank(self, number: int, cells: Cells, base: Figures) -> Figures:
        ranking, groups = self._ranking(number, cells, self.relations.ranked)
        ranks = ranking.ranks(groups, base.value.whole)
        return comparing.shown(base, Numbers(ranks, groups >= 0, 0), State.NO_BASE)

    def peers(self, number: int, cells: Cells, base: Figures) -> Figures:
        ranking, groups = self._ranking(number, cells, frozenset())
        twice, others = ranking.median_of_others(groups, base.value.whole)
        median = Numbers(twice, others & (groups >= 0), base.value.scale)
        double = Numbers(exact.times(base.value.whole, 2), base.value.there, base.value.scale)
        return comparing.shown(base, comparing.percent(double, median), State.NO_BASE)

    def _ranking(self, number: int, cells: Cells, axis: frozenset[int]) -> tuple[Ranking, Array]:
        """The visible figures of all places that are compared, and the group of each cell; -1: it has none."""
        lens, relations, width = self.lens(number), self.relations, max(1, len(self.grid.codes))
        pairs, pair = np.unique(cells.span * width + cells.codes, return_inverse=True)
        spans, codes = np.divmod(pairs, width)
        families = self._families(lens.block, axis)
        own = families[relations.map_of_span[spans]]
        groups = np.where(own >= 0, own + np.arange(len(pairs))[:, None] * (families.max(initial=0) + 1), -1)
        spots = np.broadcast_to(np.arange(groups.shape[1]), groups.shape)
        sets = np.broadcast_to(lens.sets[codes][:, None], groups.shape)
        every = lens.block.at(spots, np.broadcast_to(lens.spans[spans][:, None], groups.shape), sets)
        counted = every.valued & (groups >= 0)
        place = lens.spots[cells.spot]
        return Ranking.of(groups[counted], every.value.whole[counted]), np.where(place >= 0, groups[pair, place], -1)

    def _families(self, block: Block, axis: frozenset[int]) -> Array:
        """Maps by spots of the block: the number of the family; those on the axis are one; -1: no single place."""
        numbers: dict[Family, int] = {}
        spots, table = block.spots, np.full((len(self.relations.maps), len(block.spots)), -1)
        shown = np.fromiter(map(axis.__contains__, spots.first.tolist()), bool, len(spots))
        for row, day in enumerate(self.relations.maps):
            table[row, spots.single & shown] = 0
            for column in np.flatnonzero(spots.single & ~shown).tolist():
                family = self.relations.family(spots[column][0], day)
                table[row, column] = numbers.setdefault(family, len(numbers) + 1)
        return table

    # with a plan

    def plan(self, number: int, cells: Cells, base: Figures) -> Figures:
        table, targets = self._targets(number)
        target = targets.take(table[cells.spot, cells.span, cells.codes])
        return comparing.shown(base, comparing.percent(base.value, target), State.NO_BASE)

    def _targets(self, number: int) -> tuple[Array, Numbers]:
        """For spots, spans and codes of the grid the number of the target; the last stands for none."""
        grid, spec = self.grid, self.world.specs[number]
        sets = [self.values.set_of(spec, each) for each in grid.codes]
        spots = grid.spots.at
        table, found = np.full((len(spots), len(grid.spans), len(sets)), -1), list[Decimal | None]()
        for at, span in enumerate(grid.spans):
            for area, breakdown, target in self.plans.targets(spec, span):
                if (area,) in spots and (breakdown,) in sets:
                    table[spots[area,], at, [each == (breakdown,) for each in sets]] = len(found)
                    found.append(target)
        return table, exact.of_decimals([*found, None])


_SHOWN: dict[str, Callable[[Arithmetic, int, Cells, Figures], Figures]] = {
    "share": Arithmetic.share,
    "growth": Arithmetic.growth,
    "change": Arithmetic.growth,
    "index": Arithmetic.index,
    "rank": Arithmetic.rank,
    "average": Arithmetic.average,
    "plan": Arithmetic.plan,
    "peers": Arithmetic.peers,
    "gap": Arithmetic.gap,
}
