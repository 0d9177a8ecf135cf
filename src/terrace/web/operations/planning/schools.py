"""The page of school places: what a plan says, as words, map, tables and a form of assumptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places import boundaries
from terrace.base.places.models import Level
from terrace.base.places.versions import Version
from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning import plans
from terrace.insight.planning.capacity import SESSIONS
from terrace.insight.planning.plans import Plan
from terrace.web.operations import asking, problems, shown
from terrace.web.operations.planning import files, sentences
from terrace.web.operations.planning.files import FORMATS
from terrace.web.ui import errors, maps
from terrace.web.ui.components import Choice, MapArea

#: Communes of a plan at the most: a province, not the country.
MOST = 700
WRONG = "planning.assumption"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page shows of a plan: a place, a stage and a year (numbers of the plan)."""

    place: Version
    plan: Plan
    stage: int
    year: int

    @property
    def start(self) -> int:
        """The year in which the school year begins."""
        return self.plan.years[self.year]

    def query(self, **other: Any) -> str:
        """The words of this page's address, some of them other ones."""
        words = {"place": self.place.code, "stage": self.plan.norms.stages[self.stage].code, "year": self.start}
        pairs = [(name, str(value)) for name, value in (words | other).items() if value != ""]
        return urlencode([*pairs, *self.plan.assumed.pairs()])


@requires("operations.view")
@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """School places of the coming years; assumptions that cannot be read leave the plain plan, with the reasons."""
    reader = Reader(actor_in(request))
    chosen, faults = _chosen(reader, request)
    if (kind := request.GET.get("format", "")) in FORMATS and not faults:
        return files.answer(reader, chosen, kind)
    context = _context(reader, chosen) | {"faults": errors.texts(faults)}
    return render(request, "operations/planning.html", context, status=400 if faults else 200)


def _chosen(reader: Reader, request: HttpRequest) -> tuple[Chosen, list[Fault]]:
    place = place_of(reader, request.GET.get("place", ""))
    plan, faults = _plan(reader, place.place_id, dict(request.GET.lists()))
    stage = plan.norms.stage(request.GET.get("stage", ""))
    year = request.GET.get("year", "")
    at = plan.years.index(int(year)) if year in map(str, plan.years) else len(plan.years) - 1
    first = next((number for number, each in enumerate(plan.norms.stages) if each.grades), 0)
    return Chosen(place, plan, first if stage is None else stage, at), faults


def _plan(reader: Reader, place: int, words: Mapping[str, Sequence[str]]) -> tuple[Plan, list[Fault]]:
    try:
        return plans.plan(reader, place, words), []
    except Refused as refused:
        if refused.faults[0].code != WRONG:
            raise
        return plans.plan(reader, place, {}), refused.faults


def place_of(reader: Reader, code: str) -> Version:
    """The province of the code, else of her first grant; raises where that is more than a province."""
    today = timezone.localdate()
    held = next((held.area for held in reader.actor.grants if held.stands(today)), None)
    area = asking.place_of(reader, code, today) if code else held
    found = (area, *reader.index.ancestors(area, today)) if area is not None else ()
    within = [each for each in found if reader.index.level(each) <= Level.PROVINCE]
    version = reader.index.version(within[0], today) if within else None
    if version is None or reader.index.count(version.place_id, today, Level.COMMUNE) > MOST:
        raise problems.PROVINCE_NEEDED.problem()
    return version


def _context(reader: Reader, chosen: Chosen) -> dict[str, Any]:
    plan, norm = chosen.plan, chosen.plan.norms.stages[chosen.stage]
    page = reverse("operations:planning")
    rows = sentences.rows(reader, plan, chosen.stage, chosen.year)
    sites = sentences.sites(reader, plan, chosen.stage, chosen.year)
    return {
        "place": chosen.place,
        "plan": plan,
        "stage": norm,
        "stage_name": norm.name(shown.language()),
        "school_year": sentences.school_year(chosen.start),
        "stages": _stages(chosen, page),
        "years": _years(chosen, page),
        "summary": sentences.summary(reader, plan, chosen.stage, chosen.year, sites),
        "notes": sentences.notes(reader, plan, chosen.stage),
        "overview": sentences.overview(plan, shown.language()),
        "rows": rows,
        "map": _map(plan, rows),
        "sites": [(each, f"{page}?{_with_school(chosen, each.school)}") for each in sites],
        "site_classes": norm.school_classes,
        "schools": _schools(reader, chosen, page),
        "form": _form(chosen),
        "sessions": SESSIONS,
        "same": f"{page}?{chosen.query()}",
        "plain": f"{page}?{urlencode({'place': chosen.place.code, 'stage': norm.code, 'year': chosen.start})}",
        "files": [Choice(kind, kind.upper(), href=f"{page}?{chosen.query(format=kind)}") for kind in files.FORMATS],
        "simulated": plan.records.simulated,
        "crumbs": [
            Choice("", shown.name(chosen.place), href=reverse("operations:place", args=[chosen.place.code])),
            Choice("", _("School places"), chosen=True),
        ],
    }


