"""Charts and maps of reports as SVG: numbers drawn straight, labels in place of legends where there is room.

Pixels only, so floats are enough here. Every picture comes with a sentence that says what it shows.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from terrace.base.places import framing
from terrace.insight.reports import numbering, plans
from terrace.insight.reports.blocks import Block
from terrace.insight.reports.laid import Laid, filled
from terrace.insight.reports.plans import Part
from terrace.insight.reports.wording import Told

FONT: Final = "Be Vietnam Pro"
INK, SOFT, GRID, NOW, THEN = "#1a1a1a", "#555555", "#d9d9d9", "#0b4f8a", "#b35c00"
SHADES: Final = ("#dbe9f6", "#a9cbe6", "#6ba3d0", "#2f78b3", "#0b4f8a")
NONE: Final = "#f2f2f2"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 640, 250, 68, 92, 26, 30
_ALT: Final = {
    "years": {
        "vi": "Biểu đồ đường: {name}, {first} đến {last}; cao nhất {most}, thấp nhất {least}.",
        "en": "Line chart: {name}, {first} to {last}; highest {most}, lowest {least}.",
    },
    "bars": {"vi": "Biểu đồ cột: {name} theo địa bàn; {lines}.", "en": "Bar chart: {name} by place; {lines}."},
    "map": {
        "vi": "Bản đồ: {name} theo địa bàn; cao nhất {most}, thấp nhất {least}.",
        "en": "Map: {name} by place; highest {most}, lowest {least}.",
    },
}
_THIS: Final = {"vi": "Kỳ này", "en": "Now"}
_LAST: Final = {"vi": "Cùng kỳ", "en": "Year before"}
_NO_FIGURE: Final = {"vi": "chưa có số liệu", "en": "no figure"}


def _text(x: float, y: float, said: str, anchor: str = "start", *, colour: str = INK, weight: int = 400) -> str:
    at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text {at} font-size="12" font-weight="{weight}">{escape(said)}</text>'


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    box = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="{FONT}">{"".join(parts)}</svg>'


def _by_indicator(told: Sequence[Told]) -> list[list[Told]]:
    codes = dict.fromkeys(each.row.indicator for each in told)
    return [[each for each in told if each.row.indicator == code] for code in codes]


def _caption(laid: Laid, part: Part, told: Told, *, several: bool) -> str:
    """The words of the template, else the name, the unit and what is shown: places have a period, lines have many."""
    name = f"{told.name} ({told.spec.unit(laid.language)})"
    own = filled(laid, part.text(laid.language))
    if part.kind == plans.MAP or part.picture == plans.BARS:
        name = f"{name}, {numbering.period(told.period, laid.language)}"
    return f"{own}: {name}" if own and several else own or name


# lines


def years(laid: Laid, part: Part, told: Sequence[Told]) -> Iterator[Block]:
    """For each indicator a line over its periods, and a thin one for the same periods a year before."""
    groups = _by_indicator(told)
    for group in groups:
        now = [each.amount("value") for each in group]
        then = [each.amount(plans.LAST_YEAR) for each in group]
        if sum(value is not None for value in now) > 1:
            caption = _caption(laid, part, group[0], several=len(groups) > 1)
            yield Block("picture", part.code, caption, svg=_lines(group, now, then), alt=_said(group, now, "years"))


def _lines(group: Sequence[Told], now: Sequence[Decimal | None], then: Sequence[Decimal | None]) -> str:
    language, spec = group[0].language, group[0].spec
    ticks = ticked([float(value) for value in (*now, *then) if value is not None])
    drawn = [_axis(ticks, spec.decimals, language)]
    drawn += [_label(at, each, len(group), language) for at, each in enumerate(group)]
    ends: list[tuple[float, str, str]] = []
    two = sum(value is not None for value in then) > 1
    lines = ((then if two else (), THEN, "1.5", _LAST), (now, NOW, "2.5", _THIS))
    for values, colour, width, name in lines:
        drawn.append(_line(values, ticks, colour, width))
        if (last := next((value for value in reversed(values) if value is not None), None)) is not None:
            ends.append((_up(float(last), ticks), name[language], colour))
    drawn += [_text(WIDTH - RIGHT + 8, y + 4, name, colour=colour, weight=600) for y, name, colour in _parted(ends)]
    return _svg(WIDTH, HEIGHT, drawn)


def ticked(values: Sequence[float]) -> list[float]:
    """Four to six round numbers around the values; from nought when they are not far above it.

    >>> ticked([12.0, 95.0])
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    >>> ticked([980.0, 1010.0])
    [980.0, 990.0, 1000.0, 1010.0]
    """
    low, high = min(values), max(values)
    if low >= 0 and low < 0.6 * high:
        low = 0.0
    span = (high - low) or abs(high) or 1.0
    power = 10 ** math.floor(math.log10(span / 4))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if span / (power * each) <= 5)  # noqa: PLR2004
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(round(step * at, 9)) for at in range(first, max(last, first + 1) + 1)]


def _up(value: float, ticks: Sequence[float]) -> float:
    return HEIGHT - FOOT - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (HEIGHT - FOOT - TOP)


def _across(at: int, count: int) -> float:
    return LEFT + 8 + (WIDTH - LEFT - RIGHT - 16) * at / max(count - 1, 1)


def _axis(ticks: Sequence[float], decimals: int, language: str) -> str:
    whole = all(tick == int(tick) for tick in ticks)
    drawn = []
    for tick in ticks:
        y = _up(tick, ticks)
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}" stroke-width="1"/>')
        said = numbering.value(Decimal(repr(tick)), 0 if whole else max(decimals, 1), language)
        drawn.append(_text(LEFT - 6, y + 4, said, "end", colour=SOFT))
    return "".join(drawn)


def _label(at: int, told: Told, count: int, language: str) -> str:
    return _text(_across(at, count), HEIGHT - 10, numbering.short(told.period, language), "middle", colour=SOFT)


def _line(values: Sequence[Decimal | None], ticks: Sequence[float], colour: str, width: str) -> str:
    """A line for each unbroken run, and a dot for each value."""
    path, dots, pen = "", [], "M"
    for at, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x, y = _across(at, len(values)), _up(float(value), ticks)
        path, pen = f"{path}{pen}{x:.1f} {y:.1f}", "L"
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{"2.6" if colour == NOW else "1.8"}" fill="{colour}"/>')
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>{"".join(dots)}' if path else ""


def _parted(ends: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Labels at the ends of lines, moved apart where they would touch."""
    found = sorted(ends)
    if len(found) > 1 and found[1][0] - found[0][0] < 15:  # noqa: PLR2004 - a line of text
        middle = (found[0][0] + found[1][0]) / 2
        found = [(middle - 7.5, *found[0][1:]), (middle + 7.5, *found[1][1:])]
    return found


