"""Handing in what a sheet says: each return for itself, a foreign sheet as one submission."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from terrace.base.access.actors import Actor
from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.collection import actions as collection
from terrace.facts.collection.actions import Delivery
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.originals import Kept
from terrace.facts.returns import actions as returns
from terrace.facts.returns import finding, queries
from terrace.facts.workbooks.models import Upload
from terrace.facts.workbooks.outcomes import Handed, Outcome
from terrace.facts.workbooks.readings import Mark, Reading

DOOR = "excel"
#: A return with blank rows: each of them is marked, not the first only.
INCOMPLETE = "return.incomplete"
#: Earlier uploads that are looked through for what she saw last.
LOOKED_AT = 50
_KEY = 24


@dataclass(frozen=True, slots=True)
class File:
    """The file that everything comes from, and why figures are right that a rule doubts."""

    actor: Actor
    kept: Kept
    name: str
    because: str = ""
    alone: bool = False

    def key(self, what: str, intake: Intake) -> str:
        """The same file with the same content has the same key, so that it is handed in once."""
        return f"{DOOR}:{self.kept.sha256[:_KEY]}:{what}:{intake.digest.hex()[:16]}"


def hand_in(file: File, reading: Reading, sheet: str, index: int) -> tuple[Handed, list[Mark]]:
    """Hand in what one reading says; what it became, and every fault at its cell."""
    if not reading.facts and not reading.marks and not (file.alone and reading.form and reading.unchanged):
        return _handed("blank", reading), []
    intake = Intake(reading.source, reading.facts, note="" if reading.form else sheet, because=file.because)
    if reading.marks:
        return _handed("refused", reading), [*reading.marks, *checked(file, reading, intake)]
    what = f"{reading.form}/{reading.area}/{reading.period}" if reading.form else str(index)
    try:
        return _hand_in(file, file.key(what, intake), reading, intake), []
    except Refused as refused:
        return _handed("refused", reading), list(_marks(reading, refused.faults))


def _hand_in(file: File, key: str, reading: Reading, intake: Intake) -> Handed:
    if not reading.form:
        receipt = collection.submit(file.actor, key, DOOR, intake, original=file.kept.id)
        return _handed("stored" if receipt.created else "known", reading, receipt.id)
    named = (reading.form, reading.area, reading.period)
    seen = _seen(file.actor, reading)
    receipt = returns.hand_in(file.actor, *named, key, DOOR, intake, seen=seen, original=file.kept.id)
    revision = queries.revisions([finding.find(file.actor, *named)])[0]
    return _handed("stored" if receipt.created else "known", reading, receipt.id, revision)


def _handed(state: str, reading: Reading, submission: int = 0, revision: str = "") -> Handed:
    named = (reading.form, reading.area, reading.period)
    return Handed(state, *named, submission, len(reading.facts), reading.cleared, revision)


def checked(file: File, reading: Reading, intake: Intake) -> list[Mark]:
    """What the door would say of the facts that could be read: all faults are told at once."""
    if not intake.observations:
        return []
    refused = collection.check([Delivery(file.actor, file.key("check", intake), DOOR, intake, file.kept.id)])[0]
    return list(_marks(reading, refused.faults)) if refused else []


def _marks(reading: Reading, faults: list[Fault]) -> list[Mark]:
    marks = []
    for mark in reading.placed(faults):
        blank = _blank(reading) if mark.fault.code == INCOMPLETE else []
        marks += [Mark(spot, mark.fault) for spot in blank] or [mark]
    return marks


def _blank(reading: Reading) -> list[tuple[int, int]]:
    """The cells of rows in which nothing stands."""
    said = set(reading.spots)
    return [spot for spot in reading.rows.values() if spot not in said and spot not in reading.held]


def _seen(actor: Actor, reading: Reading) -> str:
    """The return as she saw it last: in the workbook, or at her own later upload of it."""
    with transaction.atomic():
        since = datetime.fromtimestamp(reading.made).astimezone()
        later = Upload.objects.filter(person_id=actor.person_id or 0, received_at__gte=since).order_by("-received_at")
        outcomes = [Outcome.read(each.outcome) for each in later[:LOOKED_AT]]
    named = (reading.form, reading.area, reading.period)
    handed = (each for outcome in outcomes for sheet in outcome.sheets for each in sheet.handed if each.revision)
    return next((each.revision for each in handed if (each.form, each.area, each.period) == named), reading.seen)
