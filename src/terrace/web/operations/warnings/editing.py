"""The pages of rules: the list, the form that is a sentence, trying it, keeping it, and all of them as a table."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from terrace.base.access.gates import requires, signed_in
from terrace.base.kernel.problems import Refused
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import changing
from terrace.insight.monitoring.changing import Draft
from terrace.insight.monitoring.rules import RuleSpec
from terrace.web.operations.warnings import drafts, rulebook, tried
from terrace.web.operations.warnings.tried import Tried
from terrace.web.operations.warnings.views import reader_of
from terrace.web.ui import errors

PAGE = "operations/warnings/rule.html"


@signed_in
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All rules that concern her, as sentences."""
    return render(request, "operations/warnings/rules.html", rulebook.page(reader_of(request)))


@requires("rule.change")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a rule of a kind; POST tries or keeps what was typed."""
    reader = reader_of(request)
    if request.method == "POST":
        return _posted(request, reader, None)
    return _shown(request, reader, drafts.first(reader, request.GET.get("kind", "")), None)


@signed_in
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """A rule as it stands; POST tries or keeps what was typed."""
    reader = reader_of(request)
    kept = rulebook.found(reader, code)
    if request.method == "POST":
        return _posted(request, reader, kept)
    return _shown(request, reader, changing.drafted(kept, kept.area or drafts.home(reader)), kept)


def _posted(request: HttpRequest, reader: Reader, kept: RuleSpec | None) -> HttpResponse:
    """What is refused comes back with what was typed; nothing is switched on that was not tried."""
    typed = {name: str(value) for name, value in request.POST.items()}
    draft = drafts.read(reader, typed, kept)
    wanted = typed.get("do", "")
    try:
        if wanted == "off" or (wanted == "on" and typed.get("tested") == tried.mark(draft)):
            return _kept(request, reader, replace(draft, active=wanted == "on"))
        return _shown(request, reader, draft, kept, typed=typed, trial=tried.tried(reader, draft))
    except Refused as refused:
        if refused.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            raise
        return _shown(request, reader, draft, kept, typed=typed, refused=refused)


def _kept(request: HttpRequest, reader: Reader, draft: Draft) -> HttpResponse:
    """Write it, and say so on the list."""
    changed = changing.change(reader.actor, draft)
    said = _("The rule is switched on.") if draft.active else _("The rule is kept, switched off.")
    messages.success(request, said if changed else _("Nothing changed."))
    return redirect("operations:warning-rules")


def _shown(
    request: HttpRequest,
    reader: Reader,
    draft: Draft,
    kept: RuleSpec | None,
    *,
    typed: Mapping[str, str] | None = None,
    trial: Tried | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    path = reverse("operations:warning-rule", args=[kept.code]) if kept else reverse("operations:warning-rule-new")
    more = {
        "action": f"{path}#tried",
        "tried": trial,
        "tested": tried.mark(draft) if trial else "",
        "faults": errors.texts(refused.faults) if refused else [],
    }
    context = rulebook.form(reader, draft, kept, typed or {}) | more
    return render(request, PAGE, context, status=refused.status if refused else HTTPStatus.OK)
