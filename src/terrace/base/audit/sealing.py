"""The hash chain over the entries, built behind the writers.

An entry is queued for its seal in the transaction that wrote it, so only entries of finished transactions are seen
here, and none can be missed. Writers never wait for the chain, which goes on after a restored back-up as well.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

GENESIS = bytes(32)
LOCK = 0x7E55_A11D
BATCH = 5_000

_TAKE = """
    WITH taken AS (
        DELETE FROM audit_unsealed WHERE entry_id IN (SELECT entry_id FROM audit_unsealed ORDER BY entry_id LIMIT %s)
        RETURNING entry_id)
    SELECT e.id, to_jsonb(e)::text FROM audit_entry e JOIN taken t ON t.entry_id = e.id ORDER BY e.id
"""
_SEALED = """
    SELECT s.number, s.hash, to_jsonb(e)::text FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id
    ORDER BY s.number
"""
_FORGOTTEN = """
    SELECT count(*) FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = e.id)
        AND NOT EXISTS (SELECT FROM audit_unsealed u WHERE u.entry_id = e.id)
"""


def seal() -> int:
    """Seal what waits; how many entries were sealed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', 'UTC', true), pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SELECT number, hash FROM audit_seal ORDER BY number DESC LIMIT 1")
        number, before = cursor.fetchone() or (0, GENESIS)
        cursor.execute(_TAKE, [BATCH])
        rows = []
        for entry_id, text in cursor.fetchall():
            number, before = number + 1, link(bytes(before), text)
            rows.append((number, entry_id, before))
        cursor.executemany("INSERT INTO audit_seal (number, entry_id, hash) VALUES (%s, %s, %s)", rows)
    return len(rows)


def link(before: bytes, entry: str) -> bytes:
    """The hash of an entry in the chain."""
    return hashlib.sha256(before + entry.encode()).digest()


def broken() -> Iterator[int]:
    """The numbers of seals that do not fit their entry or the seal before; 0 for entries outside the chain."""
    before, expected = GENESIS, 1
    for number, kept, text in _sealed():
        if number != expected or link(before, text) != bytes(kept):
            yield number
        before, expected = bytes(kept), number + 1
    if _forgotten():
        yield 0


def _forgotten() -> int:
    """Entries with neither a seal nor a place in the queue."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN)
        found: tuple[int] = cursor.fetchone()
    return found[0]


def _sealed() -> Iterator[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', 'UTC', true)")
        cursor.execute(_SEALED)
        while rows := cursor.fetchmany(BATCH):
            yield from rows
