"""Sentences of reports, from facts: what a figure is, whether it rose, fell or stayed, and what is not known.

A template words a sentence with these names in braces: {name} {period} {value} {compared} {said}. `compared` begins
with a comma, `said` is period, value and comparison together. Free of Django.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.insight.reports import numbering, plans, snapshots
from terrace.insight.reports.snapshots import Facts, Figure, Goal, Row, Spec

WORDS: Final = ("name", "period", "value", "compared", "said")
_USUAL: Final = {"vi": "{name} ({period}): {value}{compared}.", "en": "{name} ({period}): {value}{compared}."}
_MISSING: Final = {"vi": "Chưa có số liệu về {name} {period}.", "en": "There is no figure yet of {name} for {period}."}
_NOT_APPLICABLE: Final = {"vi": "{name} {period}: không phát sinh.", "en": "{name}, {period}: not applicable."}


@dataclass(frozen=True, slots=True)
class Told:
    """A row with its facts: what sentences and tables are made of. What the reader may not see is not among them."""

    row: Row
    spec: Spec
    name: str
    facts: Mapping[str, Figure | Goal]
    language: str

    @property
    def period(self) -> Period:
        return periods.parse(self.row.period)

    def figure(self, role: str) -> Figure | None:
        found = self.facts.get(role)
        return found if isinstance(found, Figure) else None

    def amount(self, role: str) -> Decimal | None:
        found = self.figure(role)
        return found.value if found else None

    @property
    def goal(self) -> Goal | None:
        found = self.facts.get(plans.PLAN)
        return found if isinstance(found, Goal) else None

    def written(self, amount: Decimal) -> str:
        return numbering.value(amount, self.spec.decimals, self.language)

    def with_unit(self, amount: Decimal) -> str:
        return f"{self.written(amount)}\u00a0{self.spec.unit(self.language)}"

    @property
    def is_rate(self) -> bool:
        """Per cents differ by points, and are not set in proportion."""
        return self.spec.unit_vi.strip() == "%"


def tell(row: Row, spec: Spec, cell: str, facts: Facts, language: str) -> Told | None:
    """The row with its facts; None when its own figure may not be seen."""
    if row.keys["value"] not in facts:
        return None
    seen = {role: facts[key] for role, key in row.keys.items() if key in facts}
    found = {role: fact for role, fact in seen.items() if not isinstance(fact, snapshots.Alarm)}
    name = f"{spec.name(language)} ({cell})" if cell else spec.name(language)
    return Told(row, spec, name, found, language)


def sentence(told: Told, pattern: str) -> str:
    """The row in a sentence, by the template's pattern or the usual one."""
    language = told.language
    figure = told.figure("value")
    words = {"name": told.name, "period": numbering.period(told.period, language)}
    if figure is None or figure.value is None:
        missing = _NOT_APPLICABLE if figure and figure.reason == "not_applicable" else _MISSING
        return missing[language].format(
            **words | {"name": told.name if missing is _NOT_APPLICABLE else _low(told.name)}
        )
    words |= {"value": told.with_unit(figure.value) + caveat(figure, language), "compared": compared(told)}
    words["said"] = f"{words['period']} {_REACHED[language]} {words['value']}{words['compared']}"
    return _upper((pattern or _USUAL[language]).format(**words))


_REACHED: Final = {"vi": "đạt", "en": "came to"}


