"""Reading the cube: single figures, and sums over sets of places, periods and codes, as expressions of Ibis."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import Table, _

from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline import results
from terrace.insight.warehouse.asking.found import Found
from terrace.insight.warehouse.asking.steps import Spot

#: So many places are named one by one; of more a whole level is read and the rest left aside.
NAMED = 400
COLUMNS = ("value", "status", "simulated", "reported", "expected", "top", "bottom", "estimated")
Ids = tuple[int, ...]
#: Indicator, places, periods, breakdowns.
Group = tuple[int, Spot, Ids, Ids]


@dataclass(frozen=True, slots=True)
class Cells:
    """Every combination of these (ids)."""

    indicators: frozenset[int]
    areas: frozenset[int]
    periods: frozenset[int]
    breakdowns: frozenset[int]


@dataclass(frozen=True, slots=True)
class Book:
    """A table of figures to read from."""

    cube: Any
    index: Index
    snapshot: Snapshot

    def cells(self, wanted: Cells) -> dict[tuple[int, int, int, int], Found]:
        """The figures that are there, by indicator, place, period and breakdown."""
        if not (wanted.indicators and wanted.areas and wanted.periods and wanted.breakdowns):
            return {}
        asked = self._figures(wanted).select("indicator", "area", "period", "breakdown", *COLUMNS)
        table = _of(asked.to_pyarrow(), wanted.areas)
        numbers = [_numbers(table[name]) for name in ("indicator", "area", "period", "breakdown")]
        places = {number: self.snapshot.by_id[number].decimals for number in wanted.indicators}
        found = _found(table, [places[number] for number in numbers[0]])
        return dict(zip(zip(*numbers, strict=True), found, strict=True))

    def _figures(self, wanted: Cells) -> Table:
        """The rows of these cells; of many places those of their levels."""
        years = [number // 1000 for number in wanted.periods]
        levels = {self.index.level(area) for area in wanted.areas}
        table = self.cube.figures(sorted(wanted.indicators), (min(years), max(years)), sorted(levels))
        asked = table.filter(
            _.indicator.isin(sorted(wanted.indicators)),
            _.period.isin(sorted(wanted.periods)),
            _.breakdown.isin(sorted(wanted.breakdowns)),
            _.level.isin(sorted(levels)),
        )
        if len(wanted.areas) <= NAMED:
            asked = asked.filter(_.area.isin(sorted(wanted.areas)))
        return asked if "estimated" in asked.columns else asked.mutate(estimated=ibis.literal(False))

    def sums(
        self, spec: IndicatorSpec, spots: Sequence[Spot], spans: Sequence[Ids], sets: Sequence[Ids]
    ) -> dict[Group, Found]:
        """The sums of every combination, by the rules of the indicator; only where something is there."""
        if not (spots and spans and sets):
            return {}
        wanted = Cells(*(frozenset(each) for each in ([spec.id], _flat(spots), _flat(spans), _flat(sets))))
        table = self._figures(wanted)
        for name, column, groups in (("spot", "area", spots), ("span", "period", spans), ("bunch", "breakdown", sets)):
            table = _numbered(table, name, column, groups)
        by_time = _by_period(table)
        if spec.area_rule == "sum" and spec.time_rule in {"sum", "mean"}:
            found = _found_sums(_over_time(by_time).to_pyarrow(), spec.decimals)
        else:
            found = _found_sums(by_time.to_pyarrow(), spec.decimals)
        return _folded(spec, found, spots, spans, sets)


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
    return table.group_by("spot", "span", "bunch", "period").agg(
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
    return table.group_by("spot", "span", "bunch").agg(
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


Row = tuple[tuple[int, int, int], int, int, Found]


def _found_sums(table: pa.Table, decimals: int) -> list[Row]:
    """Numbers of the group, period, count of values, what was found."""
    keys = zip(*(_numbers(table[name]) for name in ("spot", "span", "bunch")), strict=True)
    rest = zip(keys, _numbers(table["period"]), _numbers(table["there"]), _found(table, decimals), strict=True)
    return sorted(rest, key=lambda row: row[:2])


def _folded(
    spec: IndicatorSpec, rows: Sequence[Row], spots: Sequence[Spot], spans: Sequence[Ids], sets: Sequence[Ids]
) -> dict[Group, Found]:
    from terrace.insight.warehouse.asking import folding

    together: dict[tuple[int, int, int], list[Row]] = {}
    for row in rows:
        together.setdefault(row[0], []).append(row)
    made = {}
    for (spot, span, bunch), parts in together.items():
        one = folding.fold(spec, parts, len(spans[span]))
        if one is not None:
            made[spec.id, spots[spot], spans[span], sets[bunch]] = one
    return made


def _of(table: pa.Table, areas: frozenset[int]) -> pa.Table:
    """The rows of these places."""
    if len(areas) <= NAMED:
        return table
    return table.filter(pc.is_in(table["area"], pa.array(sorted(areas), table["area"].type)))


def _numbers(column: pa.ChunkedArray) -> list[Any]:
    """A column without gaps as numbers of Python."""
    made: list[Any] = column.to_numpy().tolist()
    return made


def _found(table: pa.Table, decimals: Sequence[int] | int) -> list[Found]:
    """The rows; values are written with the decimals of their indicators."""
    columns = [
        _values(table["value"], decimals),
        _numbers(table["status"]),
        [bool(each) for each in _numbers(table["simulated"])],
        _numbers(table["reported"]),
        _numbers(table["expected"]),
        _exact(table["top"]),
        _exact(table["bottom"]),
        [bool(each) for each in _numbers(table["estimated"])],
    ]
    return list(map(Found, *columns))


def _exact(column: pa.ChunkedArray) -> list[Decimal | None]:
    if column.null_count == len(column):
        return [None] * len(column)
    made: list[Decimal | None] = column.to_pylist()
    return made


def _values(column: pa.ChunkedArray, decimals: Sequence[int] | int) -> list[Decimal | None]:
    """Exact numbers, as whole numbers of the last decimal where eight bytes are enough: ten times as fast."""
    places = itertools.repeat(decimals) if isinstance(decimals, int) else decimals
    whole = _whole(column)
    if whole is None:
        return [_plain(value, at) for value, at in zip(_exact(column), places, strict=False)]
    scale = column.type.scale
    there = column.is_valid().to_pylist() if column.null_count else itertools.repeat(True)
    return [
        _scaled(number, scale, at) if valid else None for number, at, valid in zip(whole, places, there, strict=False)
    ]


def _scaled(number: int, scale: int, decimals: int) -> Decimal:
    short, more = divmod(number, 10 ** max(0, scale - decimals))
    return Decimal(number).scaleb(-scale) if more else Decimal(short).scaleb(-min(scale, decimals))


def _plain(value: Decimal | None, decimals: int) -> Decimal | None:
    """The value with the decimals of its indicator; no digit is lost."""
    if value is None:
        return None
    short = results.rounded(value, decimals)
    return short if short == value else value


def _whole(column: pa.ChunkedArray) -> list[int] | None:
    """The numbers times ten to their scale; None when one needs more than eight bytes."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
    if not pa.types.is_decimal128(array.type):
        return None
    words = np.frombuffer(array.buffers()[1] or b"", np.int64).reshape(-1, 2)[array.offset : array.offset + len(array)]
    low, high = words[:, 0], words[:, 1]
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    if not np.array_equal(high[valid], low[valid] >> 63):
        return None
    made: list[int] = low.tolist()
    return made
