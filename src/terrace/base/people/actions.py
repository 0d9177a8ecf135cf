"""Changes of people. Each writes its audit entry in the same transaction."""

import re
import secrets
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from terrace.base.audit import actions as audit
from terrace.base.kernel import text
from terrace.base.people import problems
from terrace.base.people.models import Kind, Language, Password, Person

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,79}")


def create_person(
    username: str,
    full_name: str,
    password: str | None = None,
    *,
    email: str = "",
    language: str = Language.VIETNAMESE,
    kind: str = Kind.PERSON,
    by: int | None = None,
) -> Person:
    """A new person (`by`: id of who made her); without a password she cannot log in by password.

    Refused with `person.username_bad`, `person.username_taken` or `person.password_weak`.
    """
    name = _username(username)
    details = {"full_name": text.tidy(full_name), "email": email.strip(), "language": language, "kind": kind}
    with transaction.atomic():
        person = _insert(name, details)
        audit.record("person.create", f"person:{person.pk}", by, {"username": name, "kind": str(kind)})
        if password is not None:
            set_password(person, password, by=by)
    return person


def _username(given: str) -> str:
    """The name in the one form that is stored: lower case, no blanks."""
    name = text.tidy(given).lower()
    if not _USERNAME.fullmatch(name):
        raise problems.USERNAME_BAD.problem(username=name)
    return name


def _insert(username: str, details: dict[str, Any]) -> Person:
    """The row; a name that is taken is refused without breaking the caller's transaction."""
    try:
        with transaction.atomic():
            return Person.objects.create(username=username, stamp=secrets.token_hex(16), **details)
    except IntegrityError as error:
        if "username" not in str(error):
            raise
        raise problems.USERNAME_TAKEN.problem(username=username) from error


def set_password(person: Person, password: str | None, *, by: int | None = None) -> None:
    """Keep a new password (None: none at all) and end every session of the person.

    Owner of the tables only.
    """
    if password is not None:
        _demand_strength(person, password)
    person.stamp = secrets.token_hex(16)
    with transaction.atomic():
        person.save(update_fields=["stamp"])
        Password.objects.update_or_create(person=person, defaults={"hash": make_password(password)})
        audit.record("person.password", f"person:{person.pk}", by, {"kept": password is not None})


def _demand_strength(person: Person, password: str) -> None:
    """Refuse what the settings call weak."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise problems.PASSWORD_WEAK.problem(reason=" ".join(error.messages)) from error


def end_person(person: Person, *, by: int | None = None) -> None:
    """She may no longer log in, nor her tokens be used; her row stays for the history."""
    person.is_active = False
    person.stamp = secrets.token_hex(16)
    with transaction.atomic():
        person.save(update_fields=["is_active", "stamp"])
        audit.record("person.end", f"person:{person.pk}", by, {})
