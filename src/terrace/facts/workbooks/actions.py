"""Uploading a workbook: open, recognise, hand in, remember what became of it.

    receive(actor, name, content)                  a file; gives the upload with its outcome
    explain(actor, upload, index, layout)          a sheet of it that was not known, by the layout she gives

The file is kept byte for byte. Up to `LARGEST` facts are handed in at once; a foreign sheet with more goes to a job.
"""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.audit import actions as audit
from terrace.facts.collection import originals
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.originals import Kept
from terrace.facts.workbooks import handing, jobs, mappings, opening, outcomes, problems, queries, recognising
from terrace.facts.workbooks.handing import File
from terrace.facts.workbooks.layouts import Layout
from terrace.facts.workbooks.models import State, Upload
from terrace.facts.workbooks.outcomes import Outcome, SheetOutcome
from terrace.facts.workbooks.readings import Mark
from terrace.facts.workbooks.recognising import MAPPED, Piece
from terrace.facts.workbooks.sheets import Sheet

UPLOAD = "workbook.upload"
#: Facts of a foreign sheet that are handed in while the page waits.
LARGEST = 20_000
#: Bytes of a workbook; larger files are tables, which jobs take.
HEAVIEST = 32 * 1024 * 1024
LONGEST_BECAUSE = 1_000
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
}


def receive(actor: Actor, name: str, content: bytes, *, because: str = "") -> Upload:
    """Take a file in; raises Refused when it is no workbook. What is wrong inside is told by the outcome."""
    policy.demand(actor, "submission.create")
    limit = min(HEAVIEST, settings.FILE_LIMIT)
    if len(content) > limit:
        raise problems.TOO_LARGE.problem(limit=limit // 1024 // 1024)
    book = opening.open_book(content, name[:80])
    kept = originals.keep(actor, name, _TYPES[book.kind], [content])
    before = queries.before(actor, kept.sha256)
    pieces = list(recognising.recognise(actor, book))
    file = File(actor, kept, originals.clean_name(name), because[:LONGEST_BECAUSE], _alone(pieces))
    sheets = [_handed(file, piece) for piece in pieces]
    first = timezone.localtime(before.received_at).isoformat() if before else ""
    return _remember(file, Outcome(book.kind, sheets, first, file.because))


def _alone(pieces: Iterable[Piece]) -> bool:
    """A workbook of one return: handing it in is meant even when nothing was left to type."""
    return sum(len(piece.readings) for piece in pieces) == 1


def _handed(file: File, piece: Piece) -> SheetOutcome:
    """Hand in one sheet."""
    if piece.kind == MAPPED and piece.facts > LARGEST and not piece.readings[0].marks:
        done = [jobs.hand_on(file, piece.readings[0], piece.index)]
        marks: list[Mark] = []
    else:
        both = [handing.hand_in(file, reading, piece.sheet.name, piece.index) for reading in piece.readings]
        done, marks = [handed for handed, _ in both], [mark for _, found in both for mark in found]
    if piece.mapping is not None and piece.kind == MAPPED:
        mappings.used(file.actor, piece.mapping)
    faults, more = outcomes.faults(marks)
    named = piece.mapping.name if piece.mapping else ""
    fonts = {str(font): count for font, count in piece.sheet.old_fonts.items()}
    return SheetOutcome(
        piece.sheet.name, piece.index, piece.kind, done, faults, more, named, len(piece.sheet.rows), fonts
    )


def _remember(file: File, outcome: Outcome) -> Upload:
    upload = Upload(
        id=uuid.uuid4(),
        person_id=file.actor.person_id,
        name=file.name,
        digest=file.kept.sha256,
        original=file.kept.id,
        received_at=timezone.now(),
        state=state(outcome),
        outcome=outcome.as_json(),
    )
    with transaction.atomic(), policy.acting_as(file.actor):
        upload.save(force_insert=True)
        detail = {"sha256": file.kept.sha256, "state": upload.state, "facts": outcome.stored, "faults": outcome.count}
        audit.record(UPLOAD, f"upload/{upload.pk}", file.actor.person_id, detail)
    return upload


def state(outcome: Outcome) -> State:
    """What became of all sheets together."""
    states = {each.state for each in outcome.sheets} - {"passed", "blank"}
    if not states:
        return State.UNKNOWN if not outcome.sheets else State.STORED if _spoke(outcome) else State.REFUSED
    if len(states) == 1:
        return State(states.pop())
    return State.PARTLY


def _spoke(outcome: Outcome) -> bool:
    return any(each.handed for each in outcome.sheets)


def explain(
    actor: Actor, number: uuid.UUID, index: int, layout: Layout, *, name: str = "", keep: bool = True
) -> Upload:
    """Hand in a sheet by the layout that she gives; keep it for the next one with the same head."""
    upload = queries.upload(actor, number)
    sheet = queries.sheet(actor, upload, index)
    demand_complete(layout)
    mapping = mappings.save(actor, sheet, layout, name) if keep else None
    outcome = Outcome.read(upload.outcome)
    piece = Piece(index, sheet, MAPPED, [recognising.read(actor, sheet, layout)], mapping)
    done = _handed(_file(actor, upload, outcome), piece)
    sheets = [done if each.index == index else each for each in outcome.sheets]
    return _update(actor, upload, Outcome(outcome.kind, sheets, outcome.before, outcome.because))


def demand_complete(layout: Layout) -> None:
    """Raise what the layout lacks."""
    if layout.faults:
        detail_vi, detail_en = ("; ".join(texts) for texts in zip(*layout.faults, strict=True))
        raise problems.LAYOUT.problem(detail_vi=detail_vi, detail_en=detail_en)


def check(actor: Actor, upload: Upload, index: int, layout: Layout, most: int) -> tuple[list[Mark], Sheet]:
    """What would be wrong with the first rows of a sheet read so; nothing is handed in."""
    sheet = queries.sheet(actor, upload, index)
    reading = recognising.read(actor, sheet, layout, most)
    file = _file(actor, upload, Outcome.read(upload.outcome))
    return [*reading.marks, *handing.checked(file, reading, Intake(reading.source, reading.facts))], sheet


def _file(actor: Actor, upload: Upload, outcome: Outcome) -> File:
    kept = Kept(upload.original, upload.digest, 0, known=True)
    return File(actor, kept, upload.name, outcome.because)


def _update(actor: Actor, upload: Upload, outcome: Outcome) -> Upload:
    upload.outcome, upload.state = outcome.as_json(), state(outcome)
    with transaction.atomic(), policy.acting_as(actor):
        upload.save(update_fields=["outcome", "state"])
    return upload
