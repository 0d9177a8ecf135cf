"""Which picture fits an answer, and what the picture needs beside the table: outlines of places, pairs of values.

The warehouse suggests the picture. Somebody may choose another; one that cannot be drawn says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terrace.base.kernel import periods
from terrace.base.places import boundaries, index
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.insight.views.models import Picture
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.answers import Answer, Cell, Heading
from terrace.insight.warehouse.asking import correlation
from terrace.insight.warehouse.asking.correlation import Correlation
from terrace.insight.warehouse.questions import AS_IS, AS_WAS
from terrace.web.explore import tables
from terrace.web.explore.addresses import Asked
from terrace.web.ui import maps, numbers
from terrace.web.ui.components import Choice, MapArea
from terrace.web.ui.maps import MapView

#: Points that a picture of pairs shows.
POINTS = 4000
#: Steps of time that make a line.
STEPS = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """How the axes of an answer lie: along what time runs, what the rows are."""

    time: str
    places: bool
    measures: int
    rows: int
    columns: int


def shape(answer: Answer) -> Shape:
    """Read off the headings."""
    return Shape(
        time=next((side for side, lines in _sides(answer) if _several(lines, "period", STEPS)), ""),
        places=any(each.member("place") for each in answer.rows),
        measures=len(answer.measures),
        rows=len(answer.rows),
        columns=len(answer.columns),
    )


def _sides(answer: Answer) -> tuple[tuple[str, Sequence[Heading]], ...]:
    return ("columns", answer.columns), ("rows", answer.rows)


def _several(headings: Sequence[Heading], kind: str, least: int) -> bool:
    return len({member.key for each in headings if (member := each.member(kind))}) >= least


def choices(chosen: str, fitting: str) -> list[Choice]:
    """Every picture; the one that fits says so."""
    names = {
        Picture.TABLE: _("Table only"),
        Picture.LINE: _("Lines"),
        Picture.BAR: _("Bars"),
        Picture.MAP: _("Map"),
        Picture.SCATTER: _("Pairs"),
        Picture.MULTIPLES: _("Small pictures"),
    }
    offered = [Choice("", _("Fitting: %(name)s") % {"name": names[Picture(fitting)].lower()}, not chosen)]
    return offered + [Choice(each, names[each], each == chosen) for each in Picture]


def of(answer: Answer, asked: Asked, snapshot: Snapshot, table: tables.Table) -> dict[str, Any]:
    """What the template of the picture takes; `cannot` says why it is not drawn."""
    kind = asked.picture or questions.suggest(answer)
    if kind == Picture.MAP:
        return _map(answer, table, asked.column)
    if kind == Picture.SCATTER:
        return _scatter(answer, snapshot)
    if kind == Picture.TABLE:
        return {"kind": kind}
    return _drawn(answer, kind)


def _drawn(answer: Answer, kind: str) -> dict[str, Any]:
    """Lines, bars and small pictures are drawn from the table: along its columns, or along its rows."""
    found = shape(answer)
    along = found.time or ("columns" if found.rows == 1 else "rows")
    units = list(dict.fromkeys(each.unit for each in answer.measures))
    decimals = max((each.decimals for each in answer.measures), default=0)
    if not any(cell and cell.value is not None for row in answer.cells for cell in row):
        return {"kind": kind, "cannot": _("There is no value to draw.")}
    return {"kind": kind, "along": along, "unit": units[0] if len(units) == 1 else "", "decimals": decimals}


# a map


def _map(answer: Answer, table: tables.Table, wanted: str) -> dict[str, Any]:
    """The places of the rows, coloured by the column that is wanted, else by the last one that has values."""
    columns = _columns(answer)
    column = next((at for at in columns if answer.columns[at].key == wanted), columns[-1] if columns else None)
    drawn = draw_map(answer, table, column) if column is not None else None
    if drawn is None:
        return {"kind": Picture.MAP, "cannot": _("A map needs places in the rows, and outlines of these places.")}
    offered = [Choice(answer.columns[at].key, answer.columns[at].label, at == column) for at in columns]
    return {"kind": Picture.MAP, "map": drawn, "what": answer.columns[column or 0].label, "columns": offered}


def _columns(answer: Answer) -> list[int]:
    """The columns that have values; none when no row is a place."""
    if not any(each.member("place") for each in answer.rows):
        return []
    return [at for at in range(len(answer.columns)) if any(_value(row[at]) is not None for row in answer.cells)]


def draw_map(answer: Answer, table: tables.Table, column: int) -> MapView | None:
    """The choropleth of a column; a colour means the same in all columns of its measure."""
    day = map_day(answer)
    found = index.current()
    ids = {each.code: found.resolve(each.code, day) for row in answer.rows if (each := row.member("place"))}
    rings = boundaries.outlines([number for number in ids.values() if number is not None], day)
    areas = []
    for at, heading in enumerate(answer.rows):
        place = heading.member("place")
        if place is None or ids[place.code] is None:
            continue
        href = table.rows[at].boxes[column].href if at < len(table.rows) and column < tables.COLUMNS else ""
        drawn = tuple(tuple(ring) for ring in rings.get(ids[place.code] or 0, []))
        areas.append(MapArea(place.code, heading.label, _value(answer.cells[at][column]), drawn, "", href))
    shown = answer.shown(0, column)
    alike = [at for at in range(len(answer.columns)) if answer.shown(0, at) == shown]
    among = [value for row in answer.cells for at in alike if (value := _value(row[at])) is not None]
    return maps.draw(areas, name=shown.label, unit=shown.unit, decimals=shown.decimals, among=among)


def map_day(answer: Answer) -> date:
    """The day whose outlines are drawn: of the boundaries asked for, else the end of the last period."""
    boundary = answer.question.boundaries
    if boundary not in {AS_WAS, AS_IS}:
        return date.fromisoformat(boundary)
    codes = [member.code for each in (*answer.columns, *answer.rows) if (member := each.member("period"))]
    last = codes[-1] if codes else answer.question.where.periods.last
    try:
        return periods.parse(last).end if boundary == AS_WAS and last else timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _value(cell: Cell | None) -> Any:
    return cell.value if cell else None


# pairs


def _scatter(answer: Answer, snapshot: Snapshot) -> dict[str, Any]:
    """The first two measures against each other, over everything else that the question runs over."""
    if len(answer.measures) <= 1:
        return {"kind": Picture.SCATTER, "cannot": _("Pairs need two indicators: add another one.")}
    found = correlation.correlate(answer)
    if not found.points:
        return {"kind": Picture.SCATTER, "cannot": _("There is no pair of values.")}
    first, second = answer.measures[:2]
    texts = list(sentences(found, first.label, second.label))
    if _related(snapshot, first.indicator, second.indicator):
        texts.append(_("One is worked out from the other, so they go together by definition."))
    return {"kind": Picture.SCATTER, "points": found.points[:POINTS], "x": first, "y": second, "texts": texts}


def _related(snapshot: Snapshot, first: str, second: str) -> bool:
    one, other = snapshot.indicators[first].id, snapshot.indicators[second].id
    return one == other or other in snapshot.dependents.get(one, ()) or one in snapshot.dependents.get(other, ())


def sentences(found: Correlation, x: str, y: str) -> Iterator[str]:
    """What the coefficient says, how sure it is, and what makes it mean less: a sentence each."""
    if found.pearson is not None:
        yield _strength(found.pearson) % {"x": x, "y": y}
        yield _certainty(found)
    for note in found.warnings:
        yield note.text


def _certainty(found: Correlation) -> str:
    """The coefficient with its range."""
    named = {"r": found.pearson, "low": found.low, "high": found.high, "rho": found.spearman}
    words = {name: _number(value) for name, value in named.items()} | {"count": found.count}
    return (
        _("r = %(r)s over %(count)s pairs (with 95 %% certainty from %(low)s to %(high)s); by ranks %(rho)s.") % words
    )


def _number(value: float | None) -> str:
    language = (get_language() or "vi")[:2]
    return "–" if value is None else numbers.form(Decimal(repr(value)), 2, language)


#: From which |r| on a connection is called strong, or clear.
STRONG, CLEAR = 0.7, 0.4


def _strength(r: float) -> str:
    if abs(r) < CLEAR:
        return _("“%(x)s” and “%(y)s” hardly go together.")
    strong = abs(r) >= STRONG
    if r > 0:
        mostly, rather = (
            _("Where “%(x)s” is high, “%(y)s” is mostly high."),
            _("Where “%(x)s” is high, “%(y)s” is rather high."),
        )
    else:
        mostly, rather = (
            _("Where “%(x)s” is high, “%(y)s” is mostly low."),
            _("Where “%(x)s” is high, “%(y)s” is rather low."),
        )
    return mostly if strong else rather
