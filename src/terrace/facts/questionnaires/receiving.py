"""Answers come in, from the field app and from the web page, by one path: exactly once for each instanceID.

An answer may come in several posts, each with the same XML and some of its files; it is whole when every file that
the XML names is there, and then it is counted. The same post again changes nothing; another XML for the same
instanceID is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.people.models import Person
from terrace.facts.collection import originals
from terrace.facts.questionnaires import counting, instances, problems, sealing
from terrace.facts.questionnaires.instances import Instance
from terrace.facts.questionnaires.models import Answer, Attachment, Content, Questionnaire, State, Version

CREATE = "submission.create"
BINARY = "binary"


@dataclass(frozen=True, slots=True)
class File:
    """A file that came along: the name that the XML knows it by, and its bytes in pieces."""

    name: str
    media_type: str
    chunks: Iterable[bytes]


def receive(actor: Actor, xml: bytes, files: Iterable[File] = (), device: str = "") -> Answer:
    """Take one post; the answer with its state. Raises Refused when nothing of it can be kept."""
    policy.demand(actor, CREATE)
    instance = instances.read(xml)
    version = version_of(instance)
    answer = _answer(actor, instance, version, xml, device)
    _keep_files(actor, answer, files)
    if answer.state == State.WAITING and not lacking(answer):
        answer.state = State.RECEIVED
        with transaction.atomic(), policy.acting_as(actor):
            answer.save(update_fields=["state"])
    return counting.count(actor, answer) if answer.state == State.RECEIVED else answer


def version_of(instance: Instance) -> Version:
    """The version that was filled in; raises `questionnaire.unknown` or `questionnaire.version_unknown` (404)."""
    questionnaire = Questionnaire.objects.filter(form=instance.form).first()
    if questionnaire is None:
        raise problems.UNKNOWN.problem(form=instance.form[:60])
    version = questionnaire.versions.filter(name=instance.version).select_related("questionnaire").first()
    if version is None:
        raise problems.VERSION_UNKNOWN.problem(form=instance.form[:60], version=instance.version[:60])
    return version


def _answer(actor: Actor, instance: Instance, version: Version, xml: bytes, device: str) -> Answer:
    """The row of the instance, made by whichever post comes first; raises `answer.changed` (409)."""
    fresh = Answer(
        questionnaire=version.questionnaire,
        version=version,
        instance=instance.id,
        person_id=actor.person_id or 0,
        device=device[:200],
        sector=version.questionnaire.sector,
        digest=sealing.digest(xml),
        wanted=_wanted(instance, version),
    )
    with transaction.atomic(), policy.acting_as(actor):
        Answer.objects.bulk_create([fresh], ignore_conflicts=True)
        rows = Answer.objects.select_for_update(of=("self",)).select_related("questionnaire", "version")
        kept = rows.filter(questionnaire=version.questionnaire, instance=instance.id).first()
        if kept is None or kept.person_id != fresh.person_id or bytes(kept.digest) != fresh.digest:
            raise problems.ANSWER_CHANGED.problem(instance=instance.id[:80])
        if not Content.objects.filter(answer=kept).exists():
            Content.objects.create(answer=kept, sealed=sealing.seal(xml))
            audit.record("answer.receive", f"answer/{kept.pk}", actor.person_id, {"form": instance.form})
    return kept


def _wanted(instance: Instance, version: Version) -> list[str]:
    """Names of the files that the answers point at."""
    paths = [each["path"] for each in version.questions if each["type"] == BINARY]
    return list(dict.fromkeys(originals.clean_name(text) for path in paths for text in instance.texts(path)))


def _keep_files(actor: Actor, answer: Answer, files: Iterable[File]) -> None:
    """Those that the XML names and that are not here yet; others are nobody's and are left."""
    needed = set(lacking(answer))
    for file in files:
        name = originals.clean_name(file.name)
        if name in needed:
            kept = originals.keep(actor, name, file.media_type, file.chunks)
            with transaction.atomic(), policy.acting_as(actor):
                row = Attachment(answer=answer, name=name, original_id=kept.id)
                Attachment.objects.bulk_create([row], ignore_conflicts=True)


def lacking(answer: Answer) -> list[str]:
    """Names of files that have not come yet."""
    have = set(answer.attachments.values_list("name", flat=True))
    return [name for name in answer.wanted if name not in have]


def settle() -> None:
    """Count what is whole and was left over when a process died: the worker's round."""
    before = timezone.now() - timedelta(minutes=1)
    waiting = Answer.objects.filter(state=State.RECEIVED, received_at__lt=before).select_related(
        "questionnaire", "version"
    )
    for answer in waiting[:100]:
        person = Person.objects.filter(pk=answer.person_id).first()
        counting.count(policy.actor_of(person) if person else policy.SYSTEM, answer)
