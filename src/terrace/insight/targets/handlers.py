"""What targets hear: figures that moved, targets that were set. They are noted here and worked out by `recording`."""

from collections.abc import Iterable

import msgspec
from django.db import connection

from terrace.base.bus.events import Envelope
from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.pipeline.handlers import Accepted
from terrace.insight.targets import goals
from terrace.insight.targets.chances import YEARS
from terrace.insight.targets.goals import Goal

#: Indicator, place and year of a figure that moved.
Moved = tuple[int, int, int]


class Derived(msgspec.Struct):
    """The data of `facts.derived`, as far as it is read here."""

    cells: list[list[object]]


class WasSet(msgspec.Struct):
    """The data of `target.set`."""

    indicator: int
    area: int
    breakdown: int
    year: int


_derived, _accepted = msgspec.json.Decoder(Derived), msgspec.json.Decoder(Accepted)
_was_set = msgspec.json.Decoder(WasSet)
_NOTE = """
    INSERT INTO targets_due (indicator_id, area_id, breakdown_id, year)
    SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING
"""


def derived(heard: Iterable[Envelope]) -> int:
    """Figures of places that have places below them."""
    cells = (cell for event in heard for cell in _derived.decode(event.data).cells)
    return note_moved({(_int(cell[0]), _int(cell[1]), _year(_int(cell[2]))) for cell in cells})


def accepted(heard: Iterable[Envelope]) -> int:
    """Observations: the figures of places without any below them."""
    groups = (group for event in heard for group in _accepted.decode(event.data).cells)
    return note_moved({(pair, area, _year(period)) for area, period, pairs in groups for pair in pairs[::2]})


def was_set(heard: Iterable[Envelope]) -> int:
    """Targets that somebody set or lifted."""
    said = [_was_set.decode(event.data) for event in heard]
    return note({(each.indicator, each.area, each.breakdown, each.year) for each in said})


def loaded(heard: Iterable[Envelope]) -> int:
    """A pack came: all its targets may be other ones."""
    del heard
    return note({goal.cell for goal in goals.holding(snapshot.current(), index.current())})


def note_moved(moved: set[Moved]) -> int:
    """Note the targets that any of these figures touches: of its own year, and of those that look back to it."""
    held = goals.holding(snapshot.current(max_age=1), index.current())
    return note({goal.cell for goal in held if _touched(goal, moved)})


def _touched(goal: Goal, moved: set[Moved]) -> bool:
    read = {goal.spec.id, *goal.spec.inputs}
    looked_at = range(goal.year - YEARS, goal.year + 1)
    return any((number, goal.area, year) in moved for number in read for year in looked_at)


def note(cells: set[tuple[int, int, int, int]]) -> int:
    """Write down what is due; how many."""
    if cells:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [list(column) for column in zip(*cells, strict=True)])
    return len(cells)


def _int(value: object) -> int:
    return int(value)  # type: ignore[call-overload, no-any-return]


def _year(period: int) -> int:
    return periods.from_id(period).year
