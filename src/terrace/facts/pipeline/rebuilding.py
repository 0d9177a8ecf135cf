"""Figures made anew when what they are made by has changed: indicators, sources, places.

A pack that brings a formula, or a table that moves a commune, changes figures without a new observation. The touched
families are recomputed year by year (no roll-up reaches over the end of a year), each in a transaction of its own.
"""

import time
from collections.abc import Iterable

import msgspec
from django.db import connection, transaction

from terrace.base.bus.events import Envelope
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.pipeline import handlers
from terrace.facts.pipeline.touched import Touched

_YEARS = "SELECT DISTINCT period / 1000 FROM collection_observation WHERE indicator_id = ANY (%s) AND period >= %s"
_SAID = """
    SELECT area_id, period, indicator_id, breakdown_id FROM collection_observation
    WHERE indicator_id = ANY (%s) AND period >= %s AND period < %s
"""
_KEPT = """
    SELECT area_id, period, indicator_id, breakdown_id FROM pipeline_figure
    WHERE indicator_id = ANY (%s) AND period >= %s AND period < %s
"""


class Changes(msgspec.Struct):
    """What the tables of a pack say that changed: codes."""

    added: list[str] = []
    changed: list[str] = []
    retired: list[str] = []

    @property
    def codes(self) -> set[str]:
        return {*self.added, *self.changed, *self.retired}


class PackLoaded(msgspec.Struct):
    """The data of `pack.loaded`, as far as figures depend on it."""

    tables: dict[str, Changes]


class PlaceChanged(msgspec.Struct):
    """The data of `place.changed`."""

    days: list[str]


_pack, _place = msgspec.json.Decoder(PackLoaded), msgspec.json.Decoder(PlaceChanged)


def pack_loaded(heard: Iterable[Envelope]) -> None:
    """Recompute the families of the indicators that changed; all of them when a source did."""
    for event in heard:
        tables = _pack.decode(event.data).tables
        if tables.get("sources", Changes()).codes:
            rebuild(snapshot.current().indicators)
        else:
            rebuild(tables.get("indicators", Changes()).codes)


def place_changed(heard: Iterable[Envelope]) -> None:
    """Recompute the years from the earliest day on that is told of."""
    days = [day for event in heard for day in _place.decode(event.data).days]
    if days:
        time.sleep(2 * index.TRUSTED)  # until no roll-up works with the places of before
        index.refresh()
        rebuild(snapshot.current().indicators, since=int(min(days)[:4]))


def rebuild(codes: Iterable[str], since: int = 0) -> int:
    """Recompute the families of these indicators from a year on; how many figures changed."""
    known = snapshot.current()
    families = {known.indicators[code].family for code in codes if code in known.indicators}
    return sum(_family(family, since) for family in sorted(families))


def _family(family: int, since: int) -> int:
    members = [spec.id for spec in snapshot.current().by_id.values() if spec.family == family]
    with connection.cursor() as cursor:
        cursor.execute(_YEARS, [members, since * 1000])
        years = sorted(row[0] for row in cursor.fetchall())
    return sum(_year(members, year) for year in years)


def _year(members: list[int], year: int) -> int:
    """All figures that observations of the year make, and those that are kept and perhaps made no more."""
    touched = Touched(snapshot.current(), index.current())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SAID, [members, year * 1000, (year + 1) * 1000])
        for area, period, indicator, breakdown in cursor.fetchall():
            touched.add((area, period, [indicator, breakdown]))
        cursor.execute(_KEPT, [members, year * 1000, (year + 1) * 1000])
        for area, period, indicator, breakdown in cursor.fetchall():
            touched.keep(area, period, (indicator, breakdown))
        return len(handlers.recompute(touched))
