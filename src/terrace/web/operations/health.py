"""The page of the system's own health: each measure in words, for administrators."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, requires
from terrace.base.access.policy import Actor
from terrace.insight.monitoring import queries as warnings
from terrace.insight.monitoring.health import queries
from terrace.insight.monitoring.health.lights import AMBER, GREEN, GREY, RED
from terrace.insight.monitoring.health.queries import Health, Measured
from terrace.insight.monitoring.models import Kind
from terrace.insight.monitoring.queries import Filters
from terrace.web.operations import shown
from terrace.web.operations.targets.lights import Light
from terrace.web.ui import numbers
from terrace.web.ui.components import Choice

SIGNS = {GREEN: "✓", AMBER: "▲", RED: "✕", GREY: "?"}
WORDS = {
    GREEN: gettext_lazy("well"),
    AMBER: gettext_lazy("look at it"),
    RED: gettext_lazy("act now"),
    GREY: gettext_lazy("not measured"),
}

#: Names of parts that are measured.
PARTS = {
    "waiting": gettext_lazy("waiting"),
    "alive": gettext_lazy("workers alive"),
    "home": gettext_lazy("folder of the installation"),
    "temporary files": gettext_lazy("temporary files"),
    "missing file": gettext_lazy("missing file"),
    "files": gettext_lazy("large files"),
    "forecasts": gettext_lazy("forecasts"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A measure: its value and limits as text, since when it is so, what to do when it is bad.

    `warning`: the page of the warning that stands on it, or ''.
    """

    code: str
    light: Light
    name: str
    value: str
    limits: str
    since: datetime | None
    advice: str
    detail: tuple[tuple[str, str], ...]
    warning: str


@requires("health.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every measure with its light; what is bad comes first."""
    found = queries.health(actor_in(request))
    standing = _standing(actor_in(request))
    rows = [_row(each, standing.get(each.measure.code, "")) for each in found.measured]
    order = (RED, AMBER, GREY, GREEN)
    context = {
        "rows": sorted(rows, key=lambda row: order.index(row.light.colour)),
        "light": _light(found.light),
        "sentence": _sentence(found),
        "at": found.at,
        "standing": len(standing),
        "warnings": f"{reverse('operations:warnings')}?kind={Kind.HEALTH}",
        "crumbs": [Choice("", _("Health of the system"), chosen=True)],
    }
    return render(request, "operations/health.html", context)


def _standing(actor: Actor) -> dict[str, str]:
    """The page of the warning that stands on each measure."""
    found = warnings.rows(actor, Filters(kinds=(Kind.HEALTH,))).values_list("subject", "pk")
    return {subject: reverse("operations:warning", args=[number]) for subject, number in found}


def _sentence(found: Health) -> str:
    """The whole in one sentence."""
    if found.at is None:
        return _("Nothing has been measured yet: no worker has run.")
    if found.old:
        return _("No worker measures any more. Figures that come in are kept, but not worked on.")
    bad = sum(each.light in (AMBER, RED) for each in found.measured)
    if not bad:
        return _("Everything that is measured is well.")
    return _("%(bad)s of %(every)s measures need somebody to look at them.") % {
        "bad": bad,
        "every": len(found.measured),
    }


def _light(colour: str) -> Light:
    return Light(colour, SIGNS[colour], str(WORDS[colour]))


def _row(found: Measured, warning: str) -> Row:
    language = shown.language()
    bad = found.light in (AMBER, RED)
    return Row(
        code=found.measure.code,
        light=_light(found.light),
        name=found.measure.name(language),
        value=_text(found, found.value),
        limits=_limits(found),
        since=found.since if bad else None,
        advice=found.measure.advice(language) if bad else "",
        detail=tuple(_part(name, number) for name, number in found.detail),
        warning=warning,
    )


def _limits(found: Measured) -> str:
    """The limits in one line; none where the value is no quantity."""
    if found.measure.means:
        return ""
    values = {
        "amber": _text(found, found.limits.amber),
        "red": _text(found, found.limits.red),
        "clears": _text(found, found.limits.clears),
    }
    if found.limits.amber is None:
        return _("red from %(red)s, well again at %(clears)s") % values
    return _("amber from %(amber)s, red from %(red)s, well again at %(clears)s") % values


def _text(found: Measured, value: Decimal | None) -> str:
    """A value with its unit, or what it means."""
    if value is None:
        return "–"
    if found.measure.means:
        return found.measure.means[bool(value)][shown.language() == "en"]
    return f"{_number(value)} {found.measure.unit[shown.language() == 'en']}".strip()


def _number(value: Decimal) -> str:
    """A whole number without decimals, another with one."""
    return numbers.form(value, 0 if value == value.to_integral_value() else 1, shown.language())


def _part(name: str, number: str) -> tuple[str, str]:
    """A part of what was measured: its name in words where it has them."""
    try:
        shown_number = _number(Decimal(number))
    except InvalidOperation:
        shown_number = number
    return str(PARTS.get(name, name)), shown_number
