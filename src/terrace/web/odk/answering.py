"""A questionnaire filled in on a page: the page, what its script fetches, and where it sends to.

The form's engine is WebAssembly, so this page alone allows `wasm-unsafe-eval`; it may ask for the position, and shows
pictures that were not sent yet.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.questionnaires import queries, receiving
from terrace.facts.questionnaires.models import Answer, Version
from terrace.web.odk import bodies, letters, openrosa
from terrace.web.odk.texts import texts
from terrace.web.ui.components import Choice
from terrace.web.ui.middleware import HEADERS, policy

CREATE = "submission.create"


@requires(CREATE)
@require_GET
def page(request: HttpRequest, form: str) -> HttpResponse:
    """The questionnaire, asked by `frontend/src/odk`."""
    version = queries.version(actor_in(request), form)
    response = render(request, "odk/fill.html", _context(version))
    response.headers["Content-Security-Policy"] = _policy()
    response.headers["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace(
        "geolocation=()", "geolocation=(self)"
    )
    return response


def _policy() -> str:
    return (
        policy()
        .replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
        .replace("img-src 'self' data:", "img-src 'self' data: blob:")
        .replace("connect-src 'self'", "connect-src 'self' data:")
    )


def _context(version: Version) -> dict[str, Any]:
    code = version.questionnaire.form
    form = reverse("odk:web-form", args=[code, version.pk])
    return {
        "version": version,
        "form_url": form,
        "media_url": f"{form.rpartition('/')[0]}/media/",
        "send_url": reverse("odk:web-submission", args=[code]),
        "texts": texts(),
        "crumbs": [Choice("", _("Questionnaires"), href=reverse("odk:home")), Choice("", version.title)],
        "unsupported": [each for each in version.warnings if each["code"] == "xlsform.unsupported"],
    }


@requires(CREATE)
@require_GET
def form_xml(request: HttpRequest, form: str, version: int) -> HttpResponse:
    """The XForm, for the page's script."""
    return HttpResponse(queries.version(actor_in(request), form, version).xform, content_type=letters.XML)


@requires(CREATE)
@require_GET
def medium(request: HttpRequest, form: str, version: int, name: str) -> HttpResponse:
    """A picture or table of the form."""
    actor = actor_in(request)
    return openrosa.file_of(actor, queries.version(actor, form, version), name)


@requires(CREATE)
@require_POST
def submission(request: HttpRequest, form: str) -> HttpResponse:  # noqa: ARG001 - the XML says which form
    """The answer of the page, by the same path as the field app's."""
    try:
        xml, files = bodies.parts(request)
        answer = receiving.receive(actor_in(request), xml, files, "web")
    except Refused as refused:
        return JsonResponse(refused.as_dict(_language()), status=refused.status)
    return JsonResponse(_outcome(answer), status=openrosa.status_of(answer))


def _outcome(answer: Answer) -> dict[str, Any]:
    faults = [Fault(**each) for each in answer.faults]
    return {
        "id": answer.pk,
        "state": str(answer.state),
        "message": openrosa.told(answer),
        "href": reverse("odk:answer", args=[answer.pk]),
        "faults": [f"{fault.message(_language())} {fault.advice(_language())}" for fault in faults],
    }


def _language() -> str:
    return (get_language() or "vi")[:2]
