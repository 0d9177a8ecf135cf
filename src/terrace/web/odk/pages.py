"""Pages of answers: what there is to fill in, what was sent and what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, requires, signed_in
from terrace.base.access.policy import Actor
from terrace.base.places import index
from terrace.facts.collection import originals
from terrace.facts.questionnaires import counting, problems, queries
from terrace.facts.questionnaires.models import Attachment
from terrace.facts.questionnaires.queries import AnswerView
from terrace.web.ui import errors
from terrace.web.ui.components import Choice

CREATE = "submission.create"


@requires(CREATE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What she may fill in, and what she sent."""
    actor = actor_in(request)
    context = {
        "forms": queries.fillable(actor),
        "answers": _lines(queries.answers(actor, hers=True)),
        "phones": [each for each in queries.devices(actor) if each.good],
        "enrols": bool(policy.may(actor, "device.enrol")),
    }
    return render(request, "odk/home.html", context)


@signed_in
@require_GET
def answers(request: HttpRequest, form: str) -> HttpResponse:
    """Everything that was sent on a form, as far as she may know of it."""
    actor = actor_in(request)
    found = queries.form(actor, form)
    title = found.current.title if found.current else form
    crumbs = [Choice("", _("Questionnaires"), href=_home(actor)), Choice("", title)]
    lines = _lines(queries.answers(actor, found))
    return render(request, "odk/answers.html", {"title": title, "crumbs": crumbs, "answers": lines})


@signed_in
@require_GET
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """One answer: its state, its faults with advice, and for its sender and the form's owner what was written."""
    actor = actor_in(request)
    view = queries.answer(actor, number)
    context = {
        "answer": view,
        "place": _place(view),
        "faults": errors.texts(view.faults),
        "lines": queries.content(actor, number),
        "retries": view.mine and view.state in {"refused", "kept", "received"},
        "withdraws": view.mine and view.state not in {"withdrawn", "replaced"},
        "crumbs": [Choice("", _("Questionnaires"), href=_home(actor)), Choice("", view.title)],
    }
    return render(request, "odk/answer.html", context)


def _home(actor: Actor) -> str:
    return reverse("odk:home" if policy.may(actor, CREATE) else "odk:forms")


def _lines(views: list[AnswerView]) -> list[dict[str, Any]]:
    return [{"answer": view, "place": _place(view)} for view in views]


def _place(view: AnswerView) -> str:
    if view.area_id is None:
        return ""
    version = index.current().version(view.area_id, timezone.localdate())
    return version.full_name if version else ""


@requires(CREATE)
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Count it again, with the reason that a soft rule asks for."""
    counting.again(actor_in(request), queries.row(number), request.POST.get("because", "").strip())
    return redirect("odk:answer", number)


@requires(CREATE)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take it back; the figures are worked out without it."""
    counting.withdraw(actor_in(request), queries.row(number), request.POST.get("why", ""))
    messages.success(request, _("The answer was withdrawn."))
    return redirect("odk:answer", number)


@signed_in
@require_GET
def attachment(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """A file of an answer, byte for byte, to be saved: nothing that was sent is ever shown as a page."""
    actor = actor_in(request)
    found = (
        Attachment.objects.filter(pk=file, answer=number).select_related("original", "answer__questionnaire").first()
    )
    if found is None or not queries.reads(actor, found.answer):
        raise problems.ANSWER_UNKNOWN.problem(id=number)
    queries.note_read(actor, found.answer, found.name)
    response = HttpResponse(b"".join(originals.read(found.original_id, actor)), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = disposition(found.name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def disposition(name: str) -> str:
    """The name of a file to be saved."""
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
