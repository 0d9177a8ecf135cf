"""A small country for the tests, with a reorganisation behind it.

country
 ├ old province (until 2025-06-30)            lake province (from 2025-07-01)      hill province
 │   └ old district                             ├ A = M1 + M2                        └ B
 │       ├ M1  ├ M2                             └ C (was in the hill province before 2025-07-01)
"""

from datetime import date
from enum import IntEnum

from django.db.backends.postgresql.psycopg_any import DateRange

from terrace.base.places.models import Level, Place, PlaceChange, PlaceLink

LONG_AGO, REFORM = date(2004, 1, 1), date(2025, 7, 1)


class At(IntEnum):
    """Ids of the places."""

    COUNTRY = 9001
    OLD_PROVINCE = 9011
    OLD_DISTRICT = 9021
    M1 = 9031
    M2 = 9032
    LAKE = 9012
    A = 9033
    C = 9034
    HILL = 9013
    B = 9035


_LEVELS = {
    At.COUNTRY: Level.COUNTRY,
    At.OLD_PROVINCE: Level.PROVINCE,
    At.LAKE: Level.PROVINCE,
    At.HILL: Level.PROVINCE,
    At.OLD_DISTRICT: Level.DISTRICT,
}
_OLD, _NEW, _EVER = DateRange(LONG_AGO, REFORM), DateRange(REFORM, None), DateRange(LONG_AGO, None)
_UP: tuple[tuple[At, tuple[At, ...], DateRange], ...] = (
    (At.COUNTRY, (), _EVER),
    (At.OLD_PROVINCE, (At.COUNTRY,), _OLD),
    (At.OLD_DISTRICT, (At.OLD_PROVINCE, At.COUNTRY), _OLD),
    (At.M1, (At.OLD_DISTRICT, At.OLD_PROVINCE, At.COUNTRY), _OLD),
    (At.M2, (At.OLD_DISTRICT, At.OLD_PROVINCE, At.COUNTRY), _OLD),
    (At.LAKE, (At.COUNTRY,), _NEW),
    (At.A, (At.LAKE, At.COUNTRY), _NEW),
    (At.HILL, (At.COUNTRY,), _EVER),
    (At.B, (At.HILL, At.COUNTRY), _EVER),
)


def settle() -> None:
    """Store the country."""
    Place.objects.bulk_create(Place(id=at, level=_LEVELS.get(at, Level.COMMUNE)) for at in At)
    for place, above, days in _UP:
        link(place, (place, *above), days)
    link(At.C, (At.C,), _EVER)
    for days, province in ((_OLD, At.HILL), (_NEW, At.LAKE)):
        for depth, higher in enumerate((province, At.COUNTRY), start=1):
            PlaceLink.objects.create(ancestor_id=higher, descendant_id=At.C, depth=depth, valid=days)
    for source, target in ((At.M1, At.A), (At.M2, At.A), (At.OLD_PROVINCE, At.LAKE)):
        PlaceChange.objects.create(day=REFORM, kind="merge", source_id=source, target_id=target, weight=1)


def link(place: int, chain: tuple[int, ...], days: DateRange) -> None:
    """The closure of one place: itself and what is above it, nearest first."""
    for depth, above in enumerate(chain):
        PlaceLink.objects.create(ancestor_id=above, descendant_id=place, depth=depth, valid=days)
