"""Reading forms and answers: the actor first. What was written in an answer is read by few, and each read is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.models import Token, Use
from terrace.base.access.policy import Actor
from terrace.base.access.reach import reach
from terrace.base.audit import actions as audit
from terrace.base.kernel.problems import Fault
from terrace.base.people import queries as people
from terrace.facts.questionnaires import instances, problems, sealing
from terrace.facts.questionnaires.models import Answer, Content, Map, Plan, Questionnaire, Version

CREATE, CHANGE = "submission.create", "questionnaire.change"
MOST = 200


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer as lists show it; nothing of what was written."""

    id: int
    form: str
    title: str
    instance: str
    person: str
    device: str
    received_at: datetime
    state: str
    area_id: int | None
    submission: int | None
    faults: tuple[Fault, ...]
    lacking: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One answered question: its label, what was answered, and the file when it is one (id of the attachment)."""

    path: str
    label: str
    text: str
    attachment: int | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A phone that she connected; `id` is its token's."""

    id: int
    name: str
    created_at: datetime
    valid_until: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def good(self) -> bool:
        return self.revoked_at is None and self.valid_until > timezone.now()


def fillable(actor: Actor) -> list[Questionnaire]:
    """Forms that she may answer: those for a place in her scope, or for one that hers lies in."""
    rows = Questionnaire.objects.filter(retired=False, current__isnull=False).select_related("current")
    return [each for each in rows.order_by("current__title", "form") if may_fill(actor, each)]


def may_fill(actor: Actor, questionnaire: Questionnaire) -> bool:
    scope = policy.which(actor, CREATE)
    if not scope:
        return False
    if scope.areas is None or scope.holds(questionnaire.area_id):
        return True
    around = reach(questionnaire.area_id, timezone.localdate())
    return any(held.area in around for held in actor.grants if held.gives(CREATE) and held.stands(timezone.localdate()))


def may_keep(actor: Actor, questionnaire: Questionnaire) -> bool:
    return bool(policy.may(actor, CHANGE, area=questionnaire.area_id, sector=questionnaire.sector))


def kept(actor: Actor) -> list[Questionnaire]:
    """Forms that she keeps."""
    rows = Questionnaire.objects.select_related("current").order_by("form")
    return [each for each in rows if may_keep(actor, each)]


def form(actor: Actor, code: str) -> Questionnaire:
    """The form that she may fill in or keeps; raises `questionnaire.unknown`."""
    found = Questionnaire.objects.filter(form=code, current__isnull=False).select_related("current").first()
    if found is None or not (may_fill(actor, found) or may_keep(actor, found)):
        raise problems.UNKNOWN.problem(form=code[:60])
    return found


def version(actor: Actor, code: str, number: int | None = None) -> Version:
    """A version of the form, the newest unless one is asked for; raises `questionnaire.unknown`."""
    found = form(actor, code)
    if number is None and found.current is not None:
        return found.current
    asked = found.versions.filter(pk=number or 0).first()
    if asked is None:
        raise problems.UNKNOWN.problem(form=code[:60])
    return asked


def plan(code: str) -> tuple[Plan | None, list[Map]]:
    """How answers of the form become figures."""
    found = Plan.objects.filter(form=code, retired=False).first()
    return found, list(Map.objects.filter(form=code, retired=False).order_by("pk")) if found else []


def answers(actor: Actor, of: Questionnaire | None = None, *, hers: bool = False) -> list[AnswerView]:
    """The newest answers that she may see; `hers`: those that she sent."""
    rows = Answer.objects.select_related("questionnaire", "version").order_by("-id")
    if of is not None:
        rows = rows.filter(questionnaire=of)
    if hers:
        rows = rows.filter(person_id=actor.person_id or 0)
    return _views(actor, list(rows[:MOST]))


def _views(actor: Actor, rows: Sequence[Answer]) -> list[AnswerView]:
    names = people.names({row.person_id for row in rows if row.person_id})
    return [_view(actor, row, names.get(row.person_id, "")) for row in rows]


def _view(actor: Actor, row: Answer, person: str) -> AnswerView:
    return AnswerView(
        id=row.pk,
        form=row.questionnaire.form,
        title=row.version.title,
        instance=row.instance,
        person=person,
        device=row.device,
        received_at=row.received_at,
        state=row.state,
        area_id=row.area_id,
        submission=row.submission_id,
        faults=tuple(Fault(**each) for each in row.faults),
        lacking=len(row.wanted) - row.attachments.count() if row.state == "waiting" else 0,
        mine=row.person_id == actor.person_id,
    )


def row(number: int) -> Answer:
    """The row of an answer that this connection may see; raises `answer.unknown`."""
    found = Answer.objects.select_related("questionnaire", "version").filter(pk=number).first()
    if found is None:
        raise problems.ANSWER_UNKNOWN.problem(id=number)
    return found


def answer(actor: Actor, number: int) -> AnswerView:
    """One answer without its content; raises `answer.unknown`."""
    return _views(actor, [row(number)])[0]


def content(actor: Actor, number: int) -> list[Line] | None:
    """What was written, question by question; None when she may only know that it came in. The read is audited."""
    found = row(number)
    sealed = Content.objects.filter(answer=found).first() if reads(actor, found) else None
    if sealed is None:
        return None
    audit.record("answer.read", f"answer/{found.pk}", actor.person_id, {"form": found.questionnaire.form})
    instance = instances.read(sealing.unseal(bytes(sealed.sealed)))
    labels = {each["path"]: each["label"] for each in found.version.questions}
    files = dict(found.attachments.values_list("name", "pk"))
    leaves = [(path, text) for path, text in instance.leaves if not path.startswith("meta/")]
    return [Line(path, labels.get(path) or path, text, files.get(text)) for path, text in leaves]


def note_read(actor: Actor, found: Answer, file: str) -> None:
    """A file of an answer was read: into the audit."""
    audit.record("answer.read", f"answer/{found.pk}", actor.person_id, {"file": file})


def reads(actor: Actor, found: Answer) -> bool:
    """Sender and owner; row-level security says the same."""
    return actor.is_system or actor.person_id in {found.person_id, found.questionnaire.owner_id}


def devices(actor: Actor) -> list[Device]:
    """Her phones, the newest first."""
    rows = Token.objects.filter(person_id=actor.person_id or 0, use=Use.DEVICE).order_by("-pk")
    names = ("id", "name", "created_at", "valid_until", "last_used_at", "revoked_at")
    return [Device(*values) for values in rows.values_list(*names)]
