"""The hash chain over the entries, built behind the writers.

Only entries of transactions older than every running one are sealed, in the order (transaction, id): no entry
can appear later before a sealed one, so the chain has no gap and needs no lock on the writers' road.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

GENESIS = bytes(32)
LOCK = 0x7E55_A11D
BATCH = 5_000

_UNSEALED = """
    SELECT id, transaction, to_jsonb(e)::text FROM audit_entry e
    WHERE (transaction, id) > (%s, %s) AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY transaction, id LIMIT %s
"""
_SEALED = """
    SELECT s.number, s.hash, to_jsonb(e)::text FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id
    ORDER BY s.number
"""


def seal() -> int:
    """Seal what is finished; how many entries were sealed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', 'UTC', true), pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SELECT number, hash, transaction, entry_id FROM audit_seal ORDER BY number DESC LIMIT 1")
        number, before, at, entry = cursor.fetchone() or (0, GENESIS, 0, 0)
        cursor.execute(_UNSEALED, [at, entry, BATCH])
        rows = []
        for entry_id, xid, text in cursor.fetchall():
            number, before = number + 1, link(bytes(before), text)
            rows.append((number, entry_id, xid, before))
        cursor.executemany("INSERT INTO audit_seal (number, entry_id, transaction, hash) VALUES (%s, %s, %s, %s)", rows)
    return len(rows)


def link(before: bytes, entry: str) -> bytes:
    """The hash of an entry in the chain."""
    return hashlib.sha256(before + entry.encode()).digest()


def broken() -> Iterator[int]:
    """The numbers of seals that do not fit their entry or the seal before; empty when all is well."""
    before, expected = GENESIS, 1
    for number, kept, text in _sealed():
        if number != expected or link(before, text) != bytes(kept):
            yield number
        before, expected = bytes(kept), number + 1


def _sealed() -> Iterator[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', 'UTC', true)")
        cursor.execute(_SEALED)
        while rows := cursor.fetchmany(BATCH):
            yield from rows
