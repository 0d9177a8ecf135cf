"""Writing entries."""

from collections.abc import Iterable
from typing import Any

from terrace.base.audit.models import Entry


def record(verb: str, subject: str, actor_id: int | None, detail: dict[str, Any] | None = None) -> None:
    """Write one entry in the caller's transaction."""
    record_all([(verb, subject, actor_id, detail or {})])


def record_all(entries: Iterable[tuple[str, str, int | None, dict[str, Any]]]) -> None:
    """Write many entries (verb, subject, actor_id, detail) with one statement."""
    Entry.objects.bulk_create(
        Entry(verb=verb, subject=subject, actor_id=actor_id, detail=detail)
        for verb, subject, actor_id, detail in entries
    )
