"""Reading uploads and their sheets. The actor comes first."""

import uuid

from django.db import transaction

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.facts.collection import originals
from terrace.facts.workbooks import opening, problems
from terrace.facts.workbooks.models import State, Upload
from terrace.facts.workbooks.outcomes import Outcome
from terrace.facts.workbooks.sheets import Sheet

#: Uploads in a list at the most.
MOST = 20


def hers(actor: Actor) -> list[Upload]:
    """Her last uploads, newest first."""
    with transaction.atomic(), policy.acting_as(actor):
        return list(Upload.objects.filter(person_id=actor.person_id or 0).order_by("-received_at")[:MOST])


def upload(actor: Actor, number: uuid.UUID) -> Upload:
    """One of hers; `upload.unknown` (404)."""
    with transaction.atomic(), policy.acting_as(actor):
        found = Upload.objects.filter(pk=number, person_id=actor.person_id or 0).first()
    if found is None:
        raise problems.UPLOAD_UNKNOWN.problem()
    return found


def before(actor: Actor, digest: str) -> Upload | None:
    """Her first upload of the same file that was taken."""
    taken = [State.STORED, State.PARTLY, State.QUEUED]
    with transaction.atomic(), policy.acting_as(actor):
        same = Upload.objects.filter(person_id=actor.person_id or 0, digest=digest, state__in=taken)
        return same.order_by("received_at").first()


def content(actor: Actor, found: Upload) -> bytes:
    """The file as it came."""
    return b"".join(originals.read(found.original, actor))


def sheet(actor: Actor, found: Upload, index: int) -> Sheet:
    """A sheet of the file, by its number."""
    book = opening.open_book(content(actor, found), found.name)
    if not 0 <= index < len(book.sheets):
        raise problems.UPLOAD_UNKNOWN.problem()
    return book.sheets[index]


def outcome(found: Upload) -> Outcome:
    return Outcome.read(found.outcome)
