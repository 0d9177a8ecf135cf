"""Coherence: forecasts that add up, over places, breakdowns and periods; pure functions on arrays.

`reconcile` moves forecasts as little as their spreads allow until wholes are the sums of their parts; `months_to_year`
does it within a year; `crossed` over places, breakdowns and periods at once; `whole` rounds so that sums stay exact;
`coherent` gives intervals whose basis is the reconciled back-tests; `ratios` go through their parts.
Listens to nothing, publishes nothing, knows neither Django nor places.
What is not here: making forecasts (engine), and what is in the catalogue (forecasting).
"""

from .rounding import units, whole
from .squares import reconcile
from .times import months_to_year
from .trees import Tree

__all__ = ["Tree", "months_to_year", "reconcile", "units", "whole"]
