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
        return numbering.measured(self.written(amount), self.spec.unit(self.language))

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
    name = called(spec, language)
    return Told(row, spec, f"{name} ({cell})" if cell else name, found, language)


def called(spec: Spec, language: str) -> str:
    """An indicator without the words for its own period: the report says which period a figure is of.

    >>> spec = Spec("Sản lượng lúa trong tháng", "Rice at the end of the month", "tấn", "tonnes", 1, "", "flow")
    >>> called(spec, "vi"), called(spec, "en")
    ('Sản lượng lúa', 'Rice at the end of the period')
    """
    name = spec.name(language)
    found = next((each for each in _OWN_PERIOD[language] if name.endswith(each[0])), None)
    return name.removesuffix(found[0]) + found[1] if found else name


#: Endings of names, the longest first, and what reports say in their place.
_OWN_PERIOD: Final = {
    "vi": (
        *((f" {when} {period}", "") for when in ("trong", "cả") for period in ("tháng", "quý", "vụ", "năm")),
        *((f" cuối {period}", " cuối kỳ") for period in ("tháng", "quý", "năm")),
    ),
    "en": (
        *((f" at the end of the {period}", " at the end of the period") for period in ("month", "quarter", "year")),
        *((f" {when} {period}", "") for when in ("in the", "of the") for period in ("month", "quarter", "year")),
    ),
}


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
    words["said"] = _SAID[language].format(**words)
    return _upper((pattern or _USUAL[language]).format(**words))


_SAID: Final = {"vi": "{period} đạt {value}{compared}", "en": "in {period} came to {value}{compared}"}


