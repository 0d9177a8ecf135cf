"""Siblings of many places at once: the cells that `peers` reads, and their medians."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from terrace.base.kernel import periods
from terrace.base.places.index import Index
from terrace.facts.rules import floats, ledger
from terrace.facts.rules.cells import PEERS_LEAST, before
from terrace.facts.rules.facts import Ints
from terrace.facts.rules.floats import Column
from terrace.facts.rules.ledger import Ledger

#: Of each case: which cases share period, breakdown and parent, and the cells of all children in the period before.
Family = tuple[Ints, Ints]


def families(key: Ints, index: Index) -> Iterator[Family]:
    """Cases by common parent, each with the keys of the parent's children; places without a parent are left out."""
    period, breakdown, area = ledger.parted(key)
    for each in ledger.distinct(period).tolist():
        day, own = periods.from_id(each).end, np.flatnonzero(period == each)
        above = _parents(area[own], index, day)
        groups = above * ledger.BREAKDOWNS + breakdown[own]
        order = np.argsort(groups, kind="stable")
        ends = np.flatnonzero(np.diff(groups[order])) + 1
        for members in np.split(own[order], ends):
            parent = int(above[np.searchsorted(own, members[0])])
            if parent:
                children = np.array(index.children(parent, day), np.int64)
                earlier = np.full(len(children), before(each), np.int64)
                yield members, ledger.keys(earlier, np.full(len(children), breakdown[members[0]], np.int64), children)


def _parents(area: Ints, index: Index, day: date) -> Ints:
    """The parent of each place on that day; 0 for none."""
    known = ledger.distinct(area)
    found = [(index.ancestors(each, day) or (0,))[0] for each in known.tolist()]
    return np.array(found, np.int64)[np.searchsorted(known, area)]


def keys(key: Ints, index: Index) -> Ints:
    """The cells of the siblings of every case."""
    found = []
    for members, children in families(key, index):
        area = children & (ledger.AREAS - 1)
        lonely = len(members) == 1
        found.append(children[area != (key[members[0]] & (ledger.AREAS - 1))] if lonely else children)
    return np.concatenate([np.empty(0, np.int64), *found])


def medians(indicator: int, key: Ints, book: Ledger, index: Index) -> Column:
    """For each case the median of its siblings in the period before, itself left out."""
    value, error, known = np.zeros(len(key)), np.zeros(len(key)), np.zeros(len(key), np.bool_)
    for members, children in families(key, index):
        found = book.cells(book.rows(indicator, children))
        areas = (children & (ledger.AREAS - 1))[found.known]
        order = np.argsort(found.value[found.known], kind="stable")
        values, areas = found.value[found.known][order], areas[order]
        value[members], known[members] = _without(values, areas, key[members] & (ledger.AREAS - 1))
        error[members] = 10 * found.error[found.known].max(initial=0.0)
    return floats.settled(value, error, known, floats.PLACES + 1, whole=True)


def _without(values: Any, areas: Ints, own: Ints) -> tuple[Any, Any]:
    """The median (times ten) of the sorted values without that of each place, and whether there are enough."""
    by_area = np.argsort(areas)
    at = np.minimum(np.searchsorted(areas[by_area], own), max(len(areas) - 1, 0))
    among = areas[by_area][at] == own if len(areas) else np.zeros(len(own), np.bool_)
    rank = np.where(among, by_area[at] if len(areas) else 0, len(values))
    count = len(values) - among
    low, high = (count - 1) // 2, count // 2
    enough = count >= PEERS_LEAST
    low, high = np.where(enough, low + (low >= rank), 0), np.where(enough, high + (high >= rank), 0)
    if not len(values):
        return np.zeros(len(own)), enough
    return (values[low] + values[high]) * 5, enough
