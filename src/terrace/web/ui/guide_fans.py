"""A made-up fan chart for the living guide."""

from decimal import Decimal
from typing import Any, Final

from terrace.base.kernel.periods import Period
from terrace.web.ui.components import Point
from terrace.web.ui.fans import FanChart, FanPoint

STEPS: Final = 6
INNER, OUTER, GROWTH = Decimal("0.03"), Decimal("0.05"), Decimal("1.01")


def chart(name: str, unit: str, history: tuple[Point, ...], now: Period) -> FanChart:
    """A history, and a fan that opens with each step."""
    before = (FanPoint(point.period, point.label, point.value, cell=point.cell) for point in history)
    value = history[-1].value or Decimal(1)
    after = (_step(now.shifted(step), value * GROWTH**step, step) for step in range(1, STEPS + 1))
    return FanChart(name, unit, 1, (*before, *after), now.next().start)


def _step(period: Period, likely: Decimal, step: int) -> FanPoint:
    inner, outer = likely * INNER * step, likely * OUTER * step
    return FanPoint(
        period.code, period.label(), None, likely, likely - inner, likely + inner, likely - outer, likely + outer
    )


def glance(fan: FanChart, label: str) -> dict[str, Any]:
    """A forecast on the page of a figure."""
    sentence = f"{label} có khả năng đạt 18.821,7 {fan.unit}, khoảng 17.714,5–19.744,3 (8 phần 10)."
    return {"sentence": sentence, "chart": fan, "href": "#", "made_at": fan.made}
