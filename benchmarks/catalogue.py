"""A generated catalogue: what a province asks of its communes each month (about 600 cells a return)."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DIMENSIONS = {
    "SEX": ["F", "M"],
    "AGE": ["Y0T5", "Y6T14", "Y15T24", "Y25T59", "Y60"],
    "KIND": [f"K{number:02}" for number in range(10)],
}
INDICATOR = (
    "code", "name_vi", "name_en", "sector", "unit", "decimals", "frequency", "nature", "area_rule", "weight",
    "time_rule", "minimum", "maximum", "reported_at", "formula", "breakdowns",
)  # fmt: skip
#: The cell by which freshness is timed: every return adds one to the province's total of it.
MARKER = "COUNTED"


@dataclass(frozen=True)
class Asked:
    """One line of the form: an indicator and the cell of it, as `{dimension: code}`."""

    indicator: str
    breakdown: dict[str, str]


def _cells(breakdowns: str) -> list[dict[str, str]]:
    """What communes fill in: the finest cells, and the total of an indicator without breakdown."""
    if not breakdowns:
        return [{}]
    made: list[dict[str, str]] = [{}]
    for name in breakdowns.split("*"):
        made = [{**cell, name: code} for cell in made for code in DIMENSIONS[name]]
    return made


def row(code: str, nature: str, breakdowns: str = "", **other: str) -> dict[str, str]:
    flow = nature == "flow"
    found = dict.fromkeys(INDICATOR, "") | {
        "code": code, "name_vi": f"Chỉ tiêu {code}", "name_en": f"Indicator {code}", "sector": "work",
        "unit": "EACH", "decimals": "0", "frequency": "month", "nature": nature, "area_rule": "sum",
        "time_rule": "sum" if flow else "last", "minimum": "0", "reported_at": "commune", "breakdowns": breakdowns,
    }  # fmt: skip
    return found | other


def _indicators() -> list[dict[str, str]]:
    """Flows and stocks, half with a breakdown, seven formulas, one weighted mean."""
    rows = [row(MARKER, "flow")]
    rows += [row(f"FLOW{n:02}", "flow") for n in range(60)]
    rows += [row(f"STOCK{n:02}", "stock") for n in range(60)]
    rows += [row(f"FLOWSEX{n:02}", "flow", "SEX") for n in range(30)]
    rows += [row(f"STOCKAGE{n:02}", "stock", "SEX*AGE") for n in range(12)]
    rows += [row(f"AREA{n:02}", "flow", "KIND", decimals="2") for n in range(7)]
    rows += [row(f"OUTPUT{n:02}", "flow", "KIND", decimals="3") for n in range(7)]
    rows += [row(f"HERD{n:02}", "stock", "KIND") for n in range(14)]
    ratio = {"area_rule": "none", "time_rule": "none", "decimals": "2"}
    rows += [
        row(f"YIELD{n:02}", "flow", "KIND", formula=f"OUTPUT{n:02} / nullif(AREA{n:02}, 0)", **ratio)
        | {"reported_at": ""}
        for n in range(6)
    ]
    rows += [row("PERHEAD", "flow", formula="FLOW00 / nullif(STOCK00, 0)", **ratio) | {"reported_at": ""}]
    rows += [row("PRICE", "flow", area_rule="mean", weight="FLOW01", time_rule="mean", decimals="1")]
    return rows


def flow(code: str) -> dict[str, str]:
    """A monthly flow of communes, as a row of the table of indicators."""
    return row(code, "flow")


def form() -> list[Asked]:
    """The lines of a return, the marker first."""
    return [
        Asked(each["code"], cell)
        for each in _indicators()
        if not each["formula"]
        for cell in _cells(each["breakdowns"])
    ]


def write(
    folder: Path, indicators: Sequence[dict[str, str]] = (), dimensions: Mapping[str, Sequence[str]] = DIMENSIONS
) -> Path:
    """The pack, ready for `packs.loading.load`: of these indicators, else of all that a commune is asked for."""
    folder.mkdir(parents=True)
    _table(folder, "pack", ("code", "name_vi", "name_en", "needs"), [("bench", "Đo", "Bench", "")])
    _table(folder, "sectors", ("code", "name_vi", "name_en"), [("work", "Việc", "Work")])
    _table(folder, "units", ("code", "name_vi", "name_en"), [("EACH", "cái", "each")])
    source = ("code", "name_vi", "name_en", "precedence", "published", "simulated")
    _table(folder, "sources", source, [("commune", "Xã báo cáo", "Commune return", "50", "no", "no")])
    _table(folder, "dimensions", ("code", "name_vi", "name_en"), [(each, each, each) for each in dimensions])
    codes = [(name, code, f"{name} {code}", f"{name} {code}") for name, own in dimensions.items() for code in own]
    _table(folder, "codes", ("dimension", "code", "name_vi", "name_en"), codes)
    _table(folder, "indicators", INDICATOR, [tuple(row.values()) for row in indicators or _indicators()])
    return folder


def _table(folder: Path, name: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
