"""Making what was asked for: a worker gathers, keeps the snapshot, and says so. A failure is kept, never hidden.

A report waits until all that was accepted before it was asked for is rolled up: else the first report of a new site
would be made of half its returns.
"""

import logging
from collections.abc import Iterable
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from terrace.base.access.policy import SYSTEM
from terrace.base.bus import actions as bus
from terrace.base.bus.events import Envelope
from terrace.base.kernel import periods
from terrace.facts.pipeline.queries import Reader
from terrace.insight.reports import backlog, events, gathering, printing, snapshots, versions
from terrace.insight.reports.models import Fact, Issue, State, Step
from terrace.insight.reports.snapshots import Frame, Said

log = logging.getLogger(__name__)

#: How often a worker looks for what another left behind.
LOOK_SECONDS: Final = 5.0
MAKE: Final = "report.make"


def asked(heard: list[Envelope]) -> None:  # noqa: ARG001 - the table says what waits
    """Make at once what somebody looks on at; what makes itself on its day may wait."""
    while work(asked_by__isnull=False):
        pass


def work(**which: object) -> bool:
    """Make the oldest (of these) that waits, once the figures have caught up; true when there was one."""
    waiting = Issue.objects.filter(state=State.ASKED, **which).order_by("id").first()
    return waiting is not None and backlog.rolled_up(waiting.asked_at) and left(**which)


def waits(number: int) -> bool:
    """It is still to be made."""
    return Issue.objects.filter(pk=number, state=State.ASKED).exists()


def left(**which: object) -> bool:
    """Make the oldest (of these) that waits and that nobody makes; true when there was one."""
    with transaction.atomic():
        waiting = Issue.objects.select_for_update(skip_locked=True).filter(state=State.ASKED, **which)
        issue = waiting.order_by("id").first()
        if issue is None:
            return False
        _try(issue)
    return True


def _try(issue: Issue) -> None:
    try:
        with transaction.atomic():
            make(issue)
    except (InterfaceError, OperationalError):  # the server went away: another worker tries again
        raise
    except Exception as error:
        log.exception("report %s could not be made", issue.pk)
        issue.state, issue.why = State.FAILED, f"{type(error).__name__}: {error}"[:500]
        issue.save(update_fields=["state", "why"])


def make(issue: Issue) -> None:
    """Gather and keep, at one moment of the database."""
    reader = Reader(SYSTEM)
    kept = versions.by_id(issue.version_id)
    frame, said = gathering.gather(
        reader, kept.plan, issue.area_id, periods.from_id(issue.period), timezone.localdate()
    )
    keep(issue, frame, said)
    Step.objects.create(issue=issue, verb=MAKE, person=issue.asked_by)
    bus.publish(events.told(events.MADE, issue))


def keep(issue: Issue, frame: Frame, said: Iterable[Said]) -> None:
    """The snapshot, and what names it."""
    rows = [_row(issue, each) for each in said]
    Fact.objects.bulk_create(rows, batch_size=1_000)
    text = snapshots.dump(frame)
    issue.frame = text
    issue.sha256 = snapshots.mark(text, {row.key: row.content for row in rows})
    issue.printer, issue.made_at, issue.state = printing.printer(), timezone.now(), State.DRAFT
    issue.save()


def _row(issue: Issue, said: Said) -> Fact:
    guards = {"area_id": said.area, "sector": said.sector, "indicator_id": said.indicator, "period": said.period}
    return Fact(issue=issue, key=said.key, kind=said.kind, content=snapshots.dump(said.content), **guards)