def _low(name: str) -> str:
    """A name inside a sentence; abbreviations stay as they are."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def caveat(figure: Figure, language: str) -> str:
    """How firm a figure is and how much of it is in, in brackets; '' for one that is final and whole."""
    said = [_CAVEATS[language][figure.status]] if figure.status in _CAVEATS[language] else []
    if figure.reported < figure.expected:
        counts = (numbering.count(each, language) for each in (figure.reported, figure.expected))
        said.append(_PARTLY[language].format(*counts))
    return f" ({', '.join(said)})" if said else ""


_CAVEATS: Final = {
    "vi": {"estimated": "số ước tính"},
    "en": {"estimated": "estimated"},
}
_PARTLY: Final = {"vi": "mới có {}/{} báo cáo", "en": "{} of {} reports are in"}


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
    against = numbering.year_before(told.period.frequency, told.language)
    now, then, gap = _both(told, plans.LAST_YEAR, against)
    if now is None or then is None:
        return gap
    percent = None if told.is_rate or now == then else numbering.share(now, then)
    if percent is None:
        return _moved(told, now, then, against, _by(told, abs(now - then)))
    words = {"share": numbering.per_cent(percent, told.language), "against": against}
    words["by"] = _by(told, abs(now - then))
    return _SHARE[told.language]["up" if now > then else "down"].format(**words)


def _previous(told: Told) -> str:
    against = numbering.before(told.period.frequency, told.language)
    now, then, gap = _both(told, plans.PREVIOUS, against)
    if now is None or then is None:
        return gap
    percent = None if told.is_rate else numbering.share(abs(now - then), then)
    by = numbering.per_cent(percent, told.language) if percent is not None else _by(told, abs(now - then))
    return _moved(told, now, then, against, by)


def _both(told: Told, role: str, against: str) -> tuple[Decimal | None, Decimal | None, str]:
    """The figure and what it is held against; without one, or with too few reports, what is said instead."""
    now, then = told.figure("value"), told.figure(role)
    if now is None or then is None or now.value is None or then.value is None:
        return None, None, _HELD[told.language]["none"].format(against=against)
    if not comparable(now, then):
        return None, None, _HELD[told.language]["few"].format(against=against)
    return now.value, then.value, ""


def comparable(now: Figure, then: Figure) -> bool:
    """Nearly the same share of the expected reports (nine tenths of the other's) stands behind both.

    >>> whole, half, late = (Figure(Decimal(1), reported=each, expected=124) for each in (124, 62, 120))
    >>> comparable(whole, half), comparable(late, whole), comparable(half, half)
    (False, True, True)
    """
    low, high = sorted((now.reported * then.expected, then.reported * now.expected))
    return low * 10 >= high * 9


def _moved(told: Told, now: Decimal, then: Decimal, against: str, by: str) -> str:
    """Up, down or unchanged."""
    words = _HELD[told.language]
    return words["same" if now == then else "up" if now > then else "down"].format(by=by, against=against)


_SHARE: Final = {
    "vi": {"up": ", bằng {share} {against} (tăng {by})", "down": ", bằng {share} {against} (giảm {by})"},
    "en": {"up": ", {share} of {against} (up {by})", "down": ", {share} of {against} (down {by})"},
}
_HELD: Final = {
    "vi": {
        "none": ", chưa có số liệu {against} để so sánh",
        "few": ", chưa đủ báo cáo để so sánh với {against}",
        "same": ", không đổi so với {against}",
        "up": ", tăng {by} so với {against}",
        "down": ", giảm {by} so với {against}",
    },
    "en": {
        "none": ", with no figure of {against} to compare with",
        "few": ", with too few reports to compare with {against}",
        "same": ", unchanged from {against}",
        "up": ", up {by} on {against}",
        "down": ", down {by} on {against}",
    },
}


def _by(told: Told, amount: Decimal) -> str:
    if told.is_rate:
        points = "điểm phần trăm" if told.language == "vi" else "percentage points"
        return f"{told.written(amount)} {points}"
    return told.with_unit(amount)


def _to_date(told: Told) -> str:
    """The year so far, and how it stands against the same part of last year, where both are whole."""
    figure, then = told.figure(plans.TO_DATE), told.figure("to_date_last_year")
    if figure is None or figure.value is None:
        return ""
    language = told.language
    words = {"so_far": numbering.so_far(told.period, language), "value": told.with_unit(figure.value)}
    said = _SO_FAR[language]["said"].format(**words)
    if figure.reason == "incomplete":
        return said + _SO_FAR[language]["incomplete"]
    if told.is_rate or then is None or then.reason or then.value is None or not comparable(figure, then):
        return said
    percent = numbering.share(figure.value, then.value)
    return said + (_SO_FAR[language]["share"].format(share=numbering.per_cent(percent, language)) if percent else "")


_SO_FAR: Final = {
    "vi": {
        "said": "; tính chung {so_far} đạt {value}",
        "incomplete": " (chưa đủ số liệu các kỳ)",
        "share": ", bằng {share} cùng kỳ năm trước",
    },
    "en": {
        "said": "; over {so_far} it came to {value}",
        "incomplete": " (some periods are missing)",
        "share": ", {share} of the same months last year",
    },
}


def _plan(told: Told) -> str:
    """The year so far against the plan of the year: its share, of a rate how far above or below."""
    figure, goal = told.figure("done"), told.goal
    if figure is None or figure.value is None or goal is None:
        return ""
    target, gap = told.with_unit(goal.value), figure.value - goal.value
    if told.is_rate:
        way = "same" if not gap else "above" if gap > 0 else "below"
        return _PLANNED[told.language][way].format(by=_by(told, abs(gap)), target=target)
    share = numbering.share(figure.value, goal.value)
    if share is None:
        return ""
    return _PLANNED[told.language]["share"].format(share=numbering.per_cent(share, told.language), target=target)


_PLANNED: Final = {
    "vi": {
        "share": ", đạt {share} kế hoạch năm ({target})",
        "same": ", bằng kế hoạch năm ({target})",
        "above": ", cao hơn kế hoạch năm ({target}) {by}",
        "below": ", thấp hơn kế hoạch năm ({target}) {by}",
    },
    "en": {
        "share": ", {share} of the plan of the year ({target})",
        "same": ", which is the plan of the year ({target})",
        "above": ", {by} above the plan of the year ({target})",
        "below": ", {by} below the plan of the year ({target})",
    },
}


def held(told: Told, now: str, then: str) -> Decimal | None:
    """One figure against another: in per cent, of rates in points; None where they cannot be compared."""
    first, second = told.figure(now), told.figure(then)
    if first is None or second is None or first.value is None or second.value is None:
        return None
    if first.reason or second.reason or not comparable(first, second):
        return None
    return against(told, first.value, second.value)


def against(told: Told, now: Decimal, then: Decimal) -> Decimal | None:
    return now - then if told.is_rate else numbering.share(now, then)


def done_share(told: Told) -> Decimal | None:
    """The year so far against the plan of the year: in per cent, of a rate in points."""
    figure, goal = told.figure("done"), told.goal
    if figure is None or figure.value is None or goal is None:
        return None
    return against(told, figure.value, goal.value)
