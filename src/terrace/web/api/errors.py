"""Everything that goes wrong, as `application/problem+json` (RFC 9457) with both languages."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import ValidationError

from terrace.base.access import throttling
from terrace.base.kernel.problems import Refused
from terrace.web.api import problems

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
UNAUTHORIZED, UNAVAILABLE = 401, 503
#: Seconds after which a client may try again while the database is away.
PAUSE = 5


def language_of(request: HttpRequest) -> str:
    """The language of `title` and `detail`: what the client asks for, else that of the session."""
    asked = request.headers.get("Accept-Language", "").strip().lower()
    if asked.startswith(("en", "vi")):
        return asked[:2]
    return (get_language() or "vi")[:2]


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The answer of a refusal, with every fault."""
    return _answer(request, error, {})


def _answer(request: HttpRequest, error: Refused, more: dict[str, Any]) -> HttpResponse:
    body = msgspec.json.encode(error.as_dict(language_of(request)) | more)
    response = HttpResponse(body, status=error.status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, throttling.Waiting):
        response.headers["Retry-After"] = str(error.seconds)
    elif error.status == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    elif error.status == UNAVAILABLE:
        response.headers["Retry-After"] = str(PAUSE)
    return response


def not_found(request: HttpRequest, error: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # a handler
    return refused(request, problems.ADDRESS_UNKNOWN.problem(path=request.path[:200]))


def not_allowed(request: HttpRequest, method: str, allowed: str) -> HttpResponse:
    response = refused(request, problems.METHOD_WRONG.problem(method=method, allowed=allowed))
    response.headers["Allow"] = allowed
    return response


def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """django-ninja could not read a part of the address."""
    return refused(request, problems.REQUEST_WRONG.problem(detail=str(error.errors)[:300]))


def database(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """Row-level security refused: 403; the server is away: 503; else it is a fault of ours."""
    if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
        log.warning("row-level security refused %s %s", request.method, request.path)
        return refused(request, problems.ROW_REFUSED.problem())
    if isinstance(error, OperationalError | InterfaceError):
        log.warning("the database did not answer %s %s: %s", request.method, request.path, error)
        return refused(request, problems.UNAVAILABLE.problem())
    return broken(request, error)


def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Nothing of the fault is shown but a number, which the log has."""
    number = secrets.token_hex(6)
    log.error("fault %s in %s %s", number, request.method, request.path, exc_info=error)
    more = {"instance": f"urn:terrace:fault:{number}"}
    return _answer(request, problems.BROKEN.problem(id=number), more)


def install(api: NinjaAPI) -> None:
    """Answer every exception of the operations here."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)


#: The nearest class of an exception decides.
HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    Refused: refused,
    Http404: not_found,
    ValidationError: unreadable,
    DatabaseError: database,
    InterfaceError: database,
    Exception: broken,
}
