"""Reading what was handed in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from terrace.base.people import queries as people
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.models import Observation, Submission


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


def newest_of(person_id: int, limit: int) -> list[tuple[SubmissionView, list[str]]]:
    """What a person sent last, each with what it is about (`area:sector`)."""
    newest = Submission.objects.filter(person_id=person_id).order_by("-id")
    rows = dict(newest.values_list("id", "about")[:limit])
    views = submissions(rows)
    return [(views[number], about) for number, about in rows.items() if number in views]


def speaks(submission: int, cell: tuple[int, int, int, int]) -> bool:
    """True when what is in force for the cell (indicator, area, period, breakdown) was said by the submission."""
    indicator, area, period, breakdown = cell
    return Observation.objects.filter(
        indicator_id=indicator, area_id=area, period=period, breakdown_id=breakdown, submission_id=submission
    ).exists()


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