def _said(group: Sequence[Told], values: Sequence[Decimal | None], kind: str) -> str:
    """What a picture shows, in a sentence."""
    first, language = group[0], group[0].language
    known = [value for value in values if value is not None]
    ends = {"first": numbering.period(first.period, language), "last": numbering.period(group[-1].period, language)}
    most, least = first.with_unit(max(known)), first.with_unit(min(known))
    return _ALT[kind][language].format(name=first.name, most=most, least=least, **ends)


# bars


def bars(laid: Laid, part: Part, told: Sequence[Told]) -> Iterator[Block]:
    """The places with the most, one bar each."""
    groups = _by_indicator(told)
    for group in groups:
        known = [(amount, laid.place(each.row.area)) for each in group if (amount := each.amount("value")) is not None]
        top = sorted(known, key=lambda each: (-each[0], each[1]))[: part.most]
        if top and top[0][0] > 0:
            said = "; ".join(f"{name} {group[0].written(amount)}" for amount, name in top[:5])
            alt = _ALT["bars"][laid.language].format(name=group[0].name, lines=said)
            caption = _caption(laid, part, group[0], several=True)
            yield Block("picture", part.code, caption, svg=_bars(group[0], top), alt=alt)


def _bars(told: Told, top: Sequence[tuple[Decimal, str]]) -> str:
    row, left = 22, 190
    longest = float(top[0][0])
    drawn = []
    for at, (amount, name) in enumerate(top):
        width, y = max(float(amount), 0) / longest * (WIDTH - left - 90), 4 + at * row
        drawn.append(_text(left - 8, y + 13, name, "end"))
        drawn.append(f'<rect x="{left}" y="{y}" width="{width:.1f}" height="{row - 6}" fill="{NOW}"/>')
        drawn.append(_text(left + width + 6, y + 13, told.written(amount), colour=SOFT))
    return _svg(WIDTH, 8 + len(top) * row, drawn)


