"""Formulas over many cells at once: in whole numbers of DuckDB where that is provably the same (`rolling.fixed`), else
by the catalogue itself, once for equal inputs.
"""

from collections.abc import Mapping
from decimal import Decimal

import duckdb
import numpy as np
import pyarrow as pa

from terrace.facts.catalogue.formulas import Formula
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.asking import exact
from terrace.insight.warehouse.asking.exact import Numbers
from terrace.insight.warehouse.asking.figures import Figures, State
from terrace.insight.warehouse.rolling import fixed
from terrace.insight.warehouse.rolling.quotients import PLACES, halves

HUGE = pa.decimal128(38, 0)


def over(spec: IndicatorSpec, inputs: Mapping[str, Figures]) -> Figures:
    """The formula over sums: what its inputs, by their codes, give cell by cell."""
    several = list(inputs.values())
    value = evaluated(spec, {code: each.value.only(each.found) for code, each in inputs.items()})
    found = np.array([each.found for each in several])
    states = np.array([each.state for each in several])
    worked = value.there & found.any(axis=0)
    gap = np.where((states == State.NOT_ADDITIVE).any(axis=0), State.NOT_ADDITIVE, State.MISSING)
    state = np.where((states == State.HIDDEN).any(axis=0), State.HIDDEN, np.where(worked, State.FOUND, gap))
    return Figures(
        state.astype(np.int8),
        value.only(state == State.FOUND),
        np.where(found, [each.status for each in several], np.int8(127)).min(axis=0),
        np.logical_or.reduce(found & [each.simulated for each in several]),
        np.where(found, [each.reported for each in several], 2**62).min(axis=0),
        np.where(found, [each.expected for each in several], 0).max(axis=0),
        np.logical_or.reduce(found & [each.estimated for each in several]),
    )


def evaluated(spec: IndicatorSpec, values: Mapping[str, Numbers]) -> Numbers:
    """The values of a formula, digit by digit those of `spec.compiled.evaluate`."""
    formula, count = spec.compiled, len(next(iter(values.values())).whole) if values else 0
    if formula is None or not count:
        return exact.nothing(count)
    millionths = {code: each.at(PLACES) for code, each in values.items()}
    try:
        return _in_sets(formula, spec.decimals, millionths)
    except fixed.Unfit:
        return _one_by_one(formula, spec.decimals, values)


def _in_sets(formula: Formula, decimals: int, values: Mapping[str, Numbers]) -> Numbers:
    slots = {code: f"v{at}" for at, code in enumerate(values)}
    sizes = {code: exact.largest(each.whole) for code, each in values.items()}
    top, bottom = fixed.compiled(formula.root, slots, sizes, decimals)
    columns = [exact.to_arrow(Numbers(each.whole, each.there, 0), HUGE) for each in values.values()]
    given = pa.table(columns, list(slots.values()))
    whole = ", ".join(f"{slot}::HUGEINT AS {slot}" for slot in slots.values())
    divided = f"SELECT {top} AS t, {bottom} AS b FROM (SELECT {whole} FROM given)"
    with duckdb.connect() as con:
        con.register("given", given)
        found = con.sql(f"SELECT ({halves('t', 'b')})::DECIMAL(38, 0) AS value FROM ({divided})").to_arrow_table()
    numbers = exact.of_arrow(found["value"])
    return Numbers(numbers.whole, numbers.there, decimals)


def _one_by_one(formula: Formula, decimals: int, values: Mapping[str, Numbers]) -> Numbers:
    each = {code: [one.decimal(at, one.scale) for at in range(len(one.whole))] for code, one in values.items()}
    done: dict[tuple[Decimal | None, ...], Decimal | None] = {}
    worked = []
    for key in zip(*each.values(), strict=True):
        if key not in done:
            done[key] = formula.evaluate(dict(zip(each, key, strict=True)), decimals)
        worked.append(done[key])
    return exact.of_decimals(worked).at(decimals) if worked else exact.nothing(0)
