"""Cases to learn from and to judge by: figures as they were and with faults, each as the detectors would see it.

A case is one judged figure. In each series a few periods are taken; each is judged as it was, and with each kind of
fault that begins there; then the periods after it are judged too, because growth that breaks is seen late and because
an error is told from a change better one period later. Nothing later than the judged period is ever looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from terrace.insight.forecasting.engine.series import CYCLES, Floats
from terrace.insight.monitoring.detectors import context
from terrace.insight.monitoring.detectors.past import Past, expected, past

from . import shocks

Signals = Mapping[str, Floats]
Flags = NDArray[np.bool_]
Counts = NDArray[np.intp]

#: Figures before the judged one that a series needs.
FEWEST: Final = 5
#: The most periods that are looked at.
LONGEST: Final = {"year": 60, "half-year": 60, "season": 60, "quarter": 80, "month": 120}
#: Periods that are judged after the one in which a fault begins.
AFTER: Final = 2
#: The kind of a case without a fault.
CLEAN: Final = ""


@dataclass(frozen=True)
class Panel:
    """Series (n, t) of one frequency, right-aligned on the same last period; NaN missing.

    `families` (n,): the same number for sibling places of one indicator, −1 for none. `groups` (n,): what teaches or
    is judged together (a table, a kind of series). `places` (n,): which period of its year the last column is, NaN
    where nobody knows.
    """

    values: Floats
    frequency: str
    families: Counts
    groups: Counts
    places: Floats

    def __len__(self) -> int:
        return len(self.values)

    def only(self, rows: Any) -> "Panel":
        """Some of the series; what their siblings did is then not known any more."""
        parts = (each[rows] for each in (self.values, self.families, self.groups, self.places))
        values, families, groups, places = parts
        return Panel(values, self.frequency, families, groups, places)


def panel(
    values: Any,
    frequency: str,
    families: Sequence[Any] | None = None,
    groups: Sequence[Any] | None = None,
    places: Any = None,
) -> Panel:
    """A panel of rows of numbers, with names of families and groups; without groups each family is one."""
    rows = past(values, frequency).values
    alone = list(range(len(rows)))
    family = numbered(families) if families is not None else np.full(len(rows), -1)
    group = numbered(groups if groups is not None else families if families is not None else alone)
    place = np.broadcast_to(np.asarray(np.nan if places is None else places, np.float64), (len(rows),))
    return Panel(rows, frequency, family, group, place)


def numbered(names: Sequence[Any]) -> Counts:
    """A number for each different name, in the order of their first appearance."""
    known: dict[Any, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], np.intp)


@dataclass(frozen=True)
class Cases:
    """m judged figures: `signals` of each (and `later`, of those one period after the first), `kinds` of fault ("" for
    none), `series` and `origins` they are of, `steps` periods since the fault began."""

    signals: Signals
    later: Signals
    kinds: NDArray[np.str_]
    series: Counts
    origins: Counts
    steps: Counts

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def clean(self) -> Flags:
        return np.asarray(self.kinds == CLEAN)

    @property
    def error(self) -> Flags:
        return np.isin(self.kinds, shocks.ERRORS)

    @property
    def change(self) -> Flags:
        return np.isin(self.kinds, shocks.CHANGES)

    @property
    def gone(self) -> Flags:
        """Nothing came."""
        return np.asarray(self.kinds == shocks.MISSING)

    def only(self, rows: Any) -> "Cases":
        """Some of the cases."""
        signals, later = ({name: each[rows] for name, each in part.items()} for part in (self.signals, self.later))
        return Cases(signals, later, *(each[rows] for each in (self.kinds, self.series, self.origins, self.steps)))


def make(given: Panel, signals: Callable[[Past], Signals], *, origins: int, apart: int, seed: int, most: int) -> Cases:
    """Cases of at most so many series. Faults begin in so many periods, `apart` periods from each other, the last that
    allow it; each period between is judged as it was."""
    chosen = np.sort(np.random.default_rng(seed).permutation(len(given))[:most])
    made = []
    for number in range(origins):
        ago = AFTER + number * apart
        made += _of_origin(_Moment(given, chosen, signals, number, ago), seed)
        for between in range(AFTER + 1, apart):
            later = origins + number * apart + between
            made += _clean(_Moment(given, chosen, signals, later, ago + between - AFTER))
    return joined(made)


@dataclass(frozen=True)
class _Moment:
    """A period of a panel, `ago` periods before its last one, at which the `chosen` series are judged."""

    given: Panel
    chosen: Counts
    signals: Callable[[Past], Signals]
    origin: int
    ago: int

    def window(self, after: int) -> Floats:
        """All series up to so many periods after it, cut to what is looked at."""
        end = max(0, self.given.values.shape[1] - self.ago + after)
        return self.given.values[:, max(0, end - after - LONGEST[self.given.frequency]) : end]

    def known(self, after: int) -> Counts:
        """The chosen series that have enough figures before it, and one in it and in each period after it."""
        values = self.window(after)
        if values.shape[1] <= FEWEST + after:
            return self.chosen[:0]
        enough = np.isfinite(values[:, : -after - 1]).sum(axis=1) >= FEWEST
        enough &= np.isfinite(values[:, -after - 1 :]).all(axis=1)
        return np.asarray(self.chosen[enough[self.chosen]])


def _clean(moment: _Moment) -> list[Cases]:
    """One period as it was."""
    rows, values = moment.known(0), moment.window(0)
    if not len(rows):
        return []
    after = np.full((len(rows), AFTER), np.nan)
    whole = _Whole(np.concatenate([values[rows], after], axis=1), np.full(len(rows), CLEAN), rows, len(rows))
    return _steps(moment, whole, values, steps=1)


def joined(parts: Sequence[Cases]) -> Cases:
    """Several as one."""
    if not parts:
        nothing = np.zeros(0, np.intp)
        return Cases({}, {}, np.zeros(0, np.str_), nothing, nothing, nothing)
    signals = {name: np.concatenate([each.signals[name] for each in parts]) for name in parts[0].signals}
    names = sorted({name for each in parts for name in each.later})
    later = {name: np.concatenate([_or_nan(each, name) for each in parts]) for name in names}
    rest = (np.concatenate([getattr(e, part) for e in parts]) for part in ("kinds", "series", "origins", "steps"))
    return Cases(signals, later, *rest)


def _or_nan(part: Cases, name: str) -> Floats:
    return part.later[name] if name in part.later else np.full(len(part), np.nan)


def _of_origin(moment: _Moment, seed: int) -> list[Cases]:
    """The cases of one period: it and the periods after it, as they were and with faults."""
    rows, values = moment.known(AFTER), moment.window(AFTER)
    if not len(rows):
        return []
    whole = _with_faults(values, rows, moment.given.frequency, (seed, moment.origin))
    return _steps(moment, whole, values)


@dataclass(frozen=True)
class _Whole:
    """Rows with the periods after the fault: clean ones first."""

    values: Floats
    kinds: NDArray[np.str_]
    series: Counts
    clean: int


def _with_faults(values: Floats, rows: Counts, frequency: str, seed: tuple[int, int]) -> _Whole:
    own = values[rows]
    shocked = shocks.inject(own, frequency, seed[0] * 1000 + seed[1], AFTER)
    return _Whole(
        np.concatenate([own, shocked.values]),
        np.concatenate([np.full(len(rows), CLEAN), shocked.kinds]),
        np.concatenate([rows, rows[shocked.source]]),
        len(rows),
    )


def _steps(moment: _Moment, whole: _Whole, others: Floats, *, steps: int = AFTER + 1) -> list[Cases]:
    """The period of the fault and those after it; one period later all rows are asked again, then what may last."""
    lasts, came = np.isin(whole.kinds, [CLEAN, *shocks.LASTING]), whole.kinds != shocks.MISSING
    made: list[Cases] = []
    for step in range(steps):
        rows = np.flatnonzero(lasts | (step == 0) | ((step < AFTER) & came))
        seen = moment.signals(_past(moment, whole, rows, others, step))
        later = context.later({name: each[came] for name, each in made[0].signals.items()}, seen) if step == 1 else {}
        origins, periods = np.full(len(rows), moment.origin), np.full(len(rows), step)
        made.append(Cases(seen, later, whole.kinds[rows], whole.series[rows], origins, periods))
    return made


def _past(moment: _Moment, whole: _Whole, rows: Counts, others: Floats, step: int) -> Past:
    """The rows as they are seen in the period `step` after the fault began."""
    given, own = moment.given, whole.series[rows]
    values = whole.values[rows, : whole.values.shape[1] - AFTER + step]
    likely, spread = _expected(values, given.frequency, whole.clean if step == 0 else 0, own)
    cycle = CYCLES[given.frequency]
    beside = {name: each[own] for name, each in peers(others[:, : values.shape[1]], given.families, cycle).items()}
    place = (given.places[own] - 1 - moment.ago + step) % cycle + 1
    return past(values, given.frequency, likely=likely, spread=spread, place=place, **beside)


def _expected(values: Floats, frequency: str, same: int, series: Counts) -> tuple[Floats, Floats]:
    """What was forecast; in the first period all rows of a series share the past of the clean one (`same` of them)."""
    if not same:
        return expected(values, frequency)
    likely, spread = expected(values[:same], frequency)
    first = np.zeros(int(series.max()) + 1, np.intp)
    first[series[:same]] = np.arange(same)
    return likely[first[series]], spread[first[series]]


def peers(values: Floats, families: Counts, cycle: int) -> dict[str, Floats]:
    """What the siblings of each series did in the last column: medians of log changes, and how they scatter."""
    logs = np.log(np.where(values > 0, values, np.nan))
    lately = _change(logs, 1)
    middle, wide = _among(lately, families)
    yearly, _ = _among(_change(logs, cycle), families)
    return {"peers": middle, "peers_spread": wide, "seasonal_peers": yearly}


def _change(logs: Floats, back: int) -> Floats:
    return logs[:, -1] - logs[:, -1 - back] if logs.shape[1] > back else np.full(len(logs), np.nan)


#: Siblings that have to be there; of more than that a place may count among its own siblings.
SIBLINGS, MANY = 3, 60


def _among(changes: Floats, families: Counts) -> tuple[Floats, Floats]:
    """(n,) median and robust standard deviation of the family without the series itself; NaN for too few."""
    middle, wide = np.full(len(changes), np.nan), np.full(len(changes), np.nan)
    for family in np.unique(families[families >= 0]):
        rows = np.flatnonzero((families == family) & np.isfinite(changes))
        if len(rows) > SIBLINGS:
            own = np.eye(len(rows), dtype=bool) if len(rows) <= MANY else np.zeros((1, len(rows)), dtype=bool)
            rest = np.where(own, np.nan, changes[rows][None, :])
            middle[rows] = np.nanmedian(rest, axis=1)
            wide[rows] = 1.4826 * np.nanmedian(np.abs(rest - np.nanmedian(rest, axis=1)[:, None]), axis=1)
    return middle, wide
