"""Reading what was handed in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from terrace.base.people import queries as people
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.models import Submission


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission as it is shown: who, when, by which door, for which source."""

    id: int
    person: str
    person_id: int
    source: str
    source_name: str
    simulated: bool
    door: str
    received_at: datetime
    facts: int
    state: str
    note: str
    digest: str


def submissions(ids: Collection[int]) -> dict[int, SubmissionView]:
    """The submissions among these that the asking connection may see."""
    rows = list(Submission.objects.filter(pk__in=ids).defer("content"))
    names = people.names({row.person_id for row in rows if row.person_id})
    sources = {source.id: source for source in snapshot.current().sources.values()}
    return {row.pk: _view(row, names, sources[row.source_id]) for row in rows}


def _view(row: Submission, names: dict[int, str], source: snapshot.SourceSpec) -> SubmissionView:
    return SubmissionView(
        id=row.pk,
        person=names.get(row.person_id, ""),
        person_id=row.person_id,
        source=source.code,
        source_name=source.name_vi,
        simulated=source.simulated,
        door=row.door,
        received_at=row.received_at,
        facts=row.facts,
        state=row.state,
        note=row.note,
        digest=bytes(row.digest).hex(),
    )


def with_observations(indicators: Collection[int]) -> set[int]:
    """The indicators among these that something was ever handed in for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i FROM unnest(%s::int[]) i WHERE EXISTS"
            " (SELECT FROM collection_observation o WHERE o.indicator_id = i)"
            " OR EXISTS (SELECT FROM collection_observationrevision r WHERE r.indicator_id = i)",
            [sorted(indicators)],
        )
        return {row[0] for row in cursor.fetchall()}
