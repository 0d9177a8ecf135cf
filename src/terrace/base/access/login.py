"""Log-in by user name and password, with its limits."""

from django.contrib import auth
from django.http import HttpRequest

from terrace.base.access import actors, problems, throttling
from terrace.base.access.addresses import address_of
from terrace.base.audit import actions as audit
from terrace.base.kernel.problems import Refused
from terrace.base.people.models import Person


def log_in(request: HttpRequest, username: str, password: str) -> Person:
    """Open the session of the person.

    Raises `access.login_wrong` (401), or `access.wait` (429, a `throttling.Waiting` with its seconds) after
    too many failures of the user name or of the address. Both count before the password is looked at.
    """
    counted = {"address": address_of(request), "username": username.strip()}
    for kind, key in counted.items():
        throttling.attempt(kind, key)
    person = auth.authenticate(request, username=username, password=password)
    if not isinstance(person, Person):
        raise _failed(counted)
    for kind, key in counted.items():
        throttling.succeeded(kind, key)
    _open(request, person, counted["address"])
    return person


def _failed(counted: dict[str, str]) -> Refused:
    audit.record("login.fail", f"username:{counted['username'][:80]}", None, {"address": counted["address"]})
    return problems.LOGIN_WRONG.problem("/password")


def _open(request: HttpRequest, person: Person, address: str) -> None:
    auth.login(request, person)
    request.actor = actors.actor_of(person)  # type: ignore[attr-defined]
    audit.record("login.succeed", f"person:{person.pk}", person.pk, {"address": address})


def log_out(request: HttpRequest) -> None:
    """End the session."""
    auth.logout(request)
    request.actor = actors.ANONYMOUS  # type: ignore[attr-defined]
