"""Forecasts that add up: communes to their province, parts to their total, in the indicator's own decimals.

The tree of places is reconciled for the total (`coherence.reconcile`: each gives way by how unsure it is); parts give
way to the total of their place; above the lowest places they are sums of those below. Numbers are whole multiples of
the last decimal from there on, so that sums are exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from terrace.insight.forecasting.coherence import reconcile
from terrace.insight.forecasting.history import Floats
from terrace.insight.forecasting.sheets import Key, Sheet

Parents: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int_]]"


@dataclass(frozen=True)
class Bases:
    """Base forecasts of a sheet on its common horizon: likely values and one standard deviation of their errors."""

    likely: dict[Key, Floats]
    spread: dict[Key, Floats]
    #: Never below zero.
    floored: frozenset[Key] = frozenset()


@dataclass
class Added:
    """What adds up: whole multiples of the last decimal, by series."""

    sheet: Sheet
    bases: Bases
    units: dict[Key, Floats] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        return float(10**self.sheet.spec.decimals)


def add_up(sheet: Sheet, bases: Bases) -> dict[Key, Floats]:
    """Series that add up, on the common horizon; those that stand alone are not among them."""
    if sheet.spec.area_rule != "sum":
        return {}
    added = Added(sheet, bases)
    _totals(added)
    for place in reversed(sheet.members):
        for group in sheet.spec.margins.get(0, ()):
            _parts(added, place, group)
        _margins(added, place)
    return {key: units / added.scale for key, units in added.units.items() if key[0] not in sheet.fixed}


def _totals(added: Added) -> None:
    """The tree of places, for the total."""
    sheet, bases = added.sheet, added.bases
    places = [place for place in sheet.members if (place, 0) in bases.likely]
    if not places:
        return
    parents = tree(sheet, places)
    base = np.stack([bases.likely[place, 0] for place in places])
    spread = np.stack([bases.spread[place, 0] for place in places])
    made = reconcile(parents, base, spread)
    _sum_up(added, places, parents, made)


def tree(sheet: Sheet, places: Sequence[int]) -> Parents:
    """For each place the position of the one above it that it adds up to; -1 where there is none."""
    at = {place: number for number, place in enumerate(places)}
    parents = np.array([at.get(above, -1) for above in _above(sheet, places)])
    for number, place in enumerate(places):
        below = [places[child] for child in np.flatnonzero(parents == number).tolist()]
        if below and not sheet.agree((place, 0), [(child, 0) for child in below]):
            parents[parents == number] = -1
    return parents


def _above(sheet: Sheet, places: Sequence[int]) -> Iterable[int]:
    above = {
        place: sheet.members[up] if up >= 0 else -1 for place, up in zip(sheet.members, sheet.parents, strict=True)
    }
    return (above[place] for place in places)


def _sum_up(added: Added, places: Sequence[int], parents: Parents, made: Floats) -> None:
    """Leaves rounded, wholes their sums; a place that belongs to none stays out, its parts may still add up."""
    leaf = ~np.isin(np.arange(len(places)), parents)
    for number in range(len(places) - 1, -1, -1):
        key = (places[number], 0)
        if leaf[number]:
            value = np.maximum(made[number], 0) if key in added.bases.floored else made[number]
            added.units[key] = np.rint(value * added.scale)
        else:
            below = np.flatnonzero(parents == number).tolist()
            added.units[key] = _over(added, [(places[child], 0) for child in below])


def _parts(added: Added, place: int, group: Sequence[int]) -> None:
    """Parts of a place: the sums of those below where all have them, else in step with the place's own total."""
    sheet = added.sheet
    parts = [(place, cell) for cell in group if (place, cell) in added.bases.likely]
    if not parts or (place, 0) not in added.units or not sheet.agree((place, 0), parts):
        return
    below = [child for child in sheet.children[place] if (child, 0) in added.units]
    cells = [cell for _, cell in parts]
    if below and _complete(added, place, below, group, cells):
        for key in parts:
            added.units[key] = _over(added, [(child, key[1]) for child in below])
    else:
        fitted = _fitted(added, parts, added.units[place, 0])
        added.units.update(zip(parts, _whole(fitted, added.units[place, 0]), strict=True))


def _complete(added: Added, place: int, below: Sequence[int], group: Sequence[int], cells: Sequence[int]) -> bool:
    """True when the parts of all places below make up their totals, and these the total of the place."""
    totals = np.sum([added.units[child, 0] for child in below], axis=0)
    sums = _over(added, [(child, cell) for child in below for cell in group])
    known = {cell for child in below for cell in group if (child, cell) in added.units}
    return known == set(cells) and bool((totals == added.units[place, 0]).all() and (sums == totals).all())


def _over(added: Added, keys: Iterable[Key]) -> Floats:
    found = [added.units[key] for key in keys if key in added.units]
    return np.sum(found, axis=0) if found else np.zeros(added.sheet.horizon)


def _fitted(added: Added, parts: Sequence[Key], total: Floats) -> Floats:
    """The parts, each giving way to the total by how unsure it is; none below zero that never was."""
    base = np.stack([added.bases.likely[key] for key in parts]) * added.scale
    spread = np.stack([added.bases.spread[key] for key in parts]) ** 2
    whole = spread.sum(axis=0)
    share = np.where(whole > 0, spread / np.where(whole > 0, whole, 1), 1 / len(parts))
    made = base + share * (total - base.sum(axis=0))
    floored = np.array([key in added.bases.floored for key in parts])
    if not floored.all():
        return np.asarray(made)
    made = np.maximum(made, 0)
    sums = made.sum(axis=0)
    return np.asarray(np.where(sums > 0, made * (total / np.where(sums > 0, sums, 1)), total / len(parts)))


def _whole(made: Floats, total: Floats) -> Floats:
    """Whole numbers with exactly this sum: rounded down, then up where most was cut off."""
    down = np.floor(made)
    short = np.clip(total - down.sum(axis=0), 0, len(made)).astype(int)
    rank = np.argsort(np.argsort(-(made - down), axis=0, kind="stable"), axis=0, kind="stable")
    out = down + (rank < short)
    out[0] += total - out.sum(axis=0)
    return np.asarray(out)


def _margins(added: Added, place: int) -> None:
    """Wholes other than the total: the sums of their finest parts."""
    for whole, ways in added.sheet.spec.margins.items():
        if whole and (place, whole) in added.bases.likely and (place, whole) not in added.units:
            for parts in ways:
                keys = [(place, part) for part in parts if (place, part) in added.bases.likely]
                if keys and all(key in added.units for key in keys) and added.sheet.agree((place, whole), keys):
                    added.units[place, whole] = _over(added, keys)
                    break
