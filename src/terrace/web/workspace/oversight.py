"""Oversight: how far returns are, place by place, from the country down to a commune."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from terrace.base.access.actors import Actor
from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.base.places.models import Level
from terrace.facts.returns import forms, progress, queries
from terrace.facts.returns.models import Return
from terrace.facts.returns.progress import Standing
from terrace.web.ui.components import Choice
from terrace.web.workspace import bars, cards
from terrace.web.workspace.views import language_of

VIEW = "operations.view"
#: Periods to choose from.
OFFERED = 24


@requires(VIEW)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """One place with its bars; parameters `area`, `period`, `form`."""
    actor, index = actor_in(request), places.current()
    period = _period(request.GET.get("period", ""))
    if period is None:
        return render(request, "workspace/oversight.html", {"nothing": True})
    form = request.GET.get("form", "")
    form = form if form in forms.current().by_code else ""
    area = _area(request.GET.get("area", ""), actor, index, period)
    return render(request, "workspace/oversight.html", _context(actor, index, area, period, form))


def _period(code: str) -> Period | None:
    """The one asked for when there is such a one."""
    try:
        return periods.parse(code) if code else progress.period_of()
    except ValueError:
        return progress.period_of()


def _area(code: str, actor: Actor, index: Index, period: Period) -> int:
    """The one asked for, else the first that she was granted, else the country."""
    if code and (found := index.resolve(code, period.end)) is not None:
        return found
    today = timezone.localdate()
    granted = [held.area for held in actor.grants if held.stands(today) and held.gives(VIEW)]
    here = [area for area in granted if index.version(area, period.end)]
    return here[0] if here else _country(index, period)


def _country(index: Index, period: Period) -> int:
    tree = index.tree(period.end)
    return next(place for place, version in tree.versions.items() if version.level == Level.COUNTRY)


def _context(actor: Actor, index: Index, area: int, period: Period, form: str) -> dict[str, Any]:
    found = progress.progress(actor, area, period, form)
    language = language_of()
    late = progress.late(actor, area, period, form)
    return {
        "place": found.whole.place,
        "period": period,
        "whole": _row(found.whole, period, form),
        "rows": [_row(each, period, form) for each in sorted(found.below, key=_worst)],
        "own": [cards.card(line, language) for line in _own(actor, area, period, form)],
        "late": [{"card": cards.card(line, language)} for line in late],
        "late_limit": progress.MOST_LATE if len(late) == progress.MOST_LATE else 0,
        "forms": _forms(form, language),
        "periods": _periods(period, language),
        "area": found.whole.place.code,
        "crumbs": _crumbs(index, area, period, form),
    }


def _own(actor: Actor, area: int, period: Period, form: str) -> list[queries.Line]:
    """The returns of the place itself."""
    rows = Return.objects.filter(area_id=area, period=period.id, expected=True).order_by("form_id")
    known = forms.current().by_id
    return queries.lines(row for row in rows if form in {"", known[row.form_id].code} and queries.shown(actor, row))


def _worst(standing: Standing) -> tuple[int, str]:
    return standing.tally.share, standing.place.code


def _row(standing: Standing, period: Period, form: str) -> dict[str, Any]:
    tally = standing.tally
    return {
        "name": standing.place.full_name,
        "href": _address(standing.place.code, period, form),
        "tally": tally,
        "bar": bars.bar(tally.expected, tally.received, tally.approved, tally.late),
    }


def _address(area: str, period: Period, form: str) -> str:
    asked = {"area": area, "period": period.code} | ({"form": form} if form else {})
    return f"{reverse('workspace:oversight')}?{urlencode(asked)}"


def _forms(chosen: str, language: str) -> list[Choice]:
    return [
        Choice(each.code, f"{each.code} · {each.name(language)}", each.code == chosen) for each in forms.current().asked
    ]


def _periods(chosen: Period, language: str) -> list[Choice]:
    return [Choice(each.code, each.label(language), each == chosen) for each in progress.known()[:OFFERED]]


def _crumbs(index: Index, area: int, period: Period, form: str) -> list[Choice]:
    line = [*reversed(index.ancestors(area, period.end)), area]
    versions = [version for each in line if (version := index.version(each, period.end))]
    links = [Choice("", version.full_name, href=_address(version.code, period, form)) for version in versions[:-1]]
    return [*links, *(Choice("", version.full_name) for version in versions[-1:])]
