"""The engine of forecasts: pure functions on arrays, for all series at once.

One line to call: `forecast(series, horizon)`. A pool of members (`members`, `autoregression`, `winters`) on levels and
logs is combined (`weights`) by what is seen of a series (`features`) and by how each member did lately (`records`);
back-tests give the intervals. `learn(series, frequency)` finds weights and intervals in the past of one's own series;
`breaks.restate` comes first where a series has a known break. Listens to nothing, publishes nothing.
What is not here: places and sums that agree (coherence), keeping forecasts (forecasting).
"""

from .forecasts import Forecast, forecast
from .learning import learn

__all__ = ["Forecast", "forecast", "learn"]
