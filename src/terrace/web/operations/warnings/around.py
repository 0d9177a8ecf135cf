"""Warnings around a place: how many stand where, for the map, and the first of them, for the page of a place."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from terrace.base.access import policy
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.queries import Filters
from terrace.web.operations.warnings import cards
from terrace.web.operations.warnings.cards import WarningRow
from terrace.web.ui import maps
from terrace.web.ui.maps import MapView

#: Warnings that the page of a place tells of, and the severity from which a pin is a grave one.
TOLD, GRAVE = 5, 3
#: Warnings among which those are found, one of each cause.
LOOKED_AT = 40


def summary(reader: Reader, area: int, code: str) -> dict[str, Any] | None:
    """The warnings at a place and below (`parts/warnings_summary.html`); None for whoever sees none."""
    if not policy.may(reader.actor, queries.READ):
        return None
    asked = Filters(area=area, inhibited=False)
    count = queries.count(reader.actor, asked)
    rows = cards.rows(reader, queries.listed(reader.actor, asked, most=LOOKED_AT))
    return {"count": count, "rows": _one_of_each(rows)[:TOLD], "href": f"{reverse('operations:warnings')}?area={code}"}


def _one_of_each(rows: Sequence[WarningRow]) -> list[WarningRow]:
    """Of each group the first."""
    first: dict[int, WarningRow] = {}
    for row in rows:
        first.setdefault(row.group or -row.id, row)
    return list(first.values())


def pinned(reader: Reader, map_: MapView | None) -> MapView | None:
    """The map with a pin on each place where warnings stand."""
    if map_ is None or not policy.may(reader.actor, queries.READ):
        return map_
    today = timezone.localdate()
    codes = {shape.area.code: reader.index.resolve(shape.area.code, today) or 0 for shape in map_.shapes}
    counted = queries.by_place(reader.actor, codes.values(), Filters(inhibited=False))
    found = {code: counted.get(area, (0, 0)) for code, area in codes.items()}
    return replace(map_, shapes=_shapes(map_.shapes, found))


def _shapes(shapes: Sequence[maps.Shape], found: dict[str, tuple[int, int]]) -> tuple[maps.Shape, ...]:
    return tuple(
        replace(shape, area=replace(shape.area, pin=count, grave=worst >= GRAVE))
        for shape in shapes
        for count, worst in (found[shape.area.code],)
    )
