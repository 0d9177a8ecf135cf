"""Failed attempts in a row, and the wait after them; counted in PostgreSQL, so over all processes.

    attempt(kind, key)     count one, or refuse with `access.wait`: check and count in one statement, so that
                           many guesses at the same moment cannot pass together
    check(kind, key)       refuse with `access.wait` while a wait runs
    failed(kind, key)      count one
    succeeded(kind, key)   start from nothing

After the first `LIMITS[kind]` failures each further one doubles the wait: 10, 20, 40 … seconds, at most 15
minutes. A count is forgotten an hour after its last failure. An office often has one address for all its
people, so an address may fail more often than a user name.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from terrace.base.access import problems
from terrace.base.access.models import Throttle
from terrace.base.kernel.problems import Refused

#: Failures in a row that cost nothing but the last.
LIMITS: Final = {"username": 5, "address": 20, "token": 20}
_FIRST_WAIT, _LONGEST_WAIT = 10, 900

#: One row lock decides: a running wait is left alone (no row comes back), anything else is counted.
_COUNT = f"""
INSERT INTO access_throttle AS kept (kind, key, failures, failed_at, wait_until)
VALUES (%(kind)s, %(key)s, 1, clock_timestamp(), NULL)
ON CONFLICT (kind, key) DO UPDATE SET
  failures = CASE
    WHEN kept.failed_at < clock_timestamp() - interval '1 hour' THEN 1
    ELSE kept.failures + 1 END,
  failed_at = clock_timestamp(),
  wait_until = CASE
    WHEN kept.failed_at < clock_timestamp() - interval '1 hour' OR kept.failures + 1 < %(limit)s THEN NULL
    ELSE clock_timestamp() + interval '1 second'
      * least({_FIRST_WAIT} * 2.0 ^ least(kept.failures + 1 - %(limit)s, 20), {_LONGEST_WAIT}) END
WHERE %(force)s OR kept.wait_until IS NULL OR kept.wait_until <= clock_timestamp()
RETURNING failures
"""  # noqa: S608  # the numbers are constants of this file


class Waiting(Refused):
    """The problem `access.wait`, with the seconds for `Retry-After`."""

    def __init__(self, seconds: int) -> None:
        super().__init__([problems.WAIT.fault(seconds=seconds)])
        self.seconds = seconds


def attempt(kind: str, key: str) -> None:
    """Count an attempt before it is known how it ends; raises `access.wait` while a wait runs."""
    if not _count(kind, key, force=False):
        raise _wait(_waiting(kind, key) or timezone.now())


def check(kind: str, key: str) -> None:
    """Raise `access.wait` while a wait runs."""
    until = _waiting(kind, key)
    if until is not None:
        raise _wait(until)


def failed(kind: str, key: str) -> None:
    """Count a failure."""
    _count(kind, key, force=True)


def succeeded(kind: str, key: str) -> None:
    """Forget the failures, and what is a day old of anybody."""
    old = Q(failed_at__lt=timezone.now() - timedelta(days=1))
    Throttle.objects.filter(Q(kind=kind, key=_short(key)) | old).delete()


def _count(kind: str, key: str, *, force: bool) -> bool:
    """True when it was counted, False when a wait runs."""
    limit = LIMITS[kind]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"kind": kind, "key": _short(key), "limit": limit, "force": force})
        return cursor.fetchone() is not None


def _waiting(kind: str, key: str) -> datetime | None:
    found = Throttle.objects.filter(kind=kind, key=_short(key), wait_until__gt=timezone.now())
    return found.values_list("wait_until", flat=True).first()


def _wait(until: datetime) -> "Waiting":
    seconds = max(1, ceil((until - timezone.now()).total_seconds()))
    return Waiting(seconds)


def _short(key: str) -> str:
    return key.strip().lower()[:160]
