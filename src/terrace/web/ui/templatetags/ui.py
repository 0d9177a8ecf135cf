"""Figures, periods, moments and drawings in the language of the page: `{% load ui %}`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from terrace.base.kernel import periods
from terrace.web.ui import drawings, fans, names, numbers
from terrace.web.ui.components import Next, Point
from terrace.web.ui.fans import FanChart

register = template.Library()


def language() -> str:
    return (get_language() or "vi")[:2]


@register.filter
def figure(value: Decimal | int | None, decimals: int = 0) -> str:
    """`{{ value|figure:1 }}` → `1.234,5`; a dash for none."""
    return "–" if value is None else numbers.form(Decimal(value), int(decimals), language())


@register.filter
def machine(value: Decimal | None) -> str:
    """The exact form for scripts: `1234.5`."""
    return numbers.machine(value)


@register.filter
def machines(values: Sequence[Decimal]) -> str:
    """Several in the exact form, parted by blanks."""
    return " ".join(map(numbers.machine, values))


@register.filter
def change(per_cent: Decimal | None) -> str:
    """`▲ +5,2 %`."""
    return "–" if per_cent is None else numbers.change_form(per_cent, language())


@register.filter
def direction(per_cent: Decimal | None) -> str:
    """`up`, `down`, `same`, or nothing."""
    if per_cent is None:
        return ""
    return "up" if per_cent > 0 else "down" if per_cent < 0 else "same"


@register.filter
def period(value: periods.Period | str | int) -> str:
    """A period, its code or its number, as people write it."""
    if isinstance(value, str):
        value = periods.parse(value)
    elif isinstance(value, int):
        value = periods.from_id(value)
    return value.label(language())


@register.filter
def inside(label: str) -> str:
    """The name of a period as it stands inside a sentence: `tháng 10/2026`."""
    return label[:1].lower() + label[1:] if language() == "vi" else label


@register.filter
def moment(value: datetime | None) -> str:
    """`10:32` today, `20/11/2026 10:32` on another day."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local:%d/%m/%Y %H:%M}"


@register.filter
def called(code: str, kind: str) -> str:
    """The name of a stored code: `{{ line.door|called:"door" }}`."""
    return names.called(code, kind)


@register.inclusion_tag("ui/components/spark.html")
def spark(history: Sequence[Point], decimals: int = 0, unit: str = "", following: Next | None = None) -> dict[str, Any]:
    """A sparkline with its text alternative; with what is forecast to follow."""
    known = [point for point in history if point.value is not None]
    ahead = (following.likely, following.low, following.high) if following else None
    return {
        "spark": drawings.spark([point.value for point in history], ahead),
        "first": known[0] if known else None,
        "last": known[-1] if known else None,
        "decimals": decimals,
        "unit": unit,
        "following": following,
    }


@register.inclusion_tag("ui/components/chart.html")
def chart(history: Sequence[Point], name: str, unit: str, decimals: int) -> dict[str, Any]:
    """A history as a line with a summary and its table."""
    line = drawings.line([point.value for point in history], [point.label for point in history])
    return {"line": line, "history": history, "name": name, "unit": unit, "decimals": decimals}


@register.inclusion_tag("ui/components/fan.html")
def fan(chart: FanChart) -> dict[str, Any]:
    """The drawing of a fan chart."""
    return {"fan": fans.draw(chart.points, chart.made), "name": chart.name}
