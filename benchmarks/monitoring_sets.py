"""Series to watch: official provincial tables and competition series, a file of one's own, or made up.

Three shapes of CSV are known by their heading: table, area, year, item, value (official tables: yearly, siblings are
the areas of one table and item); series, period (YEARLY, QUARTERLY, MONTHLY …), t, value (competition series, parts
joined); and any with series, t or period (2024, 2024-05, 2024-Q2, 2024-H1 …) and value. `frequency` (year, quarter,
month …) and `type` (or group, table, indicator: what is left out together) are optional. Empty, NA, … are missing.
"""

import csv
import math
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.forecast_sets import shared
from terrace.base.kernel.problems import Fault, Refused
from terrace.cli import problems
from terrace.insight.forecasting.engine.series import CYCLES
from terrace.insight.monitoring.learning import cases
from terrace.insight.monitoring.learning.cases import Panel

WORDS = {
    "year": "YEARLY ANNUAL YEAR A Y 1",
    "half-year": "HALF-YEARLY HALF-YEAR S H 2",
    "season": "SEASONAL SEASON 3",
    "quarter": "QUARTERLY QUARTER Q 4",
    "month": "MONTHLY MONTH M 12",
}
LABELS = {word: frequency for frequency, words in WORDS.items() for word in words.split()}
FREQUENCIES = ("month", "quarter", "year", "half-year", "season")
KEYS = {"month": "monthly", "quarter": "quarterly", "year": "yearly", "half-year": "half-yearly", "season": "seasonal"}
KINDS = ("type", "group", "table", "indicator", "category")
MISSING = frozenset({"", "NA", "NAN", "NULL", "NONE", "..", "...", ":", "-"})
PERIOD = re.compile(r"(\d{4})(?:[-/ ]?(Q|H|S|M|V|K)?0?(\d{1,2}))?(?:-\d{1,2})?", re.IGNORECASE)
PARTS = {"Q": "quarter", "H": "half-year", "S": "half-year", "M": "month", "V": "season", "K": "season", "": "month"}
COUNTRY = "WHOLE COUNTRY"
#: Series without a frequency of at least so many values are taken for monthly ones, shorter ones for yearly.
MONTHS = 48
#: Gaps in a series over so many periods for each value are none: t does not count periods.
WIDEST, FAULTS = 5, 20
#: A t beyond this is a date written as a number.
FARTHEST = 10_000


@dataclass(frozen=True)
class Cell:
    """One figure of a file."""

    line: int
    series: str
    frequency: str
    family: str
    kind: str
    time: int
    value: float


def sets(data: Path | None) -> tuple[str, dict[str, Panel]]:
    """Where the series are from, and a panel of each frequency."""
    if data is not None:
        return data.name, read(data)
    folder = shared()
    if folder is None:
        print("no ../shared/data beside the project: MADE-UP series, which say little of real ones", file=sys.stderr)
        return "made up", made_up()
    official, competition = (_cells(folder / name) for name in ("gso/tidy.csv", "forecast/m1.csv"))
    return "official tables and competition series", panels([*official, *competition])


def read(file: Path) -> dict[str, Panel]:
    """The series of one file, a panel of each frequency; `Refused` says what is wrong with it, and where."""
    return panels(_cells(file))


def _cells(file: Path) -> list[Cell]:
    told = list(_rows(file))
    faults = [each for each in told if isinstance(each, Fault)]
    cells = [each for each in told if isinstance(each, Cell)]
    if not cells and not faults:
        faults = [problems.SERIES_NONE.fault(file.name)]
    faults += _jumps(cells, file.name)
    if faults:
        raise Refused(faults[:FAULTS])
    return _with_frequency(cells, file.name)


def _jumps(cells: list[Cell], name: str) -> list[Fault]:
    """Series whose times lie far apart: they count no periods."""
    times: dict[str, list[int]] = defaultdict(list)
    first: dict[str, int] = {}
    for cell in cells:
        times[cell.series].append(cell.time)
        first.setdefault(cell.series, cell.line)
    far = [key for key, own in times.items() if max(own) - min(own) > WIDEST * (len(own) + 1)]
    return [problems.SERIES_JUMPS.fault(f"{name}:{first[key]}", series=key) for key in far]


def _rows(file: Path) -> Iterator[Cell | Fault]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
            missing = _missing(set(reader.fieldnames))
            if missing:
                yield problems.WATCHED_COLUMNS.fault(f"{file.name}:1", columns=", ".join(missing))
                return
            for row in reader:
                given = {key: (text or "").strip() for key, text in row.items() if isinstance(text, str | None) and key}
                yield from _cell(file.name, reader.line_num, given)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        yield problems.WATCHED_UNREADABLE.fault(str(file), error=getattr(error, "strerror", None) or error)


def _missing(columns: set[str]) -> list[str]:
    """The columns that a file still needs."""
    if {"table", "area", "year", "value"} <= columns:
        return []
    needed = [name for name in ("series", "value") if name not in columns]
    return needed if columns & {"t", "period"} else [*needed, "t"]


def _cell(name: str, line: int, row: dict[str, str]) -> Iterator[Cell | Fault]:
    value, when = number(row["value"]), _when(row)
    if value is None:
        yield problems.WATCHED_VALUE.fault(f"{name}:{line}:value", text=row["value"][:40])
    if when is None:
        yield problems.WATCHED_VALUE.fault(f"{name}:{line}:{_time_column(row)}", text=row[_time_column(row)][:40])
    if value is None or when is None or row.get("area") == COUNTRY:
        return
    official = "series" not in row
    family = f"{row['table']} | {row.get('item', '')}" if official else ""
    series = f"{family} | {row['area']}" if official else row["series"]
    kind = next((row[key] for key in KINDS if row.get(key)), "")
    yield Cell(line, series, when[0], family, kind, when[1], value)


