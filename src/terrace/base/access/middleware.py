"""Who asks, for every request: `request.actor`, and the same person for row-level security.

A browser is known by its session; under `/api/` also a system by its Bearer token (a token wins). The person
is set on the connection before anything is read and forgotten when the answer is made, whatever happened:
the next request on a kept connection starts as nobody. A streamed answer is made after that: read what it
needs before.
"""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language

from terrace.base.access import problems, throttling
from terrace.base.access.actors import ANONYMOUS, Actor, actor_of
from terrace.base.access.addresses import address_of
from terrace.base.access.tokens import actor_of_token
from terrace.base.kernel.problems import Refused
from terrace.base.people import presence

API = "/api/"


class ActorMiddleware:
    """Stands after the sessions and Django's authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.actor = _actor(request)  # type: ignore[attr-defined]
            return self.get_response(request)
        except Refused as refused:  # from _actor only: Django turns those of views into answers before
            return _refusal(refused)
        except OperationalError:  # as above: nobody can be known while the database is away
            return _refusal(problems.DATABASE_AWAY.problem())
        finally:
            presence.leave()


def _actor(request: HttpRequest) -> Actor:
    """Who asks, set on the connection; raises Refused for a token that is not good."""
    presence.enter(None)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if request.path.startswith(API) and scheme.lower() == "bearer":
        return _bearer(request, token.strip())
    return _session(request)


def _bearer(request: HttpRequest, token: str) -> Actor:
    actor = actor_of_token(token)
    if actor is None:
        throttling.attempt("token", address_of(request))
        raise problems.TOKEN_BAD.problem()
    presence.enter(actor.person_id)
    request.by_token = True  # type: ignore[attr-defined]
    return actor


def _session(request: HttpRequest) -> Actor:
    """The person of the session; PostgreSQL must know her before it shows her own row."""
    kept = request.session.get(SESSION_KEY)
    if kept is None:
        return ANONYMOUS
    presence.enter(int(kept))
    actor = actor_of(request.user)
    if not actor.signed_in:
        presence.enter(None)
    return actor


def _refusal(refused: Refused) -> JsonResponse:
    """problem+json, since only systems get here."""
    response = JsonResponse(
        refused.as_dict(get_language() or "vi"),
        status=refused.status,
        content_type="application/problem+json",
    )
    if isinstance(refused, throttling.Waiting):
        response["Retry-After"] = str(refused.seconds)
    else:
        response["WWW-Authenticate"] = "Bearer"
    return response
