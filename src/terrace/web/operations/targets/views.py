"""The pages of targets: how the plans of a place stand, and setting one."""

from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.kernel.problems import Refused
from terrace.base.places.versions import Version
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import actions, currents, dividing, papers, problems, queries, resolutions
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.dividing import WantedPart
from terrace.insight.targets.models import Direction
from terrace.insight.targets.standings import Standing
from terrace.web.operations import asking, pages, shown
from terrace.web.operations.targets import cards, files, lights, typed
from terrace.web.operations.targets.cards import Card
from terrace.web.ui import errors, numbers
from terrace.web.ui.components import Choice


@requires("operations.view")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the place of her first grant."""
    today = timezone.localdate()
    reader = Reader(actor_in(request))
    held = next((held for held in reader.actor.grants if held.stands(today)), None)
    version = reader.index.version(held.area, today) if held else None
    return redirect("operations:targets-place", version.code if version else "VN")


@requires("operations.view")
@require_GET
def place(request: HttpRequest, area: str) -> HttpResponse:
    """The targets of a place for a year."""
    return _shown(request, area, _year(request.GET.get("year", "")))


@requires("target.set")
@require_POST
def put(request: HttpRequest, area: str) -> HttpResponse:
    """Set, change or lift a target; what is refused comes back with what was typed."""
    posted, year = request.POST, _year(request.POST.get("year", ""))
    try:
        actions.set_target(actor_in(request), _wanted(area, year, posted))
    except Refused as refused:
        if refused.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            raise
        return _shown(request, area, year, refused, posted)
    return redirect(f"{reverse('operations:targets-place', args=[area])}?year={year}")


def _wanted(area: str, year: int, posted: Mapping[str, str]) -> Wanted:
    said = posted.get("value", "").strip()
    value = numbers.parse(said, shown.language()) if said else None
    if said and value is None:
        raise problems.NUMBER_WRONG.problem("/value", value=said[:40])
    if not said and not posted.get("lift"):
        raise problems.NUMBER_WRONG.problem("/value", value="–")
    return Wanted(
        posted.get("indicator", ""),
        area,
        year,
        None if posted.get("lift") else value,
        posted.get("direction", Direction.UP),
        posted.get("decided_by", ""),
        posted.get("breakdown", ""),
        typed.basis(posted),
        posted.get("agency", ""),
        posted.get("person", ""),
        posted.get("resolution", ""),
    )


@requires("target.set")
@require_POST
def put_part(request: HttpRequest, area: str) -> HttpResponse:
    """Set or lift the plan of a part of a year."""
    posted, year = request.POST, _year(request.POST.get("year", ""))
    try:
        dividing.set_part(actor_in(request), _wanted_part(area, posted))
    except Refused as refused:
        if refused.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            raise
        return _shown(request, area, year, refused, posted)
    return redirect(f"{reverse('operations:targets-place', args=[area])}?year={year}")


def _wanted_part(area: str, posted: Mapping[str, str]) -> WantedPart:
    said = posted.get("value", "").strip()
    value = numbers.parse(said, shown.language()) if said else None
    if said and value is None:
        raise problems.NUMBER_WRONG.problem("/value", value=said[:40])
    return WantedPart(posted.get("indicator", ""), area, posted.get("period", ""), value, posted.get("breakdown", ""))


@requires("operations.view")
@require_GET
def table(request: HttpRequest, area: str, suffix: str) -> HttpResponse:
    """The targets of a place for a year as Excel or CSV."""
    reader, year = Reader(actor_in(request)), _year(request.GET.get("year", ""))
    number = asking.place_of(reader, area, timezone.localdate())
    return files.answer(reader, papers.of_place(reader, number, year), suffix, f"targets-{area}-{year}")


@requires("target.set")
@require_POST
def take(request: HttpRequest, area: str) -> HttpResponse:
    """Set the targets of a table; with any fault nothing is changed, and every fault is shown."""
    year = _year(request.POST.get("year", ""))
    try:
        taken = files.taken(actor_in(request), request)
    except Refused as refused:
        return _shown(request, area, year, refused)
    messages.success(request, files.said(taken))
    return redirect(f"{reverse('operations:targets-place', args=[area])}?year={year}")


def _year(text: str) -> int:
    return typed.year(text, timezone.localdate().year)


def _shown(
    request: HttpRequest, area: str, year: int, refused: Refused | None = None, posted: Mapping[str, str] | None = None
) -> HttpResponse:
    reader, today = Reader(actor_in(request)), timezone.localdate()
    number = asking.place_of(reader, area, today)
    version = reader.index.version(number, today) or reader.index.history(number)[-1]
    standings = queries.standings(reader, number, year)
    drawn = _cards(reader, number, standings, now=year == today.year)
    faults = errors.texts(refused.faults) if refused else []
    counts = Counter(each.judged.state for each in standings)
    context = {
        "place": version,
        "year": year,
        "cards": drawn,
        "sentence": lights.sentence(counts),
        "lights": lights.counted(counts),
        "kinds": typed.kinds(shown.language()),
        "resolutions": _resolutions(reader, number, year),
        "as_of": cards.newest(standings),
        "simulated": any(each.simulated for each in standings),
        "years": _years(reader, number, year),
        "others": _others(reader, version, year),
        "settable": _settable(reader, number),
        "faults": faults,
        "typed": posted or {},
        "live": pages.live(_cells(standings)),
        "crumbs": _crumbs(reader, version),
    }
    return render(request, "operations/targets.html", context, status=refused.status if refused else 200)


def _cards(reader: Reader, area: int, standings: list[Standing], *, now: bool) -> list[Card]:
    """Nowcasts are told of this year's targets only, and of whole figures."""
    open_now = {each.spec.id: each.spec for each in standings if not each.breakdown_id} if now else {}
    nowcasts = currents.nowcasts(reader, area, open_now.values())
    return [
        cards.card(
            reader,
            each,
            queries.past(each),
            nowcasts.get(each.spec.id) if not each.breakdown_id else None,
            may_set=queries.may_set(reader.actor, each.spec, area),
        )
        for each in standings
    ]


