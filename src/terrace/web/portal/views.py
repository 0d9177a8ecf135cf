"""Pages of open data: the list by sector, and one page for each dataset."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from terrace.base.access.gates import public
from terrace.base.kernel import periods
from terrace.share.opendata import disagreements, reading
from terrace.share.opendata.datasets import INDICATOR, PLACE, TOTAL, VERSION, Dataset, Shelf
from terrace.share.opendata.questions import Condition, Question
from terrace.share.opendata.reading import Observation
from terrace.web.ui import drawings
from terrace.web.ui.components import Point

#: Periods of a small chart.
PERIODS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator of a dataset and its newest figure."""

    code: str
    name: str
    unit: str
    decimals: int
    place: str
    period: str
    value: Decimal | None
    suppressed: bool
    simulated: bool


@public
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All datasets by sector, or those that fit the words of the search."""
    shelf, language = Shelf(), get_language() or "vi"
    text = request.GET.get("q", "")[:200]
    found = shelf.search(text) if text.strip() else list(shelf.datasets.values())
    found.sort(key=lambda each: (list(shelf.snapshot.sectors).index(each.sector), each.id))
    sectors = [
        (shelf.snapshot.sectors[code].name(language), [_line(shelf, each, language) for each in held])
        for code, held in groupby(found, key=lambda each: each.sector)
    ]
    context = {"sectors": sectors, "text": text, "count": len(found), "about": _about(shelf, language)}
    return render(request, "portal/list.html", context)


def _line(shelf: Shelf, dataset: Dataset, language: str) -> dict[str, Any]:
    return {
        "name": shelf.name(dataset, language),
        "slug": dataset.slug,
        "years": "–".join(str(year) for year in sorted(set(dataset.years))),
        "changed_at": dataset.changed_at,
        "indicators": [spec.name(language) for spec in dataset.indicators],
    }


@public
@require_safe
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """What a dataset is, its newest figures, and how to get it."""
    shelf, language = Shelf(), get_language() or "vi"
    found = shelf.dataset(name)
    rows, shown, history = _newest(shelf, found, request.GET.get("indicator", ""), language)
    context = {
        **_line(shelf, found, language),
        "id": found.id,
        "rows": rows,
        "shown": shown,
        "history": history,
        "line": drawings.line([each.value for each in history], [each.label for each in history]),
        "about": _about(shelf, language),
        "base": request.build_absolute_uri("/").rstrip("/"),
        "flow": f"{shelf.agency}/{found.id}/{VERSION}",
        "disagreeing": disagreements.found(shelf, found, language),
        "language": language,
    }
    return render(request, "portal/dataset.html", context)


def _newest(shelf: Shelf, found: Dataset, wanted: str, language: str) -> tuple[list[Row], Row | None, list[Point]]:
    """The newest total of each indicator for the broadest place that has one; the one wanted, with its history."""
    totals = tuple(Condition(name, frozenset({TOTAL})) for name in found.breakdowns)
    places = {version.code: version for version in shelf.versions if version.level <= _broadest(shelf)}
    near = Condition(PLACE, frozenset(places))
    observed = reading.answer(shelf, Question(found, (*totals, near), last=PERIODS)).observations
    rows: list[Row] = []
    shown, chosen = None, list[Observation]()
    for spec in found.indicators:
        held = _of_one_place(shelf, found, spec.code, observed)
        if not held:
            continue
        rows.append(_row(shelf, spec, held[-1], places[held[-1].series[1]].full_name, language))
        if spec.code == wanted or not chosen:
            shown, chosen = rows[-1], held
    return rows, shown, [_point(each, language) for each in chosen]


def _broadest(shelf: Shelf) -> int:
    """The country, regions and provinces: all that a small table is about."""
    return min((version.level for version in shelf.versions), default=0) + 2


def _of_one_place(shelf: Shelf, found: Dataset, code: str, observed: list[Observation]) -> list[Observation]:
    """The series of the place for which the greatest share reported, the broadest first; of its own periods."""
    at, levels = found.dimensions.index(INDICATOR), {version.code: version.level for version in shelf.versions}
    spec = shelf.snapshot.indicators[code]
    own = periods.LETTERS[spec.frequency]
    held = [each for each in observed if each.series[at] == code]
    held = [each for each in held if each.series[0] == own] or held
    if not held:
        return []
    newest = {each.series: each for each in held}.values()
    best = min(newest, key=lambda each: (-_share(each), levels.get(each.series[1], 9), each.series)).series
    return [each for each in held if each.series == best]


def _share(each: Observation) -> Fraction:
    return Fraction(each.reported, each.expected) if each.expected else Fraction(0)


def _row(shelf: Shelf, spec: Any, newest: Observation, place: str, language: str) -> Row:
    return Row(
        spec.code,
        spec.name(language),
        shelf.snapshot.unit(spec, language),
        spec.decimals,
        place,
        periods.from_id(newest.period).label(language),
        newest.value,
        newest.status == reading.SUPPRESSED,
        newest.simulated,
    )


def _point(each: Observation, language: str) -> Point:
    period = periods.from_id(each.period)
    return Point(period=period.code, label=period.label(language), value=each.value)


def _about(shelf: Shelf, language: str) -> dict[str, str]:
    """Who publishes, and under which licence."""
    about, english = shelf.publisher, language == "en"
    return {
        "name": about.name_en if english else about.name_vi,
        "licence": about.licence_en if english else about.licence_vi,
        "licence_href": about.licence,
        "mail": about.mail,
        "homepage": about.homepage,
    }
