"""Proof by password, for Django's log-in.

The hash comes from `people_login(username)`, the one way for a web process to see it: one user name at a
time.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.http import HttpRequest

from terrace.base.people import presence
from terrace.base.people.models import Person


class PasswordBackend(BaseBackend):
    """User name and password; takes the same time whether or not the person exists."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  # Django's signature
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> Person | None:
        if username is None or password is None:
            return None
        person_id = _proven(username.strip().lower(), password)
        if person_id is None:
            return None
        presence.enter(person_id)
        return self.get_user(person_id)

    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()


def _proven(username: str, password: str) -> int | None:
    """The id of the active person with this name and password."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, hash FROM people_login(%s)", [username])
        row = cursor.fetchone()
    if row is None:
        make_password(password)  # as long as a real check
        return None
    return int(row[0]) if check_password(password, row[1]) else None