def _time_column(row: dict[str, str]) -> str:
    return next(key for key in ("year", "t", "period") if key in row and ("table" in row or key != "year"))


def _when(row: dict[str, str]) -> tuple[str, int] | None:
    """Frequency ("" for not told) and number of the period; None for what cannot be."""
    told = LABELS.get((row.get("frequency") or row.get("freq") or "").upper(), "")
    if "series" not in row:
        return ("year", int(row["year"])) if row["year"].isdigit() else None
    if row.get("period", "").upper() in LABELS and "t" in row:
        told = LABELS[row["period"].upper()]
    counted = row.get("t", "")
    if counted:
        plain = number(counted)
        if plain is not None and plain == plain // 1 and abs(plain) <= FARTHEST:
            return told, int(plain)
    return _period(row.get("period") or counted, told)


def _period(text: str, told: str) -> tuple[str, int] | None:
    """2024, 2024-05, 2024-Q2, 202405 as a number that counts periods."""
    found = PERIOD.fullmatch(text)
    if not found:
        return None
    year, mark, part = int(found[1]), (found[2] or "").upper(), found[3]
    if part is None:
        return told or "year", year
    frequency = told if not mark and told else PARTS[mark]
    cycle = CYCLES[frequency]
    inside = int(part) if told != "quarter" or mark or int(part) <= cycle else (int(part) + 2) // 3
    return (frequency, year * cycle + inside - 1) if 1 <= inside <= cycle else None


def number(text: str) -> float | None:
    """The number; NaN for what is missing; None for what is none."""
    if text.upper() in MISSING:
        return math.nan
    try:
        found = float(text.replace(" ", "").replace("\u00a0", ""))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _with_frequency(cells: list[Cell], name: str) -> list[Cell]:
    """Those that do not say how often they come: monthly if they are long."""
    lengths: dict[str, int] = defaultdict(int)
    for cell in cells:
        if not cell.frequency:
            lengths[cell.series] += 1
    if not lengths:
        return cells
    taken = "month" if statistics.median(lengths.values()) >= MONTHS else "year"
    print(f"{name}: no column frequency for {len(lengths)} series: taken for {KEYS[taken]}", file=sys.stderr)
    return [cell if cell.frequency else replace(cell, frequency=taken) for cell in cells]


def panels(cells: list[Cell]) -> dict[str, Panel]:
    """A panel for each frequency, series in the order of the file."""
    grouped: dict[str, dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        grouped[cell.frequency][cell.series].append(cell)
    return {each: _panel(each, grouped[each]) for each in FREQUENCIES if each in grouped}


def _panel(frequency: str, series: dict[str, list[Cell]]) -> Panel:
    """Families end together; a series without siblings ends with its own last figure."""
    last: dict[str, int] = {}
    for cells_ in series.values():
        family = cells_[0].family
        last[family] = max(last.get(family, cells_[0].time), *(cell.time for cell in cells_))
    lines = []
    for cells_ in series.values():
        own = max(cell.time for cell in cells_)
        lines.append(_line(cells_, last[cells_[0].family] if cells_[0].family else own))
    width = max(map(len, lines))
    values = np.full((len(lines), width), np.nan)
    for row, line in enumerate(lines):
        values[row, width - len(line) :] = line
    firsts = [cells_[0] for cells_ in series.values()]
    families = cases.numbered([cell.family for cell in firsts])
    families[[not cell.family for cell in firsts]] = -1
    groups = cases.numbered([cell.kind or cell.series for cell in firsts])
    return Panel(values, frequency, families, groups, np.full(len(lines), np.nan))


def _line(own: list[Cell], end: int) -> Any:
    """Figures by period up to `end`; NaN in the gaps. The last one told of a period counts."""
    start = min(cell.time for cell in own)
    line = np.full(end - start + 1, np.nan)
    for cell in own:
        line[cell.time - start] = cell.value
    return line


def made_up(number_: int = 90) -> dict[str, Panel]:
    """Families of siblings by chance, the same each time: a shared course, an own level, season and noise."""
    chance = np.random.default_rng(17)
    sizes = {"month": 84, "quarter": 40, "year": 18}
    return {frequency: _made_up(frequency, number_, length, chance) for frequency, length in sizes.items()}


def _made_up(frequency: str, count: int, length: int, chance: np.random.Generator) -> Panel:
    cycle, families = CYCLES[frequency], np.arange(count) // 10
    shared_ = np.cumsum(chance.normal(0.03 / cycle, 0.06 / math.sqrt(cycle), (families.max() + 1, length)), axis=1)
    season = np.tile(chance.normal(0, 0.15, (families.max() + 1, cycle)), (1, length // cycle + 1))[:, :length]
    course = (shared_ + (season if cycle > 1 else 0))[families]
    own = np.cumsum(chance.normal(0, 0.03 / math.sqrt(cycle), (count, length)), axis=1)
    noise = chance.gamma(4, 0.01, (count, 1)) * chance.standard_t(5, (count, length))
    values = np.asarray(np.round(np.exp(chance.normal(7, 1.5, (count, 1)) + course + own + noise)), np.float64)
    return Panel(values, frequency, families, families % 6, np.full(count, float(cycle)))
