"""A leader's day or week on one page: what to put on it and in which order. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from terrace.insight.monitoring.lifecycle import severity

DAILY, WEEKLY = "daily", "weekly"
#: Lines of a section: a page has room for these.
TOP, CLEARED, LATE, TARGETS = 7, 3, 4, 4
#: A target is at risk below this chance.
AT_RISK: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: a group of warnings, or one warning."""

    title: str
    line: str
    path: str
    severity: int
    warnings: int
    fresh: bool
    overdue: bool
    taken: bool

    @property
    def rank(self) -> tuple[object, ...]:
        """The most severe first; of these what nobody has taken on, what is overdue, what is new, what is broad."""
        return -self.severity, self.taken, not self.overdue, not self.fresh, -self.warnings, self.title


@dataclass(frozen=True, slots=True)
class Late:
    """Returns of one form that are late."""

    form: str
    places: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A target that will rather not be met."""

    title: str
    place: str
    chance: Decimal
    path: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What there is to tell for a day or a week up to it. All of it is what its reader may see."""

    kind: str
    day: date
    since: date
    place: str
    matters: tuple[Matter, ...] = ()
    cleared: tuple[Matter, ...] = ()
    late: tuple[Late, ...] = ()
    targets: tuple[AtRisk, ...] = ()
    silences: int = 0

    @property
    def top(self) -> list[Matter]:
        return sorted(self.matters, key=lambda each: each.rank)[:TOP]

    @property
    def waiting(self) -> int:
        """Warnings in matters that nobody has taken on."""
        return sum(each.warnings for each in self.matters if not each.taken)

    @property
    def overdue(self) -> int:
        return sum(each.warnings for each in self.matters if each.overdue)

    @property
    def new(self) -> int:
        return sum(1 for each in self.matters if each.fresh)

    @property
    def late_returns(self) -> int:
        return sum(each.count for each in self.late)

    @property
    def is_empty(self) -> bool:
        """Nothing stands, nothing ended, nothing is late or in danger."""
        return not (self.matters or self.cleared or self.late or self.targets)


Both = Mapping[str, str]
_WORDS: Final[dict[str, Both]] = {
    "vi": {
        DAILY: "Bản tin ngày {day}",
        WEEKLY: "Bản tin tuần đến ngày {day}",
        "matters": "{count} vấn đề cần chú ý",
        "calm": "Không có cảnh báo nào cần xử lý.",
        "top": "Cảnh báo chính",
        "cleared": "Đã hết từ bản tin trước",
        "late": "Báo cáo chậm",
        "targets": "Chỉ tiêu có nguy cơ không đạt",
        "none": "Không có.",
        "all": "Xem tất cả {count}",
        "new": "mới",
        "overdue": "quá hạn",
        "taken": "đang xử lý",
        "late_line": "{count} đơn vị: {places}",
        "chance": "khả năng đạt {percent} %",
        "silences": "{count} phạm vi đang tạm im.",
        "c_open": "cảnh báo chưa tiếp nhận",
        "c_overdue": "cảnh báo quá hạn",
        "c_late": "báo cáo chậm",
        "c_targets": "chỉ tiêu có nguy cơ",
    },
    "en": {
        DAILY: "Brief of {day}",
        WEEKLY: "Brief of the week to {day}",
        "matters": "{count} matters need attention",
        "calm": "No warning needs anything from you.",
        "top": "Main warnings",
        "cleared": "Over since the last brief",
        "late": "Late returns",
        "targets": "Targets at risk",
        "none": "None.",
        "all": "See all {count}",
        "new": "new",
        "overdue": "overdue",
        "taken": "in hand",
        "late_line": "{count} places: {places}",
        "chance": "chance to be met {percent} %",
        "silences": "Silent for a time: {count} scopes.",
        "c_open": "warnings nobody has taken on",
        "c_overdue": "warnings overdue",
        "c_late": "returns late",
        "c_targets": "targets at risk",
    },
}


def title(brief: Brief, language: str) -> str:
    """`Bản tin ngày 22/11/2026 – Tỉnh Cao Bằng: 3 vấn đề cần chú ý`."""
    words = _WORDS[language]
    head = f"{words[brief.kind].format(day=f'{brief.day:%d/%m/%Y}')} – {brief.place}"
    return f"{head}: {words['matters'].format(count=len(brief.matters))}" if brief.matters else head


def headline(brief: Brief, language: str) -> str:
    """The one thing to know: the first matter, or that it is calm."""
    words = _WORDS[language]
    said = brief.top[0].title + "." if brief.matters else words["calm"]
    return f"{said} {words['silences'].format(count=brief.silences)}" if brief.silences else said


def content(brief: Brief, language: str) -> dict[str, Any]:
    """What the page of the mail is made of: counts and sections, in the reader's language."""
    words = _WORDS[language]
    return {
        "place": brief.place,
        "period": f"{brief.since:%d/%m} – {brief.day:%d/%m/%Y}",
        "counts": _counts(brief, words),
        "sections": [
            _section(
                words, "top", [_item(each, words) for each in brief.top], len(brief.matters), "/operations/warnings/"
            ),
            _section(words, "cleared", [_item(each, words) for each in brief.cleared[:CLEARED]], len(brief.cleared)),
            _section(words, "late", [_late(each, words) for each in brief.late[:LATE]], len(brief.late)),
            _section(words, "targets", [_target(each, words) for each in _worst(brief.targets)], len(brief.targets)),
        ],
    }


def _worst(targets: Sequence[AtRisk]) -> list[AtRisk]:
    return sorted(targets, key=lambda each: (each.chance, each.title))[:TARGETS]


def _counts(brief: Brief, words: Both) -> list[dict[str, Any]]:
    counted = (
        ("c_open", brief.waiting, "warn"),
        ("c_overdue", brief.overdue, "bad"),
        ("c_late", brief.late_returns, "warn"),
        ("c_targets", len(brief.targets), "warn"),
    )
    return [{"value": count, "words": words[code], "tone": tone if count else "good"} for code, count, tone in counted]


def _section(words: Both, code: str, items: list[dict[str, Any]], of: int, path: str = "") -> dict[str, Any]:
    more = {"text": words["all"].format(count=of), "path": path} if path and of > len(items) else None
    return {"title": words[code], "items": items, "more": more, "empty": words["none"]}


def _item(matter: Matter, words: Both) -> dict[str, Any]:
    said = [
        code for code, holds in (("overdue", matter.overdue), ("taken", matter.taken), ("new", matter.fresh)) if holds
    ]
    tone = "bad" if matter.severity >= severity.AT_ONCE or matter.overdue else "warn"
    tag = words[said[0]] if said else ""
    return {"title": matter.title, "line": matter.line, "path": matter.path, "tag": tag, "tone": tone if tag else ""}


def _late(late: Late, words: Both) -> dict[str, Any]:
    named = ", ".join(late.places) + (" …" if late.count > len(late.places) else "")
    line = words["late_line"].format(count=late.count, places=named)
    return {"title": late.form, "line": line, "path": "", "tag": str(late.count), "tone": "warn"}


def _target(target: AtRisk, words: Both) -> dict[str, Any]:
    percent = f"{(target.chance * 100):.0f}"
    line = f"{target.place}; {words['chance'].format(percent=percent)}"
    return {"title": target.title, "line": line, "path": target.path, "tag": f"{percent} %", "tone": "bad"}
