"""Forecasts in sentences of the reader's language."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.pipeline.queries import Reader
from terrace.insight.forecasting.queries import ForecastView, Step
from terrace.web.operations import shown
from terrace.web.ui import numbers
from terrace.web.ui.templatetags import ui as labels

FREQUENCIES: Final[dict[Frequency, Promise]] = {
    Frequency.MONTH: gettext_lazy("month by month"),
    Frequency.SEASON: gettext_lazy("by crop season"),
    Frequency.QUARTER: gettext_lazy("by quarter"),
    Frequency.NINE: gettext_lazy("by nine months"),
    Frequency.HALF: gettext_lazy("by half-year"),
    Frequency.YEAR: gettext_lazy("by year"),
}


def sentence(reader: Reader, view: ForecastView, step: Step) -> str:
    """`Năm 2027 có khả năng đạt 12.345 tấn, khoảng 11.900–12.800 (8 phần 10).`"""
    words = {
        "period": inside(step.period) if view.spec.time_rule == "last" else step.period.label(shown.language()),
        "likely": _number(view, step.likely),
        "unit": reader.snapshot.unit(view.spec, shown.language()),
        "low": _number(view, step.low80),
        "high": _number(view, step.high80),
    }
    likely = _("%(period)s: most likely %(likely)s %(unit)s, 8 times of 10 between %(low)s and %(high)s.")
    if view.spec.time_rule == "last":
        likely = _("End of %(period)s: most likely %(likely)s %(unit)s, 8 times of 10 between %(low)s and %(high)s.")
    return likely % words


def inside(period: Period) -> str:
    """The name of a period as it stands inside a sentence: `tháng 10/2026`."""
    return labels.inside(period.label(shown.language()))


def _number(view: ForecastView, value: object) -> str:
    return numbers.form(value, view.spec.decimals, shown.language())  # type: ignore[arg-type]


def title(reader: Reader, view: ForecastView) -> str:
    """The name of the series."""
    language = shown.language()
    label = reader.snapshot.cell_label(view.breakdown_id, language) if view.breakdown_id else ""
    return f"{view.spec.name(language)} · {label}" if label else view.spec.name(language)


def ahead(frequency: Frequency, steps: int) -> str:
    """How long before: one step of a frequency, or a year.

    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     ahead(Frequency.MONTH, 1), ahead(Frequency.MONTH, 12)
    ('one month ahead', 'one year ahead')
    """
    if steps > 1 or frequency is Frequency.YEAR:
        return _("one year ahead")
    return {
        Frequency.MONTH: _("one month ahead"),
        Frequency.QUARTER: _("one quarter ahead"),
        Frequency.SEASON: _("one crop season ahead"),
        Frequency.HALF: _("half a year ahead"),
        Frequency.NINE: _("nine months ahead"),
    }[frequency]
