"""Reading what was handed in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import get_language

from terrace.base.people import queries as people
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import SourceSpec
from terrace.facts.collection.models import Enclosure, Finding, Submission


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission as it is shown: who, when, by which door, for which source."""

    id: int
    person: str
    person_id: int
    source: str
    source_name_vi: str
    source_name_en: str
    simulated: bool
    door: str
    received_at: datetime
    facts: int
    state: str
    note: str
    digest: str
    device: str = ""
    job: int | None = None
    withdrawn: "Withdrawn | None" = None

    @property
    def source_name(self) -> str:
        """In the language of the reader."""
        return self.source_name_en if (get_language() or "vi").startswith("en") else self.source_name_vi


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Who took a submission back, when and why; before the reason was kept here, it is in the audit only."""

    at: datetime
    person: str
    person_id: int | None
    why: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a submission; `use` is that of `Enclosure`."""

    id: int
    sha256: str
    name: str
    size: int
    media_type: str
    use: str
    received_at: datetime


def submissions(ids: Collection[int]) -> dict[int, SubmissionView]:
    """The submissions among these that the asking connection may see."""
    rows = list(Submission.objects.filter(pk__in=ids).defer("content"))
    names = people.names({person for row in rows for person in (row.person_id, row.withdrawn_by) if person})
    sources = {source.id: source for source in snapshot.current().sources.values()}
    return {row.pk: _view(row, names, sources[row.source_id]) for row in rows}


def _view(row: Submission, names: dict[int, str], source: SourceSpec) -> SubmissionView:
    return SubmissionView(
        id=row.pk,
        person=names.get(row.person_id, ""),
        person_id=row.person_id,
        source=source.code,
        source_name_vi=source.name_vi,
        source_name_en=source.name_en,
        simulated=source.simulated,
        door=row.door,
        received_at=row.received_at,
        facts=row.facts,
        state=row.state,
        note=row.note,
        digest=bytes(row.digest).hex(),
        device=row.device,
        job=row.job_id,
        withdrawn=_withdrawn(row, names),
    )


def _withdrawn(row: Submission, names: dict[int, str]) -> Withdrawn | None:
    if row.withdrawn_at is None:
        return None
    return Withdrawn(row.withdrawn_at, names.get(row.withdrawn_by or 0, ""), row.withdrawn_by, row.withdrawn_why)


def files(submission: int) -> list[FileView]:
    """The files of a submission that the asking connection may see, the one that the figures came from first."""
    rows = Enclosure.objects.filter(submission_id=submission).select_related("original").order_by("-use", "pk")
    return [_file(row) for row in rows.defer("original__parts")]


def _file(row: Enclosure) -> FileView:
    file = row.original
    return FileView(file.pk, bytes(file.sha256).hex(), file.name, file.size, file.media_type, row.use, file.received_at)


def findings(submission: int) -> list[Finding]:
    """What rules found in a submission, as far as the asking connection may see it."""
    return list(Finding.objects.filter(submission_id=submission).order_by("pk"))


def newest_of(person_id: int, limit: int) -> list[tuple[SubmissionView, list[str]]]:
    """What a person sent last, each with what it is about (`area:sector`)."""
    newest = Submission.objects.filter(person_id=person_id).order_by("-id")
    rows = dict(newest.values_list("id", "about")[:limit])
    views = submissions(rows)
    return [(views[number], about) for number, about in rows.items() if number in views]


_IN_FORCE = """
    SELECT o.indicator_id, o.area_id, o.period, o.breakdown_id FROM collection_observation o
    JOIN unnest(%s::int[], %s::int[], %s::int[], %s::int[]) AS c (indicator, area, period, breakdown)
        ON o.indicator_id = c.indicator AND o.area_id = c.area AND o.period = c.period
        AND o.breakdown_id = c.breakdown
    WHERE o.submission_id = %s
"""


def in_force(submission: int, cells: Collection[tuple[int, int, int, int]]) -> set[tuple[int, int, int, int]]:
    """The cells (indicator, area, period, breakdown) for which what the submission said still holds."""
    columns = [[cell[number] for cell in cells] for number in range(4)]
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [*columns, submission])
        return set(cursor.fetchall())


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
