"""Folding the parts of a set into one, by the rules of its indicator: what pipeline.evaluation does for kept places."""

from collections.abc import Sequence
from decimal import Decimal

from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import results
from terrace.insight.warehouse.asking import found as findings
from terrace.insight.warehouse.asking.found import Found


def fold(spec: IndicatorSpec, rows: Sequence[tuple[object, int, int, Found]], parts: int) -> Found | None:
    """Sums of periods (one row a period, or one for all of them) into the figure of a set; `parts` is how many
    periods were asked for."""
    if spec.area_rule == "sum" and spec.time_rule in {"sum", "mean"}:
        _, _, there, one = rows[0]
        value = one.value
        if spec.time_rule == "mean" and parts > 1:
            value = results.quotient(value, Decimal(there), spec.decimals)
        return one._replace(value=value, expected=one.expected * parts)
    each = [_in_space(spec, row[3]) for row in rows]
    if parts == 1:
        return each[0]
    if spec.time_rule == "last":
        return _last(each)
    return _over_time(spec, each, parts) if spec.time_rule in {"sum", "mean"} else None


def _in_space(spec: IndicatorSpec, one: Found) -> Found:
    """The sum of places; of a weighted mean, top by bottom."""
    if spec.area_rule != "mean":
        return one
    return one._replace(value=results.quotient(one.top, one.bottom, spec.decimals))


def _last(each: Sequence[Found]) -> Found:
    """The newest that is nearly as complete as the fullest."""
    fullest = max(one.reported for one in each)
    return [one for one in each if one.reported * 10 >= fullest * 9][-1]


def _over_time(spec: IndicatorSpec, each: Sequence[Found], parts: int) -> Found:
    made = findings.whole(each, max(one.expected for one in each) * parts)
    if spec.time_rule == "sum":
        return made
    there = sum(one.value is not None for one in each)
    return made._replace(value=results.quotient(made.value, Decimal(there), spec.decimals))
