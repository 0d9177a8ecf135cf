"""Forecasts for tests of what shows them, as their handlers would keep them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.insight.forecasting.models import Backtest, Forecast

MADE = datetime(2026, 11, 22, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def keep(indicator: str, area: str, origin: str, likely: Sequence[Any], breakdown: str = "", **more: Any) -> Forecast:
    """A forecast from an origin: ranges of 5 and 10 per cent of each value."""
    spec, period = snapshot.current().indicators[indicator], periods.parse(origin)
    place = index.current().resolve(area, period.end)
    assert place is not None
    values = [Decimal(str(value)) for value in likely]
    bands = {
        name: [round(value * Decimal(share) / 100, spec.decimals) for value in values]
        for name, share in (("low95", 90), ("low80", 95), ("high80", 105), ("high95", 110))
    }
    said = {"said_likely": values, "said_low80": bands["low80"], "said_high80": bands["high80"]}
    plain = {"method": "pool", "shares": [["theta", 60], ["drift", 40]], "coherent": True}
    row: dict[str, Any] = {
        "indicator_id": spec.id,
        "area_id": place,
        "breakdown_id": spec.breakdowns[breakdown],
        "frequency": spec.frequency,
        "origin": period.id,
        "likely": values,
        "base": [float(value) for value in values],
        "spread": [1.0] * len(values),
        "accuracy": [[1, "0.04", 5, 40, "0.8"]],
        "made_at": MADE,
        "said_at": MADE,
    }
    return Forecast.objects.create(**row | bands | said | plain | more)


def tried(indicator: str, area: str, origin: str, values: Sequence[tuple[str, float, float]]) -> Backtest:
    """Back-tests of one step: origin, what would have been said, what came."""
    spec, period = snapshot.current().indicators[indicator], periods.parse(origin)
    place = index.current().resolve(area, period.end)
    assert place is not None
    return Backtest.objects.create(
        indicator_id=spec.id,
        area_id=place,
        breakdown_id=0,
        frequency=spec.frequency,
        origin=period.id,
        origins=[periods.parse(code).id for code, _, _ in values],
        tried=[[said] for _, said, _ in values],
        came=[[came] for _, _, came in values],
    )
