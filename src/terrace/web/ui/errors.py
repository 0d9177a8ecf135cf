"""Problems as pages, in both languages. The root `urls.py` names these as its handlers."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from terrace.base.access import throttling
from terrace.base.kernel.problems import Fault, Refused
from terrace.web.ui import problems


def shown(request: HttpRequest | None, refused: Refused, reason: str = "") -> HttpResponse:
    """The page of a problem, with its status; `Retry-After` when it says how long to wait."""
    context = {"faults": texts(refused.faults), "status": refused.status, "reason": reason}
    response = HttpResponse(render_to_string("ui/problem.html", context, request), status=refused.status)
    if isinstance(refused, throttling.Waiting):
        response.headers["Retry-After"] = str(refused.seconds)
    return response


def texts(faults: Iterable[Fault]) -> list[dict[str, str]]:
    """Faults as `ui/components/problem.html` takes them: the reader's language first, then the other."""
    language = (get_language() or "vi")[:2]
    return [_both(fault, language) for fault in faults]


def _both(fault: Fault, language: str) -> dict[str, str]:
    other = "vi" if language == "en" else "en"
    return {
        "code": fault.code,
        "pointer": fault.pointer,
        "message": fault.message(language),
        "advice": fault.advice(language),
        "other": other,
        "other_message": fault.message(other),
        "other_advice": fault.advice(other),
    }


def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    """The page of a refusal; whoever is not known yet is asked to log in first."""
    if exception.status == 401 and request.method == "GET":  # noqa: PLR2004  # not signed in
        return redirect_to_login(request.get_full_path())
    return shown(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return shown(request, problems.TOO_LARGE.problem(limit=settings.BODY_LIMIT // 2**20))
    return shown(request, problems.BAD_REQUEST.problem())


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reason is the gate's, in the language of the reader."""
    return shown(request, problems.DENIED.problem(), str(exception))


def form_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The CSRF check failed (`CSRF_FAILURE_VIEW`)."""
    return shown(request, problems.FORM_OLD.problem())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return shown(request, problems.NOT_FOUND.problem())


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # its context may be what is broken
    return shown(None, problems.BROKEN.problem())
