"""The addresses of the field app (OpenRosa 1.0): what forms there are, a form, its files, and sending an answer.

None of them redirects, and all of them answer XML with the headers of the standard (`middleware`).
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from terrace.base.access.policy import Actor
from terrace.facts.collection import originals
from terrace.facts.questionnaires import queries, receiving
from terrace.facts.questionnaires.models import Answer, Questionnaire, State, Version
from terrace.web.odk import bodies, letters, problems
from terrace.web.odk.keys import by_token
from terrace.web.odk.letters import Listed, MediaFile

_WHOLE, _PARTLY = 201, 202


@require_safe
@by_token
def form_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The forms that she may fill in; `formID` asks for one."""
    asked = request.GET.get("formID")
    forms = [each for each in queries.fillable(actor) if asked in {None, each.form}]
    return letters.forms(_listed(request, each) for each in forms)


def _listed(request: HttpRequest, questionnaire: Questionnaire) -> Listed:
    version = questionnaire.current
    assert version is not None, "the query leaves out forms without a version"  # noqa: S101
    download = _address(request, "odk:form-xml", version)
    shown = _address(request, "odk:manifest", version) if version.media.exists() else ""
    return Listed(questionnaire.form, version.title, version.name, version.md5, download, shown)


def _address(request: HttpRequest, name: str, version: Version, *more: str) -> str:
    """An absolute address under the same token."""
    token = str(request.resolver_match.kwargs["token"]) if request.resolver_match else ""
    return request.build_absolute_uri(reverse(name, args=[token, version.questionnaire.form, version.pk, *more]))


@require_safe
@by_token
def form_xml(request: HttpRequest, actor: Actor, form: str, version: int) -> HttpResponse:  # noqa: ARG001
    """The XForm."""
    return HttpResponse(queries.version(actor, form, version).xform, content_type=letters.XML)


@require_safe
@by_token
def manifest(request: HttpRequest, actor: Actor, form: str, version: int) -> HttpResponse:
    """The files that the form shows."""
    found = queries.version(actor, form, version)
    files = found.media.order_by("name")
    listed = (MediaFile(each.name, each.md5, _address(request, "odk:medium", found, each.name)) for each in files)
    return letters.manifest(listed)


@require_safe
@by_token
def medium(request: HttpRequest, actor: Actor, form: str, version: int, name: str) -> HttpResponse:  # noqa: ARG001
    """One of its files, byte for byte."""
    return file_of(actor, queries.version(actor, form, version), name)


def file_of(actor: Actor, version: Version, name: str) -> HttpResponse:
    """A file of a version; raises `device.no_address` (404)."""
    found = version.media.filter(name=name).select_related("original").first()
    if found is None:
        raise problems.NO_ADDRESS.problem()
    content = b"".join(originals.read(found.original_id, actor))
    return HttpResponse(content, content_type=found.original.media_type)


@require_http_methods(["HEAD", "POST"])
@by_token
def submission(request: HttpRequest, actor: Actor) -> HttpResponse:
    """HEAD tells how much may be sent at once; POST takes an answer, or a part of one."""
    if request.method == "HEAD":
        response = HttpResponse(status=204)
        response.headers["X-OpenRosa-Accept-Content-Length"] = str(settings.BODY_LIMIT)
        return response
    xml, files = bodies.parts(request)
    answer = receiving.receive(actor, xml, files, request.GET.get("deviceID", ""))
    with translation.override(actor.language):
        return letters.said(told(answer), status_of(answer), "submit_success")


def status_of(answer: Answer) -> int:
    """201 when the answer is whole, 202 while files are on their way."""
    return _PARTLY if answer.state == State.WAITING else _WHOLE


def told(answer: Answer) -> str:
    """What became of it, for the officer; a refusal of its figures too, since the answer itself is kept."""
    texts = {
        State.WAITING: _("Received. Files are still missing."),
        State.KEPT: _("Received."),
        State.COUNTED: _("Received and counted."),
        State.REFUSED: _("Received, but its figures were not accepted: see the questionnaires on the web."),
    }
    return texts.get(State(answer.state), _("Received."))
