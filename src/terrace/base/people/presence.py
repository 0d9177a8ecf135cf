"""Telling PostgreSQL who asks: the setting `terrace.person` that row-level security reads.

It lives as long as the connection, so whoever enters must leave (`access.middleware` does, for every
request).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

_ENTER = "SELECT current_setting('terrace.person', true), set_config('terrace.person', %s, false)"


def enter(person_id: int | None) -> int | None:
    """From now on this connection acts for the person (None: for nobody); the person before."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [str(person_id or "")])
        before = cursor.fetchone()
    return int(before[0]) if before and before[0] else None


def leave() -> None:
    """Forget the person; a connection that cannot forget is closed and never serves anybody else."""
    if connection.connection is None:
        return
    try:
        enter(None)
    except DatabaseError:  # broken, or inside a transaction that failed
        connection.close()


@contextmanager
def acting(person_id: int | None) -> Iterator[None]:
    """Act for the person within the block, then again for whoever it was before.

    In a transaction that failed nothing can be set: its rollback brings back who it was.
    """
    before = enter(person_id)
    try:
        yield
    finally:
        with suppress(DatabaseError):
            enter(before)


@contextmanager
def bound() -> Iterator[None]:
    """Work as the web role within the block, which has to be inside a transaction; a rollback ends it too."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE terrace_web")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
