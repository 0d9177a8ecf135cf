"""The snapshot of when a warning was raised: the figure, what it was held against, the detectors, the submissions."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terrace.facts.collection import queries as collected
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.monitoring import wording
from terrace.insight.monitoring.detectors import DETECTORS
from terrace.insight.monitoring.views import WarningView
from terrace.web.operations import shown
from terrace.web.operations.warnings import charts
from terrace.web.ui import numbers
from terrace.web.ui.components import SubmissionLine

#: Submissions that are listed.
LISTED = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the evidence."""

    name: str
    text: str
    href: str = ""


def context(reader: Reader, warning: WarningView) -> dict[str, Any]:
    """`evidence` and `submissions`."""
    return {"evidence": list(_facts(reader, warning)), "submissions": _submissions(warning)}


def _facts(reader: Reader, warning: WarningView) -> Iterator[Fact]:
    yield from _figures(reader, warning)
    if warning.sure is not None:
        yield Fact(_("How sure"), _share(warning.sure))
    if warning.error_chance is not None:
        yield Fact(_("Chance of an entry error"), _share(warning.error_chance))
    names = [_detector(code) for code in warning.reasons if code in DETECTORS]
    if names:
        yield Fact(_("What stood out"), " · ".join(names))
    if warning.rule:
        href = reverse("operations:warning-rule", args=[warning.rule_code])
        yield Fact(_("Rule"), warning.rule.name(shown.language()), href)


def _detector(code: str) -> str:
    name = DETECTORS[code].name
    return name.en if shown.language() == "en" else name.vi


def _share(chance: Decimal) -> str:
    """As per cent, as sure as the sentence may be."""
    return wording.per_cent(min(max(chance, 1 - wording.NEVER_SURER), wording.NEVER_SURER), shown.language())


def _figures(reader: Reader, warning: WarningView) -> Iterator[Fact]:
    """The figure as it was then, what it is now when that is another one, and what it was held against."""
    if warning.spec is None or warning.period is None:
        return
    unit, decimals = reader.snapshot.unit(warning.spec, shown.language()), warning.spec.decimals

    def text(value: Any) -> str:
        return f"{numbers.form(value, decimals, shown.language())} {unit}"

    if warning.value is not None:
        yield Fact(_("Figure"), text(warning.value))
        now = reader.series(Asked(warning.spec, warning.area, warning.period, warning.breakdown_id), [warning.period])
        if now and now[0].value != warning.value:
            yield Fact(_("Figure now"), text(now[0].value) if now[0].value is not None else "–")
    for value in (warning.expected, warning.bound):
        if value is not None:
            yield Fact(charts.expected_name(warning).capitalize(), text(value))
    if warning.low is not None and warning.high is not None:
        yield Fact(_("Usual range"), f"{text(warning.low)} – {text(warning.high)}")


def _submissions(warning: WarningView) -> list[SubmissionLine]:
    """What it came from, as far as she may see it."""
    numbers_ = [int(each) for each in warning.evidence.get("submissions", ())][:LISTED]
    found = collected.submissions(numbers_)
    return [_line(found[number]) for number in numbers_ if number in found]


def _line(view: collected.SubmissionView) -> SubmissionLine:
    return SubmissionLine(
        id=str(view.id),
        at=view.received_at,
        person=view.person,
        place="",
        door=view.door,
        source=view.source_name,
        state=view.state,
        simulated=view.simulated,
        href=reverse("operations:submission", args=[view.id]),
    )
