"""Figures of the pipeline as the values that components show, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from terrace.base.kernel.periods import MONTHS, Period
from terrace.base.places import boundaries
from terrace.base.places.versions import Version
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import FigureView
from terrace.web.operations import nexts
from terrace.web.ui import maps
from terrace.web.ui.components import Coverage, Figure, LeagueRow, MapArea, Next, Point, Then
from terrace.web.ui.maps import MapView

#: Periods in a tile's sparkline: thirteen months, nine quarters, sixteen years.
BACK = {12: 12, 4: 8, 1: 15}


def language() -> str:
    return (get_language() or "vi")[:2]


def name(version: Version) -> str:
    return version.name_en if language() == "en" else version.full_name


def address(view: FigureView, **query: str) -> str:
    """The page of a figure."""
    path = reverse("operations:figure", args=[view.spec.code, view.place.code, view.period.code])
    words = {"breakdown": view.breakdown, **query}
    if view.boundaries != "as_was":
        words["boundaries"] = view.boundaries
    kept = {key: value for key, value in words.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def back(period: Period) -> list[Period]:
    """The period and those before it, oldest first, as a history shows them."""
    steps = BACK.get(len(MONTHS[period.frequency]), 8)
    found = [period]
    while len(found) <= steps and found[-1].year > 1980:  # noqa: PLR2004 - the first year of the calendar
        found.append(found[-1].previous())
    return found[::-1]


def coverage(view: FigureView) -> Coverage | None:
    return Coverage(view.reported, view.expected) if view.expected else None


def figure(
    reader: Reader, views: Sequence[FigureView], *, chosen: bool = False, href: str = "", following: Next | None = None
) -> Figure:
    """A figure with its history; the last of the views is the one shown."""
    view = views[-1]
    by_period = {each.period: Then(each.value, coverage(each)) for each in views}
    year_before = Period(view.period.frequency, max(view.period.year - 1, 1980), view.period.index)
    previous = view.period.previous() if view.period.year > 1980 else view.period  # noqa: PLR2004
    return Figure(
        cell=view.cell,
        name=_title(reader, view),
        unit=reader.snapshot.unit(view.spec, language()),
        decimals=view.spec.decimals,
        value=view.value,
        href=href or address(view),
        status=view.status or "",
        simulated=view.simulated,
        coverage=coverage(view),
        last=by_period.get(previous, Then()),
        last_year=by_period.get(year_before, Then()),
        history=tuple(_points(views)),
        chosen=chosen,
        next=following,
    )


def _title(reader: Reader, view: FigureView) -> str:
    label = reader.snapshot.cell_label(view.breakdown_id, language()) if view.breakdown_id else ""
    return f"{view.spec.name(language())} · {label}" if label else view.spec.name(language())


def _points(views: Iterable[FigureView]) -> Iterable[Point]:
    for view in views:
        yield Point(view.period.code, view.period.label(language()), view.value, view.cell)


def tiles(reader: Reader, asked: Sequence[Asked], chosen: Asked | None, page: str) -> list[Figure]:
    """A tile for each question, with its history."""
    history = [back(one.period) for one in asked]
    cells = [replace(one, period=period) for one, line in zip(asked, history, strict=True) for period in line]
    found = {(view.spec.id, view.period): view for view in reader.tiles(cells)}
    following = nexts.of(reader, asked)
    shown = []
    for one, line in zip(asked, history, strict=True):
        views = [found[one.spec.id, period] for period in line if (one.spec.id, period) in found]
        if views and views[-1].period == one.period:
            href = f"{page}?{urlencode({'indicator': one.spec.code, 'period': one.period.code})}"
            is_chosen = bool(chosen and one.spec is chosen.spec)
            shown.append(figure(reader, views, chosen=is_chosen, href=href, following=following.get(one.spec.id)))
    return shown


def choropleth(reader: Reader, views: Sequence[FigureView], day: date) -> MapView | None:
    """The map of the places of the views; None when no outlines are known."""
    if not views:
        return None
    rings = boundaries.outlines([view.place.place_id for view in views], day)
    areas = [_area(view, rings.get(view.place.place_id, [])) for view in views]
    spec = views[0].spec
    unit = reader.snapshot.unit(spec, language())
    return maps.draw(areas, name=spec.name(language()), unit=unit, decimals=spec.decimals)


def _area(view: FigureView, rings: Sequence[Sequence[tuple[int, int]]]) -> MapArea:
    drawn = tuple(tuple(ring) for ring in rings)
    return MapArea(view.place.code, name(view.place), view.value, drawn, view.cell, address(view))


def league(views: Sequence[FigureView]) -> list[LeagueRow]:
    """The places from the highest to the lowest; equal values share a rank, those without come last."""
    ordered = sorted(views, key=lambda view: (view.value is None, -(view.value or 0), view.place.code))
    rows: list[LeagueRow] = []
    for number, view in enumerate(ordered, start=1):
        same = bool(rows) and rows[-1].value == view.value
        rank = None if view.value is None else rows[-1].rank if same else number
        rows.append(
            LeagueRow(view.place.code, name(view.place), view.value, rank, view.cell, address(view), coverage(view))
        )
    return rows
