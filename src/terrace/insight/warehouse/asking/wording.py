"""Words of headings and measures, in the language that is active."""

from django.utils.translation import gettext as _

from terrace.base.kernel.periods import Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.questions import Measure

PERCENT = "%"


def shows(show: str, of: str = "") -> str:
    """What is shown, in words."""
    words = {
        "value": _("value"),
        "share": _("share of the column (%)"),
        "share:row": _("share of the row (%)"),
        "share:parent": _("share of the place above (%)"),
        "growth": _("growth against the same period of last year (%)"),
        "change": _("change against the period before (%)"),
        "index": _("index (first period = 100)"),
        "rank": _("rank"),
        "average": _("average of three periods"),
        "plan": _("per cent of the plan"),
        "peers": _("per cent of the median of sibling places"),
        "gap": _("difference from the place above"),
        "gap:region": _("difference from the region"),
    }
    return words[f"{show}:{of}" if of else show]


def measure(spec: IndicatorSpec, asked: Measure, language: str) -> str:
    """The name of an indicator, with what is shown of it."""
    name = spec.name(language)
    return name if asked.show == "value" else f"{name} – {shows(asked.show, asked.of)}"


def status(name: str) -> str:
    return {"provisional": _("provisional"), "estimated": _("estimated"), "final": _("final")}[name]


def to_date(period: Period, language: str) -> str:
    """All from the start of the year to the end of the period."""
    if period.index == 1:
        return period.label(language)
    first = Period(period.frequency, period.year, 1)
    return _("%(first)s to %(last)s") % {"first": first.label(language), "last": period.label(language)}
