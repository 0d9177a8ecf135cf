"""On published figures of the statistics office and of the M1 competition the rules of day one stay quiet enough."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from terrace.insight.forecasting.engine.series import stacked
from terrace.insight.monitoring.detectors import judge, past
from terrace.insight.monitoring.detectors.robust import Floats

SHARED = Path(__file__).parents[6].parent / "shared" / "data"
FILES = {"year": SHARED / "gso" / "tidy.csv", "month": SHARED / "forecast" / "m1.csv"}
#: Series that are judged, in so many of their last periods; figures that one needs.
MOST, PERIODS, FEWEST = 400, {"year": 7, "month": 3}, {"year": 15, "month": 36}


def office(file: Path) -> Iterable[list[float]]:
    cells: dict[tuple[str, ...], dict[int, float]] = defaultdict(dict)
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            if row["value"] and row["area"] != "WHOLE COUNTRY":
                cells[row["table"], row["item"], row["area"]][int(row["year"])] = float(row["value"])
    return [[years.get(year, np.nan) for year in range(min(years), max(years) + 1)] for years in cells.values()]


def competition(file: Path) -> Iterable[list[float]]:
    rows: dict[str, list[float]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            if row["period"] == "MONTHLY" and row["part"] == "train" and row["value"]:
                rows[row["series"]].append(float(row["value"]))
    return rows.values()


@pytest.fixture(params=list(FILES), scope="module")
def real(request: pytest.FixtureRequest) -> tuple[str, Floats]:
    frequency = str(request.param)
    if not FILES[frequency].exists():
        pytest.skip(f"{FILES[frequency].name} is not beside the project")
    found = (office if frequency == "year" else competition)(FILES[frequency])
    rows = [np.array(each) for each in found if len(each) >= FEWEST[frequency]]
    return frequency, stacked([rows[place] for place in np.linspace(0, len(rows) - 1, MOST).astype(int)])


def test_about_ten_in_a_thousand_real_figures_are_false_alarms(real: tuple[str, Floats]) -> None:
    """Some are no false ones: places merged, surveys changed. So a little more than ten is let pass here."""
    frequency, values = real
    cut = [values[:, : values.shape[1] - ago] for ago in range(PERIODS[frequency])]
    said = [judge(past(rows[np.isfinite(rows[:, -1])], frequency)).alarm for rows in cut]
    assert np.concatenate(said).mean() <= 0.013


def test_ten_times_a_real_figure_is_nearly_always_an_alarm_and_called_an_error(real: tuple[str, Floats]) -> None:
    frequency, values = real
    wrong = values.copy()[::3]
    wrong[:, -1] *= 10
    made = judge(past(wrong, frequency))
    assert made.alarm.mean() >= 0.85
    assert made.kind.count("error") >= 0.95 * made.alarm.sum()
