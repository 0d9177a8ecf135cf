"""The country as it ships: the tables in `data/` as one draft, other spellings and outlines.

Every table names its source and terms in the lines that begin with `#`.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from terrace.base.places import names
from terrace.base.places.drafts import DAY, Draft
from terrace.base.places.kinds import DISTRICT_DIGITS
from terrace.base.places.models import Level
from terrace.base.places.versions import Change, Version

FOLDER = Path(__file__).parent / "data"
#: The day of the two-level map: 34 provinces, 3,321 communes, no districts.
NEW_MAP = date(2025, 7, 1)
#: Units below the province are taken as valid since then; the table says why.
OLD_UNITS = date(2004, 1, 1)


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped table, every column filled (maybe with '')."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    head = next(rows)
    for row in rows:
        yield dict(zip(head, row + [""] * (len(head) - len(row)), strict=True))


def fingerprint() -> str:
    """Changes when any shipped table does."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.tsv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def draft() -> Draft:
    """All places, versions and changes of the shipped tables."""
    made = Draft()
    _provinces(made)
    _old_units(made)
    _new_units(made)
    _amendments(made)
    _changes(made)
    return made


def _named(row: dict[str, str]) -> dict[str, Any]:
    full = row["name"] if row["kind"] in {"Nước", "Vùng"} else f"{row['kind']} {row['name']}"
    english = row.get("name_en") or names.plain(row["name"])
    return {
        "code": row["code"],
        "name": row["name"],
        "full_name": full,
        "name_en": english,
        "kind": row["kind"],
    }


def _parent(made: Draft, code: str, on: date) -> int | None:
    return _found(made, code, on).place_id if code else None


def _found(made: Draft, code: str, on: date) -> Version:
    if (version := made.find(code, on)) is None:
        raise LookupError(f"the shipped tables have no {code} on {on}")
    return version


def _provinces(made: Draft) -> None:
    ids: dict[str, int] = {}
    for row in table("provinces.tsv"):
        first, level = date.fromisoformat(row["from"]), int(row["level"])
        what = _named(row) | {"parent_id": _parent(made, row["parent"], first)}
        if row["place"] in ids:
            made.add(ids[row["place"]], level, first, day(row["until"]), **what)
        else:
            ids[row["place"]] = made.begin(level, first, day(row["until"]), **what)


def _old_units(made: Draft) -> None:
    last = NEW_MAP - DAY
    for row in table("units_until_2025.tsv"):
        level = Level.DISTRICT if len(row["code"]) == DISTRICT_DIGITS else Level.COMMUNE
        what = _named(row) | {"parent_id": _parent(made, row["parent"], last)}
        made.begin(level, OLD_UNITS, last, **what)


def _new_units(made: Draft) -> None:
    """A commune that kept territory and code goes on being the same place: it is not among the changes."""
    ended = {row["source"] for row in table("changes.tsv") if row["day"] == NEW_MAP.isoformat()}
    for row in table("units_2025.tsv"):
        what = _named(row) | {"parent_id": _parent(made, row["parent"], NEW_MAP)}
        before = made.find(row["code"], NEW_MAP - DAY)
        if before is not None and row["code"] not in ended:
            made.add(before.place_id, Level.COMMUNE, NEW_MAP, **what)
        else:
            made.begin(Level.COMMUNE, NEW_MAP, **what)


def _amendments(made: Draft) -> None:
    for row in table("amendments.tsv"):
        on = date.fromisoformat(row["day"])
        held = _found(made, row["code"], on)
        made.alter(held.place_id, on, kind=row["kind"], full_name=f"{row['kind']} {held.name}")


def _changes(made: Draft) -> None:
    for row in table("changes.tsv"):
        on = date.fromisoformat(row["day"])
        source, target = _found(made, row["source"], on - DAY), _found(made, row["target"], on)
        shape = (on, row["kind"], source.place_id, target.place_id)
        made.link(Change(*shape, Decimal(row["weight"]), row["estimated"] == "1"), row["decided_by"])


def aliases(made: Draft) -> Iterator[tuple[int, str, date, date | None]]:
    """Other spellings: place, spelling, first and last day."""
    for row in table("aliases.tsv"):
        first, last = day(row["from"]) or date.min, day(row["until"]) or date.max
        for held in made.places.values():
            for version in held:
                until = version.valid_until or date.max
                if version.code == row["code"] and version.valid_from <= last and first <= until:
                    latest = min(until, last)
                    yield (
                        version.place_id,
                        row["name"],
                        max(version.valid_from, first),
                        None if latest == date.max else latest,
                    )


def boundaries(made: Draft) -> Iterator[tuple[int, date, Decimal | None, int | None, str]]:
    """Place, first day, area in km², people (about 2025), outline. A place is one territory all its life."""
    for row in table("boundaries.tsv"):
        place_id = _found(made, row["code"], NEW_MAP).place_id
        first = min(version.valid_from for version in made.places[place_id])
        area = Decimal(row["area_km2"]) if row["area_km2"] else None
        yield place_id, first, area, int(row["population"]) if row["population"] else None, row["rings"]
