"""Reading the cube: single figures, and sums over sets of places, periods and codes, as expressions of Ibis."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis import Table, _

from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.asking import exact
from terrace.insight.warehouse.asking.exact import Numbers
from terrace.insight.warehouse.asking.figures import Array, Figures, State
from terrace.insight.warehouse.asking.groups import Ids, Lookup
from terrace.insight.warehouse.pruning import Range

#: So many places are named one by one; of more a whole level is read and the rest left aside.
NAMED = 400
PLAIN = ("value", "status", "simulated", "reported", "expected")
#: Of figures that were restated.
ESTIMATED = "estimated"
#: Sums behind a weighted mean.
WEIGHED = ("top", "bottom")


@dataclass(frozen=True, slots=True)
class Cells:
    """Every combination of these (ids)."""

    indicators: frozenset[int]
    areas: frozenset[int]
    periods: frozenset[int]
    breakdowns: frozenset[int]


@dataclass(frozen=True, slots=True)
class Rows:
    """Figures of one indicator, and whose they are: each of `keys` says something else of them."""

    figures: Figures
    keys: tuple[Array, ...]
    #: Sums behind a weighted mean, where they were asked for.
    top: Numbers | None = None
    bottom: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """A table of figures to read from."""

    cube: Any
    index: Index

    def cells(
        self,
        specs: Iterable[IndicatorSpec],
        areas: Lookup,
        periods: Lookup,
        breakdowns: Lookup,
        *,
        weighed: bool = False,
    ) -> dict[int, Rows]:
        """The figures that are there, by indicator; their keys are positions of place, period and breakdown."""
        by_id = {spec.id: spec for spec in specs}
        parts = (frozenset(each.ids.tolist()) for each in (areas, periods, breakdowns))
        wanted = Cells(frozenset(by_id), *parts)
        if not (by_id and wanted.areas and wanted.periods and wanted.breakdowns):
            return {}
        names = ("indicator", "area", "period", "breakdown", *PLAIN, *(WEIGHED if weighed else ()))
        table = self.cube.rows(self._range(wanted), names)
        lookups = (("area", areas), ("period", periods), ("breakdown", breakdowns))
        keys = tuple(each.of(_plain(table[name])) for name, each in lookups)
        return _rows(by_id, table, keys, np.min(keys, axis=0) >= 0)

    def sums(
        self, specs: Iterable[IndicatorSpec], spots: Sequence[Ids], times: Sequence[Ids], sets: Sequence[Ids]
    ) -> dict[int, Rows]:
        """The sums of every combination for each period, or over time where that is a plain sum; by indicator, only
        where something is there. Their keys are numbers of spot, time and set, the period, and how many values are in.
        """
        by_id = {spec.id: spec for spec in specs}
        if not (by_id and spots and times and sets):
            return {}
        wanted = Cells(frozenset(by_id), *(frozenset(_flat(each)) for each in (spots, times, sets)))
        table = self.cube.within(self._range(wanted)).filter(_.indicator.isin(sorted(by_id)))
        if ESTIMATED not in table.columns:
            table = table.mutate(estimated=ibis.literal(False))
        for name, column, groups in (("spot", "area", spots), ("time", "period", times), ("bunch", "breakdown", sets)):
            table = _numbered(table, name, column, groups)
        summed = _by_period(table)
        if all(adds_up(spec) for spec in by_id.values()):
            summed = _over_time(summed)
        found = summed.order_by("indicator", "spot", "time", "bunch", "period").to_pyarrow()
        keys = tuple(_plain(found[name]) for name in ("spot", "time", "bunch", "period", "there"))
        return _rows(by_id, found, keys, np.ones(len(found), bool))

    def _range(self, wanted: Cells) -> Range:
        """The rows of these cells; of many places those of their levels."""
        years = [number // 1000 for number in wanted.periods]
        return Range(
            tuple(sorted(wanted.indicators)),
            (min(years), max(years)),
            tuple(sorted(self.index.levels(wanted.areas))),
            tuple(sorted(wanted.periods)),
            tuple(sorted(wanted.breakdowns)),
            tuple(sorted(wanted.areas)) if len(wanted.areas) <= NAMED else None,
        )


def adds_up(spec: IndicatorSpec) -> bool:
    """Places, codes and periods are summed in one go."""
    return spec.area_rule == "sum" and spec.time_rule in {"sum", "mean"}


def _flat(groups: Iterable[Ids]) -> set[int]:
    return {number for group in groups for number in group}


def _numbered(table: Table, name: str, column: str, groups: Sequence[Ids]) -> Table:
    """Each row once for every group that it is in, with the number of the group."""
    pairs = [(number, at) for at, group in enumerate(groups) for number in group]
    columns = [pa.array(column, pa.int32()) for column in zip(*pairs, strict=True)]
    members = ibis.memtable(pa.table(columns, [f"of_{name}", name]))
    return table.join(members, table[column] == members[f"of_{name}"])


def _by_period(table: Table) -> Table:
    """Sums over places and codes, for each period of its own."""
    return table.group_by("indicator", "spot", "time", "bunch", "period").agg(
        value=_.value.sum(),
        there=_.value.count(),
        status=_.status.min(),
        simulated=_.simulated.any(),
        reported=_.reported.cast("int64").sum(),
        expected=_.expected.cast("int64").sum(),
        top=_.top.sum(),
        bottom=_.bottom.sum(),
        estimated=_.estimated.any(),
    )


def _over_time(table: Table) -> Table:
    """The sums of periods; `there` says in how many there is a value. A period is expected as whole as the largest."""
    return table.group_by("indicator", "spot", "time", "bunch").agg(
        period=_.period.max(),
        value=_.value.sum(),
        there=_.there.count(where=_.there > 0),
        status=_.status.min(),
        simulated=_.simulated.any(),
        reported=_.reported.sum(),
        expected=_.expected.max(),
        top=_.top.sum(),
        bottom=_.bottom.sum(),
        estimated=_.estimated.any(),
    )


# out of Arrow


def _rows(by_id: dict[int, IndicatorSpec], table: pa.Table, keys: tuple[Array, ...], wanted: Array) -> dict[int, Rows]:
    """The rows of each indicator that are wanted."""
    numbers, columns = _plain(table["indicator"]), _columns(table)
    return {number: columns.rows(by_id[number], keys, np.flatnonzero(wanted & (numbers == number))) for number in by_id}


@dataclass(frozen=True, slots=True)
class _Columns:
    """A table as arrays."""

    value: Numbers
    plain: tuple[Array, ...]
    weighed: tuple[Numbers, ...]

    def rows(self, spec: IndicatorSpec, keys: tuple[Array, ...], at: Array) -> Rows:
        """Those at some positions, which are of one indicator."""
        value = exact.tidy(self.value.take(at), spec.decimals)
        status, simulated, reported, expected, estimated = (each[at] for each in self.plain)
        state = np.full(len(at), State.FOUND, np.int8)
        figures = Figures(state, value, status, simulated, reported, expected, estimated)
        return Rows(figures, tuple(each[at] for each in keys), *(each.take(at) for each in self.weighed))


def _columns(table: pa.Table) -> _Columns:
    kinds = (np.int8, bool, np.int64, np.int64)
    plain = [_plain(table[name]).astype(kind) for name, kind in zip(PLAIN[1:], kinds, strict=True)]
    known = ESTIMATED in table.column_names
    plain.append(_plain(table[ESTIMATED]).astype(bool) if known else np.zeros(len(table), bool))
    weighed = (exact.of_arrow(table[name]) for name in WEIGHED if name in table.column_names)
    return _Columns(exact.of_arrow(table["value"]), tuple(plain), tuple(weighed))


def _plain(column: pa.ChunkedArray) -> Array:
    """A column without gaps."""
    found: Array = column.to_numpy()
    return found
