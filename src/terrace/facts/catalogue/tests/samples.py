"""Packs for tests, written as folders; and the project's own packs."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import Snapshot

SHIPPED = Path(__file__).parents[5] / "packs"
ORDER = ("common", "agriculture", "population", "education", "economy")
Rows = Sequence[str]

HEADERS = {
    "pack": "code,name_vi,name_en,needs",
    "sectors": "code,name_vi,name_en",
    "units": "code,name_vi,name_en",
    "dimensions": "code,name_vi,name_en",
    "codes": "dimension,code,name_vi,name_en",
    "sources": "code,name_vi,name_en,precedence,published,simulated",
    "indicators": "code,name_vi,name_en,sector,unit,decimals,frequency,nature,area_rule,weight,time_rule,"
    "minimum,maximum,reported_at,formula,breakdowns",
    "pxweb": "title,item,indicator,breakdown,factor,note",
}
BASIC: dict[str, Rows] = {
    "sectors": ["farm|Nông nghiệp|Farming"],
    "units": ["HA|ha|ha", "TONNE|tấn|tonnes", "RATE|tạ/ha|quintals/ha"],
    "dimensions": ["SEX|Giới tính|Sex", "AGE|Tuổi|Age"],
    "codes": ["SEX|M|Nam|Male", "SEX|F|Nữ|Female", "AGE|Y0|0|0", "AGE|Y1|1|1"],
    "sources": ["commune|Xã|Commune|50||", "gso|Thống kê|Statistics|10|yes|"],
    "indicators": [
        "AREA|Diện tích lúa|Paddy area|farm|HA|1|month|flow|sum||sum|0|1000|commune||SEX",
        "OUTPUT|Sản lượng lúa|Paddy output|farm|TONNE|1|month|flow|sum||sum|0||commune||SEX, SEX*AGE",
        "PRICE|Giá thóc|Paddy price|farm|RATE|0|month|flow|mean|OUTPUT|mean|||commune||",
        "YIELD|Năng suất lúa|Paddy yield|farm|RATE|1|month|flow||||0|150||OUTPUT * 10 / nullif(AREA, 0)|SEX",
        "WOOD|Gỗ|Wood|farm|TONNE|0|year|flow|sum||sum|||province||",
    ],
}


def indicator(code: str, **cells: str) -> str:
    """A row of the table of indicators, sound but for the cells given."""
    row = dict.fromkeys(HEADERS["indicators"].split(","), "") | {
        "code": code,
        "name_vi": code,
        "name_en": code,
        "sector": "farm",
        "unit": "HA",
        "decimals": "1",
        "frequency": "month",
        "nature": "flow",
        "area_rule": "sum",
        "time_rule": "sum",
        "reported_at": "commune",
    }
    return "|".join((row | cells).values())


def derived(code: str, formula: str, **cells: str) -> str:
    """A row of an indicator with a formula."""
    plain = {"area_rule": "", "time_rule": "", "reported_at": ""}
    return indicator(code, formula=formula, **plain | cells)


def write(folder: Path, tables: Mapping[str, Rows]) -> Path:
    """A pack folder; rows are written with | between cells."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADERS[name].split(","), *(row.split("|") for row in rows)])
    return folder


def refusal(folder: Path) -> list[tuple[str, str]]:
    """The faults of a pack that must be refused."""
    try:
        loading.load(folder)
    except Refused as refused:
        return [(fault.pointer, fault.code) for fault in refused.faults]
    raise AssertionError("the pack was loaded")


def ship() -> Snapshot:
    """Load the project's packs."""
    for name in ORDER:
        loading.load(SHIPPED / name)
    return snapshot.current()
