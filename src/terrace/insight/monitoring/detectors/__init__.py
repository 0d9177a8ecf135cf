"""Detectors: is the newest figure of a series odd, what was to be expected, and does it look like a slip of the pen?

Pure functions on arrays of floats, for many series of one frequency at once. `past(values, frequency, …)` makes what
they look at; `signals` are the statistics of all detectors, `DETECTORS` their limits and words; `judge` gives verdicts
at once, `again` one period later, `clauses` the reason in words; `crossing` says how likely the next period crosses a
limit, `contributions` which parts explain the change of a sum, `like_for_like` makes sums with changed coverage
comparable. Listens to nothing, publishes nothing.
What is not here: rules, warnings and their storage (monitoring), what is learned (learning), forecasts (forecasting).
"""

from .catalogue import DETECTORS, Detector, Words
from .clauses import clauses
from .contributions import contributions
from .coverage import like_for_like
from .crossing import crossing
from .judging import CHANGE, ERROR, NONE, Learned, Verdicts, again, judge
from .past import Past, completed, expected, past
from .signals import CONTEXT, STATISTICS, signals

__all__ = [
    "CHANGE",
    "CONTEXT",
    "DETECTORS",
    "ERROR",
    "NONE",
    "STATISTICS",
    "Detector",
    "Learned",
    "Past",
    "Verdicts",
    "Words",
    "again",
    "clauses",
    "completed",
    "contributions",
    "crossing",
    "expected",
    "judge",
    "like_for_like",
    "past",
    "signals",
]
