"""What the catalogue says of indicators and sources, as small tables beside the observations."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.warehouse.rolling import arrows
from terrace.insight.warehouse.rolling.arrows import FLAG, INT, SMALL, TINY, WORD
from terrace.insight.warehouse.rolling.quotients import PLACES

#: `unit` is the last decimal in millionths; what is only needed by others is not `asked`.
SPECS = pa.schema(
    [
        ("indicator", INT),
        ("grain", TINY),
        ("area_rule", WORD),
        ("time_rule", WORD),
        ("unit", INT),
        ("reported_at", TINY),
        ("derived", FLAG),
        ("weight", INT),
        ("rank", TINY),
        ("asked", FLAG),
    ]
)
SOURCES = pa.schema([("source", SMALL), ("precedence", INT), ("simulated", FLAG)])
#: `position` 0 is the whole itself, 1 and up the groups of finest parts in their order.
PIECES = pa.schema([("indicator", INT), ("breakdown", INT), ("whole", INT), ("position", TINY)])
CELLS = pa.schema([("indicator", INT), ("breakdown", INT)])
#: The cell of a part that a cell of a derived indicator reads as its input number `slot`.
INPUTS = pa.schema([("indicator", INT), ("breakdown", INT), ("derived", INT), ("cell", INT), ("slot", TINY)])


@dataclass(frozen=True)
class Catalogue:
    """The indicators of one piece of work and all that they are made of, in the order of their needs."""

    snapshot: Snapshot
    asked: frozenset[int]
    specs: tuple[IndicatorSpec, ...]
    ranks: dict[int, int]

    @classmethod
    def of(cls, snapshot: Snapshot, indicators: Iterable[int]) -> "Catalogue":
        asked, ranks = frozenset(indicators), dict[int, int]()
        for indicator in asked:
            _rank(snapshot, indicator, ranks)
        return cls(snapshot, asked, tuple(snapshot.by_id[each] for each in sorted(ranks)), ranks)

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """All tables but the inputs of formulas."""
        return {
            "spec": arrows.table(SPECS, self._spec_rows()),
            "source": arrows.table(SOURCES, _source_rows(self.snapshot)),
            "piece": arrows.table(PIECES, self._piece_rows()),
            "cell": arrows.table(CELLS, self._cell_rows()),
        }

    @property
    def reporting(self) -> set[int]:
        """The levels whose places report."""
        return {spec.reported_at for spec in self.specs if spec.reported_at is not None}

    @property
    def by_rank(self) -> list[list[IndicatorSpec]]:
        """The indicators by rank: each needs only those of lower ranks."""
        found: list[list[IndicatorSpec]] = [[] for _ in range(max(self.ranks.values(), default=-1) + 1)]
        for spec in self.specs:
            found[self.ranks[spec.id]].append(spec)
        return found

    def inputs(self, derived: Sequence[IndicatorSpec]) -> pa.Table:
        """What the cells of derived indicators read."""
        return arrows.table(INPUTS, self._input_rows(derived))

    def _input_rows(self, derived: Sequence[IndicatorSpec]) -> Iterator[tuple[object, ...]]:
        for spec in derived:
            for slot, part in enumerate(spec.inputs):
                fitting = self.snapshot.by_id[part].fitting
                for cell in sorted(spec.cells):
                    yield part, fitting(cell), spec.id, cell, slot

    def _spec_rows(self) -> Iterator[tuple[object, ...]]:
        for spec in self.specs:
            weight = spec.weight_id if weighted(spec) else None
            rules = spec.area_rule, spec.time_rule, 10 ** (PLACES - spec.decimals), spec.reported_at
            last = self.ranks[spec.id], spec.id in self.asked
            yield spec.id, int(spec.frequency), *rules, bool(spec.formula), weight, *last

    def _piece_rows(self) -> Iterator[tuple[object, ...]]:
        for spec in self.specs:
            if spec.area_rule != "sum" or spec.formula:
                continue
            for whole, groups in spec.margins.items():
                yield spec.id, whole, whole, 0
                for position, parts in enumerate(groups, start=1):
                    yield from ((spec.id, part, whole, position) for part in parts)

    def _cell_rows(self) -> Iterator[tuple[object, ...]]:
        weights = {spec.weight_id for spec in self.specs if weighted(spec)}
        for weight in sorted(filter(None, weights)):
            yield from ((weight, cell) for cell in sorted(self.snapshot.by_id[weight].cells))


def weighted(spec: IndicatorSpec) -> bool:
    """True for a mean with a weight."""
    return spec.area_rule == "mean" and spec.weight_id is not None and not spec.formula


def needed(snapshot: Snapshot, indicators: Iterable[int]) -> list[int]:
    """The indicators, and all that their formulas and weights read."""
    ranks: dict[int, int] = {}
    for indicator in indicators:
        _rank(snapshot, indicator, ranks)
    return sorted(ranks)


def _rank(snapshot: Snapshot, indicator: int, ranks: dict[int, int]) -> int:
    """One more than the highest rank among its needs; 0 without any."""
    if indicator not in ranks:
        spec = snapshot.by_id[indicator]
        needs = [*spec.inputs, *([spec.weight_id] if weighted(spec) and spec.weight_id else [])]
        ranks[indicator] = 1 + max((_rank(snapshot, each, ranks) for each in needs), default=-1)
    return ranks[indicator]


def _source_rows(snapshot: Snapshot) -> Iterator[tuple[object, ...]]:
    for source in snapshot.sources.values():
        yield source.id, source.precedence, source.simulated
