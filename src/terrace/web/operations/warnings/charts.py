"""What came before a warning, what was expected, and the figure that it speaks of: drawn without script."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrace.base.kernel import periods
from terrace.base.kernel.periods import FIRST_YEAR, MONTHS, Period
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.monitoring.views import WarningView
from terrace.web.operations import shown
from terrace.web.operations.warnings import cards
from terrace.web.ui.fans import FanChart, FanPoint

#: Periods before the one that is judged, by periods in a year; and how many after it are shown.
BACK = {12: 24, 4: 12, 3: 12, 2: 12, 1: 15}
AFTER = 3


def chart(reader: Reader, warning: WarningView) -> FanChart | None:
    """None for what is no figure, and where nothing came before. A later period is shown once all have reported."""
    spec, period = warning.spec, warning.period
    if spec is None or period is None:
        return None
    asked = Asked(spec, warning.area, period, warning.breakdown_id)
    views = reader.series(asked, _wanted(period))
    came = {view.period: view.value for view in views if view.period <= period or view.reported >= view.expected}
    points = [_point(warning, each, came.get(each)) for each in _from_first(period, came)]
    unit = reader.snapshot.unit(spec, shown.language())
    drawn = FanChart(cards.row(reader, warning).title, unit, spec.decimals, tuple(_bounded(warning, points)))
    return drawn if sum(point.value is not None for point in points) > 1 else None


def _wanted(period: Period) -> list[Period]:
    """From the first that is shown to the last that has begun."""
    today = periods.containing(timezone.localdate(), period.frequency)
    count = BACK.get(len(MONTHS[period.frequency]), 12)
    steps = (step for step in range(-count, AFTER + 1) if period.year - count > FIRST_YEAR or step >= 0)
    return [each for step in steps if (each := period.shifted(step)) <= max(today, period)]


def _from_first(period: Period, came: dict[Period, Decimal | None]) -> list[Period]:
    """Without the periods before the first figure, and those after the last."""
    known = [each for each, value in came.items() if value is not None] + [period]
    return [each for each in _wanted(period) if min(known) <= each <= max(known)]


def _point(warning: WarningView, period: Period, value: Decimal | None) -> FanPoint:
    """The judged one keeps the figure that the warning was raised for, whatever it was corrected to since."""
    label = period.label(shown.language())
    if period != warning.period:
        return FanPoint(period.code, label, value)
    said = value if warning.value is None else warning.value
    return FanPoint(
        period.code, label, said, warning.expected, low80=warning.low, high80=warning.high, judged=said is not None
    )


def _bounded(warning: WarningView, points: list[FanPoint]) -> list[FanPoint]:
    """A limit or a plan lies across all periods."""
    if warning.bound is None or warning.expected is not None:
        return points
    return [replace(point, likely=warning.bound) for point in points]


_NAMES: Final[Mapping[str, Promise]] = {
    "forecast": gettext_lazy("forecast"),
    "last_year": gettext_lazy("a year before"),
    "last_period": gettext_lazy("the period before"),
    "peers": gettext_lazy("moved as the other places"),
    "trend": gettext_lazy("when the run began"),
    "plan": gettext_lazy("plan"),
    "limit": gettext_lazy("limit"),
}


def expected_name(warning: WarningView) -> str:
    """What the second line of the chart is."""
    return str(_NAMES.get(warning.against, _("expected")))
