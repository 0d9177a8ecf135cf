"""Train the weights that are shipped: `python -m terrace.insight.forecasting.engine.training FILE...`

A FILE is a CSV with columns series, period, part, value (only part "train" is read) or table, item, area, year, value
(yearly). Series of finer periods are also learned from as means over coarser ones: half-years and crop seasons have no
series of their own.
"""

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from . import learning, weights
from .learning import Lessons
from .series import CYCLES, Floats
from .weights import Network

PERIODS = {"YEARLY": "year", "HALF-YEARLY": "half-year", "SEASON": "season", "QUARTERLY": "quarter", "MONTHLY": "month"}
#: Means over so many periods make series of other cycles.
COARSER = {12: {3: 4, 4: 3, 6: 2, 12: 1}, 4: {2: 2, 4: 1}}
#: How much a series counts: made coarser, and of a table with a series for each place (they are much alike).
COARSE, ALIKE = 0.5, 0.12
SEEDS, LONG = 3, 7
#: Cycles that learn together.
RARE, OFTEN = (1, 2), (3, 4, 12)
#: The numbers of series of different cycles do not meet.
APART = 1_000_000


@dataclass(frozen=True)
class Source:
    """Series of one cycle, how much each counts, and the number of the first (its coarser ones have the same)."""

    cycle: int
    weight: float
    series: list[Floats]
    first: int


def main(paths: list[str]) -> None:
    """Read, learn for all frequencies, write the file that is shipped."""
    sources = [each for path in paths for each in read(Path(path))]
    write(learned(sources), weights.SHIPPED)


def read(path: Path) -> list[Source]:
    """The series of one file, with those made coarser."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return places(rows) if "area" in (rows.fieldnames or ()) else competition(rows)


def competition(rows: "csv.DictReader[str]") -> list[Source]:
    found: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["part"] == "train":
            found[CYCLES[PERIODS[row["period"]]]][row["series"]].append(float(row["value"]))
    sources = [
        Source(cycle, 1.0, [np.array(each) for each in series.values()], cycle * APART)
        for cycle, series in found.items()
    ]
    return sources + [each for source in sources for each in coarser(source)]


def coarser(source: Source) -> list[Source]:
    """The same series as means over several periods, the last ones complete."""
    made = COARSER.get(source.cycle, {})
    return [
        Source(cycle, COARSE, [means(each, count) for each in source.series], source.first)
        for count, cycle in made.items()
    ]


def means(values: Floats, count: int) -> Floats:
    return np.asarray(values[len(values) % count :].reshape(-1, count).mean(axis=1))


def places(rows: "csv.DictReader[str]") -> list[Source]:
    """A series for each table, item and place; years between that are missing lie on a straight line."""
    found: dict[tuple[str, ...], dict[int, float]] = defaultdict(dict)
    for row in rows:
        if row["value"]:
            found[row["table"], row["item"], row["area"]].setdefault(int(row["year"]), float(row["value"]))
    series = [by_year(each) for each in found.values()]
    return [Source(1, ALIKE, [each for each in series if len(each) >= LONG], 0)]


def by_year(values: dict[int, float]) -> Floats:
    years = sorted(values)
    return np.asarray(np.interp(range(years[0], years[-1] + 1), years, [values[year] for year in years]))


def learned(sources: list[Source]) -> dict[int, tuple[tuple[str, ...], tuple[Network, ...]]]:
    """Networks by cycle: of years and half-years with those of all cycles, of the seasonal ones among themselves."""
    given = {cycle: of_cycle(sources, cycle) for cycle in CYCLES.values()}
    everything = networks([balanced(each, 0.5 if cycle == 1 else 1.0) for cycle, each in given.items()], 0.03)
    rare = networks([balanced(given[cycle]) for cycle in RARE], 0.02)
    often = networks([balanced(given[cycle]) for cycle in OFTEN], 0.01, 2 * SEEDS)
    return {cycle: (given[1].names, everything + rare if cycle in RARE else often) for cycle in given}


def of_cycle(sources: list[Source], cycle: int) -> Lessons:
    mine = [each for each in sources if each.cycle == cycle]
    return learning.joined(
        [learning.lessons(each.series, cycle, weight=each.weight, first=each.first) for each in mine]
    )


def balanced(given: Lessons, share: float = 1.0) -> Lessons:
    """Every frequency counts alike, however many lessons it has."""
    values = {field.name: getattr(given, field.name) for field in fields(Lessons)}
    return Lessons(**values | {"weight": given.weight * share / given.weight.sum()})


def networks(parts: list[Lessons], ridge: float, seeds: int = SEEDS) -> tuple[Network, ...]:
    return learning.fitted(learning.joined(parts), seeds, ridge)


def write(made: dict[int, tuple[tuple[str, ...], tuple[Network, ...]]], path: Path) -> None:
    kept: dict[str, Any] = {}
    for cycle, (names, networks) in made.items():
        kept[f"{cycle}.names"] = np.array(names)
        for field in fields(Network):
            arrays = [getattr(each, field.name) for each in networks]
            kept[f"{cycle}.{field.name}"] = np.stack(arrays).astype(np.float32)
    np.savez_compressed(path, allow_pickle=False, **kept)


if __name__ == "__main__":
    main(sys.argv[1:])
