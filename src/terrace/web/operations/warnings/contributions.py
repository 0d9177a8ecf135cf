"""Which places below make the difference: bars, the greatest first, and a map of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terrace.base.places import boundaries
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring.views import WarningView
from terrace.insight.monitoring.wording import Part
from terrace.web.operations import shown
from terrace.web.ui import maps, numbers
from terrace.web.ui.components import MapArea
from terrace.web.ui.maps import MapView

#: Bars at the most, and the width that they are drawn in.
BARS, WIDTH = 12, 200


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One place: what it adds in the unit and as a share of the whole; a bar from the zero line."""

    place: str
    href: str
    signed: str
    percent: str
    left: str
    width: str
    zero: str
    against: bool


def context(reader: Reader, warning: WarningView) -> dict[str, Any]:
    """`contributions`, `more` that are not drawn, `map`, `unit` and `decimals`."""
    spec, parts = warning.spec, sorted(warning.parts, key=lambda part: -abs(part.by))
    unit = reader.snapshot.unit(spec, shown.language()) if spec else ""
    return {
        "unit": unit,
        "contributions": _bars(reader, warning, parts[:BARS]),
        "more": max(0, len(parts) - BARS),
        "map": _map(reader, warning, parts, unit),
    }


def _bars(reader: Reader, warning: WarningView, parts: Sequence[Part]) -> list[ShareRow]:
    """All from one zero line; those that go against the whole are drawn otherwise."""
    if not parts:
        return []
    low, high = min(Decimal(0), *(part.by for part in parts)), max(Decimal(0), *(part.by for part in parts))
    scale = WIDTH / float(high - low or 1)
    zero = float(-low) * scale
    return [_bar(reader, warning, part, zero, scale) for part in parts]


def _bar(reader: Reader, warning: WarningView, part: Part, zero: float, scale: float) -> ShareRow:
    language, decimals = shown.language(), warning.spec.decimals if warning.spec else 0
    length = float(abs(part.by)) * scale
    text = numbers.form(part.by, decimals, language)
    return ShareRow(
        place=_name(reader, warning, part.area) or part.name,
        href=_figure(reader, warning, part.area),
        signed=f"+{text}" if part.by > 0 else text,
        percent=f"{numbers.form(part.share * 100, 0, language)}\u00a0%",
        left=f"{zero - length if part.by < 0 else zero:.1f}",
        width=f"{max(length, 1):.1f}",
        zero=f"{zero:.1f}",
        against=part.share < 0,
    )


def _name(reader: Reader, warning: WarningView, area: int) -> str:
    version = _version(reader, warning, area)
    return shown.name(version) if version else ""


def _version(reader: Reader, warning: WarningView, area: int) -> Any:
    if warning.period is None:
        return None
    history = reader.index.history(area)
    return reader.index.version(area, warning.period.end) or (history[-1] if history else None)


def _figure(reader: Reader, warning: WarningView, area: int) -> str:
    """The page of the figure of the place below."""
    version = _version(reader, warning, area)
    if version is None or warning.spec is None or warning.period is None:
        return ""
    return reverse("operations:figure", args=[warning.spec.code, version.code, warning.period.code])


def _map(reader: Reader, warning: WarningView, parts: Sequence[Part], unit: str) -> MapView | None:
    """All places below, coloured by what each adds; None when nothing is known of any."""
    if not parts or warning.period is None or warning.spec is None:
        return None
    day = warning.period.end
    added = {part.area: part.by for part in parts}
    areas = [*reader.index.children(warning.area, day)] or [*added]
    rings = boundaries.outlines(areas, day)
    drawn = [_area(reader, warning, area, added.get(area), rings.get(area, [])) for area in areas]
    none, decimals = _("no noticeable contribution"), warning.spec.decimals
    return maps.draw(drawn, name=_("What each place adds"), unit=unit, decimals=decimals, none=none)


def _area(reader: Reader, warning: WarningView, area: int, by: Decimal | None, rings: Sequence[Any]) -> MapArea:
    version = _version(reader, warning, area)
    code, outlines = version.code if version else "", tuple(tuple(ring) for ring in rings)
    return MapArea(code, _name(reader, warning, area), by, outlines, href=_figure(reader, warning, area))
