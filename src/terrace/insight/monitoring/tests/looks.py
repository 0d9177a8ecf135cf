"""The short look and the full judgement side by side, and forecasts for them to look at."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.models import Observation
from terrace.insight.forecasting.engine import forecast
from terrace.insight.forecasting.models import Forecast
from terrace.insight.monitoring import rules, screening
from terrace.insight.monitoring.bench import Bench
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.tests.conftest import BEFORE, MONTHS, NOW, TODAY, place


def series(code: str, indicator: str = "BIRTHS") -> Series:
    return snapshot.current().indicators[indicator].id, place(code), 0


def number(month: str) -> int:
    return periods.parse(month).id


def known(code: str, indicator: str = "BIRTHS") -> list[float]:
    """What a place said up to the month before."""
    about, area, _ = series(code, indicator)
    rows = Observation.objects.filter(indicator_id=about, area_id=area, breakdown_id=0, period__lt=number(NOW))
    said = dict(rows.values_list("period", "value"))
    return [float(said.get(number(month)) or np.nan) for month in MONTHS[:-1]]


def foresee(code: str, indicator: str = "BIRTHS", **more: Any) -> tuple[float, float]:
    """The forecast of this month, kept as made a second from now; likely, and one standard deviation."""
    made = forecast(np.array([known(code, indicator)]), 1, frequency="month")
    likely, spread = round(float(made.likely[0, 0])), round(float(made.spread[0, 0]), 3)
    keep(series(code, indicator), **{"likely": [likely], "spread": [spread], **more})
    return likely, spread


def keep(about: Series, *, later: float = 1.0, likely: list[Any], spread: list[Any], origin: str = BEFORE) -> None:
    """Keep a forecast that was made so many seconds from now."""
    names = dict(zip(("indicator_id", "area_id", "breakdown_id"), about, strict=True))
    bounds = dict.fromkeys(("low80", "high80", "low95", "high95"), likely)
    said = {"likely": likely, "spread": spread, "base": spread, **bounds}
    first = {"said_likely": likely, "said_low80": likely, "said_high80": likely}
    made = {"made_at": timezone.now() + timedelta(seconds=later), "method": "test"}
    Forecast.objects.filter(**names).delete()
    Forecast.objects.create(**names, origin=number(origin), frequency=6, **said, **first, **made)


def bench() -> Bench:
    """What a judgement needs; nothing is remembered."""
    rules.expire()
    return Bench(snapshot.current(max_age=0), index.current(), rules.current(), TODAY, fresh=True)


def looked(listed: Iterable[Series], since: str | None = NOW) -> tuple[set[Series], set[Series]]:
    """Those that the short look calls usual, and those that the full judgement warns of now."""
    own, touched = bench(), dict.fromkeys(listed, None if since is None else number(since))
    found = own.found(touched, [], own.histories(touched))
    return screening.usual(own, touched), {(each.indicator, each.area, each.breakdown) for each in found}