def _years(reader: Reader, area: int, year: int) -> list[Choice]:
    found = sorted({*queries.years(reader, area), year, timezone.localdate().year})
    return [Choice(str(each), str(each), each == year, f"?year={each}") for each in found]


def _others(reader: Reader, version: Version, year: int) -> list[Choice]:
    """Other places that have targets for the year."""
    today = timezone.localdate()
    found = (reader.index.version(each, today) for each in queries.places(reader, year))
    return [
        Choice(each.code, shown.name(each), href=f"{reverse('operations:targets-place', args=[each.code])}?year={year}")
        for each in found
        if each and each.place_id != version.place_id
    ]


def _settable(reader: Reader, area: int) -> list[Choice]:
    language = shown.language()
    return [
        Choice(spec.code, f"{spec.name(language)} ({reader.snapshot.unit(spec, language)})")
        for spec in queries.settable(reader, area)
    ]


def _resolutions(reader: Reader, area: int, year: int) -> list[Choice]:
    """The resolutions that a target of the place may be a part of: its own, and those of places above."""
    above = {area, *reader.index.ancestors(area, timezone.localdate())}
    found = (paper for paper in resolutions.every(reader.index) if paper.area in above and paper.holds(year))
    return [Choice(paper.code, paper.name(shown.language())) for paper in found]


def _cells(standings: list[Standing]) -> list[str]:
    """The figures of the year that the page rests on, as the live stream names them."""
    return [
        f"{each.spec.id}|{each.place.place_id}|{mark.period.id}|{each.breakdown_id}"
        for each in standings
        for mark in each.marks
    ]


def _crumbs(reader: Reader, version: Version) -> list[Choice]:
    period = Period(Frequency.YEAR, timezone.localdate().year)
    return pages.crumbs(reader, version.place_id, period, _("Plans of the year"))
