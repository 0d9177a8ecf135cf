"""Who answers for a warning, who may handle it, and the ladder above them: from the grants of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from terrace.base.access.reach import reach
from terrace.base.places import index as places
from terrace.insight.monitoring.lifecycle import ladder
from terrace.insight.monitoring.lifecycle.ladder import Holder
from terrace.insight.monitoring.models import Kind

HANDLE, HEALTH = "warning.handle", "health.read"

_HOLDERS = """
    SELECT held.person_id, held.role, place.level, held.sector, held.area_id
    FROM access_grant held
    JOIN access_permission may ON may.role = held.role AND may.verb = %s
    JOIN places_place place ON place.id = held.area_id
    JOIN people_person person ON person.id = held.person_id AND person.is_active AND person.kind = 'person'
    WHERE held.valid @> %s::date AND place.level <= may.level AND (may.level = 4 OR held.sector = '')
    ORDER BY held.id
"""
_LOADS = """
    SELECT owner_id, count(*) FROM monitoring_group WHERE closed_at IS NULL AND owner_id IS NOT NULL GROUP BY owner_id
"""

Grant = tuple[int, str, int, str, int]


def verb(kind: str) -> str:
    """The right to handle a warning of the kind: the system's own health is for administrators."""
    return HEALTH if kind == Kind.HEALTH else HANDLE


@dataclass
class Owners:
    """The grants of a day, read once; what it is asked it remembers."""

    day: date
    _grants: dict[str, list[Grant]] = field(default_factory=dict)
    _loads: dict[int, int] | None = None
    _rungs: dict[tuple[str, int, str, str], tuple[tuple[int, ...], ...]] = field(default_factory=dict)

    def rungs(self, kind: str, area: int, sector: str, first: str = "") -> tuple[tuple[int, ...], ...]:
        """The ladder of a place and sector; `first` is the role that answers first. The sector '' asks for whoever
        answers for all sectors, and for anybody when nobody does.
        """
        asked = (verb(kind), area, sector, first)
        if asked not in self._rungs:
            holders = ladder.least_loaded(self._holders(*asked[:3]), self.loads())
            self._rungs[asked] = ladder.rungs(holders, first)
        return self._rungs[asked]

    def _holders(self, verb: str, area: int, sector: str) -> Iterable[Holder]:
        found = [row for row in self.grants(verb) if self._reaches(row[4], area)]
        fitting = [row for row in found if row[3] in {"", sector}] or ([] if sector else found)
        return [Holder(person, role, level, bool(held)) for person, role, level, held, _ in fitting]

    def _reaches(self, root: int, area: int) -> bool:
        """A place that stands is reached from itself and from above; of one that is no more PostgreSQL knows."""
        index = places.current()
        if index.version(area, self.day):
            return root == area or root in index.ancestors(area, self.day)
        return area in reach(root, self.day)

    def grants(self, verb: str) -> list[Grant]:
        if verb not in self._grants:
            self._grants[verb] = _read(_HOLDERS, [verb, self.day])
        return self._grants[verb]

    def loads(self) -> dict[int, int]:
        """How many groups each answers for."""
        if self._loads is None:
            self._loads = dict(_read(_LOADS, []))
        return self._loads

    def leaders(self, kind: str, area: int, sector: str) -> tuple[int, ...]:
        """The top of the ladder."""
        rungs = self.rungs(kind, area, sector)
        return rungs[-1] if rungs else ()


def _read(sql: str, values: Sequence[str | date]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
