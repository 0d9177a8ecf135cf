"""Notes: what must be said beside the numbers. They speak of visible cells only."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrace.facts.collection.models import Status
from terrace.facts.reconciliation.models import Conflict, State
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.answers import Note
from terrace.insight.warehouse.asking.found import HIDDEN, NO_BASE, NOT_ADDITIVE, Found, Value
from terrace.insight.warehouse.asking.worlds import World

#: Indicator, place, period, breakdown.
Single = tuple[int, int, int, int]


class Said(NamedTuple):
    """What the cells of an answer are: the figure behind each, what is shown, and its cell where it is a single one."""

    base: Value
    shown: Value
    single: Single | None


def notes(world: World, said: Iterable[Said]) -> tuple[Note, ...]:
    """All notes of an answer."""
    cells = list(said)
    return (*_about(world), *_counted(cells), *_conflicts(cells))


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
    below = {
        tuple(index.descendants(place, day)) for day in (world.days[0], world.days[-1]) for place in world.base[:1]
    }
    return len(below) > 1


def _counted(cells: list[Said]) -> Iterator[Note]:
    """How many cells are provisional, estimated, incomplete …"""
    counts = Counter(kind for each in cells for kind in _kinds(each))
    for code, text in _texts(counts):
        if counts[code]:
            yield Note(code, text % {"count": counts[code]}, counts[code])


def _kinds(said: Said) -> Iterator[str]:
    if said.base is HIDDEN or said.shown is HIDDEN:
        yield "hidden"
    elif isinstance(said.shown, Found):
        yield from (kind for kind, holds in _QUALITIES.items() if holds(said.shown))
    elif said.shown in _GAPS:
        yield _GAPS[said.shown]


_GAPS: dict[Value, str] = {NOT_ADDITIVE: "not_additive", NO_BASE: "no_base"}
_QUALITIES: dict[str, Callable[[Found], bool]] = {
    "provisional": lambda one: one.status < Status.FINAL,
    "simulated": lambda one: one.simulated,
    "estimated": lambda one: one.estimated,
    "incomplete": lambda one: one.reported < one.expected,
}


def _texts(counts: Counter[str]) -> list[tuple[str, str]]:
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


def _conflicts(cells: list[Said]) -> Iterator[Note]:
    """Figures on which sources, or a total and its parts, disagree."""
    shown = {each.single for each in cells if each.single and isinstance(each.base, Found)}
    if not shown:
        return
    asked = {"indicator_id__in": {one[0] for one in shown}, "period__in": {one[2] for one in shown}}
    rows = Conflict.objects.filter(state=State.OPEN, **asked)
    keys = rows.values_list("indicator_id", "area_id", "period", "breakdown_id").iterator()
    count = len({key for key in keys if key in shown})
    if count:
        text = ngettext(
            "%(count)d figure is disputed: sources, or a total and its parts, disagree.",
            "%(count)d figures are disputed: sources, or a total and its parts, disagree.",
            count,
        )
        yield Note("disputed", text % {"count": count}, count)
