"""Gates: every view and every API operation names its policy, and the gate holds it.

    @public                     anybody
    @signed_in                  anybody who is known
    @requires("figure.read")    whoever holds the verb anywhere; the view still asks the policy for the place

For django-ninja `auth=Gate(...)` does the same (`bearer`: a token only; `bearer_or_session`: a token, or a
session with its CSRF token; `open_gate`: anybody). `unnamed` lists what has no policy, for the guard test.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, Final, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.security import HttpBearer

from terrace.base.access import policy, problems
from terrace.base.access.actors import Actor
from terrace.base.access.roles import VERBS

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed_in"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def actor_in(request: HttpRequest) -> Actor:
    """Who asks (`access.middleware` knows); nobody when it did not run."""
    actor = getattr(request, "actor", policy.ANONYMOUS)
    return actor if isinstance(actor, Actor) else policy.ANONYMOUS


def public(view: ViewT) -> ViewT:
    """Anybody may see it."""
    return _gated(view, PUBLIC)


def signed_in(view: ViewT) -> ViewT:
    """Anybody who is known may see it; others are led to the log-in."""
    return _gated(view, SIGNED_IN)


def requires(verb: str) -> Callable[[ViewT], ViewT]:
    """Whoever holds the verb somewhere may see it.

    403 for others. `KeyError` for a verb that does not exist.
    """
    if verb not in VERBS:
        raise KeyError(verb)
    return lambda view: _gated(view, verb)


def _gated(view: ViewT, name: str) -> ViewT:
    """The view (function, or class with `dispatch`) behind its gate."""
    if isinstance(view, type):
        view.dispatch = _function(view.dispatch, name, at=1)  # type: ignore[attr-defined]
        view.policy = name  # type: ignore[attr-defined]
        return view
    return _function(view, name, at=0)  # type: ignore[return-value]


def _function(view: Callable[..., Any], name: str, at: int) -> Callable[..., Any]:
    """The request is the argument number `at`."""
    if iscoroutinefunction(view):
        raise TypeError("a gate stands before synchronous views only")

    @wraps(view)
    def gate(*args: Any, **values: Any) -> HttpResponseBase:
        turned_away = _turned_away(args[at], name)
        answer: HttpResponseBase = turned_away or view(*args, **values)
        return answer

    gate.policy = name  # type: ignore[attr-defined]
    return gate


def _turned_away(request: HttpRequest, name: str) -> HttpResponseBase | None:
    """The way to the log-in, or None when she may pass; `PermissionDenied` with the reason."""
    actor = actor_in(request)
    if name == PUBLIC or (name == SIGNED_IN and actor.signed_in):
        return None
    if not actor.signed_in:
        return redirect_to_login(request.get_full_path())
    decision = policy.may(actor, name)
    if not decision:
        raise PermissionDenied(str(decision.reason))
    return None


class Gate(HttpBearer):
    """`auth` of django-ninja operations: the policy, and whether a session will do. Gives the actor."""

    def __init__(self, name: str = SIGNED_IN, *, session: bool = True) -> None:
        if name not in {PUBLIC, SIGNED_IN, *VERBS}:
            raise KeyError(name)
        super().__init__()
        self.policy, self.session = name, session

    def __call__(self, request: HttpRequest) -> Actor:
        actor = actor_in(request)
        if self.policy == PUBLIC and (not actor.signed_in or request.method in _SAFE):
            return actor
        if not actor.signed_in:
            raise problems.NOT_SIGNED_IN.problem()
        self._check_session(request)
        if self.policy in VERBS:
            policy.demand(actor, self.policy)
        return actor

    def _check_session(self, request: HttpRequest) -> None:
        """A browser proves that the page is ours; a token proves itself."""
        if getattr(request, "by_token", False):
            return
        if not self.session:
            raise problems.NOT_SIGNED_IN.problem()
        if request.method not in _SAFE and _foreign(request):
            raise problems.FOREIGN_PAGE.problem()

    def authenticate(self, request: HttpRequest, token: str) -> Actor:  # noqa: ARG002  # HttpBearer
        return self(request)


class _Csrf(CsrfViewMiddleware):
    """Django's check, which says why instead of drawing a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ARG002  # Django's signature
        return reason


def _foreign(request: HttpRequest) -> bool:
    """True when the request carries no CSRF token of a page of this site."""
    check = _Csrf(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {}) is not None


def _nothing(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view, for the check's sake
    return HttpResponse()


open_gate: Final = Gate(PUBLIC)
bearer: Final = Gate(SIGNED_IN, session=False)
bearer_or_session: Final = Gate(SIGNED_IN)


def unnamed(patterns: Iterable[URLPattern | URLResolver], apis: Iterable[NinjaAPI] = ()) -> list[str]:
    """The addresses and API operations that name no policy.

    Pages that django-ninja makes itself are passed over.
    """
    views = [where for where, view in _views(patterns, "") if not _named(view)]
    return views + [where for api in apis for where in _ungated(api)]


def _views(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, Any]]:
    for each in patterns:
        where = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _views(each.url_patterns, where)
        else:
            yield where, each.callback


def _named(view: Any) -> bool:
    """It names a policy, or it is django-ninja's, whose operations are asked one by one."""
    inner = getattr(view, "func", view)
    return hasattr(view, "policy") or str(getattr(inner, "__module__", "")).startswith("ninja.")


def _ungated(api: NinjaAPI) -> Iterator[str]:
    for router in api._get_bound_routers():  # noqa: SLF001  # django-ninja has no public list
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if not any(hasattr(gate, "policy") for gate in operation.auth_callbacks):
                    yield "/".join(operation.methods) + " " + router.prefix + path
