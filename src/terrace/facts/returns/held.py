"""What is in force in the cells of a return, whoever said it and at whatever door.

The own source of the form goes first, then the source with the lowest precedence number: a figure given once fills
every return that asks for it.
"""

from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.db import connection

from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.collection.models import Reason
from terrace.facts.returns.forms import FormSpec
from terrace.facts.returns.models import Return

#: Indicator and breakdown, ids: a row of a form.
RowKey = tuple[int, int]
#: Signs that stand for one row in a revision; a row without a figure is `NOTHING`.
TAG, NOTHING = 4, "----"
#: Seconds for which the catalogue in memory is trusted.
_TRUSTED = 5.0

_ROWS = """
    SELECT r.id, o.indicator_id, o.breakdown_id, o.source_id, o.value, o.reason, o.submission_id, o.revision,
        o.recorded_at
    FROM unnest(%s::bigint[]) AS wanted (id) JOIN returns_return r ON r.id = wanted.id
    JOIN (SELECT DISTINCT form_id, indicator_id FROM returns_formcell) AS asked ON asked.form_id = r.form_id
    JOIN {table} o ON o.indicator_id = asked.indicator_id AND o.period = r.period AND o.area_id = r.area_id
"""
_NOW, _BEFORE = (_ROWS.format(table=f"collection_{name}") for name in ("observation", "observationrevision"))

_SAID = """
    SELECT DISTINCT r.id, o.indicator_id, o.breakdown_id
    FROM unnest(%s::bigint[]) AS wanted (id) JOIN returns_return r ON r.id = wanted.id
    JOIN (SELECT DISTINCT form_id, indicator_id FROM returns_formcell) AS asked ON asked.form_id = r.form_id
    JOIN collection_observation o ON o.indicator_id = asked.indicator_id AND o.period = r.period
        AND o.area_id = r.area_id
"""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A figure in force: `reason` is '' for a value."""

    source: int
    value: Decimal | None
    reason: str
    submission: int
    revision: int
    recorded_at: datetime

    @property
    def tag(self) -> str:
        """Changes whenever the figure is replaced, even by an equal one."""
        mark = f"{self.source}/{self.submission}/{self.revision}".encode()
        return urlsafe_b64encode(blake2b(mark, digest_size=3).digest()).decode()


def read(row: Return, form: FormSpec) -> dict[RowKey, HeldRow]:
    """The figure in force of each row that has one."""
    return read_all([row], {form.id: form})[row.pk]


def read_all(rows: Sequence[Return], known: Mapping[int, FormSpec]) -> dict[int, dict[RowKey, HeldRow]]:
    """The same for many returns, by their numbers; one query."""
    order = {source.id: source.precedence for source in catalogue.current().sources.values()}
    own = {row.pk: known[row.form_id].source.id for row in rows}
    found: dict[int, dict[RowKey, HeldRow]] = {row.pk: {} for row in rows}
    for number, key, held in _rows(_NOW, list(own)):
        best = found[number].get(key)
        if best is None or _rank(held, own[number], order) < _rank(best, own[number], order):
            found[number][key] = held
    return {row.pk: _asked(known[row.form_id], found[row.pk]) for row in rows}


def _asked(form: FormSpec, found: Mapping[RowKey, HeldRow]) -> dict[RowKey, HeldRow]:
    """What the form asks; a total of which only the parts were given elsewhere is their sum."""
    every = {row: found.get(row) or _summed(form, row, found) for row in form.cells}
    return {row: held for row, held in every.items() if held is not None}


def _summed(form: FormSpec, row: RowKey, found: Mapping[RowKey, HeldRow]) -> HeldRow | None:
    for group in _groups(row):
        parts = [found[part] for part in group if part in found]
        if len(parts) == len(group) and not set(group) <= set(form.cells) and all(not each.reason for each in parts):
            newest = max(parts, key=lambda each: each.submission)
            total = sum((each.value for each in parts if each.value is not None), Decimal(0))
            return replace(newest, value=total, revision=sum(each.revision for each in parts))
    return None


def _groups(row: RowKey) -> list[list[RowKey]]:
    """The rows that add up to a row, group by group."""
    margins = catalogue.current(_TRUSTED).by_id[row[0]].margins
    return [[(row[0], part) for part in parts] for parts in margins.get(row[1], ())]


def _rank(held: HeldRow, own: int, order: Mapping[int, int]) -> int:
    return -1 if held.source == own else order[held.source]


def said(ids: Sequence[int]) -> dict[int, set[RowKey]]:
    """What is said of the indicators of each return, by whom ever, asked or not; one query."""
    found: dict[int, set[RowKey]] = {number: set() for number in ids}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [list(ids)])
        for number, indicator, breakdown in cursor:
            found[number].add((indicator, breakdown))
    return found


def filled(form: FormSpec, said: Collection[RowKey]) -> list[RowKey]:
    """The rows with a figure: their own, or the sum of parts that the form itself does not ask."""
    asked = set(form.cells)
    return [
        row
        for row in form.cells
        if row in said or any(all(part in said for part in group) and not set(group) <= asked for group in _groups(row))
    ]


def unanswered(form: FormSpec, said: Collection[RowKey]) -> list[RowKey]:
    """The rows to which there is no answer: neither a figure or reason, nor all parts of one of their groups."""
    return [
        row
        for row in form.cells
        if row not in said and not any(all(part in said for part in group) for group in _groups(row))
    ]


def before(row: Return) -> dict[RowKey, list[HeldRow]]:
    """What was said of each row before and is superseded."""
    found: dict[RowKey, list[HeldRow]] = {}
    for _, key, held in _rows(_BEFORE, [row.pk]):
        found.setdefault(key, []).append(held)
    return found


def _rows(statement: str, ids: list[int]) -> list[tuple[int, RowKey, HeldRow]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids])
        return [(each[0], (each[1], each[2]), _held(each[3:])) for each in cursor.fetchall()]


def _held(row: tuple[Any, ...]) -> HeldRow:
    source, value, reason, submission, revision, recorded_at = row
    return HeldRow(source, value, Reason(reason).label if reason else "", submission, revision, recorded_at)


def revision(row: Return, form: FormSpec, held: Mapping[RowKey, HeldRow]) -> str:
    """The mark of what is on the server now: of the return, and of each of its rows in order."""
    tags = "".join(held[key].tag if key in held else NOTHING for key in form.cells)
    return f"{row.revision}.{tags}"


def moved(seen: str, form: FormSpec, held: Mapping[RowKey, HeldRow]) -> dict[RowKey, str]:
    """The rows that changed since a revision, each with the tag that it had; all of them when the form changed."""
    tags = seen.partition(".")[2]
    if len(tags) != TAG * len(form.cells):
        return dict.fromkeys(form.cells, "")
    then = {key: tags[TAG * number : TAG * (number + 1)] for number, key in enumerate(form.cells)}
    return {key: tag for key, tag in then.items() if tag != (held[key].tag if key in held else NOTHING)}
