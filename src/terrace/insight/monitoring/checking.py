"""Whether a rule makes sense, the same for packs and pages: every fault, not the first."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from terrace.base.access.roles import ROLES
from terrace.base.kernel.problems import Kind
from terrace.insight.monitoring import problems, rules
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.rules import Params

Faulty = tuple[Kind, str, dict[str, Any]]
HANDLE = "warning.handle"
_WAYS: Final[dict[str, tuple[str, ...]]] = {
    RuleKind.LIMIT: ("above", "below"),
    RuleKind.CROSSING: ("above", "below"),
    RuleKind.LAST_PERIOD: ("up", "down", "both"),
    RuleKind.LAST_YEAR: ("up", "down", "both"),
    RuleKind.PEERS: ("up", "down", "both"),
    RuleKind.TREND: ("up", "down"),
}
#: What to write, by name of the parameter.
_HINTS: Final[dict[str, tuple[str, str]]] = {
    "limit": ("Ghi ngưỡng là một số theo đơn vị của chỉ tiêu.", "Write the limit as a number in the indicator's unit."),
    "per_cent": ("Ghi số phần trăm lớn hơn 0.", "Write a percentage above 0."),
    "periods": ("Ghi số kỳ liên tiếp, từ 2 đến 24.", "Write how many periods in a row, 2 to 24."),
    "days": ("Ghi số ngày từ 0 đến 400.", "Write a number of days, 0 to 400."),
    "sure": ("Ghi xác suất từ 0 đến 1, ví dụ 0,9.", "Write a probability from 0 to 1 such as 0.9."),
    "chance": ("Ghi xác suất từ 0 đến 1, ví dụ 0,2.", "Write a probability from 0 to 1 such as 0.2."),
    "direction": ("Chọn chiều: above, below, up, down hoặc both.", "Choose a direction: above, below, up, down, both."),
}
_LARGEST: Final = 18


def params(kind: str, indicator: str, said: Params) -> Iterator[Faulty]:
    """What is wrong with the parameters of a kind."""
    if kind in (RuleKind.LIMIT, RuleKind.CROSSING) and not indicator:
        yield problems.RULE_NEEDS_INDICATOR, "indicator", {"kind": kind}
    for name in rules.NEEDS[kind]:
        if not _is_sound(kind, name, getattr(said, name)):
            advice_vi, advice_en = _HINTS[name]
            yield (
                problems.RULE_PARAM,
                name,
                {"kind": kind, "names": name, "advice_vi": advice_vi, "advice_en": advice_en},
            )


def _is_sound(kind: str, name: str, value: Any) -> bool:
    if name == "direction":
        return value in _WAYS[kind]
    if value is None or not Decimal(value).is_finite():
        return False
    if name in ("sure", "chance"):
        return bool(0 <= value <= 1)
    if name == "limit":
        return not value or abs(value.adjusted()) < _LARGEST
    most = {"per_cent": 100_000, "periods": 24, "days": 400}[name]
    least = {"per_cent": Decimal("0.01"), "periods": 2, "days": 0}[name]
    return bool(least <= value <= most)


def is_role(code: str) -> bool:
    """A role that handles warnings, or none."""
    return not code or (code in ROLES and HANDLE in ROLES[code].verbs)
