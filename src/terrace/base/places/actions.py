"""Changes of places; each is one transaction with its audit entry and its event."""

from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from terrace.base.audit.actions import record
from terrace.base.bus.actions import publish
from terrace.base.kernel.problems import Refused
from terrace.base.places import changing, events, index, names, reading, shipped, tables, writing
from terrace.base.places.drafts import Draft
from terrace.base.places.models import Boundary, Place, PlaceChange, PlaceName, PlaceVersion, Revision


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the register holds; `created` is False when it was there already."""

    created: bool
    places: int
    versions: int
    changes: int
    names: int
    boundaries: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What a table of changes did: rows that changed something, rows that were so already, places touched."""

    rows: int
    changed: int
    unchanged: int
    places: tuple[int, ...]


@transaction.atomic
def load_country() -> Loaded:
    """Fill the empty register with the shipped country; does nothing when there are places.

    Later official changes come as tables (`apply_changes`), so that what an administrator entered stays.
    """
    writing.run(writing.LOCK)
    if Place.objects.exists():
        return _counted(created=False)
    _fill()
    loaded = _counted(created=True)
    record("place.load", "places", None, asdict(loaded))
    publish(events.changed((), (shipped.NEW_MAP,)))
    _let_go()
    return loaded


def _fill() -> None:
    made = shipped.draft()
    writing.write(made)
    _write_aliases(made)
    _write_boundaries(made)
    Revision.objects.update(loaded=shipped.fingerprint())
    _analyse()


@transaction.atomic
def apply_changes(path: Path | str, actor_id: int | None = None) -> Applied:
    """Enter an administrator's table of changes (CSV or XLSX), whole or not at all.

    Raises `Refused` with every fault (pointer file:row:column). The same table again changes nothing.
    """
    writing.run(writing.LOCK)
    rows = tables.read(Path(path))
    made = Draft(reading.versions(), reading.changes())
    outcome = changing.apply(made, rows)
    if outcome.faults:
        raise Refused(outcome.faults)
    applied = Applied(len(rows), outcome.changed, outcome.unchanged, tuple(sorted(made.touched)))
    if made.touched:
        writing.write(made)
        record("place.change", Path(path).name, actor_id, asdict(applied))
        publish(events.changed(made.touched, outcome.days))
        _let_go()
    return applied


def _write_aliases(made: Draft) -> None:
    writing.copy(
        "places_placename",
        "place_id, folded, name, alias, valid",
        (
            (place_id, names.key(name), name, True, writing.days(first, until))
            for place_id, name, first, until in shipped.aliases(made)
        ),
    )


def _write_boundaries(made: Draft) -> None:
    writing.copy(
        "places_boundary",
        "place_id, valid, area_km2, population, rings",
        (
            (place_id, writing.days(first, None), area, people, rings)
            for place_id, first, area, people, rings in shipped.boundaries(made)
        ),
    )


def _counted(*, created: bool) -> Loaded:
    counts = (model.objects.count() for model in (Place, PlaceVersion, PlaceChange, PlaceName, Boundary))
    return Loaded(created, *counts)


def _analyse() -> None:
    """Fresh tables have no statistics, and the first roll-ups would be planned blindly."""
    for table in ("place", "placeversion", "placelink", "placename", "placechange"):
        writing.run(f"ANALYZE places_{table}")


def _let_go() -> None:
    """This process looks again at once, inside the transaction and after it."""
    index.expire()
    transaction.on_commit(index.expire)
