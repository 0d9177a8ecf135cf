"""The pages of large files: hand one in, watch it, stop it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, requires, signed_in
from terrace.base.kernel.problems import Refused
from terrace.facts.bulk import actions, formats, queries
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.actions import CREATE
from terrace.web.api import jobs as rest
from terrace.web.ui.components import Choice
from terrace.web.ui.forms import Form

#: Faults that the page shows; all that are kept are in the table.
SHOWN = 100
DOOR = "bulk"


def _sources() -> list[tuple[str, str]]:
    language = (get_language() or "vi")[:2]
    return [("", "–")] + [
        (each.code, each.name(language)) for each in snapshot.current().sources.values() if not each.simulated
    ]


class FileForm(Form):
    """A file with what is said of it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, JSON or NDJSON, up to a million facts; may be packed with gzip."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=_sources)
    because = forms.CharField(
        label=gettext_lazy("Reason, when figures look unusual but are right (optional)"),
        max_length=1_000,
        required=False,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=200)


@signed_in
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Her jobs, and the form for another."""
    actor = actor_in(request)
    may = bool(policy.may(actor, CREATE))
    form = FileForm(initial={"key": uuid4().hex}) if may else None
    if request.method == "POST" and may:
        form = FileForm(request.POST, request.FILES)
        if form.is_valid() and (number := _received(request, form)):
            return redirect("operations:job", number)
    context = {"jobs": queries.jobs(actor), "form": form, "crumbs": [Choice("", _("Files"), chosen=True)]}
    return render(request, "operations/jobs.html", context, status=422 if form and form.errors else 200)


def _received(request: HttpRequest, form: FileForm) -> int | None:
    """The number of the job; None when the file was refused, and the form says why."""
    said, file = form.cleaned_data, form.cleaned_data["file"]
    media_type = file.content_type or ""
    try:
        received = actions.receive(
            actor_in(request),
            said["key"],
            DOOR,
            file.name,
            media_type,
            file.chunks(),
            source=said["source"],
            because=said["because"],
        )
    except Refused as refused:
        form.refuse(refused)
        return None
    return received.id


@signed_in
@require_GET
def job(request: HttpRequest, number: int) -> HttpResponse:
    """One job, with its progress and its first faults."""
    actor = actor_in(request)
    return render(
        request, "operations/job.html", _page(actor, queries.job(actor, number)) | {"stopping": "stop" in request.GET}
    )


def _page(actor: policy.Actor, view: queries.JobView) -> dict[str, Any]:
    source = snapshot.current().sources.get(view.source)
    language = (get_language() or "vi")[:2]
    return {
        "job": view,
        "source": source.name(language) if source else view.source,
        "lines": view.counts == formats.LINE,
        "language": language,
        "faults": queries.faults(actor, view.id, SHOWN) if view.faults else [],
        "more": max(0, view.faults - SHOWN),
        "submissions": list(queries.submissions(actor, view.id)),
        "crumbs": [Choice("", _("Files"), href=reverse("operations:jobs")), Choice("", str(view.id), chosen=True)],
    }


@signed_in
@require_GET
def faults(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The faults as a table to download."""
    actor = actor_in(request)
    return rest.table(queries.job(actor, number), queries.faults(actor, number))


@requires("submission.withdraw")
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Stop it, or take back what it stored."""
    actions.withdraw(actor_in(request), number, request.POST.get("why", ""))
    return redirect("operations:job", number)
