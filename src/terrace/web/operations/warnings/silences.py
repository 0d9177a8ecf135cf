"""Silences: which stand, over what, why, until when; and the scopes that the form of a warning offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from terrace.base.access import policy
from terrace.base.people import queries as people
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.lifecycle import queries as life
from terrace.insight.monitoring.lifecycle import silencing
from terrace.insight.monitoring.models import Kind, Silence, Warning
from terrace.insight.monitoring.views import WarningView
from terrace.web.operations import shown
from terrace.web.operations.warnings import cards
from terrace.web.operations.warnings.inbox import tabs
from terrace.web.ui.components import Choice

#: Silences that are over and still shown.
OVER = 50


@dataclass(frozen=True, slots=True)
class SilenceRow:
    """A silence in words; `lift` is the address of the POST, or '' where she may not or it is over."""

    id: int
    what: str
    place: str
    reason: str
    who: str
    made_at: datetime
    until: datetime
    lifted_at: datetime | None
    lifted_by: str
    lift: str


def page(reader: Reader) -> dict[str, Any]:
    """The context of `operations/warnings/silences.html`."""
    now = timezone.now()
    held = list(life.silences(reader.actor, now))
    found = [*held, *_over(reader, now)]
    names = people.names({each.made_by for each in found} | {each.lifted_by for each in found})
    rows = [_row(reader, each, names) for each in found]
    return {"tabs": tabs("silences"), "standing": rows[: len(held)], "past": rows[len(held) :]}


def _over(reader: Reader, now: datetime) -> list[Silence]:
    """Those that ended, in places that she sees warnings of, the newest first."""
    areas = policy.which(reader.actor, queries.READ).areas
    found = Silence.objects.filter(Q(lifted_at__isnull=False) | Q(until__lte=now)).order_by("-id")
    return list((found if areas is None else found.filter(area_id__in=areas))[:OVER])


def _row(reader: Reader, silence: Silence, names: Mapping[int, str]) -> SilenceRow:
    stands = silence.lifted_at is None and silence.until > timezone.now()
    may = stands and life.may_lift(reader.actor, silence)
    return SilenceRow(
        id=silence.pk,
        what=_what(reader, silence),
        place=_place(reader, silence.area_id),
        reason=silence.reason,
        who=names.get(silence.made_by, ""),
        made_at=silence.made_at,
        until=silence.until,
        lifted_at=silence.lifted_at,
        lifted_by=names.get(silence.lifted_by or 0, ""),
        lift=reverse("operations:silence-lift", args=[silence.pk]) if may else "",
    )


def _what(reader: Reader, silence: Silence) -> str:
    language, parts = shown.language(), []
    if spec := reader.snapshot.by_id.get(silence.indicator_id):
        parts.append(spec.name(language))
    if sector := reader.snapshot.sectors.get(silence.sector):
        parts.append(sector.name(language))
    if silence.rule:
        parts.append(_("rule “%(rule)s”") % {"rule": silence.rule})
    return " · ".join(parts) or _("All warnings")


def _place(reader: Reader, area: int) -> str:
    history = reader.index.history(area)
    version = reader.index.version(area, timezone.localdate()) or (history[-1] if history else None)
    return shown.name(version) if version else "–"


def over(warning: WarningView) -> list[Silence]:
    """Those that stand over a warning."""
    row = Warning.objects.filter(pk=warning.id).first()
    return [each for each in silencing.standing(timezone.now()) if row and silencing.covers(each, row)]


# the form of a warning


def scopes(reader: Reader, warning: WarningView) -> list[Choice]:
    """From the narrowest to the widest; the health of the system by its measure alone."""
    place = shown.name(warning.place) if warning.place else ""
    found = [Choice("rule", _("This rule in %(place)s") % {"place": place})]
    if warning.kind == Kind.HEALTH:
        return found
    if warning.spec:
        what = cards.subject(reader, warning)
        found.insert(0, Choice("indicator", _("%(what)s in %(place)s") % {"what": what, "place": place}))
    return [*found, Choice("area", _("All warnings of %(place)s") % {"place": place})]


def until(text: str) -> datetime | None:
    """The end of a day as a form writes it; None for what is none."""
    try:
        day: date | None = parse_date(text)
    except ValueError:
        day = None
    return datetime.combine(day, time(23, 59), timezone.get_current_timezone()) if day else None
