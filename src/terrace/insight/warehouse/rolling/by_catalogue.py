"""Formulas that whole numbers of DuckDB cannot work out, by the catalogue itself, once for equal inputs."""

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pyarrow as pa

from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.warehouse.rolling.quotients import PLACES, millionths

WORKED = pa.schema([("row", pa.int64()), ("value", pa.decimal128(38, 0))])
#: Millionths from here on do not fit the columns.
TOO_LARGE = 10**38


def rows(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, spec: IndicatorSpec) -> Iterator[tuple[int, Decimal]]:
    """The rows of `w_input` of an indicator with their values in millionths; `OverflowError` where one is too large."""
    formula = spec.compiled
    if formula is None:
        return
    codes = [snapshot.by_id[part].code for part in spec.inputs]
    slots = ", ".join(f"v{slot}" for slot in range(len(codes)))
    con.execute(f"SELECT rowid, {slots} FROM w_input WHERE derived = {spec.id}")
    done: dict[tuple[int | None, ...], Decimal | None] = {}
    for row, *inputs in con.fetchall():
        if (key := tuple(inputs)) not in done:
            values = (None if each is None else Decimal(each).scaleb(-PLACES) for each in key)
            done[key] = _fitting(formula.evaluate(dict(zip(codes, values, strict=True)), spec.decimals))
        if (found := done[key]) is not None:
            yield row, found


def _fitting(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    if abs(whole := millionths(value)) >= TOO_LARGE:
        raise OverflowError
    return Decimal(whole)
