"""Indicators as they will be after a load, from the pack and from the database, and the checks among them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terrace.base.kernel.periods import Frequency
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.packs.registry import Record
from terrace.facts.catalogue import breakdowns, families, formulas, problems
from terrace.facts.catalogue.breakdowns import Group
from terrace.facts.catalogue.models import Indicator

WORDS = {
    Frequency.MONTH: ("tháng", "month"),
    Frequency.QUARTER: ("quý", "quarter"),
    Frequency.HALF: ("6 tháng", "half-year"),
    Frequency.NINE: ("9 tháng", "nine months"),
    Frequency.YEAR: ("năm", "year"),
    Frequency.SEASON: ("vụ", "crop season"),
}


@dataclass(frozen=True)
class Draft:
    """One indicator; `record` is None when it comes from another pack or was retired."""

    code: str
    frequency: int
    area_rule: str
    weight: str
    formula: formulas.Formula | None
    groups: tuple[Group, ...]
    retired: bool
    pack: str
    record: Record | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.formula.inputs if self.formula else ()

    @property
    def needs(self) -> tuple[str, ...]:
        """What it is computed from."""
        return (*self.inputs, *([self.weight] if self.weight else []))

    def pointer(self, column: str) -> str:
        if self.record:
            return self.record.pointer(column)
        return f"{self.pack}/indicators:{self.code}:{column}"

    def needed_by(self, code: str) -> str:
        """The column that names this code."""
        return "weight" if code == self.weight else "formula"


def of_record(record: Record, pack: str, faults: list[Fault]) -> Draft | None:
    """The draft of a row; None, with faults, when its formula or breakdowns cannot be read."""
    before, values = len(faults), record.values
    formula = _formula(record, faults)
    groups = _groups(record, faults)
    faults.extend(_rule_faults(record))
    if len(faults) > before:
        return None
    return Draft(
        values["code"],
        values["frequency"],
        values["area_rule"],
        values["weight"],
        formula,
        groups,
        retired=False,
        pack=pack,
        record=record,
    )


def of_rows(rows: Iterable[Indicator], gone: str) -> list[Draft]:
    """Drafts of stored indicators; those of the pack `gone` are no longer in its table."""
    return [
        Draft(
            row.code,
            row.frequency,
            row.area_rule,
            row.weight.code if row.weight else "",
            formulas.parse(row.formula) if row.formula else None,
            breakdowns.groups(row.breakdowns),
            row.retired or row.pack_id == gone,
            row.pack_id,
        )
        for row in rows
    ]


def faults_among(drafts: Mapping[str, Draft], codes: Mapping[str, Sequence[str]]) -> list[Fault]:
    """What is wrong between indicators: circles, frequencies, weights, cells, retired inputs."""
    faults = _circle(drafts)
    for draft in drafts.values():
        for code in draft.needs:
            if code in drafts and not draft.retired:
                faults.extend(_faults_of_need(draft, drafts[code], codes))
    return faults


def depths(drafts: Mapping[str, Draft]) -> dict[str, int]:
    """How deep the formula of each stands over reported indicators."""
    return families.depths({code: draft.inputs for code, draft in drafts.items()})


def _circle(drafts: Mapping[str, Draft]) -> list[Fault]:
    try:
        families.order({code: draft.needs for code, draft in drafts.items()})
    except families.CircleError as circle:
        first = drafts[str(circle.path[0])]
        pointer = first.pointer(first.needed_by(str(circle.path[1])))
        return [problems.FORMULA_CIRCLE.fault(pointer, path=" → ".join(map(str, circle.path)))]
    return []


def _faults_of_need(draft: Draft, need: Draft, codes: Mapping[str, Sequence[str]]) -> Iterable[Fault]:
    pointer = draft.pointer(draft.needed_by(need.code))
    if need.retired:
        yield problems.RETIRED_INPUT.fault(pointer, code=need.code)
    if need.frequency != draft.frequency:
        other, own = WORDS[Frequency(need.frequency)], WORDS[Frequency(draft.frequency)]
        words = {"other_vi": other[0], "other_en": other[1], "own_vi": own[0], "own_en": own[1]}
        yield problems.FORMULA_FREQUENCY.fault(pointer, code=need.code, **words)
    if need.code == draft.weight and (need.formula or need.area_rule != "sum"):
        yield problems.WEIGHT.fault(pointer, code=need.code)
    if missing := _cells(draft, codes) - _cells(need, codes):
        cells = ", ".join(sorted(missing)[:5])
        yield problems.FORMULA_CELLS.fault(draft.pointer("breakdowns"), code=need.code, cells=cells)


def _cells(draft: Draft, codes: Mapping[str, Sequence[str]]) -> set[str]:
    if any(dimension not in codes for group in draft.groups for dimension in group):
        return set()
    return set(breakdowns.make(draft.groups, codes).cells)


def _formula(record: Record, faults: list[Fault]) -> formulas.Formula | None:
    if not (text := record.values["formula"]):
        return None
    try:
        return formulas.parse(text, record.pointer("formula"))
    except Refused as refused:
        faults.extend(refused.faults)
        return None


def _groups(record: Record, faults: list[Fault]) -> tuple[Group, ...]:
    text = record.values["breakdowns"]
    try:
        return breakdowns.groups(text)
    except breakdowns.GroupError as wrong:
        pointer = record.pointer("breakdowns")
        faults.append(problems.BREAKDOWN.fault(pointer, text=text, why_vi=wrong.vi, why_en=wrong.en))
        return ()


def _rule_faults(record: Record) -> Iterable[Fault]:
    """Rules within one row; the same that the constraints of the table hold."""
    values = record.values
    for column, broken, texts in _rules(values):
        if broken:
            wanted_vi, wanted_en, advice_vi, advice_en = texts
            yield problems.RULE_MISSING.fault(
                record.pointer(column),
                column=column,
                wanted_vi=wanted_vi,
                wanted_en=wanted_en,
                advice_vi=advice_vi,
                advice_en=advice_en,
            )
    low, high = values["minimum"], values["maximum"]
    if low is not None and high is not None and low > high:
        yield problems.RANGE.fault(record.pointer("minimum"), minimum=low, maximum=high)


def _rules(values: Mapping[str, Any]) -> list[tuple[str, bool, tuple[str, str, str, str]]]:
    derived, mean = bool(values["formula"]), values["area_rule"] == "mean"
    ratio = (
        "none hoặc để trống",
        "none or empty",
        "Chỉ tiêu có công thức được tính lại từ các đầu vào ở mọi cấp và mọi kỳ.",
        "An indicator with a formula is computed from its inputs at every level and period.",
    )
    return [
        ("area_rule", derived and values["area_rule"] != "none", ratio),
        ("time_rule", derived and values["time_rule"] != "none", ratio),
        ("weight", mean and not derived and not values["weight"], NEEDS_WEIGHT),
        ("weight", bool(values["weight"]) and not mean, NO_WEIGHT),
        ("weight", bool(values["weight"]) and values["weight"] == values["code"], OTHER_WEIGHT),
        ("time_rule", values["nature"] == "stock" and values["time_rule"] == "sum", NOT_SUM),
        ("reported_at", not derived and values["reported_at"] is None, REPORTED),
    ]


NEEDS_WEIGHT = (
    "mã một chỉ tiêu",
    "the code of an indicator",
    "Trung bình theo địa bàn cần quyền số, ví dụ sản lượng cho giá bình quân.",
    "A mean over places needs a weight, such as production for an average price.",
)
NO_WEIGHT = (
    "để trống",
    "empty",
    "Quyền số chỉ dùng khi area_rule là mean.",
    "A weight is used only when area_rule is mean.",
)
OTHER_WEIGHT = (
    "một chỉ tiêu khác",
    "another indicator",
    "Một chỉ tiêu không thể là quyền số của chính nó.",
    "An indicator cannot be its own weight.",
)
NOT_SUM = (
    "last, mean hoặc none",
    "last, mean or none",
    "Số thời điểm không cộng được qua các kỳ; thường dùng last.",
    "A stock is not summed over periods; usually it is last.",
)
REPORTED = (
    "country, region, province, district hoặc commune",
    "country, region, province, district or commune",
    "Chỉ tiêu không có công thức phải có cấp báo cáo.",
    "An indicator without a formula is reported by places of a level.",
)
