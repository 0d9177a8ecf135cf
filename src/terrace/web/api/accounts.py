"""Accounts by the name that they log in with."""

from terrace.base.people.models import Person
from terrace.web.api import problems


def named(username: str) -> int:
    """The active account, as far as the asking connection may see it; raises `webhook.account_unknown`."""
    found = Person.objects.filter(username=username.strip().lower(), is_active=True).first()
    if found is None:
        raise problems.ACCOUNT_UNKNOWN.problem("/account", username=username[:80])
    return int(found.pk)
