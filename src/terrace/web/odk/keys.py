"""Who asks at the field app's addresses: the officer whose phone holds the token that stands in them.

A session is not looked at and no CSRF token is asked for: what proves the phone is in the address alone, and is worth
nothing elsewhere. A grant that ended ends her phones.
"""

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from terrace.base.access import policy, throttling
from terrace.base.access.addresses import address_of
from terrace.base.access.models import Use
from terrace.base.access.policy import Actor
from terrace.base.access.tokens import actor_of_token, digest
from terrace.base.kernel.problems import Refused
from terrace.base.people import presence
from terrace.web.odk import letters, problems

ENROL = "device.enrol"
#: Requests of one phone in a minute; more are asked to wait.
PACE, MINUTE = 600, 60.0
_KEPT = 10_000
_lock = threading.Lock()
_paces: dict[str, tuple[float, int]] = {}

View = Callable[..., HttpResponse]


def by_token(view: View) -> View:
    """The view gets the actor behind the request; a refusal is told as OpenRosa tells it."""

    @wraps(view)
    def gate(request: HttpRequest, token: str, **values: Any) -> HttpResponse:
        language = "vi"
        try:
            actor = _known(request, token)
            language = actor.language
            return view(request, actor, **values)
        except Refused as refused:
            return refusal(refused, language)

    gate.policy = ENROL  # type: ignore[attr-defined]
    return csrf_exempt(gate)


def _known(request: HttpRequest, token: str) -> Actor:
    actor = actor_of_token(token, Use.DEVICE)
    if actor is None:
        throttling.attempt("token", address_of(request))
        raise problems.DEVICE_UNKNOWN.problem()
    _pace(digest(token))
    presence.enter(actor.person_id)
    request.actor = actor  # type: ignore[attr-defined]
    policy.demand(actor, ENROL)
    return actor


def _pace(key: str) -> None:
    """Count a request of this phone; raises `device.fast` (429) when there are too many in a minute."""
    now = time.monotonic()
    with _lock:
        if len(_paces) > _KEPT:
            _paces.clear()
        start, count = _paces.get(key, (now, 0))
        if now - start >= MINUTE:
            start, count = now, 0
        _paces[key] = (start, count + 1)
    if count >= PACE:
        raise problems.DEVICE_FAST.problem(seconds=int(start + MINUTE - now) + 1)


def refusal(refused: Refused, language: str) -> HttpResponse:
    """The first fault with its advice, in the language of the officer."""
    fault = refused.faults[0]
    response = letters.said(f"{fault.message(language)} {fault.advice(language)}", refused.status)
    if isinstance(refused, throttling.Waiting):
        response.headers["Retry-After"] = str(refused.seconds)
    elif fault.code == problems.DEVICE_FAST.code:
        response.headers["Retry-After"] = str(int(MINUTE))
    return response
