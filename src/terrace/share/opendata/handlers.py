"""What open data hears: figures that moved, releases, packs, places. Noted here, published by `publishing`."""

from collections.abc import Iterable

import msgspec
from django.db import connection

from terrace.base.bus.events import Envelope
from terrace.facts.catalogue import snapshot
from terrace.facts.pipeline.handlers import Accepted

#: An indicator and a year.
Moved = tuple[int, int]


class Derived(msgspec.Struct):
    """The data of `facts.derived`, as far as it is read here."""

    cells: list[tuple[int, int, int, int, str | None, int | None, bool, int, int]]


class Released(msgspec.Struct):
    """The data of `facts.released`."""

    indicator: str
    periods: list[str]


_derived, _accepted = msgspec.json.Decoder(Derived), msgspec.json.Decoder(Accepted)
_released = msgspec.json.Decoder(Released)
#: Only what was published before can change by itself; the rest comes with its release.
_NOTE = """
    INSERT INTO opendata_due (indicator_id, year)
    SELECT i.indicator_id, i.year FROM opendata_issue i
    JOIN unnest(%s::int[], %s::int[]) AS n (indicator, year) ON n.indicator = i.indicator_id AND n.year = i.year
    ORDER BY 1, 2 ON CONFLICT DO NOTHING
"""
_ALL = """
    INSERT INTO opendata_due (indicator_id, year) SELECT indicator_id, year FROM opendata_issue
    ORDER BY 1, 2 ON CONFLICT DO NOTHING
"""
_RELEASED = """
    INSERT INTO opendata_due (indicator_id, year)
    SELECT DISTINCT indicator_id, period / 1000 FROM catalogue_release WHERE indicator_id = ANY (%s)
    ORDER BY 1, 2 ON CONFLICT DO NOTHING
"""


def derived(heard: Iterable[Envelope]) -> None:
    """Figures of places that have places below them."""
    note({(cell[0], cell[2] // 1000) for event in heard for cell in _derived.decode(event.data).cells})


def accepted(heard: Iterable[Envelope]) -> None:
    """Observations: the figures of places without any below them, and of the formulas that read them."""
    groups = [group for event in heard for group in _accepted.decode(event.data).cells]
    dependents = snapshot.current(max_age=1).dependents
    moved = {(number, period // 1000) for _, period, pairs in groups for number in pairs[::2]}
    note(moved | {(each, year) for number, year in moved for each in dependents.get(number, ())})


def released(heard: Iterable[Envelope]) -> None:
    """An indicator was released for some periods, now or from a later moment on."""
    known = snapshot.current().indicators
    codes = {_released.decode(event.data).indicator for event in heard}
    with connection.cursor() as cursor:
        cursor.execute(_RELEASED, [sorted(known[code].id for code in codes if code in known)])


def everything(heard: Iterable[Envelope]) -> None:
    """A pack or the places changed: all that is published is looked at again."""
    del heard
    with connection.cursor() as cursor:
        cursor.execute(_ALL)


def note(moved: set[Moved]) -> None:
    """Write down what is due, as far as it is published."""
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [list(column) for column in zip(*sorted(moved), strict=True)])
