"""Reads of places for people: search by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from terrace.base.places import index, names
from terrace.base.places.index import Index
from terrace.base.places.models import Level
from terrace.base.places.versions import Version

#: From this likeness (pg_trgm, 0 to 1) on a name is taken for a misspelling.
LIKE = 0.45
#: The rank of such; they are shown only when nothing is spelt well.
MISSPELT = 3
_SEARCH = """
SELECT n.place_id, p.level,
       min(CASE WHEN n.folded = %(text)s THEN 0 WHEN n.folded LIKE %(start)s THEN 1
                WHEN n.folded LIKE %(word)s THEN 2 ELSE 3 END) AS rank,
       max(similarity(n.folded, %(text)s)) AS likeness,
       bool_or(n.valid @> %(day)s::date) AS now, min(n.folded) AS folded
FROM places_placename n JOIN places_place p ON p.id = n.place_id
WHERE n.folded LIKE %(start)s OR n.folded LIKE %(word)s
   OR (n.folded %% %(text)s AND similarity(n.folded, %(text)s) >= %(like)s)
GROUP BY n.place_id, p.level
ORDER BY rank, p.level, now DESC, likeness DESC, folded, n.place_id
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found; when it is no more, the name is its last and `became` is what it went to."""

    place_id: int
    code: str
    name: str
    full_name: str
    level: int
    path: str
    valid_on_day: bool
    became: tuple[tuple[str, str], ...]


def search(text: str, day: date | None = None, limit: int = 20) -> list[Hit]:
    """Places of any time whose name begins with, has a word beginning with, or is spelt like the text."""
    folded, on = names.key(text), day or timezone.localdate()
    if not folded:
        return []
    found = index.current()
    return [hit for place_id in _ids(folded, on, limit) if (hit := _hit(found, place_id, on)) is not None]


def _ids(folded: str, day: date, limit: int) -> Sequence[int]:
    values = {"text": folded, "start": f"{folded}%", "word": f"% {folded}%"}
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, values | {"day": day, "like": LIKE, "limit": limit})
        ranked = [(row[0], row[2]) for row in cursor.fetchall()]
    well = [place_id for place_id, rank in ranked if rank < MISSPELT]
    return well or [place_id for place_id, _ in ranked]


def _hit(found: Index, place_id: int, day: date) -> Hit | None:
    version = found.version(place_id, day)
    shown = version or _nearest(found.history(place_id), day)
    if shown is None:
        return None
    then = day if version else shown.valid_until or shown.valid_from
    became = () if version else _became(found, place_id, then, day)
    named = (shown.code, shown.name, shown.full_name, shown.level)
    return Hit(place_id, *named, path(found, place_id, then), version is not None, became)


def _nearest(history: Sequence[Version], day: date) -> Version | None:
    """The last version before the day, else the first after."""
    past = [version for version in history if version.valid_from <= day]
    return past[-1] if past else next(iter(history), None)


def path(found: Index, place_id: int, day: date) -> str:
    """`Xã X, Huyện Y, Tỉnh Z`: the place and what it belongs to, without region and country."""
    chain = (found.version(each, day) for each in (place_id, *found.ancestors(place_id, day)))
    shown = [each for each in chain if each is not None]
    above = [each.full_name for each in shown[1:] if each.level > Level.REGION]
    return ", ".join([shown[0].full_name, *above]) if shown else ""


def successors(found: Index, place_id: int, day: date) -> tuple[tuple[str, str], ...]:
    """Code and full name of what a place went to that is no more on the day."""
    shown = _nearest(found.history(place_id), day)
    return _became(found, place_id, shown.valid_until or shown.valid_from, day) if shown else ()


def _became(found: Index, place_id: int, then: date, day: date) -> tuple[tuple[str, str], ...]:
    """Code and full name of the successors; of a district, which had none, those of its communes."""
    ended = [place_id] if found.changes_out(place_id) else found.children(place_id, then)
    shares = {share.place_id for each in ended for share in found.successors(each, then, day)}
    versions = sorted((found.version(each, day) for each in shares), key=lambda each: each.code if each else "")
    return tuple((each.code, each.full_name) for each in versions if each is not None)
