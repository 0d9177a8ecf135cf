"""The numbers of a question: first everything that will be needed is named, then it is read at once, then looked up."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.asking import found as findings
from terrace.insight.warehouse.asking.found import HIDDEN, MISSING, NOT_ADDITIVE, Found, Value
from terrace.insight.warehouse.asking.reading import Book, Cells, Group, Ids
from terrace.insight.warehouse.asking.seeing import Seeing
from terrace.insight.warehouse.asking.steps import Codes, Span, Spot
from terrace.insight.warehouse.asking.worlds import World


@dataclass
class Needs:
    """What is looked up of one indicator: every combination of these."""

    spots: set[Spot] = field(default_factory=set)
    spans: set[Ids] = field(default_factory=set)
    sets: set[Ids] = field(default_factory=set)


@dataclass
class Values:
    """Looks up figures and sums of figures."""

    world: World
    seeing: Seeing
    _needs: dict[int, Needs] = field(default_factory=dict)
    _cells: dict[tuple[int, int, int, int], Found] = field(default_factory=dict)
    _sums: dict[Group, Found] = field(default_factory=dict)
    _spans: dict[tuple[int, Span], Ids] = field(default_factory=dict)
    _sets: dict[tuple[int, Codes], Ids | None] = field(default_factory=dict)
    _computed: dict[Group, Value] = field(default_factory=dict)

    # what is needed

    def need(self, spec: IndicatorSpec, spots: Iterable[Spot], spans: Iterable[Span], codes: Iterable[Codes]) -> None:
        """Name what will be looked up: every combination."""
        sets = {found for each in codes if (found := self.set_of(spec, each))}
        self._need(spec, set(spots), set(spans), sets)

    def _need(self, spec: IndicatorSpec, spots: set[Spot], spans: set[Span], sets: set[Ids]) -> None:
        needs = self._needs.setdefault(spec.id, Needs())
        ids = {found for span in spans if (found := self.span_of(spec, span))}
        needs.spots |= spots
        needs.spans |= ids
        needs.sets |= sets
        single = all(len(each) == 1 for each in (*spots, *ids, *sets)) and len(ids) == len(spans)
        for part in () if single or not spec.formula else spec.inputs:
            read = self.world.reader.snapshot.by_id[part]
            self._need(read, spots, spans, {self._fitting(read, each) for each in sets})

    @staticmethod
    def _fitting(spec: IndicatorSpec, wanted: Ids) -> Ids:
        return tuple(dict.fromkeys(spec.fitting(number) for number in wanted))

    def span_of(self, spec: IndicatorSpec, span: Span) -> Ids:
        """The periods (ids) whose figures make up a span; empty when the indicator has none that fit."""
        key = (spec.id, span)
        if key not in self._spans:
            self._spans[key] = tuple(period.id for period in span.periods(spec))
        return self._spans[key]

    def set_of(self, spec: IndicatorSpec, codes: Codes) -> Ids | None:
        """The cells (ids) of the breakdown that some codes are; None when the indicator has none such."""
        key = (spec.id, codes)
        if key not in self._sets:
            self._sets[key] = self._set_of(spec, codes)
        return self._sets[key]

    def _set_of(self, spec: IndicatorSpec, codes: Codes) -> Ids | None:
        wanted = [(name, each) for name, each in codes if each]
        names = [name for name, _ in wanted]
        made = []
        for combination in itertools.product(*(each for _, each in wanted)):
            number = self.world.reader.snapshot.breakdown(spec, dict(zip(names, combination, strict=True)))
            if number is None:
                return None
            made.append(number)
        return tuple(made)

    # reading

    def load(self, book: Book) -> None:
        """Read all that was named."""
        snapshot = self.world.reader.snapshot
        for wanted in self._single():
            self._cells |= book.cells(wanted)
        for number, needs in self._needs.items():
            spec = snapshot.by_id[number]
            if spec.formula:
                continue
            one, many = ([each for each in needs.spots if (len(each) > 1) == several] for several in (False, True))
            short, long = ([each for each in needs.spans if (len(each) > 1) == several] for several in (False, True))
            pure, mixed = ([each for each in needs.sets if (len(each) > 1) == several] for several in (False, True))
            if spec.area_rule != "none":
                self._sums |= book.sums(spec, many, [*short, *long], [*pure, *mixed])
            self._sums |= book.sums(spec, one, long, [*pure, *mixed])
            if spec.area_rule == "sum":
                self._sums |= book.sums(spec, one, short, mixed)

    def wanted(self) -> list[Cells]:
        """Every cell that is looked up, or is a part of what is."""
        made = []
        for number, needs in self._needs.items():
            parts = (frozenset(itertools.chain(*wanted)) for wanted in (needs.spots, needs.spans, needs.sets))
            made.append(Cells(frozenset({number}), *parts))
        return made

    def _single(self) -> Iterable[Cells]:
        """Single figures of all indicators; those asked about in the same way are read together."""
        alike: dict[tuple[frozenset[int], ...], set[int]] = {}
        for number, needs in self._needs.items():
            parts = (
                frozenset(each[0] for each in wanted if len(each) == 1)
                for wanted in (needs.spots, needs.spans, needs.sets)
            )
            alike.setdefault(tuple(parts), set()).add(number)
        return [Cells(frozenset(numbers), *parts) for parts, numbers in alike.items()]

    # looking up

    def single(self, spec: IndicatorSpec, area: int, period: int, breakdown: int) -> Value:
        """One figure."""
        if not self.seeing.cell(spec, area, period):
            return HIDDEN
        return self._cells.get((spec.id, area, period, breakdown), MISSING)

    def get(self, spec: IndicatorSpec, spot: Spot, span: Span, codes: Codes) -> Value:
        """A figure, or the figure of a set; a gap that says why, None where there can be none."""
        bunch = self.set_of(spec, codes)
        if bunch is None:
            return None
        periods = self.span_of(spec, span)
        if not periods:
            return self._by_formula(spec, spot, span, bunch) if spec.formula else MISSING
        if len(spot) == len(periods) == len(bunch) == 1:
            return self.single(spec, spot[0], periods[0], bunch[0])
        if not self.seeing.group(spec, spot, periods):
            return HIDDEN
        if spec.formula:
            return self._by_formula(spec, spot, span, bunch)
        return self._sum(spec, spot, periods, bunch)

    def _sum(self, spec: IndicatorSpec, spot: Spot, periods: Ids, bunch: Ids) -> Value:
        if (len(spot) > 1 and spec.area_rule == "none") or (len(bunch) > 1 and spec.area_rule != "sum"):
            return NOT_ADDITIVE
        if len(periods) > 1 and spec.time_rule == "none":
            return NOT_ADDITIVE
        if len(spot) > 1 and spec.weight_id and not self.seeing.group(self._weight(spec), spot, periods):
            return HIDDEN
        return self._sums.get((spec.id, spot, periods, bunch), MISSING)

    def _weight(self, spec: IndicatorSpec) -> IndicatorSpec:
        """What a mean is weighed by: a mean of several places tells of it."""
        return self.world.reader.snapshot.by_id[spec.weight_id or 0]

    def _by_formula(self, spec: IndicatorSpec, spot: Spot, span: Span, bunch: Ids) -> Value:
        """The formula over its inputs of the same set."""
        key = (spec.id, spot, tuple(each.id for each in (span.first, span.last)), bunch)
        if key not in self._computed:
            self._computed[key] = self._compute(spec, spot, span, bunch)
        return self._computed[key]

    def _compute(self, spec: IndicatorSpec, spot: Spot, span: Span, bunch: Ids) -> Value:
        inputs = [self.world.reader.snapshot.by_id[part] for part in spec.inputs]
        found = {read.code: self._input(read, spot, span, self._fitting(read, bunch)) for read in inputs}
        if HIDDEN in found.values():
            return HIDDEN
        there = [each for each in found.values() if isinstance(each, Found)]
        values: dict[str, Decimal | None] = {
            code: each.value if isinstance(each, Found) else None for code, each in found.items()
        }
        value = spec.compiled.evaluate(values, spec.decimals) if spec.compiled else None
        if value is None or not there:
            return NOT_ADDITIVE if NOT_ADDITIVE in found.values() else MISSING
        whole = findings.whole(there, max(each.expected for each in there))
        return whole._replace(value=value, reported=min(each.reported for each in there), top=None, bottom=None)

    def _input(self, spec: IndicatorSpec, spot: Spot, span: Span, bunch: Ids) -> Value:
        periods = self.span_of(spec, span)
        if spec.formula and (not periods or max(len(spot), len(periods), len(bunch)) > 1):
            return self._by_formula(spec, spot, span, bunch)
        if not periods:
            return MISSING
        if len(spot) == len(periods) == len(bunch) == 1:
            return self.single(spec, spot[0], periods[0], bunch[0])
        if not self.seeing.group(spec, spot, periods):
            return HIDDEN
        return self._sum(spec, spot, periods, bunch)
