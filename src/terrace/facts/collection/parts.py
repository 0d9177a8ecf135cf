"""Parts of a file that was checked whole: many facts as columns, each part one transaction.

    store(part)     the number of its submission; None when it was stored before

What is stored is that of `actions.submit_many`: the submission with its content, the observations, the audit entry,
the events, files and findings. Only the way differs: cells of which the source said nothing yet are copied in, which
takes a third of the time. COPY passes by row-level security, so PostgreSQL is asked first whether the person may speak
of every place and sector of the part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg
from django.db import DatabaseError, connection, transaction

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import actions, beside, events, problems, storing
from terrace.facts.collection.checking import CellKey
from terrace.facts.collection.deliveries import Checked

#: Stands in the lines for the number of the submission, which is known last.
MARK = b"@"


@dataclass(frozen=True, slots=True)
class Part:
    """Facts that are right, in the forms that PostgreSQL takes.

    `checked` has no rows: the facts are in `cells`, in `lines` (of COPY: `MARK`, ids of the cell, revision, source,
    reason, status, value; in the order of the cells) and in `arrays` (columns of `storing.upsert_arrays` but the
    first; made when needed). `about` are the pairs `area:sector`, `content` is what the submission keeps.
    """

    checked: Checked
    cells: Sequence[CellKey]
    about: list[str]
    content: bytes
    lines: bytes
    arrays: Callable[[], list[str]]

    @property
    def actor(self) -> Actor:
        return self.checked.delivery.actor


def store(part: Part) -> int | None:
    """Store it, once. Raises Refused when the person may not (any more)."""
    with transaction.atomic():
        with policy.acting_as(part.actor):
            number = _submission(part)
        if number is None:
            return None
        if not _copied(part, number):
            with policy.acting_as(part.actor):
                storing.upsert_arrays([_same(number, len(part.cells)), *part.arrays()])
        with policy.acting_as(part.actor):
            _beside(part, number)
    return number


def _submission(part: Part) -> int | None:
    """The number of the new submission; None when it is known."""
    sent = part.checked
    content = (sent.digest, part.content)
    number = storing.submission(sent.delivery, sent.source, len(part.cells), part.about, content)
    if number is not None:
        _demand_right(part)
    return number


_MAY = """
    SELECT access_everywhere('submission.create') OR %s::text[] <@ ARRAY(
        SELECT g.area || ':' || s.code FROM access_scope('submission.create') g
        JOIN catalogue_sector s ON g.sector IN ('', s.code))
"""


def _demand_right(part: Part) -> None:
    """PostgreSQL's own word on whether she may speak of all this."""
    if part.actor.is_system:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MAY, [part.about])
        found = cursor.fetchone()
    if not found or not found[0]:
        raise problems.ACCESS_DENIED.problem("/observations", sector="…", code="…")


_COPY = """
    COPY collection_observation (submission_id, indicator_id, period, breakdown_id, area_id, revision, source_id,
        reason, status, value) FROM STDIN
"""


def _copied(part: Part, number: int) -> bool:
    """Copy the rows in; False when the source spoke of one of the cells before, or the connection is bound."""
    try:
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.write(part.lines.replace(MARK, str(number).encode()))
    except (psycopg.errors.UniqueViolation, psycopg.errors.FeatureNotSupported):
        return False
    except DatabaseError as error:
        if isinstance(error.__cause__, psycopg.errors.UniqueViolation | psycopg.errors.FeatureNotSupported):
            return False
        raise
    return True


def _same(number: int, count: int) -> str:
    return "{" + ",".join([str(number)] * count) + "}"


def _beside(part: Part, number: int) -> None:
    bus.publish_all(events.accepted([number], part.cells, snapshot.current()))
    sent = part.checked
    detail = {"door": sent.delivery.door, "facts": len(part.cells), "digest": sent.digest.hex()}
    audit.record(actions.CREATE, f"submission/{number}", part.actor.person_id, detail)
    beside.keep([(number, part.checked)])
