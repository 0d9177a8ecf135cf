"""A warning in one sentence, in either language: what, where, since when, how sure, compared with what, and which
places below contribute how much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from terrace.base.kernel.periods import Period
from terrace.insight.monitoring.models import Kind

Both = tuple[str, str]
#: Places below that a sentence names, at the most.
NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Part:
    """How much of what the figure moved by is that of a place below: in the unit, and as a share of the whole."""

    area: int
    name: str
    by: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure with what it is held against, and how sure that is. See `models.Warning`."""

    period: Period | None
    since: Period | None
    value: Decimal | None
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: Decimal | None
    against: str
    sure: Decimal | None
    error_chance: Decimal | None
    twice: bool


@dataclass(frozen=True, slots=True)
class Said(Judged):
    """What a sentence is made of, in words already where it is words."""

    kind: str
    rule_kind: str
    what: Both
    where: str
    unit: Both
    decimals: int
    reason: Both = ("", "")
    parts: Sequence[Part] = ()
    subject: str = ""
    cell: Both = ("", "")


def number(value: Decimal, decimals: int, language: str) -> str:
    """A figure as people write it.

    >>> number(Decimal("1234.50"), 1, "vi"), number(Decimal("-1234.5"), 1, "en")
    ('1.234,5', '−1,234.5')
    """
    text = f"{abs(value):,.{decimals}f}"
    if language != "en":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"−{text}" if value < 0 and value.quantize(Decimal(1).scaleb(-decimals)) else text


#: A figure alone proves nothing: more than this is never said.
NEVER_SURER: Final = Decimal("0.99")


def per_cent(share: Decimal, language: str) -> str:
    """A share as whole per cent; below one per cent with a decimal.

    >>> per_cent(Decimal("0.42"), "vi"), per_cent(Decimal("0.004"), "vi")
    ('42 %', '0,4 %')
    """
    hundred = share * 100
    return f"{number(hundred, 0 if abs(hundred) >= 1 or not hundred else 1, language)} %"


_COMPARED: Final[dict[str, Both]] = {
    "forecast": (
        "dự báo {expected} (thường trong khoảng {low}–{high})",
        "a forecast of {expected} (usually {low} to {high})",
    ),
    "limit": ("ngưỡng {bound}", "the limit of {bound}"),
    "plan": ("kế hoạch {bound}", "the plan of {bound}"),
    "last_period": ("kỳ trước {expected}", "{expected} in the period before"),
    "last_year": ("cùng kỳ năm trước {expected}", "{expected} a year before"),
    "peers": (
        "mức {expected} nếu thay đổi như các địa bàn cùng cấp",
        "{expected} had it moved as the other places did",
    ),
    "trend": ("{expected} khi bắt đầu chuỗi thay đổi liên tiếp", "{expected} when the run began"),
    "coverage": ("mức đủ {bound} %", "the {bound} % that is enough"),
}
_KINDS: Final[dict[str, Both]] = {
    Kind.ERROR: ("Có thể nhập sai", "Perhaps an entry error"),
    Kind.CHANGE: ("Biến động bất thường", "An unusual change"),
    Kind.LIMIT: ("Vượt ngưỡng", "Beyond the limit"),
    Kind.LATE: ("Chậm báo cáo", "Late"),
    Kind.CROSSING: ("Có thể vượt ngưỡng kỳ tới", "May cross the limit next period"),
    Kind.HEALTH: ("Tình trạng hệ thống", "Health of the system"),
}
_RULE_KINDS: Final[dict[str, Both]] = {
    "plan": ("Nguy cơ không đạt kế hoạch", "The plan is in danger"),
    "last_period": ("Thay đổi mạnh so với kỳ trước", "A large step since the period before"),
    "last_year": ("Thay đổi mạnh so với cùng kỳ", "A large change since last year"),
    "peers": ("Khác các địa bàn cùng cấp", "Unlike the other places"),
    "trend": ("Thay đổi liên tiếp cùng chiều", "A run in one direction"),
    "coverage": ("Thiếu báo cáo", "Reports are missing"),
}