def _stages(chosen: Chosen, page: str) -> list[Choice]:
    return [
        Choice(
            each.code, each.name(shown.language()), number == chosen.stage, f"{page}?{chosen.query(stage=each.code)}"
        )
        for number, each in enumerate(chosen.plan.norms.stages)
    ]


def _years(chosen: Chosen, page: str) -> list[Choice]:
    return [
        Choice(str(year), sentences.school_year(year), number == chosen.year, f"{page}?{chosen.query(year=year)}")
        for number, year in enumerate(chosen.plan.years)
    ]


def _map(plan: Plan, rows: Sequence[sentences.CommuneRow]) -> maps.MapView | None:
    """Shortage (above 0) and surplus (below) of the communes; each leads to its row of the table."""
    rings = boundaries.outlines(plan.records.places, timezone.localdate())
    areas = [
        MapArea(
            row.code,
            row.name,
            Decimal(row.gap),
            tuple(tuple(ring) for ring in rings.get(row.place, [])),
            href=f"#x-{row.code}",
        )
        for row in rows
    ]
    return maps.draw(areas, name=_("Pupils without a place"), unit=_("places"), decimals=0)


def _with_school(chosen: Chosen, school: str) -> str:
    return f"{chosen.query()}&{urlencode({'school': school})}"


def _schools(reader: Reader, chosen: Chosen, page: str) -> list[dict[str, Any]]:
    """The new schools of the scenario, each with the address of the scenario without it."""
    found = []
    for number, each in enumerate(chosen.plan.assumed.schools):
        stage = chosen.plan.norms.stage(each.stage) or 0
        place = reader.index.resolve(each.place, timezone.localdate())
        version = reader.index.version(place, timezone.localdate()) if place else None
        pairs = chosen.plan.assumed.pairs()
        schools = [position for position, (name, _value) in enumerate(pairs) if name == "school"]
        rest = [pair for position, pair in enumerate(pairs) if position != schools[number]]
        words = {"place": chosen.place.code, "stage": each.stage, "year": chosen.start}
        found.append(
            {
                "place": shown.name(version) if version else each.place,
                "stage": chosen.plan.norms.stages[stage].name(shown.language()),
                "classes": each.classes,
                "year": sentences.school_year(each.year),
                "text": each.text,
                "without": f"{page}?{urlencode([*words.items(), *rest])}",
            }
        )
    return found


def _form(chosen: Chosen) -> dict[str, Any]:
    """The fields of the assumptions, with what is assumed now and what is usual."""
    plan, language = chosen.plan, shown.language()
    return {
        "births": plan.assumed.births,
        "migration": plan.assumed.migration,
        "first_year": plan.years[0],
        "last_year": plan.years[-1],
        "stages": [
            {
                "code": each.code,
                "name": each.name(language),
                "note": each.note(language),
                "rate": plan.assumed.rates.get(each.code),
                "usual_rate": _decimal(plan.rates.get(each.code)),
                "size": plan.assumed.sizes.get(each.code),
                "usual_size": each.class_size,
                "sessions": plan.assumed.sessions.get(each.code, SESSIONS[0]),
                "rate_label": _rate_label(each.grades),
            }
            for each in plan.norms.stages
        ],
        "communes": [Choice(code, name) for code, name in sentences.communes(chosen.plan)],
    }


def _decimal(rate: float | None) -> Decimal | None:
    return Decimal(f"{rate:.1f}") if rate is not None and np.isfinite(rate) else None


def _rate_label(grades: tuple[int, int] | None) -> str:
    if grades is None:
        return _("Children of these ages who attend, %")
    if grades[0] == 1:
        return _("Children born who enter grade 1, %")
    return _("Pupils of the last grade before who go on, %")
