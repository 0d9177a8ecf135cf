"""The figures of a question: first everything that will be needed is named, then it is read at once, then looked up."""

import itertools
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np

from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.asking import figures, folding, formulas
from terrace.insight.warehouse.asking.blocks import Block, Draft
from terrace.insight.warehouse.asking.figures import Array
from terrace.insight.warehouse.asking.groups import Groups, Ids
from terrace.insight.warehouse.asking.reading import Book, Cells, adds_up
from terrace.insight.warehouse.asking.seeing import Seeing
from terrace.insight.warehouse.asking.steps import Codes, Span
from terrace.insight.warehouse.asking.worlds import World


@dataclass
class Needs:
    """What is looked up of one indicator, in the order it was named: every combination of these."""

    spots: Groups = field(default_factory=Groups)
    spans: dict[Span, None] = field(default_factory=dict)
    sets: Groups = field(default_factory=Groups)


@dataclass
class Values:
    """Looks up figures and sums of figures."""

    world: World
    seeing: Seeing
    _needs: dict[int, Needs] = field(default_factory=dict)
    _blocks: dict[int, Block] = field(default_factory=dict)
    _drafts: dict[int, Draft] = field(default_factory=dict)
    _times: dict[tuple[int, Span], Ids] = field(default_factory=dict)
    _sets: dict[tuple[int, Codes], Ids | None] = field(default_factory=dict)

    # what is needed

    def need(self, spec: IndicatorSpec, spots: Groups, spans: Iterable[Span], codes: Iterable[Codes]) -> None:
        """Name what will be looked up: every combination."""
        sets = (self.set_of(spec, each) for each in codes)
        self._need(spec, Needs(spots, dict.fromkeys(spans), Groups.of(each for each in sets if each)))

    def _need(self, spec: IndicatorSpec, more: Needs) -> None:
        needs = self._needs.setdefault(spec.id, Needs())
        needs.spots = needs.spots.joined(more.spots)
        needs.spans |= more.spans
        needs.sets = needs.sets.joined(more.sets)
        times = all(len(self.time_of(spec, span)) == 1 for span in more.spans)
        if times and more.spots.single.all() and more.sets.single.all():
            return
        for read in self._inputs(spec):
            sets = Groups.of(fitting(read, each) for each in more.sets)
            self._need(read, Needs(more.spots, more.spans, sets))

    def _inputs(self, spec: IndicatorSpec) -> list[IndicatorSpec]:
        return [self._spec(part) for part in (spec.inputs if spec.formula else ())]

    def _spec(self, number: int) -> IndicatorSpec:
        return self.world.reader.snapshot.by_id[number]

    def time_of(self, spec: IndicatorSpec, span: Span) -> Ids:
        """The periods (ids) whose figures make up a span; empty when the indicator has none that fit."""
        key = (spec.id, span)
        if key not in self._times:
            self._times[key] = tuple(period.id for period in span.periods(spec))
        return self._times[key]

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

    def wanted(self) -> list[Cells]:
        """Every cell that is looked up, or is part of what is; those of the same places, periods and codes together."""
        alike: dict[tuple[frozenset[int], ...], set[int]] = {}
        for number, needs in self._needs.items():
            times = itertools.chain(*(self.time_of(self._spec(number), span) for span in needs.spans))
            alike.setdefault((needs.spots.ids, frozenset(times), needs.sets.ids), set()).add(number)
        return [Cells(frozenset(numbers), *parts) for parts, numbers in alike.items()]

    # reading

    def load(self, book: Book) -> None:
        """Read all that was named."""
        self._drafts = {number: self._draft(self._spec(number), needs) for number, needs in self._needs.items()}
        for alike in _alike(self._drafts.values()):
            _read_single(book, alike)
        plain = [draft for draft in self._drafts.values() if not draft.spec.formula]
        for alike in _alike(plain, lambda each: (each.spec.area_rule, adds_up(each.spec))):
            _read_sums(book, alike)
        for draft in self._drafts.values():
            self._hide(draft)
            self._blocks[draft.spec.id] = draft.block()
        for draft in sorted(self._drafts.values(), key=lambda each: each.spec.depth):
            self._work_out(draft)

    def _draft(self, spec: IndicatorSpec, needs: Needs) -> Draft:
        times = [self.time_of(spec, span) for span in needs.spans]
        return Draft(spec, needs.spots, list(needs.spans), needs.sets, times)

    def _hide(self, draft: Draft) -> None:
        """What may not be seen, and what does not add up; of a formula the single figures, the rest is its inputs'."""
        spec, hidden = draft.spec, ~self.seeing.groups(draft.spec, draft.spots, draft.times)
        if not spec.formula:
            draft.leave_out()
            if spec.weight_id:
                draft.hide_weighed(~self.seeing.groups(self._spec(spec.weight_id), draft.spots, draft.times))
        draft.hide(hidden, draft.single if spec.formula else np.ones_like(draft.single))
        if hidden.any():
            self._show_published(draft, hidden)

    def _show_published(self, draft: Draft, hidden: Array) -> None:
        """Single figures that are hidden, as far as they were published."""
        public = self.seeing.published(draft.spec, draft.spots, draft.times, draft.sets)
        at = {cell: draft.single_at(*cell[1:]) for cell in public}
        shown = [cell for cell in public if hidden[at[cell][:2]]]
        if shown:
            keys = tuple(np.array([at[cell] for cell in shown], np.int64).T)
            found = figures.of_published([public[cell] for cell in shown])
            draft.put(keys, found)

    def _work_out(self, draft: Draft) -> None:
        """Sums of a formula: the formula over its inputs of the same set."""
        at = np.nonzero(draft.sums)
        if not draft.spec.formula or not len(at[0]):
            return
        found = {read.code: self._under(draft, read).at(*at) for read in self._inputs(draft.spec)}
        self._blocks[draft.spec.id].put(at, formulas.over(draft.spec, found))

    def _under(self, draft: Draft, read: IndicatorSpec) -> Block:
        """The block of an input with the spots, spans and sets of its formula."""
        own = self._blocks[read.id]
        spots, spans = own.spots.numbers_of(draft.spots), np.array([own.spans[each] for each in draft.spans])
        sets = np.array([own.sets.at[fitting(read, each)] for each in draft.sets])
        return Block(Groups(), {}, Groups(), own.where[np.ix_(spots, spans, sets)], own.figures)

    # looking up

    def block(self, spec: IndicatorSpec) -> Block:
        """All that is looked up of an indicator. A formula over sets is hidden as its inputs are, and as itself is."""
        block = self._blocks[spec.id]
        if not spec.formula:
            return block
        draft = self._drafts[spec.id]
        return block.without(draft.of_sums(~self.seeing.groups(spec, draft.spots, draft.times)))


