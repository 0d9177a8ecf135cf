"""Notes: what must be said beside the numbers. They speak of visible cells only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection.models import Status
from terrace.facts.reconciliation.models import Conflict
from terrace.facts.reconciliation.models import State as Conflicting
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.answers import Note
from terrace.insight.warehouse.asking.arithmetic import Arithmetic
from terrace.insight.warehouse.asking.figures import Array, Figures, State
from terrace.insight.warehouse.asking.grid import Grid
from terrace.insight.warehouse.asking.groups import Groups, Ids
from terrace.insight.warehouse.asking.values import Values
from terrace.insight.warehouse.asking.worlds import World

if TYPE_CHECKING:
    from terrace.insight.warehouse.asking.dressing import Sheet


def notes(world: World, grid: Grid, works: Mapping[str, Arithmetic], sheet: "Sheet", order: Array) -> tuple[Note, ...]:
    """All notes of an answer that shows these rows of its sheet."""
    cells = sheet.figures.take(sheet.where[order].ravel())
    return (*_about(world), *_counted(cells), *_conflicts(world, grid, works, sheet, order))


def _about(world: World) -> Iterator[Note]:
    """About places and time as a whole."""
    if world.now and world.question.boundaries == questions.AS_IS:
        yield Note("as_is", _("Former figures are restated on the map of today."))
    elif world.now:
        yield Note(
            "common_base", _("All figures are restated on the map of %(day)s.") % {"day": f"{world.now:%d/%m/%Y}"}
        )
    elif _places_changed(world):
        text = _("Places changed during this time; each figure is of the places of its own period.")
        yield Note("places_changed", text)
    if world.question.as_of:
        day = f"{world.question.as_of:%d/%m/%Y}"
        yield Note("as_of", _("As known at the end of %(day)s.") % {"day": day})


def _places_changed(world: World) -> bool:
    index = world.reader.index
    first, last = world.days[0], world.days[-1]
    return any(index.descendants(place, first) != index.descendants(place, last) for place in world.base[:1])


def _counted(cells: Figures) -> Iterator[Note]:
    """How many cells are provisional, estimated, incomplete …"""
    counts = {code: int(np.count_nonzero(holds(cells))) for code, holds in _KINDS.items()}
    for code, text in _texts(counts):
        if counts[code]:
            yield Note(code, text % {"count": counts[code]}, counts[code])


_KINDS: dict[str, Callable[[Figures], Array]] = {
    "hidden": lambda cells: cells.state == State.HIDDEN,
    "provisional": lambda cells: cells.found & (cells.status < Status.FINAL),
    "incomplete": lambda cells: cells.found & (cells.reported < cells.expected),
    "simulated": lambda cells: cells.found & cells.simulated,
    "estimated": lambda cells: cells.found & cells.estimated,
    "not_additive": lambda cells: cells.state == State.NOT_ADDITIVE,
    "no_base": lambda cells: cells.state == State.NO_BASE,
}


def _texts(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    def several(code: str, one: str, many: str) -> tuple[str, str]:
        return code, ngettext(one, many, counts[code])

    return [
        several(
            "hidden", "%(count)d cell is outside what you may see.", "%(count)d cells are outside what you may see."
        ),
        several("provisional", "%(count)d figure is not final.", "%(count)d figures are not final."),
        several("incomplete", "%(count)d figure lacks reports.", "%(count)d figures lack reports."),
        several("simulated", "%(count)d figure rests on simulated data.", "%(count)d figures rest on simulated data."),
        several(
            "estimated",
            "%(count)d figure uses estimated shares of split places.",
            "%(count)d figures use estimated shares of split places.",
        ),
        several(
            "not_additive",
            "%(count)d cell is left empty: its parts do not add up.",
            "%(count)d cells are left empty: their parts do not add up.",
        ),
        several(
            "no_base",
            "%(count)d cell has nothing to be compared with.",
            "%(count)d cells have nothing to be compared with.",
        ),
    ]


def _conflicts(
    world: World, grid: Grid, works: Mapping[str, Arithmetic], sheet: "Sheet", order: Array
) -> Iterator[Note]:
    """Figures on which sources, or a total and its parts, disagree."""
    count = 0 if world.now else len(_disputed(world, grid, works, sheet, order))
    if count:
        text = ngettext(
            "%(count)d figure is disputed: sources, or a total and its parts, disagree.",
            "%(count)d figures are disputed: sources, or a total and its parts, disagree.",
            count,
        )
        yield Note("disputed", text % {"count": count}, count)


def _disputed(
    world: World, grid: Grid, works: Mapping[str, Arithmetic], sheet: "Sheet", order: Array
) -> set[tuple[int, int, int, int]]:
    """The single figures (indicator, place, period, breakdown) behind the cells that are in dispute."""
    values, kept = next(iter(works.values())).values, np.zeros(sheet.based.shape, bool)
    kept[order] = sheet.based[order]
    specs = {spec.id: spec for spec in world.specs}
    shown = {number: Singles.of(world, grid, values, spec, kept) for number, spec in specs.items()}
    times = {period for each in shown.values() for period in each.spans}
    asked = Conflict.objects.filter(state=Conflicting.OPEN, indicator_id__in=list(shown), period__in=times)
    rows = asked.values_list("indicator_id", "area_id", "period", "breakdown_id").iterator() if kept.any() else ()
    return {row for row in rows if shown[row[0]].any_of(*row[1:])}


@dataclass(frozen=True, slots=True)
class Singles:
    """Which single figures of an indicator are shown: where its places, periods and codes are in the grid."""

    spots: Groups
    spans: dict[int, list[int]]
    codes: dict[int, list[int]]
    shown: Array

    @classmethod
    def of(cls, world: World, grid: Grid, values: Values, spec: IndicatorSpec, kept: Array) -> "Singles":
        spans, codes = dict[int, list[int]](), dict[int, list[int]]()
        for at, span in enumerate(grid.spans):
            _keep(spans, values.time_of(spec, span), at)
        for at, each in enumerate(grid.codes):
            _keep(codes, values.set_of(spec, each) or (), at)
        shown = np.zeros((len(grid.spots), len(grid.spans), len(grid.codes)), bool)
        own = grid.cells.at(kept & np.array([each.id == spec.id for each in world.specs])[grid.measure])
        shown[own.spot, own.span, own.codes] = True
        return cls(grid.spots, spans, codes, shown)

    def any_of(self, area: int, period: int, breakdown: int) -> bool:
        """One of its figures is this cell."""
        spot = self.spots.at.get((area,))
        if spot is None:
            return False
        found = self.shown[np.ix_([spot], self.spans.get(period, []), self.codes.get(breakdown, []))]
        return bool(found.any())


def _keep(numbers: dict[int, list[int]], ids: Ids, at: int) -> None:
    if len(ids) == 1:
        numbers.setdefault(ids[0], []).append(at)
