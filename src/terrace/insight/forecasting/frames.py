"""Forecasts of a table: `forecast_frame` for one bucket of series, the same here and on Spark.

A table has the columns `series`, `t` and `value`. `t` is a whole number that grows by 1 from period to period, a date,
or the code of a period (`2026-M10`); periods that lack are missing values. A bucket's answer depends on nothing but
its rows, so that it is the same bit for bit wherever it is made.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from terrace.base.kernel import periods
from terrace.base.kernel.periods import MONTHS, Frequency
from terrace.insight.forecasting import engine, problems

if TYPE_CHECKING:
    import pandas as pd

#: The columns that are read.
COLUMNS = ("series", "t", "value")
#: So many series go through the engine at once.
BUCKET = 2500
#: No series has more periods than this.
LONGEST = 20_000
#: Names of frequencies as the engine has them.
FREQUENCIES = {
    "year": Frequency.YEAR,
    "half-year": Frequency.HALF,
    "quarter": Frequency.QUARTER,
    "season": Frequency.SEASON,
    "month": Frequency.MONTH,
}


def columns(levels: Sequence[int] = (80, 95)) -> list[str]:
    """The columns of the answer.

    >>> columns((80,))
    ['series', 'step', 'likely', 'low80', 'high80', 'spread', 'method']
    """
    return [
        "series",
        "step",
        "likely",
        *(f"{side}{level}" for level in levels for side in ("low", "high")),
        "spread",
        "method",
    ]


def forecast_frame(
    frame: "pd.DataFrame", horizon: int, frequency: str = "month", levels: Sequence[int] = (80, 95)
) -> "pd.DataFrame":
    """Forecasts of the series of a table, in the order of their codes, `step` 1 to `horizon` periods after their last.

    `low80` … `high95` by level; `spread`: one standard deviation of the error. A series without a value has NaN and
    the method of the engine for it. Raises `Refused` for lacking columns, unreadable or repeated periods.
    """
    import pandas as pd

    check(frame.columns)
    names, rows = series(frame, frequency)
    made = engine.forecast(rows, horizon, frequency=frequency, levels=tuple(levels)) if rows else None
    found: dict[str, Any] = {name: np.empty(0) for name in columns(levels)}
    found["series"] = np.repeat(np.array(names, dtype=object), horizon)
    found["step"] = np.tile(np.arange(1, horizon + 1, dtype=np.int32), len(names))
    found["method"] = np.repeat(np.array(made.methods if made else (), dtype=object), horizon)
    if made is not None:
        found |= {"likely": made.likely.ravel(), "spread": made.spread.ravel()}
        found |= {f"low{level}": made.low[level].ravel() for level in levels}
        found |= {f"high{level}": made.high[level].ravel() for level in levels}
    return pd.DataFrame(found, columns=columns(levels))


def check(found: Any) -> None:
    """Raises `Refused` when a column lacks."""
    if missing := [name for name in COLUMNS if name not in found]:
        raise problems.FILE_COLUMNS.problem(missing=", ".join(missing), found=", ".join(map(str, found)))


def series(frame: "pd.DataFrame", frequency: str) -> tuple[list[str], list[Any]]:
    """The codes in order, and the values of each from its first period to its last, NaN where one lacks."""
    import pandas as pd

    if not len(frame):
        return [], []
    if frame["series"].isna().any():
        raise problems.FILE_NAMELESS.problem()
    codes, names = pd.factorize(frame["series"].astype(str).to_numpy(), sort=True)
    steps = ordinals(frame, frequency)
    order = np.lexsort((steps, codes))
    codes, steps = codes[order], steps[order]
    values = pd.to_numeric(frame["value"], errors="coerce").to_numpy(dtype=np.float64)[order]
    first = np.flatnonzero(np.diff(codes, prepend=-1))
    _once(frame, order, codes, steps)
    _fitting(frame, order, names, steps, first)
    return names.tolist(), [
        _spread_out(values[start:end], steps[start:end])
        for start, end in zip(first, [*first[1:], len(codes)], strict=True)
    ]


def _spread_out(values: Any, steps: Any) -> Any:
    row = np.full(int(steps[-1] - steps[0]) + 1, np.nan)
    row[steps - steps[0]] = values
    return row


def _once(frame: "pd.DataFrame", order: Any, codes: Any, steps: Any) -> None:
    again = np.flatnonzero((np.diff(codes) == 0) & (np.diff(steps) == 0))
    if len(again):
        row = frame.iloc[order[again[0]]]
        raise problems.FILE_TWICE.problem(series=row["series"], period=row["t"])


def _fitting(frame: "pd.DataFrame", order: Any, names: Any, steps: Any, first: Any) -> None:
    """No series so long that it must be a mistake."""
    last = np.append(first[1:], len(steps)) - 1
    wide = np.flatnonzero(steps[last] - steps[first] >= LONGEST)
    if len(wide):
        at = wide[0]
        start, end = (frame["t"].iloc[order[each[at]]] for each in (first, last))
        raise problems.FILE_WIDE.problem(series=names[at], first=start, last=end)


def ordinals(frame: "pd.DataFrame", frequency: str) -> Any:
    """The periods as whole numbers that grow by 1."""
    import pandas as pd

    found = frame["t"]
    if pd.api.types.is_integer_dtype(found) and not found.isna().any():
        return found.to_numpy(dtype=np.int64)
    distinct, where = np.unique(found.astype(object).map(_text).to_numpy(), return_inverse=True)
    numbers = [_ordinal(text, FREQUENCIES[frequency]) for text in distinct]
    if None in numbers:
        row = frame.iloc[int(np.flatnonzero(where == numbers.index(None))[0])]
        raise problems.FILE_PERIOD.problem(period=row["t"], series=row["series"])
    return np.array(numbers, dtype=np.int64)[where]


def _text(value: Any) -> str:
    """A date by its day, 3.0 as 3, everything else as it is written."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value).strip()


def _ordinal(text: str, frequency: Frequency) -> int | None:
    """A whole number, the code of a period, or a date; None for anything else.

    >>> _ordinal("2026-M02", Frequency.MONTH) - _ordinal("2025-12-31", Frequency.MONTH)
    2
    """
    try:
        if text.removeprefix("-").isdecimal():
            return int(text)
        if text.count("-") == len(("month", "day")):
            period = periods.containing(_day(text), frequency)
        else:
            period = periods.parse(text)
    except ValueError:
        return None
    return period.year * len(MONTHS[frequency]) + period.index - 1 if period.frequency is frequency else None


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)