def fitting(spec: IndicatorSpec, wanted: Ids) -> Ids:
    """The cells of an input that join those of a formula."""
    return tuple(dict.fromkeys(spec.fitting(number) for number in wanted))


def _alike(drafts: Iterable[Draft], kind: Callable[[Draft], Hashable] = lambda _: None) -> list[list[Draft]]:
    """Drafts of one kind about the same spots, times and sets: they are read together."""
    found: dict[Hashable, list[Draft]] = {}
    for draft in drafts:
        key = (kind(draft), *draft.groups)
        found.setdefault(key, []).append(draft)
    return list(found.values())


def _read_single(book: Book, alike: list[Draft]) -> None:
    """Single figures."""
    groups, by_id = alike[0].groups, {draft.spec.id: draft for draft in alike}
    for number, rows in book.cells((draft.spec for draft in alike), *(each.alone for each in groups)).items():
        at = tuple(each.of_alone[key] for each, key in zip(groups, rows.keys, strict=True))
        by_id[number].put(at, rows.figures)


def _read_sums(book: Book, alike: list[Draft]) -> None:
    """Sums of sets: of several places; else of several periods; else of several codes."""
    spots, times, sets = (each.single for each in alike[0].groups)
    every_time, every_set = np.ones_like(times), np.ones_like(sets)
    if alike[0].spec.area_rule != "none":
        _read_sum(book, alike, ~spots, every_time, every_set)
    _read_sum(book, alike, spots, ~times, every_set)
    if alike[0].spec.area_rule == "sum":
        _read_sum(book, alike, spots, times, ~sets)


def _read_sum(book: Book, alike: list[Draft], *which: Array) -> None:
    """Sums of some of the spots, times and sets."""
    numbers, by_id = [np.flatnonzero(each) for each in which], {draft.spec.id: draft for draft in alike}
    groups = zip(alike[0].groups, numbers, strict=True)
    spots, times, sets = ([own[at] for at in each.tolist()] for own, each in groups)
    for number, rows in book.sums((draft.spec for draft in alike), spots, times, sets).items():
        folded = folding.fold(by_id[number].spec, rows, times)
        at = tuple(each[key] for each, key in zip(numbers, folded.keys, strict=True))
        by_id[number].put(at, folded.figures)