def _in(both: Both, language: str) -> str:
    return both[1] if language == "en" else both[0]


def title(said: Said, language: str = "vi") -> str:
    """What and where, without figures: fit for a list."""
    head = _in(_RULE_KINDS.get(said.rule_kind, _KINDS[said.kind]), language)
    return f"{head}: {_about(said, language)}, {said.where}"


def _about(said: Said, language: str) -> str:
    cell = _in(said.cell, language)
    return f"{_in(said.what, language)} ({cell})" if cell else _in(said.what, language)


def sentence(said: Said, language: str = "vi") -> str:
    """All of it, in one sentence."""
    clauses = [_figure(said, language), _compared(said, language), _in(said.reason, language)]
    clauses += [_sure(said, language), _since(said, language), _parts(said, language)]
    return f"{title(said, language)}: {'; '.join(filter(None, clauses))}."


def _figure(said: Said, language: str) -> str:
    when = said.period.label(language) if said.period else ""
    if said.value is None:
        return when
    figure = f"{number(said.value, said.decimals, language)} {_in(said.unit, language)}".strip()
    return f"{when} {figure}".strip() if language == "en" else f"{when[:1].lower()}{when[1:]} là {figure}"


def _compared(said: Said, language: str) -> str:
    if said.against not in _COMPARED:
        return ""
    names = {"expected": said.expected, "low": said.low, "high": said.high, "bound": said.bound}
    if said.against != "forecast" and names["bound" if "{bound}" in _COMPARED[said.against][0] else "expected"] is None:
        return ""
    if said.against == "forecast" and None in (said.expected, said.low, said.high):
        return ""
    words = {name: number(v, said.decimals, language) for name, v in names.items() if v is not None}
    text = _in(_COMPARED[said.against], language).format(**words)
    return f"against {text}" if language == "en" else f"so với {text}"


def _sure(said: Said, language: str) -> str:
    if said.sure is None:
        return ""
    share = per_cent(min(said.sure, NEVER_SURER), language)
    if said.rule_kind == "plan":
        return f"chance to reach it {share}" if language == "en" else f"khả năng đạt {share}"
    if said.kind == Kind.CROSSING:
        return f"probability {share}" if language == "en" else f"xác suất {share}"
    text = f"{share} sure" if language == "en" else f"chắc chắn {share}"
    if said.kind in (Kind.ERROR, Kind.CHANGE) and said.error_chance is not None:
        text += f", {_kind_chance(said, language)}"
    return text + (_again(language) if said.twice else "")


def _kind_chance(said: Said, language: str) -> str:
    """How likely it is of the kind that it is shown as."""
    chance = said.error_chance or Decimal(0)
    if said.kind == Kind.ERROR:
        share = per_cent(min(chance, NEVER_SURER), language)
        return f"an entry error with {share}" if language == "en" else f"khả năng nhập sai {share}"
    share = per_cent(min(1 - chance, NEVER_SURER), language)
    return f"a real change with {share}" if language == "en" else f"khả năng biến động thật {share}"


def _again(language: str) -> str:
    return " (decided again a period later)" if language == "en" else " (đã xét lại sau một kỳ)"


def _since(said: Said, language: str) -> str:
    if said.since is None or said.since == said.period:
        return ""
    label = said.since.label(language)
    return f"since {label}" if language == "en" else f"từ {label[:1].lower()}{label[1:]}"


def _parts(said: Said, language: str) -> str:
    """Which places below contribute how much."""
    if not said.parts:
        return ""
    named = [f"{part.name} {per_cent(part.share, language)}" for part in said.parts[:NAMED]]
    head = "of the difference come from" if language == "en" else "phần chênh lệch do"
    return f"{head} {', '.join(named)}"
