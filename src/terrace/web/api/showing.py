"""A submission in the shape of the API."""

import msgspec

from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import intake, queries
from terrace.facts.collection.models import Enclosure
from terrace.facts.collection.models import Finding as Row
from terrace.facts.collection.models import Submission as Kept
from terrace.facts.collection.queries import FileView, SubmissionView, Withdrawn
from terrace.web.api import dressing, handed, links, shapes


def submission(kept: Kept, view: SubmissionView) -> handed.Submission:
    """All that is known of it."""
    content = intake.inflate(bytes(kept.content))
    files = queries.files(kept.pk)
    return handed.Submission(
        id=kept.pk,
        status=view.state,
        source=view.source,
        source_vi=view.source_name_vi,
        source_en=view.source_name_en,
        simulated=view.simulated,
        door=view.door,
        device=view.device,
        job=view.job,
        person=shapes.Sender(view.person_id, view.person or None),
        received_at=view.received_at,
        facts=view.facts,
        note=view.note,
        because=content.because,
        digest=view.digest,
        original=next((file(each) for each in files if each.use == Enclosure.Use.SOURCE), None),
        attachments=[file(each) for each in files if each.use == Enclosure.Use.ATTACHMENT],
        findings=[finding(each) for each in queries.findings(kept.pk)],
        withdrawn=_withdrawn(view.withdrawn),
        observations=[msgspec.convert(fact, handed.Handing, from_attributes=True) for fact in content.observations],
        links=dressing.submission_links(kept.pk),
    )


def file(view: FileView) -> handed.File:
    link = links.original(view.sha256)
    return handed.File(view.name, view.sha256, view.size, view.media_type, view.received_at, link)


def finding(row: Row) -> handed.Finding:
    """With codes instead of ids."""
    catalogue, period = snapshot.current(), periods.from_id(row.period)
    version = index.current().version(row.area_id, period.end)
    return handed.Finding(
        rule=row.rule,
        severity=row.severity,
        indicator=catalogue.by_id[row.indicator_id].code,
        area=version.code if version else "",
        period=period.code,
        breakdown=catalogue.cells.get(row.breakdown_id, ""),
        message_vi=row.detail.get("message_vi", ""),
        message_en=row.detail.get("message_en", ""),
        because=row.because,
        state=row.state,
        found_at=row.found_at,
    )


def _withdrawn(found: Withdrawn | None) -> handed.TakenBack | None:
    if found is None:
        return None
    person = None if found.person_id is None else shapes.Sender(found.person_id, found.person or None)
    return handed.TakenBack(found.at, person, found.why)
