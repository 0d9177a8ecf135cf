"""Series to forecast: read from a file of past and later values, the sets for development, or made up.

A file is CSV with the columns series, period (YEARLY, HALF-YEARLY, SEASONAL, QUARTERLY, MONTHLY), part (train, test),
t (counts periods; a gap is a missing value) and value (empty: missing). A column `type` tells kinds of series apart;
other columns are passed over.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from terrace.base.kernel.problems import Fault, Refused
from terrace.cli import problems
from terrace.insight.forecasting.engine.series import CYCLES

FREQUENCIES = {
    "YEARLY": "year",
    "HALF-YEARLY": "half-year",
    "SEASONAL": "season",
    "QUARTERLY": "quarter",
    "MONTHLY": "month",
}
COLUMNS = ("series", "period", "part", "t", "value")
FAULTS = 20
# A file whose t jumps further than this many periods for each value does not count periods (years and months glued).
WIDEST = 5
# Of the statistics office's series: the years held out, and the fewest values that make a series worth judging.
HELD_OUT, FEWEST = 3, 12


@dataclass(frozen=True)
class Group:
    """Series of one frequency: the past of each, and (n, h) what came, NaN where nothing did."""

    label: str
    frequency: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    past: tuple[Any, ...]
    came: Any

    @property
    def cycle(self) -> int:
        return CYCLES[self.frequency]

    @property
    def horizon(self) -> int:
        return int(self.came.shape[1])

    def __len__(self) -> int:
        return len(self.names)

    def only(self, wanted: Iterable[int]) -> "Group":
        """Some of the series."""
        chosen = list(wanted)
        names, types, past = (tuple(each[i] for i in chosen) for each in (self.names, self.types, self.past))
        return Group(self.label, self.frequency, names, types, past, self.came[chosen])

    def sample(self, number: int) -> "Group":
        """At most so many, evenly spread over the file, the same each time."""
        if number >= len(self):
            return self
        return self.only(np.linspace(0, len(self) - 1, number).round().astype(int).tolist())

    def shortened(self, points: int) -> "Group":
        """With only the last so many values of the past."""
        past = tuple(each[-points:] for each in self.past)
        return Group(f"{self.label}_{points}", self.frequency, self.names, self.types, past, self.came)

    def whole(self) -> "Group":
        """Gaps in the past filled on a straight line, for methods that take none; empty ends cut off."""
        return Group(self.label, self.frequency, self.names, self.types, tuple(map(_whole, self.past)), self.came)


def _whole(values: Any) -> Any:
    there = np.flatnonzero(~np.isnan(values))
    if not len(there):
        return values[:0]
    reach = np.arange(there[0], there[-1] + 1)
    return np.interp(reach, there, values[there])


def read(file: Path) -> list[Group]:
    """The series of a file, one group for each frequency; `Refused` names line and column of what is wrong."""
    told = list(_rows(file))
    rows = [row for row in told if not isinstance(row, Fault)]
    faults = [row for row in told if isinstance(row, Fault)] or [*_untold(file, rows)]
    if faults:
        raise Refused(faults[:FAULTS])
    return _groups(rows)


def _rows(file: Path) -> Iterator[Any]:
    """Each line as (line, series, frequency label, type, part, t, value), or the fault in it."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                yield problems.SERIES_COLUMNS.fault(f"{file.name}:1", columns=", ".join(missing))
                return
            yield from (_row(file.name, reader.line_num, row) for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        yield problems.SERIES_UNREADABLE.fault(str(file), error=getattr(error, "strerror", None) or error)


def _row(name: str, line: int, row: dict[str, str | None]) -> tuple[Any, ...] | Fault:
    given = {key: (row[key] or "").strip() for key in COLUMNS}
    label, part = given["period"].upper(), given["part"].lower()
    checks = (
        ("series", bool(given["series"])),
        ("period", label in FREQUENCIES),
        ("part", part in ("train", "test")),
        ("t", (t := _integer(given["t"])) is not None),
        ("value", (value := _number(given["value"])) is not None),
    )
    for column, good in checks:
        if not good:
            return problems.SERIES_VALUE.fault(f"{name}:{line}:{column}", text=given[column][:40])
    return line, given["series"], label, (row.get("type") or "").strip(), part, t, value


def _integer(text: str) -> int | None:
    number = _number(text) if text else None
    return int(number) if number is not None and number == number // 1 and abs(number) < 10**7 else None


def _number(text: str) -> float | None:
    """The number; NaN for an empty cell; None for what is none."""
    if text.upper() in ("", "NA", "NAN"):
        return math.nan
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _untold(file: Path, rows: list[tuple[Any, ...]]) -> Iterator[Fault]:
    """What only all lines together show: nothing there, said twice, no past or nothing later, t that does not count."""
    if not rows:
        yield problems.SERIES_NONE.fault(file.name)
    seen: dict[Any, int] = {}
    parts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    first: dict[str, tuple[int, str]] = {}
    for line, series, label, _, part, t, value in rows:
        if seen.setdefault((series, part, t), line) != line:
            yield problems.SERIES_TWICE.fault(f"{file.name}:{line}:t", series=series, t=t, line=seen[series, part, t])
        if first.setdefault(series, (line, label))[1] != label:
            yield problems.SERIES_VALUE.fault(f"{file.name}:{line}:period", text=label)
        own = parts[series]
        if not math.isnan(value):
            own[part].append(t)
    for series, own in parts.items():
        yield from _unfit(f"{file.name}:{first[series][0]}", series, own)


def _unfit(where: str, series: str, parts: dict[str, list[int]]) -> Iterator[Fault]:
    for part in ("train", "test"):
        if part not in parts:
            yield problems.SERIES_PART.fault(f"{where}:part", series=series, part=part)
    if any(max(ts) - min(ts) > WIDEST * len(ts) for ts in parts.values()):
        yield problems.SERIES_JUMPS.fault(f"{where}:t", series=series)


def _groups(rows: list[tuple[Any, ...]]) -> list[Group]:
    cells: dict[str, dict[str, dict[str, dict[int, float]]]] = {}
    types: dict[str, str] = {}
    for _, series, label, kind, part, t, value in rows:
        parts = cells.setdefault(label, {}).setdefault(series, {"train": {}, "test": {}})
        parts[part][t] = value
        types.setdefault(series, kind)
    return [_group(label, cells[label], types) for label in FREQUENCIES if label in cells]


def _group(label: str, cells: dict[str, dict[str, dict[int, float]]], types: dict[str, str]) -> Group:
    later = [_line(each["test"]) for each in cells.values()]
    came = np.full((len(later), max(map(len, later))), np.nan)
    for number, line in enumerate(later):
        came[number, : len(line)] = line
    past = tuple(_line(each["train"]) for each in cells.values())
    return Group(label, FREQUENCIES[label], tuple(cells), tuple(types[name] for name in cells), past, came)


def _line(values: dict[int, float]) -> Any:
    """Values by t as an array; NaN in the gaps."""
    line = np.full(max(values) - min(values) + 1, np.nan)
    for t, value in values.items():
        line[t - min(values)] = value
    return line


def shared() -> Path | None:
    """`../shared/data` beside the project, with the sets for development."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


def office(folder: Path) -> Group:
    """Yearly provincial series of the statistics office, the last years held out; the table is the type."""
    cells: dict[tuple[str, str, str], dict[int, float]] = defaultdict(dict)
    with (folder / "gso" / "tidy.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["value"] and row["area"] != "WHOLE COUNTRY":
                cells[row["table"], row["item"], row["area"]][int(row["year"])] = float(row["value"])
    kept = {key: _line(values) for key, values in cells.items() if len(values) >= FEWEST}
    names = tuple(" | ".join(key) for key in kept)
    past = tuple(line[:-HELD_OUT] for line in kept.values())
    came = np.array([line[-HELD_OUT:] for line in kept.values()])
    return Group("YEARLY (office)", "year", names, tuple(key[0] for key in kept), past, came)


def made_up(number: int = 120) -> list[Group]:
    """Series by chance, the same each time: a level that drifts and wanders, a season, noise; all positive."""
    chance = np.random.default_rng(11)
    sizes = {"YEARLY": (20, 6), "QUARTERLY": (40, 8), "MONTHLY": (84, 18)}
    return [_made_up(label, number, *size, chance) for label, size in sizes.items()]


def _made_up(label: str, number: int, length: int, horizon: int, chance: Any) -> Group:
    cycle, total = CYCLES[FREQUENCIES[label]], length + horizon
    drift = chance.normal(0.03 / cycle, 0.03 / cycle, (number, 1))
    level = np.cumsum(drift + chance.normal(0, 0.08 / math.sqrt(cycle), (number, total)), axis=1)
    season = np.tile(chance.normal(0, 0.1, (number, cycle)), (1, total // cycle + 1))[:, :total]
    season = season if cycle > 1 else 0
    values = np.exp(6 + level + season + chance.normal(0, 0.03, (number, total)))
    names = tuple(f"{label} {each}" for each in range(number))
    types = tuple(f"kind {each % 3}" for each in range(number))
    return Group(label, FREQUENCIES[label], names, types, tuple(values[:, :length]), values[:, length:])
