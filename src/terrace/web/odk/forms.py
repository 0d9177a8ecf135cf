"""Forms of an office: upload an XLSForm, see versions and what becomes of answers, get the workbook back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from terrace.base.access.gates import actor_in, requires, signed_in
from terrace.base.kernel.problems import Refused
from terrace.facts.collection import originals
from terrace.facts.questionnaires import queries, uploading
from terrace.facts.questionnaires.models import Version
from terrace.web.odk.pages import disposition
from terrace.web.ui import errors
from terrace.web.ui.components import Choice
from terrace.web.ui.forms import Form

CHANGE = "questionnaire.change"


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class UploadForm(Form):
    """The workbook, and pictures or tables that its questions show."""

    file = forms.FileField(
        label=gettext_lazy("XLSForm (.xlsx or .xls)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm"}),
    )
    pictures = forms.FileField(
        label=gettext_lazy("Pictures and tables that the form shows"),
        help_text=gettext_lazy("Only when the form names such files."),
        required=False,
        widget=Files(attrs={"multiple": True}),
    )


@requires(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The forms that she keeps; a POST uploads one, or says why it cannot be used."""
    form = UploadForm(request.POST or None, request.FILES or None)
    faults: list[dict[str, str]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _uploaded(request, form.cleaned_data["file"])
        except Refused as refused:
            faults, status = errors.texts(refused.faults), refused.status
    context = {"form": form, "faults": faults, "kept": queries.kept(actor_in(request))}
    return render(request, "odk/forms.html", context, status=status)


def _uploaded(request: HttpRequest, file: "UploadedFile[Any]") -> HttpResponse:
    files: MultiValueDict[str, UploadedFile[Any]] = request.FILES
    media = {each.name or "": each.read() for each in files.getlist("pictures")}
    done = uploading.upload(actor_in(request), file.name or "form.xlsx", file.read(), media)
    text = _("The form can be used now.") if done.created else _("This version was uploaded before; nothing changed.")
    messages.success(request, text)
    return redirect("odk:about", done.questionnaire.form)


@signed_in
@require_GET
def about(request: HttpRequest, form: str) -> HttpResponse:
    """Versions, what the newest was warned of, and which figures come of it."""
    actor = actor_in(request)
    found = queries.form(actor, form)
    newest = queries.version(actor, form)
    plan, maps = queries.plan(form)
    context: dict[str, Any] = {
        "questionnaire": found,
        "newest": newest,
        "versions": found.versions.order_by("-pk"),
        "warnings": errors.texts(uploading.warnings(newest)),
        "plan": plan,
        "maps": maps,
        "keeps": queries.may_keep(actor, found),
        "fills": queries.may_fill(actor, found),
        "crumbs": [Choice("", _("Forms"), href=reverse("odk:forms")), Choice("", newest.title)],
    }
    return render(request, "odk/about.html", context)


@signed_in
@require_GET
def xlsform(request: HttpRequest, form: str, version: int) -> HttpResponse:
    """The workbook as it was uploaded, byte for byte."""
    actor = actor_in(request)
    found: Version = queries.version(actor, form, version)
    content = b"".join(originals.read(found.original_id, actor))
    response = HttpResponse(content, content_type=found.original.media_type)
    response.headers["Content-Disposition"] = disposition(found.original.name)
    return response
