"""A form comes in, from the page, from the command line or from a pack: a new version, or the reason why not.

The same form again changes nothing. A version is never changed, since a phone that has it must find it.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Held
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places.models import Level, Place
from terrace.facts.collection import originals
from terrace.facts.questionnaires import conversion, problems, structure
from terrace.facts.questionnaires.conversion import Converted
from terrace.facts.questionnaires.models import Map, Medium, Plan, Questionnaire, Version

CHANGE = "questionnaire.change"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of a form."""

    questionnaire: Questionnaire
    version: Version
    created: bool
    warnings: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as it came, with the files beside it."""

    name: str
    content: bytes
    media: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Home:
    """The place (id) and sector ('' = all) that a form is for."""

    area: int
    sector: str


def upload(
    actor: Actor, name: str, content: bytes, media: Mapping[str, bytes] | None = None, home: Home | None = None
) -> Uploaded:
    """Take an XLSForm; raises Refused with every fault, and then nothing is kept."""
    policy.demand(actor, CHANGE)
    converted = conversion.read(content, name)
    return store(actor, converted, Book(name, content, media or {}), home)


def store(actor: Actor, converted: Converted, book: Book, home: Home | None) -> Uploaded:
    """Keep what was converted, with the workbook that it came from."""
    _demand_asked(converted, book.media)
    with transaction.atomic(), policy.acting_as(actor):
        questionnaire = _questionnaire(actor, converted, home)
        version = questionnaire.versions.filter(name=converted.structure.version).first()
        if version is not None:
            return _again(questionnaire, version, converted)
        version = _version(actor, questionnaire, converted, book)
        _keep_media(actor, version, questionnaire.current, book.media)
        questionnaire.current, questionnaire.owner_id = version, actor.person_id or 0
        questionnaire.save(update_fields=["current", "owner_id"])
        detail = {"version": version.name, "md5": version.md5, "file": book.name}
        audit.record("questionnaire.upload", f"questionnaire/{questionnaire.form}", actor.person_id, detail)
    return Uploaded(questionnaire, version, True, warnings(version))


def _demand_asked(converted: Converted, media: Mapping[str, bytes]) -> None:
    foreign = [name for name in media if name not in converted.structure.media]
    if foreign:
        raise Refused([problems.MEDIUM_UNASKED.fault(name, name=name) for name in foreign])


def _questionnaire(actor: Actor, converted: Converted, home: Home | None) -> Questionnaire:
    """The form's row, a new one for a new form; raises `xlsform.foreign` when it is another office's."""
    form = converted.structure.form
    found = Questionnaire.objects.select_related("current").filter(form=form).first()
    if found is None:
        where = home or home_of(actor)
        policy.demand(actor, CHANGE, area=where.area, sector=where.sector)
        owner = actor.person_id or 0
        return Questionnaire.objects.create(form=form, owner_id=owner, area_id=where.area, sector=where.sector)
    if not policy.may(actor, CHANGE, area=found.area_id, sector=found.sector):
        raise problems.FORM_FOREIGN.problem(form=form)
    return found


def home_of(actor: Actor) -> Home:
    """The place and sector of her broadest grant that lets her keep forms; the country for the system."""
    held = min((each for each in actor.grants if _keeps(each)), key=lambda each: each.level, default=None)
    if held is not None:
        return Home(held.area, held.sector)
    return Home(Place.objects.only("pk").get(level=Level.COUNTRY).pk, "")


def _keeps(held: Held) -> bool:
    return held.stands(timezone.localdate()) and held.gives(CHANGE)


def _again(questionnaire: Questionnaire, version: Version, converted: Converted) -> Uploaded:
    if version.md5 != _md5(converted.xform.encode()):
        values = {"form": questionnaire.form, "version": version.name, "example": f"{timezone.localdate():%Y%m%d}01"}
        raise problems.FORM_VERSION_SAME.problem("settings:2:version", **values)
    return Uploaded(questionnaire, version, False, warnings(version))


def _version(actor: Actor, of: Questionnaire, converted: Converted, book: Book) -> Version:
    kept = originals.keep(actor, book.name, mimetypes.guess_type(book.name)[0] or EXCEL, [book.content])
    found = converted.structure
    lost = tuple(_lost_questions(converted))
    return Version(
        questionnaire=of,
        name=found.version,
        title=found.title or found.form,
        xform=converted.xform,
        md5=_md5(converted.xform.encode()),
        original_id=kept.id,
        questions=[question.as_dict() for question in found.questions],
        warnings=[_kept(fault) for fault in (*converted.warnings, *lost)],
        uploaded_by=actor.person_id or 0,
    )


def _lost_questions(converted: Converted) -> list[Fault]:
    """Questions that the pack's table names and this version does not ask."""
    form, asked = converted.structure.form, {question.path for question in converted.structure.questions}
    named = set(Map.objects.filter(form=form, retired=False).values_list("question", flat=True))
    plan = Plan.objects.filter(form=form, retired=False).first()
    if plan:
        named |= {plan.place, plan.period, plan.because} - {"", "grant", "received"}
    return [problems.WARN_MAP.fault("survey", question=each) for each in sorted(named - asked)]


def _keep_media(actor: Actor, version: Version, before: Version | None, media: Mapping[str, bytes]) -> None:
    """What was sent along, and what the version before had and this one still shows. Saves the version first."""
    version.save(force_insert=True)
    rows = []
    for name, content in media.items():
        kept = originals.keep(actor, name, mimetypes.guess_type(name)[0] or "application/octet-stream", [content])
        rows.append(Medium(version=version, name=name, md5=_md5(content), original_id=kept.id))
    rows.extend(
        Medium(version=version, name=old.name, md5=old.md5, original_id=old.original_id)
        for old in (before.media.all() if before else ())
        if old.name not in media and old.name in version.xform
    )
    Medium.objects.bulk_create(rows)


def warnings(version: Version) -> tuple[Fault, ...]:
    """What the version was warned of when it came in, and files that it still lacks."""
    have = set(version.media.values_list("name", flat=True))
    lacking = [name for name in structure.read(version.xform).media if name not in have]
    return (
        *(Fault(**each) for each in version.warnings),
        *(problems.WARN_MEDIUM.fault(name, name=name) for name in lacking),
    )


def _kept(fault: Fault) -> dict[str, Any]:
    return {name: getattr(fault, name) for name in Fault.__slots__}


def _md5(content: bytes) -> str:
    """The hash that OpenRosa asks for; nothing is proved by it."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
