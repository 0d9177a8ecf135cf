"""Looks at returns after they were accepted and marks odd patterns as open findings, for somebody to look at."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db import connection, transaction

from terrace.base.bus.events import PARTITIONS
from terrace.base.kernel import periods
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.checking import CellKey, cells
from terrace.facts.collection.intake import inflate
from terrace.facts.collection.models import Finding, State, Submission
from terrace.facts.reconciliation.patterns import Hint, Line, hints
from terrace.facts.reconciliation.sides import SETTLED

#: Neighbours that a return is compared with.
NEIGHBOURS = 5
#: Facts of a submission that may be a return; a larger file is none.
LARGEST = 5_000
PREFIX = "pattern."

#: A return: place, period, source.
Return = tuple[int, int, int]
#: Indicator and breakdown.
Cell = tuple[int, int]

_SAID = """
    SELECT o.area_id, o.period, o.source_id, o.submission_id, o.indicator_id, o.breakdown_id, o.value, b.value
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[])
        AS c (indicator, period, breakdown, area, earlier)
    JOIN collection_observation o ON o.indicator_id = c.indicator AND o.period = c.period
        AND o.breakdown_id = c.breakdown AND o.area_id = c.area
    LEFT JOIN collection_observation b ON b.indicator_id = c.indicator AND b.period = c.earlier
        AND b.breakdown_id = c.breakdown AND b.area_id = c.area AND b.source_id = o.source_id AND b.reason = 0
    WHERE o.reason = 0 AND o.submission_id = ANY (%s) AND NOT o.source_id = ANY (%s)
"""
_NEIGHBOURS = """
    SELECT o.area_id, o.period, o.source_id, o.indicator_id, o.breakdown_id, o.value
    FROM unnest(%s::int[], %s::int[], %s::smallint[], %s::int[], %s::int[])
        AS c (area, period, source, indicator, breakdown)
    JOIN collection_observation o ON o.indicator_id = c.indicator AND o.period = c.period
        AND o.breakdown_id = c.breakdown AND o.area_id = c.area AND o.source_id = c.source
    WHERE o.reason = 0
"""
_MARKED = "SELECT submission_id, area_id, period, rule FROM collection_finding WHERE submission_id = ANY (%s)"


def look(submissions: Collection[int], partition: int) -> None:
    """Mark what is odd in the returns of these submissions; looking twice marks once.

    A submission is told of once for each partition that it touches: it is looked at with the first of them.
    """
    kept = Submission.objects.filter(pk__in=submissions, facts__lte=LARGEST, state=State.ACCEPTED)
    contents = {row.pk: _cells(row) for row in kept}
    ours = {number: cells for number, cells in contents.items() if _first(cells) == partition}
    said = _said(ours)
    beside = _beside(said, places.current())
    found = [
        (one, number, hint)
        for one, (number, lines) in said.items()
        for hint in hints([_line(one, cell, line, beside) for cell, line in lines.items()])
    ]
    if found:
        _mark(found, {one: min(lines) for one, (_, lines) in said.items()})


def _cells(row: Submission) -> list[CellKey]:
    return cells(inflate(bytes(row.content)), snapshot.current(), places.current())


def _first(spoken: Iterable[CellKey]) -> int:
    families = snapshot.current().by_id
    return min((families[cell[0]].family % PARTITIONS for cell in spoken), default=-1)


#: A return → the newest submission behind it, and its figures with those of the period before.
Said = dict[Return, tuple[int, dict[Cell, tuple[Decimal, Decimal | None]]]]


def _said(contents: Mapping[int, Iterable[CellKey]]) -> Said:
    rows = {(*cell, periods.from_id(cell[1]).previous().id) for spoken in contents.values() for cell in spoken}
    columns = [[row[number] for row in rows] for number in range(5)]
    found: Said = {}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [*columns, list(contents), _aside()])
        for area, period, source, number, indicator, breakdown, value, before in cursor.fetchall():
            newest, lines = found.get((area, period, source), (0, {}))
            lines[indicator, breakdown] = (value, before)
            found[area, period, source] = (max(newest, number), lines)
    return found


def _aside() -> list[int]:
    """Sources that are no returns: published figures, and figures that somebody settled."""
    return [each.id for each in snapshot.current().sources.values() if each.published or each.code == SETTLED]


#: What neighbours say: (place, period, source, indicator, breakdown) → value, and the neighbours of each place.
Beside = tuple[dict[tuple[int, ...], Decimal], dict[Return, tuple[int, ...]]]


def _beside(said: Said, index: Index) -> Beside:
    near = {one: neighbours(one[0], one[1], index) for one in said}
    asked = [
        (place, one[1], one[2], *cell) for one, (_, lines) in said.items() for place in near[one] for cell in lines
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NEIGHBOURS, [[row[number] for row in asked] for number in range(5)])
        return {row[:5]: row[5] for row in cursor.fetchall()}, near


def neighbours(area: int, period: int, index: Index) -> tuple[int, ...]:
    """Some places beside it under the same place, those next in the list first."""
    day = periods.from_id(period).end
    above = index.ancestors(area, day)
    beside = index.children(above[0], day) if above else ()
    at = beside.index(area) if area in beside else 0
    turned = (*beside[at + 1 :], *beside[:at])
    return turned[:NEIGHBOURS]


def _line(one: Return, cell: Cell, line: tuple[Decimal, Decimal | None], beside: Beside) -> Line:
    values, near = beside
    others = tuple(values.get((place, one[1], one[2], *cell)) for place in near[one])
    return Line(line[0], line[1], others)


def _mark(found: list[tuple[Return, int, Hint]], first: Mapping[Return, Cell]) -> None:
    """Store the hints as findings of their submissions; the first cell stands for the return."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_MARKED, [[number for _, number, _ in found]])
        marked = set(cursor.fetchall())
        Finding.objects.bulk_create(
            Finding(
                submission_id=number,
                rule=PREFIX + hint.pattern,
                severity="soft",
                indicator_id=first[one][0],
                breakdown_id=first[one][1],
                area_id=one[0],
                period=one[1],
                detail={"seen": hint.seen, "looked": hint.looked},
                state=Finding.State.OPEN,
            )
            for one, number, hint in found
            if (number, one[0], one[1], PREFIX + hint.pattern) not in marked
        )
