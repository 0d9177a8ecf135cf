"""The Brier score on real monthly series, as far as they are at hand."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from terrace.insight.targets import trials

FILE = Path(__file__).parents[5].parent / "shared" / "data" / "forecast" / "m1.csv"


@pytest.fixture(scope="module")
def series() -> list[list[float]]:
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not at hand")
    found: dict[str, list[tuple[bool, int, float]]] = defaultdict(list)
    with FILE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["period"] == "MONTHLY":
                found[row["series"]].append((row["part"] == "test", int(row["t"]), float(row["value"])))
    return [[value for *_, value in sorted(each)] for each in list(found.values())[::6]]


def test_on_real_series_the_brier_score_is_about_half_of_the_pro_rata_rules(series):
    found = trials.tried(series, 3).brier()
    assert found["chance"] <= 0.55 * found["pro_rata"]
