"""Reads of people."""

from collections.abc import Iterable

from terrace.base.people.models import Person


def named(username: str) -> Person | None:
    """The person of this user name, in any letter case."""
    return Person.objects.filter(username=username.strip().lower()).first()


def names(ids: Iterable[int | None]) -> dict[int, str]:
    """Full names by id; a person whom the reader may not see is left out."""
    wanted = {number for number in ids if number is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "full_name"))


def called(usernames: Iterable[str]) -> dict[str, str]:
    """Full names by user name; a person whom the reader may not see is left out."""
    return dict(Person.objects.filter(username__in=set(usernames)).values_list("username", "full_name"))
