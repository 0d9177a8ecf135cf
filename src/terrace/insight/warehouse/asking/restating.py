"""Figures on the map of one day, for whole answers: what `pipeline.restated.Restating` says of a cell, said of arrays.

`Restating.cell` is the definition; a property test holds the two equal, digit by digit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.warehouse import columns
from terrace.insight.warehouse.asking import exact, figures, formulas, links
from terrace.insight.warehouse.asking.exact import Numbers
from terrace.insight.warehouse.asking.figures import Array, Figures, Group, State
from terrace.insight.warehouse.asking.groups import Lookup
from terrace.insight.warehouse.asking.links import Links
from terrace.insight.warehouse.asking.reading import Book, Cells, Rows
from terrace.insight.warehouse.asking.worlds import World

#: Places behind the point of the sums behind means, as the columns of figures have them.
TWELVE = 12
SCHEMA = pa.schema(
    [
        *(columns.ARROW.field(name) for name in columns.NAMES if name not in {"grain", "year", "basis"}),
        pa.field("estimated", pa.bool_()),
    ]
)


def under(world: World, wanted: Cells) -> Cells:
    """What restated cells are made of: the places of then, their own periods, the inputs of formulas."""
    index, snapshot = world.reader.index, world.reader.snapshot
    specs = {spec.id: spec for number in wanted.indicators for spec in _kin(snapshot, snapshot.by_id[number])}
    numbers = {
        part.id
        for number in wanted.periods
        for spec in specs.values()
        for part in (periods.from_id(number), *periods.from_id(number).parts(spec.frequency))
    }
    now, areas = world.now or world.today, tuple(sorted(wanted.areas))
    days = {index.since(periods.from_id(number).end) for number in numbers}
    found = wanted.areas.union(*(links.of(index, areas, day, now).source.tolist() for day in days))
    cells = {spec.fitting(each) for spec in specs.values() for each in wanted.breakdowns} | wanted.breakdowns
    return Cells(frozenset(specs), found, frozenset(numbers), frozenset(cells))


def _kin(snapshot: Snapshot, spec: IndicatorSpec) -> Iterator[IndicatorSpec]:
    yield spec
    for part in spec.inputs:
        yield from _kin(snapshot, snapshot.by_id[part])


def table(world: World, wanted: Iterable[Cells], book: Book) -> pa.Table:
    """The restated figures of these cells, to be read as those of the cube."""
    snapshot, index, now = world.reader.snapshot, world.reader.index, world.now or world.today
    made = []
    for cells in wanted:
        below = under(world, cells)
        ids = [Lookup(each) for each in (below.areas, below.periods, below.breakdowns)]
        rows = book.cells([snapshot.by_id[each] for each in below.indicators], *ids, weighed=True)
        held = {number: Held.of(each, *ids) for number, each in rows.items()}
        work = Restating(snapshot, index, now, held, tuple(sorted(cells.areas)))
        made += [_arrow(work, snapshot.by_id[each], cells) for each in sorted(cells.indicators)]
    return pa.concat_tables([SCHEMA.empty_table(), *made])


@dataclass(frozen=True, slots=True)
class Made:
    """Figures side by side with the sums behind those that are means."""

    figures: Figures
    top: Numbers
    bottom: Numbers

    def take(self, at: Array) -> "Made":
        return Made(self.figures.take(at), self.top.take(at), self.bottom.take(at))


def _stacked(parts: Sequence[Made]) -> Made:
    return Made(
        figures.stacked(each.figures for each in parts),
        exact.stacked(each.top for each in parts),
        exact.stacked(each.bottom for each in parts),
    )


def _plain(found: Figures) -> Made:
    """No sums stand behind them."""
    return Made(found, exact.nothing(len(found)), exact.nothing(len(found)))


@dataclass(frozen=True, slots=True)
class Held:
    """The figures of one indicator with the places as they were."""

    areas: Lookup
    periods: Lookup
    breakdowns: Lookup
    made: Made
    where: Array

    @classmethod
    def of(cls, rows: Rows, areas: Lookup, periods: Lookup, breakdowns: Lookup) -> "Held":
        where = np.full((len(areas), len(periods), len(breakdowns)), State.MISSING, np.int64)
        count = len(rows.figures)
        where[rows.keys] = len(State) + np.arange(count)
        where = np.pad(where, (0, 1), constant_values=State.MISSING)  # where -1, what is not among them, finds it
        own = Made(rows.figures, rows.top or exact.nothing(count), rows.bottom or exact.nothing(count))
        return cls(areas, periods, breakdowns, _stacked([_plain(figures.gaps()), own]), where)

    def at(self, areas: Array, period: Period, breakdowns: Sequence[int]) -> Made:
        """Areas by breakdowns, one after the other."""
        at = np.ix_(self.areas.of(areas), self.periods.of([period.id]), self.breakdowns.of(breakdowns))
        return self.made.take(self.where[at].ravel())


@dataclass
class Restating:
    """Restates figures of places of the day `now`; `held` are those of then, by indicator."""

    snapshot: Snapshot
    index: Index
    now: date
    held: dict[int, Held]
    areas: tuple[int, ...]
    _groupings: dict[tuple[date, bytes, int], "Grouping"] = field(default_factory=dict)

    @cached_property
    def levels(self) -> Array:
        """By area."""
        return np.array([self.index.level(area) for area in self.areas], np.int8)

    @cached_property
    def _ids(self) -> Array:
        return np.array(self.areas, np.int64)

    def cells(self, spec: IndicatorSpec, period: Period, breakdowns: Sequence[int]) -> Made:
        """All areas by these breakdowns, one after the other; missing where there is no figure."""
        return self._cells(spec, np.arange(len(self.areas)), period, breakdowns)

    def _cells(self, spec: IndicatorSpec, places: Array, period: Period, breakdowns: Sequence[int]) -> Made:
        same = self._unchanged(spec, period)[places]
        if not len(places) or same.all():
            return self._as_was(spec, self._ids[places], period, breakdowns)
        changed = self._changed(spec, places[~same], period, breakdowns)
        if not same.any():
            return changed
        both = _stacked([self._as_was(spec, self._ids[places[same]], period, breakdowns), changed])
        row = np.empty(len(places), np.int64)
        row[np.concatenate([np.flatnonzero(same), np.flatnonzero(~same)])] = np.arange(len(places))
        width = len(breakdowns)
        return both.take((row[:, None] * width + np.arange(width)).ravel())

    def _changed(self, spec: IndicatorSpec, places: Array, period: Period, breakdowns: Sequence[int]) -> Made:
        parts = period.parts(spec.frequency)
        if spec.formula:
            return _plain(self._by_formula(spec, places, period, breakdowns))
        if len(parts) > 1 and spec.time_rule in {"sum", "mean"}:
            return _plain(self._over_time(spec, places, parts, breakdowns))
        return self._from_shares(spec, places, period, breakdowns)

    def _unchanged(self, spec: IndicatorSpec, period: Period) -> Array:
        """By place: on all these days it was what it is now."""
        days = {period.end, *(part.end for part in period.parts(spec.frequency))}
        each = {self.index.since(day) for day in days}
        same: Array = np.logical_and.reduce([self._links(day).same for day in each])
        return same

    def _links(self, then: date) -> Links:
        return links.of(self.index, self.areas, self.index.since(then), self.now)

    def _as_was(self, spec: IndicatorSpec, areas: Array, period: Period, breakdowns: Sequence[int]) -> Made:
        if spec.id in self.held:
            return self.held[spec.id].at(areas, period, breakdowns)
        return _missing(len(areas) * len(breakdowns))

    def _by_formula(self, spec: IndicatorSpec, places: Array, period: Period, breakdowns: Sequence[int]) -> Figures:
        found = {}
        for read in (self.snapshot.by_id[part] for part in spec.inputs):
            fitting = [read.fitting(each) for each in breakdowns]
            found[read.code] = self._cells(read, places, period, fitting).figures
        value = formulas.evaluated(spec, {code: each.value for code, each in found.items()})
        group = _side_by_side(list(found.values()))
        value = value.only(group.any(group.figures.found))
        return group.together(value, group.total(group.figures.expected)).but(~value.there, State.MISSING)

    def _over_time(
        self, spec: IndicatorSpec, places: Array, parts: Sequence[Period], breakdowns: Sequence[int]
    ) -> Figures:
        group = _side_by_side([self._cells(spec, places, part, breakdowns).figures for part in parts])
        value = group.sum(group.figures.value)
        if spec.time_rule == "mean":
            count = np.add.reduceat(group.figures.value.there.astype(np.int64), group.starts)
            value = exact.quotient(value, Numbers(count, np.ones(len(count), bool), 0), spec.decimals)
        return group.together(value, group.most(group.figures.expected) * len(parts))

    # shares

    def _from_shares(self, spec: IndicatorSpec, places: Array, period: Period, breakdowns: Sequence[int]) -> Made:
        grouping = self._grouping(period.end, places, len(breakdowns))
        if not len(grouping.starts):
            return _missing(len(grouping.at))
        shares = Shares.of(grouping, self._as_was(spec, grouping.source, period, breakdowns))
        return _stacked([shares.made(spec), _missing(1)]).take(grouping.at)

    def _grouping(self, then: date, places: Array, width: int) -> "Grouping":
        """The same for all periods of a map."""
        key = self.index.since(then), places.tobytes(), width
        if key not in self._groupings:
            self._groupings[key] = Grouping.of(self._links(then), places, width)
        return self._groupings[key]


def _missing(count: int) -> Made:
    return _plain(figures.gaps().take(np.full(count, State.MISSING)))


def _side_by_side(several: Sequence[Figures]) -> Group:
    """The figures of the same cells in groups."""
    count = len(several[0])
    order = np.arange(len(several) * count).reshape(len(several), count).T.ravel()
    return Group(figures.stacked(several).take(order), np.arange(count) * len(several))


@dataclass(frozen=True, slots=True)
class Grouping:
    """How the links of some places are grouped, by place and breakdown; of figures it knows nothing."""

    #: The place of then of each link.
    source: Array
    #: The order of links by breakdowns in which groups are together, and where each group begins.
    order: Array
    starts: Array
    #: In that order.
    weight: Numbers
    estimated: Array
    #: For each place by breakdown the number of its group; -1 where nothing went into it.
    at: Array

    @classmethod
    def of(cls, every: Links, places: Array, width: int) -> "Grouping":
        linked = np.flatnonzero(np.isin(every.place, places))
        there, place = np.unique(every.place[linked], return_inverse=True)
        keys = (place[:, None] * width + np.arange(width)).ravel()
        order = np.argsort(keys, kind="stable")
        link, starts = linked[order // max(1, width)], np.searchsorted(keys[order], np.arange(len(there) * width))
        row = Lookup(there.tolist()).of(places)[:, None]
        at = np.where(row >= 0, row * width + np.arange(width), -1).ravel()
        return cls(every.source[linked], order, starts, every.weight.take(link), every.estimated[link], at)


@dataclass(frozen=True, slots=True)
class Shares:
    """Figures of then in groups, one for each place and breakdown that something went into, and their weights."""

    group: Group
    weight: Numbers
    top: Numbers
    bottom: Numbers

    @classmethod
    def of(cls, grouping: Grouping, was: Made) -> "Shares":
        """`was` has the figures, link by link."""
        sorted_was = was.take(grouping.order)
        found = replace(sorted_was.figures, estimated=grouping.estimated)
        return cls(Group(found, grouping.starts), grouping.weight, sorted_was.top, sorted_was.bottom)

    def made(self, spec: IndicatorSpec) -> Made:
        """The figure of every group, by the rule of the indicator."""
        group, found = self.group, self.group.figures
        expected = group.total(found.expected)
        if spec.area_rule == "mean":
            top, bottom = (group.sum(self._weighed(each)) for each in (self.top, self.bottom))
            return Made(group.together(exact.quotient(top, bottom, spec.decimals), expected), top, bottom)
        if spec.area_rule == "none":
            whole = group.together(group.sum(found.value), expected)
            return _plain(whole.but(group.total(np.ones(len(found), np.int64)) > 1, State.MISSING))
        return _plain(group.together(self._summed(spec), expected))

    def _weighed(self, numbers: Numbers) -> Numbers:
        whole = exact.times(numbers.whole, self.weight.whole)
        return Numbers(whole, numbers.there, numbers.scale + self.weight.scale)

    def _summed(self, spec: IndicatorSpec) -> Numbers:
        """Sums of shares, rounded where a place was split; else as they were."""
        value = self.group.figures.value
        shared = self.group.sum(self._weighed(value))
        rounded = exact.rounded(shared.whole, shared.scale - spec.decimals)
        split = self.group.any(self.weight.whole != 10**self.weight.scale)
        return exact.chosen(split, Numbers(rounded, shared.there, spec.decimals), self.group.sum(value))


# into a table


def _arrow(work: Restating, spec: IndicatorSpec, cells: Cells) -> pa.Table:
    """The figures of an indicator that there are."""
    breakdowns = sorted(cells.breakdowns)
    tables = (_of_period(work, spec, number, breakdowns) for number in sorted(cells.periods))
    return pa.concat_tables([SCHEMA.empty_table(), *tables])


def _of_period(work: Restating, spec: IndicatorSpec, number: int, breakdowns: Sequence[int]) -> pa.Table:
    every = work.cells(spec, periods.from_id(number), breakdowns)
    at = np.flatnonzero(every.figures.found)
    place, code = np.divmod(at, max(1, len(breakdowns)))
    made, found = every.take(at), every.figures.take(at)
    arrays = {
        "indicator": np.full(len(at), spec.id, np.int32),
        "period": np.full(len(at), number, np.int32),
        "breakdown": np.array(breakdowns, np.int32)[code],
        "area": np.array(work.areas, np.int32)[place],
        "level": work.levels[place],
        "value": exact.to_arrow(found.value, SCHEMA.field("value").type),
        "top": exact.to_arrow(_short(made.top), SCHEMA.field("top").type),
        "bottom": exact.to_arrow(_short(made.bottom), SCHEMA.field("bottom").type),
        **{name: getattr(found, name) for name in ("status", "simulated", "reported", "expected", "estimated")},
    }
    return pa.table([pa.array(arrays[each.name]).cast(each.type) for each in SCHEMA], schema=SCHEMA)


def _short(sums: Numbers) -> Numbers:
    """Sums behind a mean in the decimals of their columns: shares have more. The mean is worked out before."""
    return Numbers(exact.rounded(sums.whole, sums.scale - TWELVE), sums.there, TWELVE)
