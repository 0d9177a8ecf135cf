"""A snapshot that never changes: a part of each kind, with what sentences and tables say. Free of the database."""

from decimal import Decimal
from typing import Final

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.insight.reports import plans
from terrace.insight.reports.plans import Part, Plan
from terrace.insight.reports.snapshots import Alarm, Facts, Figure, Frame, Goal, Place, Row, Spec

PERIOD, YEAR_AGO = "2026-M10", "2025-M10"
SPECS: Final = {
    "RICE": Spec("Sản lượng lúa trong tháng", "Output of rice in the month", "tấn", "tonnes", 1, "farm", "flow"),
    "PIGS": Spec("Số lợn cuối tháng", "Pigs at the end of the month", "con", "head", 0, "farm", "stock"),
    "RATE": Spec("Tỷ lệ bao phủ", "Coverage", "%", "%", 2, "health", "flow"),
}
PLACES: Final = {
    "1": Place("08", "Tuyên Quang", "Tỉnh Tuyên Quang", "Tuyen Quang"),
    "2": Place("00691", "Hà Giang 2", "Phường Hà Giang 2", "Ha Giang 2", (((0, 0), (9, 0), (9, 9), (0, 9), (0, 0)),)),
    "3": Place("00700", "Bắc Mê", "Xã Bắc Mê", "Bac Me", (((9, 0), (18, 0), (18, 9), (9, 9), (9, 0)),)),
}
ALL: Final = (plans.LAST_YEAR, plans.PREVIOUS, plans.TO_DATE, plans.PLAN)
PARTS: Final = (
    Part("one", plans.SECTION, "I. KINH TẾ", "I. THE ECONOMY"),
    Part("opening", plans.TEXT, "Báo cáo {period} của {place}:", "On {period} in {place}:"),
    Part("rice", plans.SENTENCE, "Sản lượng lúa {said}.", "Rice {said}.", ("RICE",), compare=ALL),
    Part("rate", plans.SENTENCE, indicators=("RATE",), compare=ALL),
    Part("table", plans.TABLE, "Kết quả {period}", "Results of {period}", ("RICE", "PIGS", "RATE"), compare=ALL),
    Part("line", plans.CHART, indicators=("RICE",)),
    Part("most", plans.CHART, "Nơi có nhiều nhất", "The most", ("RICE",), picture=plans.BARS, places=plans.BELOW),
    Part("map", plans.MAP, indicators=("RICE",), places=plans.BELOW),
    Part("below", plans.TABLE, indicators=("RICE",), compare=(plans.LAST_YEAR,), places=plans.BELOW),
    Part("targets", plans.TARGETS, "Kế hoạch", "The plan"),
    Part("warnings", plans.WARNINGS),
    Part("coverage", plans.COVERAGE),
)
PLAN: Final = Plan(
    "fixed",
    "Báo cáo tháng",
    "Monthly report",
    Frequency.MONTH,
    "Tình hình {period}",
    "The situation in {period}",
    "ỦY BAN NHÂN DÂN;{PLACE}",
    "PEOPLE'S COMMITTEE;{PLACE}",
    "BC-UBND",
    "TM. ỦY BAN NHÂN DÂN;CHỦ TỊCH",
    "CHAIR",
    "Như trên;Lưu: VT, TH",
    "As above;Archive",
    parts=PARTS,
)
GOALS: Final = {"RICE": "5050", "PIGS": "15000000", "RATE": "96.2"}
WORTH: Final = {
    "RICE": ("1520.5", "1490.0", "610.2"),
    "PIGS": ("15621765", "15621765", "1"),
    "RATE": ("96", "95", "97"),
}


def figure(value: str, **more: object) -> Figure:
    """A final figure of which all reports are in."""
    return Figure(Decimal(value), status="final", reported=124, expected=124, **more)  # type: ignore[arg-type]


def _key(code: str, area: int, when: str) -> str:
    return f"{code}|{area}|0|{when}"


def facts() -> dict[str, Figure | Goal | Alarm]:
    found: dict[str, Figure | Goal | Alarm] = {}
    for code, (now, then, before) in WORTH.items():
        found[_key(code, 1, PERIOD)] = figure(now, simulated=code == "RICE")
        found[_key(code, 1, YEAR_AGO)] = figure(then)
        found[_key(code, 1, "2026-M09")] = figure(before)
        found[_key(code, 1, f"{PERIOD}+")] = figure("4545.20" if code != "RATE" else "95.5")
        found[_key(code, 1, f"{YEAR_AGO}+")] = figure("4400")
        found[f"target|{code}|1|0|2026"] = Goal(code, Decimal(GOALS[code]), "up", Decimal("0.67"), "amber")
    found[_key("PIGS", 1, PERIOD)] = Figure(Decimal(15_621_765), "", "estimated", False, 1_244, 1_488)
    for area, value in ((2, "410.5"), (3, "900")):
        found[_key("RICE", area, PERIOD)] = figure(value)
        found[_key("RICE", area, YEAR_AGO)] = Figure(None, "missing")
    found["warning|7"] = Alarm(7, 3, "Lúa", "Rice", "Lúa giảm mạnh ở Xã Bắc Mê.", "Rice fell in Bac Me.")
    return found


def _roles(code: str, area: int = 1) -> dict[str, str]:
    keys = {"value": _key(code, area, PERIOD), plans.LAST_YEAR: _key(code, area, YEAR_AGO)}
    if area == 1:
        so_far = _key(code, 1, f"{PERIOD}+")
        keys |= {plans.PREVIOUS: _key(code, 1, "2026-M09"), plans.TO_DATE: so_far, "done": so_far}
        keys |= {"to_date_last_year": _key(code, 1, f"{YEAR_AGO}+"), plans.PLAN: f"target|{code}|1|0|2026"}
    return keys


def _rows() -> dict[str, tuple[Row, ...]]:
    own = {code: Row(code, 1, PERIOD, _roles(code)) for code in SPECS}
    below = tuple(Row("RICE", area, PERIOD, _roles("RICE", area)) for area in (2, 3))
    line = tuple(Row("RICE", 1, when, {"value": _key("RICE", 1, when)}) for when in ("2026-M09", PERIOD))
    return {
        "rice": (own["RICE"],),
        "rate": (own["RATE"],),
        "table": tuple(own.values()),
        "targets": tuple(own.values()),
        "line": line,
        **dict.fromkeys(("most", "map", "below"), below),
    }


def snapshot() -> tuple[Frame, Facts]:
    """The frame and its facts."""
    made = facts()
    sectors = {"farm": ("Nông nghiệp", "Farming"), "health": ("Y tế", "Health")}
    period = periods.parse(PERIOD)
    return Frame(PLAN, 1, period.code, "2026-11-06", PLACES, SPECS, {}, _rows(), sectors, len(made)), made