# maps


def maps(laid: Laid, part: Part, told: Sequence[Told]) -> Iterator[Block]:
    """A choropleth of the places below, in five classes of about as many places."""
    groups = _by_indicator(told)
    for group in groups:
        known = sorted(amount for each in group if (amount := each.amount("value")) is not None)
        rings = {each.row.area: laid.frame.places[str(each.row.area)].rings for each in group}
        if known and any(rings.values()):
            caption = _caption(laid, part, group[0], several=len(groups) > 1)
            alt = _said(group, known, "map")
            svg = _map(group, known, {area: found for area, found in rings.items() if found})
            yield Block("picture", part.code, caption, svg=svg[0], alt=alt, width=svg[1])


def _map(
    group: Sequence[Told],
    known: Sequence[Decimal],
    rings: dict[int, tuple[tuple[tuple[int, int], ...], ...]],
) -> tuple[str, float]:
    """The drawing, and the share of the line that it takes: no higher than half a page."""
    frame = framing.Frame.around((ring for each in rings.values() for ring in each), 1e-5)
    breaks = framing.limits(known)
    values = {each.row.area: each.amount("value") for each in group}
    drawn = []
    for area, each in rings.items():
        value = values[area]
        shade = NONE if value is None else SHADES[bisect_right(breaks, value)]
        path = frame.path(each)
        drawn.append(f'<path d="{path}" fill="{shade}" stroke="#ffffff" stroke-width="1" fill-rule="evenodd"/>')
    entries = _classes(group[0], known, breaks, gaps=len(known) < len(group))
    column = 48 + SIGN * max(len(said) for _, said in entries)
    across = max(1, frame.width // column)
    height = frame.height + 20 + 28 * -(-len(entries) // across)
    share = min(0.85, HIGHEST_MM / LINE_MM * frame.width / height)
    return _svg(frame.width, height, [*drawn, _legend(entries, frame.height, across, column)]), round(share, 3)


#: A sign of the legend in pixels; the text line, and the highest that a map may be.
SIGN, LINE_MM, HIGHEST_MM = 10, 160, 118


def _classes(told: Told, known: Sequence[Decimal], breaks: Sequence[Decimal], *, gaps: bool) -> list[tuple[str, str]]:
    """Shade and words of each class."""
    lows, highs = [known[0], *breaks], [*breaks, known[-1]]
    entries = [
        (SHADES[at], _CLASS[told.language][at + 1 < len(lows)].format(told.written(low), told.written(high)))
        for at, (low, high) in enumerate(zip(lows, highs, strict=True))
    ]
    return entries + ([(NONE, _NO_FIGURE[told.language])] if gaps else [])


#: The last class, with its upper end; the others, without.
_CLASS: Final = {"vi": ("{} – {}", "{} – dưới {}"), "en": ("{} – {}", "{} – under {}")}


def _legend(entries: Sequence[tuple[str, str]], top: int, across: int, column: int) -> str:
    """The classes below the map."""
    drawn = []
    for at, (shade, said) in enumerate(entries):
        x, y = 8 + (at % across) * column, top + 14 + (at // across) * 28
        drawn.append(f'<rect x="{x}" y="{y}" width="22" height="15" fill="{shade}" stroke="#808080"/>')
        drawn.append(f'<text x="{x + 30}" y="{y + 13}" font-size="18" fill="{INK}">{escape(said)}</text>')
    return "".join(drawn)
