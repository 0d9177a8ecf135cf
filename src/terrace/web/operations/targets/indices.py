"""The pages of indices of governance: all of a place, and one of them over the years beside others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, requires
from terrace.base.places.models import Level
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import indices
from terrace.insight.targets.indices import Comparison, Line
from terrace.web.operations import asking, shown
from terrace.web.ui import numbers
from terrace.web.ui.components import Choice

WIDTH, HEIGHT, EDGE = 640, 220, 12
#: Years of components beside each other; a line needs two ends.
ENDS = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lines of ranks by year, the best on top; `labels` are years at their place from the left."""

    width: int
    height: int
    own: str
    dots: tuple[tuple[str, str, str], ...]
    others: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the table: score and rank of each year as text."""

    name: str
    href: str
    part: str
    cells: tuple[tuple[str, str], ...]


@requires("operations.view")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the province of her first grant."""
    reader, today = Reader(actor_in(request)), timezone.localdate()
    held = next((held for held in reader.actor.grants if held.stands(today)), None)
    number = _province(reader, held.area) if held else None
    version = reader.index.version(number, today) if number else None
    if version is None:
        version = reader.index.version(indices.provinces(reader.index, today)[0], today)
    return redirect("operations:indices-place", version.code if version else "VN")


def _province(reader: Reader, area: int) -> int | None:
    """The province of a place, or itself."""
    above = (area, *reader.index.ancestors(area, timezone.localdate()))
    return next((each for each in above if reader.index.level(each) == Level.PROVINCE), None)


@requires("operations.view")
@require_GET
def listed(request: HttpRequest, area: str) -> HttpResponse:
    """Every index of a province: score, rank, how they moved, and the medians."""
    reader = Reader(actor_in(request))
    number = asking.place_of(reader, area, timezone.localdate())
    found = [indices.compare(reader, each, number, components=False) for each in indices.every(reader)]
    version = reader.index.version(number, timezone.localdate()) or reader.index.history(number)[-1]
    context = {
        "place": version,
        "indices": [_summary(each) for each in found],
        "places": _places(reader, "operations:indices-place", number),
        "simulated": any(each.simulated for each in found),
        "crumbs": [*_crumbs(), Choice("", shown.name(version), chosen=True)],
    }
    return render(request, "operations/indices.html", context)


@requires("operations.view")
@require_GET
def one(request: HttpRequest, area: str, code: str) -> HttpResponse:
    """One index of a province over the years, beside its neighbours, its region and the country."""
    reader = Reader(actor_in(request))
    number = asking.place_of(reader, area, timezone.localdate())
    return render(
        request, "operations/index.html", _page(reader, indices.compare(reader, indices.one(reader, code), number))
    )


def _page(reader: Reader, found: Comparison) -> dict[str, Any]:
    language, years = shown.language(), _known_years(found)
    href = reverse("operations:indices-place", args=[found.place.code])
    return {
        "place": found.place,
        "name": found.index.name(language),
        "publisher": found.index.publisher(language),
        "summary": _summary(found),
        "years": years,
        "rows": [_row(found, line, years) for line in (found.own, *found.former, *found.neighbours)],
        "medians": _medians(found, years),
        "drawn": _drawn(found, years),
        "region": shown.name(found.region) if found.region else "",
        "components": [_component(each) for each in found.components],
        "simulated": found.simulated,
        "others": [_other(found, each) for each in indices.every(reader)],
        "crumbs": [
            *_crumbs(),
            Choice("", shown.name(found.place), href=href),
            Choice("", found.index.code.replace("_", " "), chosen=True),
        ],
    }


def _crumbs() -> list[Choice]:
    return [Choice("", _("Indices of governance"), href=reverse("operations:indices"))]


def _other(found: Comparison, each: indices.IndexSpec) -> Choice:
    href = reverse("operations:index", args=[found.place.code, each.code])
    return Choice(each.code, each.code.replace("_", " "), each.code == found.index.code, href)


def _places(reader: Reader, name: str, chosen: int) -> list[Choice]:
    """Every province, to look at another one."""
    today = timezone.localdate()
    found = (reader.index.version(each, today) for each in indices.provinces(reader.index, today))
    ordered = sorted((each for each in found if each), key=lambda each: each.name)
    return [
        Choice(each.code, shown.name(each), each.place_id == chosen, reverse(name, args=[each.code]))
        for each in ordered
    ]


def _known_years(found: Comparison) -> list[int]:
    """The years in which something is known of any of the lines."""
    lines = (found.own, *found.former, *found.neighbours)
    known = {each.year for line in lines for each in line.years if each.score is not None or each.rank is not None}
    return [year for year in found.years if year in known]