def _low(name: str) -> str:
    """A name inside a sentence; abbreviations stay as they are."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def caveat(figure: Figure, language: str) -> str:
    """How firm a figure is and how much of it is in, in brackets; '' for one that is final and whole."""
    said = [_CAVEATS[language][figure.status]] if figure.status in _CAVEATS[language] else []
    if figure.reported < figure.expected:
        said.append(_PARTLY[language].format(reported=figure.reported, expected=figure.expected))
    return f" ({', '.join(said)})" if said else ""


_CAVEATS: Final = {
    "vi": {"estimated": "số ước tính"},
    "en": {"estimated": "estimated"},
}
_PARTLY: Final = {"vi": "mới có {reported}/{expected} báo cáo", "en": "{reported} of {expected} reports are in"}


def compared(told: Told) -> str:
    """What the figure is held against, each beginning with its comma; '' when nothing is asked for."""
    makers: dict[str, Callable[[Told], str]] = {
        plans.LAST_YEAR: _last_year,
        plans.PREVIOUS: _previous,
        plans.TO_DATE: _to_date,
        plans.PLAN: _plan,
    }
    return "".join(make(told) for role, make in makers.items() if role in told.facts)


def _last_year(told: Told) -> str:
    now, then = told.amount("value"), told.amount(plans.LAST_YEAR)
    words = _SAME[told.language]
    if now is None or then is None:
        return words["none"]
    if now == then:
        return words["same"]
    percent = None if told.is_rate else numbering.share(now, then)
    moved = words["up" if now > then else "down"].format(by=_by(told, abs(now - then)))
    if percent is None:
        return f", {moved} {words['against']}"
    return f", {words['share'].format(share=numbering.per_cent(percent, told.language))} ({moved})"


_SAME: Final = {
    "vi": {
        "none": ", chưa có số cùng kỳ năm trước để so sánh",
        "same": ", bằng cùng kỳ năm trước",
        "share": "bằng {share} so với cùng kỳ năm trước",
        "up": "tăng {by}",
        "down": "giảm {by}",
        "against": "so với cùng kỳ năm trước",
    },
    "en": {
        "none": ", with no figure of the same period last year to compare with",
        "same": ", the same as in that period last year",
        "share": "{share} of the same period last year",
        "up": "up {by}",
        "down": "down {by}",
        "against": "on the same period last year",
    },
}


def _by(told: Told, amount: Decimal) -> str:
    if told.is_rate:
        points = "điểm phần trăm" if told.language == "vi" else "percentage points"
        return f"{told.written(amount)} {points}"
    return told.with_unit(amount)


def _previous(told: Told) -> str:
    now, then = told.amount("value"), told.amount(plans.PREVIOUS)
    against = numbering.before(told.period.frequency, told.language)
    words = _BEFORE[told.language]
    if now is None or then is None:
        return words["none"].format(against=against)
    if now == then:
        return words["same"].format(against=against)
    percent = None if told.is_rate else numbering.share(abs(now - then), then)
    by = numbering.per_cent(percent, told.language) if percent is not None else _by(told, abs(now - then))
    return words["up" if now > then else "down"].format(by=by, against=against)


_BEFORE: Final = {
    "vi": {
        "none": ", chưa có số {against} để so sánh",
        "same": ", không đổi so với {against}",
        "up": ", tăng {by} so với {against}",
        "down": ", giảm {by} so với {against}",
    },
    "en": {
        "none": ", with no figure of {against} to compare with",
        "same": ", unchanged from {against}",
        "up": ", up {by} on {against}",
        "down": ", down {by} on {against}",
    },
}


def _to_date(told: Told) -> str:
    figure, then = told.figure(plans.TO_DATE), told.figure("to_date_last_year")
    if figure is None or figure.value is None:
        return ""
    language = told.language
    words = {"so_far": numbering.so_far(told.period, language), "value": told.with_unit(figure.value)}
    said = _SO_FAR[language]["said"].format(**words)
    if figure.reason == "incomplete":
        return said + _SO_FAR[language]["incomplete"]
    whole = then.value if then and not then.reason else None
    percent = numbering.share(figure.value, whole) if whole is not None else None
    return said + (_SO_FAR[language]["share"].format(share=numbering.per_cent(percent, language)) if percent else "")


_SO_FAR: Final = {
    "vi": {
        "said": "; lũy kế {so_far} đạt {value}",
        "incomplete": " (chưa đủ số liệu các tháng)",
        "share": ", bằng {share} so với cùng kỳ",
    },
    "en": {
        "said": "; over {so_far} {value}",
        "incomplete": " (some months are missing)",
        "share": ", {share} of the same months last year",
    },
}


def _plan(told: Told) -> str:
    done = done_share(told)
    if done is None or told.goal is None:
        return ""
    words = {"share": numbering.per_cent(done, told.language), "target": told.with_unit(told.goal.value)}
    return _PLANNED[told.language].format(**words)


_PLANNED: Final = {
    "vi": ", đạt {share} kế hoạch năm ({target})",
    "en": ", {share} of the plan of the year ({target})",
}


def done_share(told: Told) -> Decimal | None:
    """How much of the plan of the year is there, in per cent."""
    goal = told.goal
    if goal is None or goal.so_far is None:
        return None
    return numbering.share(goal.so_far, goal.value)
