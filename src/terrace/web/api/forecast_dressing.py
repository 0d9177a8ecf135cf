"""Forecasts of the domain in the shapes of the API."""

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

from terrace.base.kernel.periods import LETTERS
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.insight.forecasting import wording
from terrace.insight.forecasting.queries import Accuracy, ForecastView, Past, Step
from terrace.web.api import dressing, forecast_shapes
from terrace.web.api.answers import digits


def forecast(
    snapshot: Snapshot, levels: Sequence[int], view: ForecastView, told: Sequence[Past] | None
) -> forecast_shapes.Forecast:
    """One series, with the ranges asked for."""
    return forecast_shapes.Forecast(
        indicator=dressing.named(view.spec.code, view.spec),
        area=dressing.area(view.place),
        breakdown=view.breakdown,
        frequency=view.frequency.name.lower(),
        origin=view.origin.code,
        made_at=view.made_at,
        unit=dressing.unit(snapshot, view.spec),
        decimals=view.spec.decimals,
        steps=[_step(step, levels) for step in view.steps],
        method=_method(view),
        accuracy=[_accuracy(each) for each in view.accuracy],
        notes=_notes(view),
        simulated=view.simulated,
        coherent=view.coherent,
        provisional=view.provisional,
        past=None if told is None else [_past(each) for each in told],
        page=_page(view),
    )


def _exact(value: Decimal) -> Decimal:
    return digits(value) or Decimal(0)


def ends(step: Step, level: int) -> tuple[Decimal, Decimal]:
    """The range of a level."""
    return (step.low80, step.high80) if level == 80 else (step.low95, step.high95)  # noqa: PLR2004 - one of the two


def _step(step: Step, levels: Sequence[int]) -> forecast_shapes.ForecastStep:
    ranges = [forecast_shapes.Range(level, *map(_exact, ends(step, level))) for level in levels]
    return forecast_shapes.ForecastStep(step.period.code, _exact(step.likely), ranges)


def _method(view: ForecastView) -> forecast_shapes.Method:
    shares = [forecast_shapes.Share(member, per_cent) for member, per_cent in view.shares]
    return forecast_shapes.Method(view.method, wording.method(view, "vi"), wording.method(view, "en"), shares)


def _notes(view: ForecastView) -> list[forecast_shapes.ForecastNote]:
    texts = zip(view.notes, wording.notes(view, "vi"), wording.notes(view, "en"), strict=True)
    return [forecast_shapes.ForecastNote(*each) for each in texts]


def _accuracy(each: Accuracy) -> forecast_shapes.ForecastAccuracy:
    return forecast_shapes.ForecastAccuracy(each.ahead, each.share, each.years, each.tries, each.inside80)


def _past(told: Past) -> forecast_shapes.PastForecast:
    return forecast_shapes.PastForecast(
        origin=told.origin.code,
        made_at=told.made_at,
        period=told.period.code,
        likely=_exact(told.likely),
        low80=_exact(told.low80),
        high80=_exact(told.high80),
        value=digits(told.came),
        tried=told.tried,
    )


def _page(view: ForecastView) -> str:
    """The address of its page, which stands on a floor above."""
    own = view.frequency is view.spec.frequency
    words = {"breakdown": view.breakdown, "frequency": "" if own else LETTERS[view.frequency]}
    kept = urlencode({name: word for name, word in words.items() if word})
    return f"/forecasts/{view.spec.code}/{view.place.code}/" + (f"?{kept}" if kept else "")