def _summary(found: Comparison) -> dict[str, Any]:
    """The newest year in words."""
    latest, language = found.latest, shown.language()
    at = found.years.index(latest.year) if latest else 0
    before = found.own.years[at - 1] if latest and at else None
    return {
        "name": found.index.name(language),
        "code": found.index.code.replace("_", " "),
        "href": reverse("operations:index", args=[found.place.code, found.index.code]),
        "year": latest.year if latest else None,
        "score": _score(found, latest.score) if latest else "",
        "rank": _rank(latest.rank) if latest else "",
        "of": found.known[at] if latest and latest.worked_out else 0,
        "worked_out": bool(latest and latest.worked_out),
        "moved": _moved(latest.rank, before.rank) if latest and before else "",
        "region": _score(found, found.regional[at]) if latest and found.regional else "",
        "country": _score(found, found.national[at]) if latest else "",
        "neighbours": _better(found, at) if latest and latest.score is not None else "",
        "simulated": found.simulated,
    }


def _better(found: Comparison, at: int) -> str:
    """`higher than 3 of 4 neighbours`."""
    mine = found.own.years[at].score
    known = [line.years[at].score for line in found.neighbours]
    scores = [score for score in known if score is not None]
    if mine is None or not scores:
        return ""
    values = {"count": sum(score < mine for score in scores), "every": len(scores)}
    return _("higher score than %(count)s of %(every)s neighbours") % values


def _moved(now: Decimal | None, before: Decimal | None) -> str:
    """How the rank moved since the year before; a smaller number is better."""
    if now is None or before is None:
        return ""
    if now == before:
        return _("same rank as the year before")
    values = {"count": abs(now - before)}
    return _("▲ up %(count)s ranks") % values if now < before else _("▼ down %(count)s ranks") % values


def _score(found: Comparison, value: Decimal | None) -> str:
    return "–" if value is None else numbers.form(value, found.index.score.decimals, shown.language())


def _rank(value: Decimal | None) -> str:
    return "–" if value is None else numbers.form(value, 0, shown.language())


def _row(found: Comparison, line: Line, years: Iterable[int]) -> Row:
    by_year = {each.year: each for each in line.years}
    name = shown.name(line.place)
    cells = tuple((_score(found, by_year[year].score), _rank(by_year[year].rank)) for year in years)
    href = (
        "" if line.part != indices.NEIGHBOUR else reverse("operations:index", args=[line.place.code, found.index.code])
    )
    return Row(name, href, line.part, cells)


def _medians(found: Comparison, years: Sequence[int]) -> list[tuple[str, list[str]]]:
    at = [found.years.index(year) for year in years]
    rows = [(_("Median of the provinces that are known"), [_score(found, found.national[each]) for each in at])]
    if found.region and found.regional:
        name = _("Median of the region %(region)s") % {"region": shown.name(found.region)}
        rows.insert(0, (name, [_score(found, found.regional[each]) for each in at]))
    return rows


def _component(part: indices.Component) -> dict[str, str]:
    decimals, language = part.spec.decimals, shown.language()
    texts = {
        name: "–" if value is None else numbers.form(value, decimals, language)
        for name, value in (
            ("value", part.value),
            ("before", part.before),
            ("neighbours", part.neighbours),
            ("country", part.country),
        )
    }
    weak = part.value is not None and part.neighbours is not None and part.value < part.neighbours
    return {"name": part.spec.name(language), "weak": "1" if weak else "", **texts}


def _drawn(found: Comparison, years: Sequence[int]) -> Drawn | None:
    """Ranks over the years; None with fewer than two of them."""
    lines = [_ranks(line, years) for line in (found.own, *found.former, *found.neighbours)]
    own = lines[0]
    if len(years) < ENDS or sum(rank is not None for line in lines for rank in line) < ENDS:
        return None
    worst = max(rank for line in lines for rank in line if rank is not None)
    places = [_points(line, worst) for line in lines]
    dots = tuple(
        (x, y, str(int(rank)))
        for (x, y), rank in zip(places[0], [each for each in own if each is not None], strict=True)
    )
    labels = tuple((f"{_x(at, len(years)):.1f}", str(year)) for at, year in enumerate(years))
    drawn = [" ".join(",".join(point) for point in line) for line in places]
    return Drawn(WIDTH, HEIGHT, drawn[0], dots, tuple(each for each in drawn[1:] if each), labels)


def _ranks(line: Line, years: Sequence[int]) -> list[float | None]:
    by_year = {each.year: each.rank for each in line.years}
    return [None if (rank := by_year.get(year)) is None else float(rank) for year in years]


def _points(ranks: Sequence[float | None], worst: float) -> list[tuple[str, str]]:
    """The best rank is on top."""
    height = HEIGHT - 4 * EDGE
    found = []
    for at, rank in enumerate(ranks):
        if rank is not None:
            down = (rank - 1) / max(worst - 1, 1)
            found.append((f"{_x(at, len(ranks)):.1f}", f"{2 * EDGE + down * height:.1f}"))
    return found


def _x(at: int, count: int) -> float:
    return 2 * EDGE + at * (WIDTH - 4 * EDGE) / max(count - 1, 1)
