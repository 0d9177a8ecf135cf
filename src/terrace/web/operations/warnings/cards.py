"""A warning as a line of a list and as the head of its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring.models import State
from terrace.insight.monitoring.views import WarningView
from terrace.web.operations import shown
from terrace.web.operations.warnings import words
from terrace.web.operations.warnings.words import Severe


@dataclass(frozen=True, slots=True)
class WarningRow(Severe):
    """A warning in words; `acknowledge` is the address of the POST, or '' where she may not or need not."""

    id: int
    head: str
    rest: str
    subject: str
    place: str
    period: str
    kind: str
    severity: int
    state: str
    owner: str
    due: datetime | None
    raised_at: datetime
    href: str
    acknowledge: str
    simulated: bool
    group: int | None

    @property
    def sentence(self) -> str:
        """All of it."""
        return f"{self.head}: {self.rest}"

    @property
    def title(self) -> str:
        """What it is about, and where."""
        return " · ".join(filter(None, (self.subject, self.place)))

    @property
    def kind_name(self) -> str:
        return words.of(words.KINDS, self.kind)

    @property
    def state_name(self) -> str:
        return words.of(words.STATES, self.state)

    @property
    def late(self) -> bool:
        """Past its deadline, and not done."""
        return self.state != State.CLEARED and self.due is not None and self.due < timezone.now()


def rows(reader: Reader, views: Iterable[WarningView]) -> list[WarningRow]:
    """Many at once."""
    return [row(reader, each) for each in views]


def row(reader: Reader, view: WarningView) -> WarningRow:
    language = shown.language()
    head = view.title(language)
    handled = view.state == State.OPEN and view.may_handle
    return WarningRow(
        id=view.id,
        head=head,
        rest=view.sentence(language).removeprefix(f"{head}: "),
        subject=subject(reader, view),
        place=shown.name(view.place) if view.place else "",
        period=view.period.label(language) if view.period else "",
        kind=view.kind,
        severity=view.severity,
        state=view.state,
        owner=view.owner,
        due=view.due_at,
        raised_at=view.raised_at,
        href=reverse("operations:warning", args=[view.id]),
        acknowledge=reverse("operations:warning-acknowledge", args=[view.id]) if handled else "",
        simulated=view.simulated,
        group=view.group_id,
    )


def subject(reader: Reader, view: WarningView) -> str:
    """The indicator with its breakdown; for what is no figure, what it is about."""
    language = shown.language()
    what = view.said.what[1] if language == "en" else view.said.what[0]
    cell = reader.snapshot.cell_label(view.breakdown_id, language) if view.breakdown_id else ""
    return f"{what} · {cell}" if cell else what
