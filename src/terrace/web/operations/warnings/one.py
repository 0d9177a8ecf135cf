"""The page of one warning: what happened, why it is said, where it comes from, what was done, what may be done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.base.access import policy
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.lifecycle import queries as life
from terrace.insight.monitoring.models import Kind, Silence
from terrace.insight.monitoring.views import WarningView
from terrace.web.operations import shown
from terrace.web.operations.warnings import cards, charts, contributions, evidence, silences, words
from terrace.web.operations.warnings.cards import WarningRow
from terrace.web.ui.components import Choice

#: Steps that are shown.
STEPS = 200


@dataclass(frozen=True, slots=True)
class StepRow:
    """One thing that was done; `who` is '' for the system and for whom she may not see."""

    at: datetime
    verb: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Acts:
    """What may be done, and what the forms offer."""

    may: bool
    people: tuple[Choice, ...]
    scopes: tuple[Choice, ...]
    verdicts: tuple[Choice, ...]
    silences: tuple[Silence, ...]
    tomorrow: date
    key: str


def page(reader: Reader, number: int) -> dict[str, Any]:
    """The context of `operations/warnings/warning.html`; raises a problem for one that she may not see."""
    warning = queries.one(reader.actor, number)
    head = cards.row(reader, warning)
    drawn = charts.chart(reader, warning)
    return {
        "row": head,
        "said": list(_said(warning)),
        "advice": warning.advice(shown.language()),
        "figure": _figure(warning),
        "group": _group(reader, warning),
        "explained": _explained(reader, warning),
        "chart": drawn,
        "newest": list(reversed(drawn.points)) if drawn else [],
        "banded": warning.low is not None and warning.high is not None,
        "expected_name": charts.expected_name(warning),
        **contributions.context(reader, warning),
        **evidence.context(reader, warning),
        "steps": _steps(warning),
        "acts": _acts(reader, warning),
        "crumbs": _crumbs(head),
    }


def _crumbs(head: WarningRow) -> list[Choice]:
    inbox = Choice("", _("Warnings"), href=reverse("operations:warnings"))
    return [inbox, Choice("", head.title, chosen=True)]


def _figure(warning: WarningView) -> str:
    """The page of the figure, with the way down to who sent what."""
    if warning.spec is None or warning.place is None or warning.period is None:
        return ""
    path = reverse("operations:figure", args=[warning.spec.code, warning.place.code, warning.period.code])
    return f"{path}?{urlencode({'breakdown': warning.breakdown})}" if warning.breakdown else path


def _said(warning: WarningView) -> list[str]:
    """What the one sentence leaves out."""
    said = []
    if warning.twice:
        said.append(_("Decided again with the period after it."))
    if warning.cleared_at:
        why = words.of(words.REASONS_CLEARED, warning.cleared_why)
        said.append(_("Cleared on %(day)s: %(why)s.") % {"day": _day(warning.cleared_at), "why": why})
    if warning.verdict:
        said.append(_("Verdict: %(verdict)s.") % {"verdict": words.of(words.VERDICTS, warning.verdict)})
    return said


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def _group(reader: Reader, warning: WarningView) -> Choice | None:
    """The others of the same cause."""
    if not warning.group_id:
        return None
    group = life.group(reader.actor, warning.group_id)
    if group.warnings <= 1:
        return None
    label = _("One of %(count)s warnings of one cause: %(matter)s")
    href = f"{reverse('operations:warnings')}?state=all&group={group.id}"
    return Choice("", label % {"count": group.warnings, "matter": group.matter(shown.language())}, href=href)


def _explained(reader: Reader, warning: WarningView) -> Choice | None:
    if not warning.explained_by_id:
        return None
    found = cards.rows(reader, queries.several(reader.actor, [warning.explained_by_id]))
    return Choice("", found[0].title, href=found[0].href) if found else None


def _steps(warning: WarningView) -> list[StepRow]:
    """The newest first."""
    return [
        StepRow(step.at, words.of(words.STEPS, step.verb), step.person, step.text)
        for step in reversed(warning.steps[-STEPS:])
    ]


def _acts(reader: Reader, warning: WarningView) -> Acts:
    verb = queries.HEALTH if warning.kind == Kind.HEALTH else queries.HANDLE
    handlers = policy.who(verb, warning.area, warning.sector or None) if warning.may_handle else []
    return Acts(
        may=warning.may_handle,
        people=tuple(Choice(str(each.pk), each.full_name) for each in handlers),
        scopes=tuple(silences.scopes(reader, warning)),
        verdicts=tuple(Choice(code, str(name), code == warning.verdict) for code, name in words.VERDICTS.items()),
        silences=tuple(silences.over(warning)),
        tomorrow=timezone.localdate() + timedelta(days=1),
        key=uuid4().hex,
    )
