"""The contexts of the leaders' pages (their templates say what they take)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import lineage
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import SUPPRESSED
from terrace.insight.reports import queries as reports
from terrace.web.operations import boards, disagreeing, shown, submissions, tickets
from terrace.web.operations.forecasts import pages as forecast_pages
from terrace.web.operations.targets import cards as target_cards
from terrace.web.operations.warnings import around
from terrace.web.ui.components import (
    Arrival,
    Choice,
    Completeness,
    Coverage,
    Figure,
    Formula,
    SubmissionLine,
)

#: Rows of a figure's way down that the page shows at once.
LINES = 50


def live(cells: Iterable[str]) -> dict[str, str]:
    """The stream of a page that shows these cells."""
    keys = [tuple(int(part) for part in cell.split("|")) for cell in dict.fromkeys(filter(None, cells))]
    return {"src": f"{settings.LIVE_URL}/live", "ticket": tickets.issue((k[0], k[1], k[2], k[3]) for k in keys)}


def crumbs(reader: Reader, area: int, period: Period, last: str = "") -> list[Choice]:
    """The places above, each a link to its page, and where we are."""
    above = [reader.index.version(each, period.end) for each in reversed(reader.index.ancestors(area, period.end))]
    if last:
        above.append(_version(reader, area, period))
    links = [Choice(each.code, shown.name(each), href=place_address(each, period)) for each in above if each]
    return [*links, Choice("", last or shown.name(_version(reader, area, period)), chosen=True)]


def _version(reader: Reader, area: int, period: Period) -> Version:
    return reader.index.version(area, period.end) or reader.index.history(area)[-1]


def place_address(version: Version, period: Period, indicator: str = "") -> str:
    words = {"period": period.code, "indicator": indicator}
    kept = urlencode({key: value for key, value in words.items() if value})
    return f"{reverse('operations:place', args=[version.code])}?{kept}"


# the page of a place


def place(reader: Reader, area: int, period_wanted: Period | None, indicator: str) -> dict[str, Any]:
    """The page of a place in a period, with one indicator on the map."""
    today = periods.containing(timezone.localdate(), Frequency.MONTH)
    choices = boards.periods_of(reader, area, today)
    period = period_wanted or (choices[0] if choices else today)
    version = _version(reader, area, period)
    specs = boards.indicators_of(reader, area, period)
    asked = [Asked(spec, area, period, 0) for spec in specs]
    chosen = next((one for one in asked if one.spec.code == indicator), asked[0] if asked else None)
    page = reverse("operations:place", args=[version.code])
    tiles = shown.tiles(reader, _with(asked[: boards.TILES], chosen), chosen, page)
    across = reader.across(chosen) if chosen else []
    return {
        "place": version,
        "report": reports.newest(reader.actor, area),
        "period": period,
        "periods": _period_choices(choices, period),
        "indicators": _indicator_choices(specs, chosen),
        "indicator": _indicator(reader, chosen),
        "decimals": chosen.spec.decimals if chosen else 0,
        "tiles": tiles,
        "map": around.pinned(reader, shown.choropleth(reader, across, period.end)),
        "league": shown.league(across),
        "crumbs": crumbs(reader, area, period),
        "warnings": around.summary(reader, area, version.code),
        "simulated": any(tile.simulated for tile in tiles),
        "targets": target_cards.summary(area, _version(reader, area, period).code),
        "live": live([tile.cell for tile in tiles] + [view.cell for view in across if view.expected > 1]),
        **_returns(reader, area, period),
    }


def _with(asked: list[Asked], chosen: Asked | None) -> list[Asked]:
    """The chosen one is always among the tiles."""
    return asked if chosen is None or chosen in asked else [*asked[:-1], chosen]


def _indicator_choices(specs: list[IndicatorSpec], chosen: Asked | None) -> list[Choice]:
    language = shown.language()
    return [Choice(spec.code, spec.name(language), bool(chosen and spec is chosen.spec)) for spec in specs]


def _period_choices(choices: list[Period], period: Period) -> list[Choice]:
    offered = choices if period in choices else [period, *choices]
    return [Choice(each.code, each.label(shown.language()), each == period) for each in offered]


def _indicator(reader: Reader, chosen: Asked | None) -> dict[str, str]:
    if chosen is None:
        return {"code": "", "name": _("No figures yet"), "unit": ""}
    spec, language = chosen.spec, shown.language()
    return {"code": spec.code, "name": spec.name(language), "unit": reader.snapshot.unit(spec, language)}


def _returns(reader: Reader, area: int, period: Period) -> dict[str, Any]:
    """Completeness of the returns of the places below, and what just arrived from there."""
    below = reader.index.children(area, period.end) or (area,)
    returned = boards.returns(reader, below, period)
    late = period.end < timezone.localdate()
    rows = [_completeness(reader, row, period, late) for row in returned]
    done = Coverage(sum(row.reported > 0 for row in returned), len(returned))
    inside = reader.index.descendants(area, period.end)
    arrived = [_arrival(reader, each, period) for each in boards.arrivals(inside)]
    return {"completeness": rows, "total": done, "arrivals": arrived}


def _completeness(reader: Reader, row: boards.Returned, period: Period, late: bool) -> Completeness:
    version = _version(reader, row.area, period)
    coverage = Coverage(row.reported, row.expected)
    href = place_address(version, period)
    return Completeness(shown.name(version), href, coverage, late and not coverage.full, row.last_at)


def _arrival(reader: Reader, arrived: boards.Arrived, period: Period) -> Arrival:
    sectors = (reader.snapshot.sectors[code].name(shown.language()) for code in arrived.sectors)
    return Arrival(
        at=arrived.at,
        place=_places(reader, arrived.areas, period),
        what=", ".join(sectors),
        facts=arrived.facts,
        door=arrived.door,
        href=reverse("operations:submission", args=[arrived.id]),
    )


def _places(reader: Reader, areas: tuple[int, ...], period: Period) -> str:
    first = shown.name(_version(reader, areas[0], period)) if areas else ""
    return first if len(areas) <= 1 else f"{first} (+{len(areas) - 1})"


# the page of a figure


def figure(reader: Reader, asked: Asked, path: str, query: dict[str, str]) -> dict[str, Any]:
    """One figure, and the way down."""
    found = lineage.lineage(reader, asked)
    history = reader.series(asked, shown.back(asked.period)) or [found.figure]
    places = found.places if any(view.value is not None for view in found.places) else []
    language = shown.language()
    parts = _breakdowns(reader, asked)
    return {
        "figure": shown.figure(reader, [*history[:-1], found.figure]),
        "forecast": forecast_pages.glance(reader, asked),
        "place": found.figure.place,
        "period": asked.period,
        "breakdown": reader.snapshot.cell_label(asked.breakdown, language) if asked.breakdown else "",
        "crumbs": crumbs(reader, asked.area, asked.period, asked.spec.name(language)),
        "boundaries": _boundaries(asked, path, query),
        "as_of": timezone.localtime(asked.as_of).date() if asked.as_of else None,
        "estimated": found.figure.estimated,
        "others": disagreeing.others(reader, asked, found.figure, found.places),
        "suppressed": found.figure.reason == SUPPRESSED,
        "map": shown.choropleth(reader, places, asked.day),
        "league": shown.league(places),
        "formula": _formula(reader, found),
        "breakdowns": parts,
        "submissions": [_line(reader, asked, said) for said in found.observations[:LINES]],
        "more": max(0, found.count - LINES),
        "live": live([found.figure.cell, *(part.cell for part in parts)] if _moves(asked) else []),
    }


def _moves(asked: Asked) -> bool:
    """The figure of now, on the map of its time: what the hub tells of."""
    return asked.boundaries == "as_was" and not asked.as_of


def _breakdowns(reader: Reader, asked: Asked) -> list[Figure]:
    """The finest cells of each breakdown of the indicator; with the total, when a breakdown is asked for."""
    if not _moves(asked):
        return []
    cells = dict.fromkeys((0, *(part for way in asked.spec.margins.get(0, ()) for part in way)))
    views = reader.tiles([replace(asked, breakdown=cell) for cell in cells if cell != asked.breakdown])
    return [shown.figure(reader, [view]) for view in views if view.value is not None]


def _boundaries(asked: Asked, path: str, query: dict[str, str]) -> list[Choice]:
    labels = {"as_was": _("as it was"), "as_is": _("on today's map")}
    return [
        Choice(value, label, asked.boundaries == value, f"{path}?{urlencode({**query, 'boundaries': value})}")
        for value, label in labels.items()
    ]


def _formula(reader: Reader, found: lineage.Lineage) -> Formula | None:
    if not found.formula:
        return None
    parts = tuple(shown.figure(reader, [part]) for part in found.parts)
    return Formula(f"{found.figure.spec.name(shown.language())} = {_readable(found)}", parts)


def _readable(found: lineage.Lineage) -> str:
    """The formula with names instead of codes."""
    text = found.formula
    for part in sorted(found.parts, key=lambda part: -len(part.spec.code)):
        text = text.replace(part.spec.code, f"[{part.spec.name(shown.language())}]")
    return text


def _line(reader: Reader, asked: Asked, said: lineage.Said) -> SubmissionLine:
    handed = said.submission
    return SubmissionLine(
        id=str(said.submission_id),
        at=said.recorded_at,
        person=submissions.sender(handed),
        place=" · ".join([shown.name(said.place), said.period.label(shown.language()), *_what(reader, asked, said)]),
        door=handed.door if handed else "",
        source=reader.snapshot.sources[said.source].name(shown.language()),
        value=said.value,
        reason=said.reason or "",
        decimals=said.spec.decimals,
        state=handed.state if handed else "",
        simulated=said.simulated,
        href=reverse("operations:submission", args=[said.submission_id]),
    )


def _what(reader: Reader, asked: Asked, said: lineage.Said) -> list[str]:
    """What was said where it is not the very figure asked for: another indicator with its unit, a breakdown."""
    language, words = shown.language(), []
    if said.spec is not asked.spec:
        words.append(f"{said.spec.name(language)} ({reader.snapshot.unit(said.spec, language)})")
    cell = said.spec.breakdowns.get(said.breakdown, 0) if said.breakdown else 0
    if cell and cell != asked.breakdown:
        words.append(reader.snapshot.cell_label(cell, language))
    return words
