"""What is forecast to follow figures, as boards and headlines show it."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language

from terrace.base.kernel.periods import LETTERS, Period
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.forecasting import queries
from terrace.insight.forecasting.queries import ForecastView, Step
from terrace.web.ui.components import Next


def of(reader: Reader, asked: Sequence[Asked]) -> dict[int, Next]:
    """By indicator; each question about another indicator. Those without a forecast after their period are left out."""
    plain = [one for one in asked if one.boundaries == "as_was" and not one.as_of]
    wanted = [queries.Asked(one.spec, one.area, one.breakdown, one.period.frequency) for one in plain]
    views = {view.spec.id: view for view in queries.several(reader.actor, wanted)} if wanted else {}
    found = ((one, views[one.spec.id]) for one in plain if one.spec.id in views)
    return {one.spec.id: made for one, view in found if (made := _next(one, view))}


def _next(asked: Asked, view: ForecastView) -> Next | None:
    step = following(view, asked.period)
    if step is None:
        return None
    label = step.period.label((get_language() or "vi")[:2])
    return Next(label, step.likely, step.low80, step.high80, address(asked, view))


def following(view: ForecastView, period: Period) -> Step | None:
    """The step after a period; its own, while the period is under way. None for what came long ago."""
    under_way = period.end >= timezone.localdate()
    wanted = {period, period.next()} if under_way else {period.next()}
    return next((step for step in view.steps if step.period in wanted), None)


def address(asked: Asked, view: ForecastView) -> str:
    """The page of the forecast."""
    own = view.frequency is asked.spec.frequency
    words = {"breakdown": view.breakdown, "frequency": "" if own else LETTERS[view.frequency]}
    kept = {name: word for name, word in words.items() if word}
    path = reverse("operations:forecast", args=[view.spec.code, view.place.code])
    return f"{path}?{urlencode(kept)}" if kept else path
