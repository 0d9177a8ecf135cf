"""What is in force in the cells of a return, whoever said it and at whatever door.

The own source of the form goes first, then the source with the lowest precedence number: a figure given once fills
every return that asks for it.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

_ROWS = """
    SELECT r.id, o.indicator_id, o.breakdown_id, o.source_id, o.value, o.reason, o.submission_id, o.revision,
        o.recorded_at
    FROM unnest(%s::bigint[]) AS wanted (id) JOIN returns_return r ON r.id = wanted.id
    JOIN returns_formcell c ON c.form_id = r.form_id
    JOIN {table} o ON o.indicator_id = c.indicator_id AND o.breakdown_id = c.breakdown_id
        AND o.period = r.period AND o.area_id = r.area_id
"""
_NOW, _BEFORE = (_ROWS.format(table=f"collection_{name}") for name in ("observation", "observationrevision"))


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
    return found


def _rank(held: HeldRow, own: int, order: Mapping[int, int]) -> int:
    return -1 if held.source == own else order[held.source]


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
