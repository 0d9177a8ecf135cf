"""Folding sums of sets into figures, by the rules of their indicator: what pipeline.evaluation does for kept places."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.asking import exact
from terrace.insight.warehouse.asking.exact import Numbers
from terrace.insight.warehouse.asking.figures import Array, Figures, Group
from terrace.insight.warehouse.asking.groups import Ids
from terrace.insight.warehouse.asking.reading import Rows, adds_up


def fold(spec: IndicatorSpec, rows: Rows, times: Sequence[Ids]) -> Rows:
    """The figures of sets out of sums of periods (see `Book.sums`); their keys are numbers of spot, time and set."""
    lengths = np.array([len(each) for each in times])
    keys, parts = rows.keys[:3], lengths[rows.keys[1]]
    if adds_up(spec):
        return Rows(_summed(spec, rows, parts), keys)
    each = _in_space(spec, rows)
    starts = _starts(keys)
    long = parts[starts] > 1
    picked = starts if spec.time_rule != "last" else np.where(long, _newest(each, starts), starts)
    whole = each.take(picked)
    if spec.time_rule in {"sum", "mean"} and long.any():
        whole = _over_time(spec, each, starts, parts[starts])
    kept = ~long if spec.time_rule == "none" else np.ones(len(starts), bool)
    return Rows(whole.take(kept), tuple(key[starts][kept] for key in keys))


def _summed(spec: IndicatorSpec, rows: Rows, parts: Array) -> Figures:
    """Summed by the cube, over time too."""
    one = rows.figures
    value = one.value
    if spec.time_rule == "mean":
        mean = exact.quotient(value, _counted(np.where(parts > 1, rows.keys[4], 1)), spec.decimals)
        value = exact.chosen(parts > 1, mean, value)
    return replace(one, value=value, expected=one.expected * parts)


def _counted(count: Array) -> Numbers:
    return Numbers(count.astype(np.int64), np.ones(len(count), bool), 0)


def _in_space(spec: IndicatorSpec, rows: Rows) -> Figures:
    """The sums of places; of a weighted mean, top by bottom."""
    if spec.area_rule != "mean" or rows.top is None or rows.bottom is None:
        return rows.figures
    return replace(rows.figures, value=exact.quotient(rows.top, rows.bottom, spec.decimals))


def _starts(keys: Sequence[Array]) -> Array:
    """Where a new set begins; rows are in order."""
    if not len(keys[0]):
        return np.zeros(0, np.int64)
    fresh = np.logical_or.reduce([np.diff(key, prepend=key[:1] - 1) != 0 for key in keys])
    return np.flatnonzero(fresh)


def _newest(each: Figures, starts: Array) -> Array:
    """Of every set the newest period that is nearly as complete as the fullest."""
    if not len(starts):
        return starts
    sizes = np.diff(np.append(starts, len(each)))
    fullest = np.repeat(Group(each, starts).most(each.reported), sizes)
    near = np.where(each.reported * 10 >= fullest * 9, np.arange(len(each)), -1)
    return np.maximum.reduceat(near, starts)


def _over_time(spec: IndicatorSpec, each: Figures, starts: Array, parts: Array) -> Figures:
    """The sum or the mean of the periods of every set; a single one stays as it is."""
    group, long = Group(each, starts), parts > 1
    value = group.sum(each.value)
    if spec.time_rule == "mean":
        count = _counted(np.add.reduceat(each.value.there.astype(np.int64), starts))
        value = exact.quotient(value, count, spec.decimals)
    value = exact.chosen(long, value, each.value.take(starts))
    return group.together(value, group.most(each.expected) * np.where(long, parts, 1))
