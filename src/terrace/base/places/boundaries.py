"""Outlines of places; maps are drawn from them by `web.ui`."""

from collections.abc import Iterable
from datetime import date

from terrace.base.places import polylines
from terrace.base.places.models import Boundary
from terrace.base.places.polylines import Ring


def outlines(place_ids: Iterable[int], day: date) -> dict[int, list[Ring]]:
    """The rings (longitude, latitude in 1/100,000 degree) of the places that have an outline on that day."""
    held = Boundary.objects.filter(place_id__in=list(place_ids), valid__contains=day).exclude(rings="")
    return {place_id: polylines.decode(rings) for place_id, rings in held.values_list("place_id", "rings")}
