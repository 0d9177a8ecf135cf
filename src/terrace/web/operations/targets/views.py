"""The pages of targets: how the plans of a place stand, and setting one."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.periods import FIRST_YEAR, LAST_YEAR, Frequency, Period
from terrace.base.kernel.problems import Refused
from terrace.base.places.versions import Version
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import actions, currents, problems, queries
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.models import Direction
from terrace.insight.targets.standings import Standing
from terrace.web.operations import asking, pages, shown
from terrace.web.operations.targets import cards
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
    typed = posted.get("value", "").strip()
    value = numbers.parse(typed, shown.language()) if typed else None
    if typed and value is None:
        raise problems.NUMBER_WRONG.problem("/value", value=typed[:40])
    if not typed and not posted.get("lift"):
        raise problems.NUMBER_WRONG.problem("/value", value="–")
    direction, why = posted.get("direction", Direction.UP), posted.get("decided_by", "")
    value = None if posted.get("lift") else value
    return Wanted(posted.get("indicator", ""), area, year, value, direction, why, posted.get("breakdown", ""))


def _year(text: str) -> int:
    """A year as it is typed; this one when it is none."""
    sound = text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR
    return int(text) if sound else timezone.localdate().year


def _shown(
    request: HttpRequest, area: str, year: int, refused: Refused | None = None, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    reader, today = Reader(actor_in(request)), timezone.localdate()
    number = asking.place_of(reader, area, today)
    version = reader.index.version(number, today) or reader.index.history(number)[-1]
    standings = queries.standings(reader, number, year)
    drawn = _cards(reader, number, standings, now=year == today.year)
    faults = errors.texts(refused.faults) if refused else []
    context = {
        "place": version,
        "year": year,
        "cards": drawn,
        "counts": cards.counts([each.chance for each in standings]),
        "as_of": cards.newest(standings),
        "simulated": any(each.simulated for each in standings),
        "years": _years(reader, number, year),
        "others": _others(reader, version, year),
        "settable": _settable(reader, number),
        "faults": faults,
        "typed": typed or {},
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
