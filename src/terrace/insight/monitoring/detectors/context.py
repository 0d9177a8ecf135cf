"""More that the learned combination reads of a series: how rare such an error was, how far outside, how much stayed."""

from collections.abc import Callable, Mapping

import numpy as np

from . import residuals, robust
from .errors import written
from .robust import Floats
from .seen import LEAST, Seen, once

#: Periods that count as lately.
LATELY = 12
#: Values that make the level before a shift.
BEFORE = 4


def step(seen: Seen) -> Floats:
    """The log change against the period before."""
    return _change(seen, 1)


def year_step(seen: Seen) -> Floats:
    """The log change against the same period of the year before."""
    return _change(seen, seen.cycle)


def _change(seen: Seen, lag: int) -> Floats:
    logs = seen.logs
    return np.asarray(logs[:, -1] - logs[:, -1 - lag]) if logs.shape[1] > lag else np.full(len(logs), np.nan)


def rare(seen: Seen) -> Floats:
    """The share of errors so far that were at least as large; never 0."""
    return _share(np.abs(seen.steps[:, :-1]), np.abs(seen.steps[:, -1]))


def rare_lately(seen: Seen) -> Floats:
    """The same among the last ones."""
    return _share(robust.last(np.abs(seen.steps[:, :-1]), LATELY), np.abs(seen.steps[:, -1]))


def _share(errors: Floats, now: Floats) -> Floats:
    known = np.isfinite(errors)
    above = (known & (errors >= now[:, None])).sum(axis=1)
    return np.where(np.isfinite(now), (above + 0.5) / (known.sum(axis=1) + 1), np.nan)


def record(seen: Seen) -> Floats:
    """The error against the largest one before."""
    errors = np.where(np.isfinite(seen.steps[:, :-1]), np.abs(seen.steps[:, :-1]), 0.0)
    return robust.ratio(np.abs(seen.steps[:, -1]), errors.max(axis=1, initial=0.0))


def beyond(seen: Seen) -> Floats:
    """How far outside of all figures before, in the noise of the series; negative inside."""
    before, known = seen.logs[:, :-1], np.isfinite(seen.logs[:, :-1])
    top = np.where(known, before, -np.inf).max(axis=1, initial=-np.inf)
    bottom = np.where(known, before, np.inf).min(axis=1, initial=np.inf)
    return np.asarray(np.maximum(seen.judged - top, bottom - seen.judged) / seen.noise)


def repeat(seen: Seen) -> Floats:
    """Where the figure of the period before came once more: the log of how many others were as likely; else 0."""
    rows = seen.past.values
    if rows.shape[1] <= 1:
        return np.full(len(rows), np.nan)
    choices = np.log1p(_counts(rows) * seen.noise)
    same = (rows[:, -1] == rows[:, -2]) & (written(seen.value)[0] > 0)
    return np.where(np.isfinite(rows[:, -1]), np.where(same, choices, 0.0), np.nan)


def _counts(rows: Floats) -> Floats:
    """(n,) how many of a series' smallest written digits its last figure is."""
    least = np.full(len(rows), np.inf)
    for digits in range(6, -7, -1):
        fits = np.abs(rows - np.round(rows, digits)) <= 1e-9 * np.maximum(np.abs(rows), 10.0**-digits)
        least = np.where((fits | np.isnan(rows)).all(axis=1), 10.0**-digits, least)
    return np.asarray(np.nan_to_num(np.abs(rows[:, -1]) / least))


def with_peers(seen: Seen) -> Floats:
    """The error of the forecast less what the siblings did."""
    return np.asarray(seen.off - seen.past.peers)


def unlike_peers(seen: Seen) -> Floats:
    """The same in standard deviations of both."""
    return with_peers(seen) / np.hypot(seen.noise, np.nan_to_num(seen.past.peers_spread))


@once
def shift(seen: Seen, after: int) -> tuple[Floats, Floats]:
    """The mean of the last `after` values, without their season, against the level before them: how unusual such a
    move is for the series, in robust standard deviations, and against the largest one before."""
    flat = residuals.flat(seen)
    moves = _means(flat, after)[:, BEFORE:] - _means(flat, BEFORE)[:, BEFORE - after : -after or None]
    since = np.arange(BEFORE, flat.shape[1] + 1) - residuals.began(flat)[:, None]
    moves = np.where(since >= BEFORE, moves, np.nan)
    before = moves[:, :-after]
    few = robust.count(before) <= 1
    if few.all():
        return np.full(len(flat), np.nan), np.full(len(flat), np.nan)
    middle = robust.median(before)
    scale = np.maximum(robust.spread(before - middle[:, None], seen.own * np.sqrt(1 / after + 1 / BEFORE)), LEAST)
    apart = moves[:, -1] - middle
    largest = np.where(np.isfinite(before), np.abs(before - middle[:, None]), 0.0).max(axis=1)
    return np.where(few, np.nan, apart / scale), np.where(few, np.nan, robust.ratio(np.abs(apart), largest))


def _means(rows: Floats, width: int) -> Floats:
    """(n, t + 1) the mean of the `width` values before each column; NaN where none is known."""
    known = np.isfinite(rows)
    start = np.zeros((len(rows), 1))
    sums = np.concatenate([start, np.where(known, rows, 0.0).cumsum(axis=1)], axis=1)
    counts = np.concatenate([start, known.cumsum(axis=1)], axis=1)
    back = np.maximum(np.arange(sums.shape[1]) - width, 0)
    return robust.ratio(sums - sums[:, back], counts - counts[:, back])


CONTEXT: dict[str, Callable[[Seen], Floats]] = {
    **{f"shift{after}": lambda seen, after=after: shift(seen, after)[0] for after in (1, 2, 3)},  # type: ignore[misc]
    **{f"shift{after}_record": lambda seen, after=after: shift(seen, after)[1] for after in (1, 2, 3)},  # type: ignore[misc]
    "step": step,
    "year_step": year_step,
    "rare": rare,
    "rare_lately": rare_lately,
    "record": record,
    "beyond": beyond,
    "repeat": repeat,
    "with_peers": with_peers,
    "unlike_peers": unlike_peers,
}


def later(then: Mapping[str, Floats], now: Mapping[str, Floats]) -> dict[str, Floats]:
    """The signals of a judged period (`then_…`) and of the one after (`now_…`), and how much of the change stayed."""
    stayed = {
        "stayed": 1 + robust.ratio(now["step"], then["step"]),
        "stayed_off": robust.ratio(now["off"], then["off"]),
        "back": np.asarray(then["step"] + now["step"]),
    }
    both = {f"then_{name}": each for name, each in then.items()}
    return both | {f"now_{name}": each for name, each in now.items()} | stayed
