"""Tables of reports: indicators in rows with what they are compared with, places in rows, targets, what is missing."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from terrace.base.kernel.periods import Period
from terrace.insight.reports import numbering, plans, wording
from terrace.insight.reports.blocks import Block, Cell
from terrace.insight.reports.laid import Laid, filled
from terrace.insight.reports.plans import Part
from terrace.insight.reports.snapshots import Figure, Goal
from terrace.insight.reports.wording import Told

#: Where a figure is not there, and where it may not be seen.
NOTHING, HIDDEN = "–", "…"
_EMPTY: Final = Cell(NOTHING, number=True)
SO_FAR_LAST: Final = "to_date_last_year"
_WORDS: Final = {
    "vi": {
        "indicator": "Chỉ tiêu",
        "unit": "Đơn vị",
        "value": "{period}",
        "last_year": "Cùng kỳ năm trước",
        "share": "So với cùng kỳ (%)",
        "previous": "So với {before} (%)",
        "to_date": "Lũy kế {so_far}",
        "to_date_share": "Lũy kế so với cùng kỳ (%)",
        "plan": "So với kế hoạch năm (%)",
        "place": "Địa bàn",
        "target": "Kế hoạch {year}",
        "done": "Đã thực hiện",
        "done_share": "Đạt (%)",
        "chance": "Khả năng đạt (%)",
        "light": "Đánh giá",
        "reports": "Báo cáo đã có",
        "share_in": "Tỷ lệ (%)",
        "missing": "Chưa có số liệu kỳ này: {names}.",
        "whole": "Mọi chỉ tiêu nêu trong báo cáo đã có đủ số liệu từ các đơn vị báo cáo.",
        "partly": "Chỉ tiêu chưa đủ báo cáo",
        "read": "Số liệu được tổng hợp từ cơ sở dữ liệu vào {day}.",
        "no_targets": "Chưa có chỉ tiêu kế hoạch năm {year}.",
        "estimated": "(ư) số ước tính",
        "part": "(*) chưa đủ báo cáo",
        "rate": "Chỉ tiêu tính bằng % so sánh theo điểm phần trăm.",
    },
    "en": {
        "indicator": "Indicator",
        "unit": "Unit",
        "value": "{period}",
        "last_year": "Same period last year",
        "share": "Against last year (%)",
        "previous": "Against {before} (%)",
        "to_date": "Over {so_far}",
        "to_date_share": "So far against last year (%)",
        "plan": "Against the plan (%)",
        "place": "Place",
        "target": "Plan {year}",
        "done": "So far",
        "done_share": "Done (%)",
        "chance": "Chance (%)",
        "light": "Judged",
        "reports": "Reports in",
        "share_in": "Share (%)",
        "missing": "No figure of this period yet: {names}.",
        "whole": "Every indicator of this report has all its reports.",
        "partly": "Indicators whose reports are not all in",
        "read": "Figures were read from the database on {day}.",
        "no_targets": "There are no targets for {year}.",
        "estimated": "(e) estimated",
        "part": "(*) not all reports are in",
        "rate": "Indicators in % are compared in percentage points.",
    },
}
_MARKS: Final = {"vi": ("ư", "*"), "en": ("e", "*")}
_LIGHTS: Final = {
    "green": ("Đúng tiến độ", "On track"),
    "amber": ("Có nguy cơ", "At risk"),
    "red": ("Khó đạt", "Off track"),
    "grey": ("Chưa rõ", "Not known"),
}


def widths(block: Block) -> tuple[int, ...]:
    """How wide columns are against each other: by their longest figure and the longest word of their heading."""
    found = []
    for at, head in enumerate(block.head):
        longest = max((len(row[at].text) for row in block.rows), default=0)
        word = max(len(each) for each in head.split()) if head.split() else 1
        found.append(max(WIDE if at else NAMED, min(longest, MOST if at else NAMED * 2) + 1, word + 1))
    return tuple(found)


#: Signs that a column, and that of the names, has at the least; and at the most.
WIDE, NAMED, MOST = 8, 18, 14


def _words(laid: Laid) -> dict[str, str]:
    return _WORDS["en" if laid.language == "en" else "vi"]


def _caption(laid: Laid, part: Part, usual: str) -> str:
    return filled(laid, part.text(laid.language)) or usual


# indicators in rows


def indicators(laid: Laid, part: Part, told: Sequence[Told]) -> Block:
    """Rows are indicators; columns the period and what it is compared with."""
    words, roles = _words(laid), _roles(part, told)
    first = told[0].period
    said = {"period": _period(laid, told), "before": numbering.before(first.frequency, laid.language)}
    said["so_far"] = numbering.so_far(first, laid.language)
    head = (words["indicator"], words["unit"], *(words[role].format(**said) for role in roles))
    rows = tuple(_indicator(laid, each, roles, first) for each in told)
    caption = _caption(laid, part, words["value"].format(**said))
    return Block("table", part.code, caption, head=head, rows=rows, note=_notes(laid, told))


def _period(laid: Laid, told: Sequence[Told]) -> str:
    text = numbering.period(told[0].period, laid.language)
    return text[:1].upper() + text[1:]


def _roles(part: Part, told: Sequence[Told]) -> list[str]:
    """The columns that the part asks for, as far as any row has them."""
    there = {role for each in told for role in each.row.keys}
    roles = ["value"]
    roles += ["last_year", "share"] if plans.LAST_YEAR in there else []
    roles += ["previous"] if plans.PREVIOUS in there else []
    roles += ["to_date", "to_date_share"] if plans.TO_DATE in there else []
    return roles + (["plan"] if plans.PLAN in there and plans.PLAN in part.compare else [])


def _indicator(laid: Laid, told: Told, roles: Sequence[str], usual: Period) -> tuple[Cell, ...]:
    name = told.name
    if told.period != usual:
        name = f"{name} ({numbering.period(told.period, laid.language)})"
    cells = (_cell(told, role) for role in roles)
    return (Cell(name), Cell(told.spec.unit(laid.language)), *cells)


def _cell(told: Told, role: str) -> Cell:
    match role:
        case "value" | "last_year":
            return _amount(told, role)
        case "to_date":
            return _amount(told, plans.TO_DATE)
        case "share":
            return _percent(told, _held(told, "value", plans.LAST_YEAR))
        case "previous":
            return _percent(told, _held(told, "value", plans.PREVIOUS))
        case "to_date_share":
            return _percent(told, _held(told, plans.TO_DATE, SO_FAR_LAST))
    return _percent(told, wording.done_share(told))


def _held(told: Told, now: str, then: str) -> Decimal | None:
    """One against the other: in per cent, for rates in points; None where either is not whole."""
    first, second = told.figure(now), told.figure(then)
    if first is None or second is None or first.value is None or second.value is None:
        return None
    if first.reason or second.reason:
        return None
    return first.value - second.value if told.is_rate else numbering.share(first.value, second.value)


def _percent(told: Told, amount: Decimal | None) -> Cell:
    if amount is None:
        return _EMPTY
    sign = "+" if told.is_rate and amount > 0 else ""
    return Cell(sign + numbering.value(amount, told.spec.decimals if told.is_rate else 1, told.language), number=True)


def _amount(told: Told, role: str) -> Cell:
    """A figure with the marks of what it is."""
    if role in told.row.keys and role not in told.facts:
        return Cell(HIDDEN, number=True)
    figure = told.figure(role)
    if figure is None or figure.value is None:
        return _EMPTY
    marks = _marks(figure, told.language)
    return Cell(told.written(figure.value) + (f"\u00a0({','.join(marks)})" if marks else ""), number=True)


def _marks(figure: Figure, language: str) -> list[str]:
    estimated, part = _MARKS["en" if language == "en" else "vi"]
    found = [estimated] if figure.status == "estimated" else []
    return found + ([part] if figure.reason == "incomplete" or figure.reported < figure.expected else [])


def _notes(laid: Laid, told: Sequence[Told]) -> str:
    """What the marks of a table mean, those that stand in it."""
    words, figures = (
        _words(laid),
        [
            fact
            for each in told
            for role, fact in each.facts.items()
            if isinstance(fact, Figure) and role != SO_FAR_LAST
        ],
    )
    marks = {mark for each in figures if each.value is not None for mark in _marks(each, laid.language)}
    estimated, part = _MARKS["en" if laid.language == "en" else "vi"]
    said = [words["estimated"]] if estimated in marks else []
    said += [words["part"]] if part in marks else []
    text = "; ".join(said) + (". " if said else "")
    text += words["rate"] + " " if any(each.is_rate and plans.LAST_YEAR in each.row.keys for each in told) else ""
    return text.strip()


# places in rows


def places(laid: Laid, part: Part, told: Sequence[Told]) -> Block:
    """Rows are the places below; two columns for each indicator: its figure, and against last year."""
    words, codes = _words(laid), list(dict.fromkeys(each.row.indicator for each in told))
    by_cell = {(each.row.area, each.row.indicator): each for each in told}
    areas = list(dict.fromkeys(each.row.area for each in told))
    areas.sort(key=lambda area: -_rank(by_cell.get((area, codes[0]))))
    compared = plans.LAST_YEAR in part.compare
    head = [words["place"]]
    for code in codes:
        spec = laid.frame.specs[code]
        head += [f"{spec.name(laid.language)} ({spec.unit(laid.language)})"] + ([words["share"]] if compared else [])
    rows = tuple(_place(laid, area, [by_cell.get((area, code)) for code in codes], compared) for area in areas)
    caption = _caption(laid, part, _period(laid, told))
    return Block("table", part.code, caption, head=tuple(head), rows=rows, note=_notes(laid, told))


def _rank(told: Told | None) -> Decimal:
    amount = told.amount("value") if told else None
    return Decimal("-Infinity") if amount is None else amount


def _place(laid: Laid, area: int, told: Sequence[Told | None], compared: bool) -> tuple[Cell, ...]:
    cells = [Cell(laid.place(area))]
    for each in told:
        cells.append(_amount(each, "value") if each else Cell(HIDDEN, number=True))
        if compared:
            cells.append(_cell(each, "share") if each else Cell(HIDDEN, number=True))
    return tuple(cells)


# targets


def targets(laid: Laid, part: Part) -> Block:
    """The targets of the year: how much is there, and how likely they are met."""
    words, year = _words(laid), laid.period.year
    goals = [each for each in laid.facts.values() if isinstance(each, Goal)]
    if not goals:
        return Block("text", part.code, words["no_targets"].format(year=year))
    head = ("indicator", "unit", "target", "done", "done_share", "chance", "light")
    rows = tuple(_goal(laid, each) for each in goals)
    caption = _caption(laid, part, words["target"].format(year=year))
    return Block("table", part.code, caption, head=tuple(words[each].format(year=year) for each in head), rows=rows)


def _goal(laid: Laid, goal: Goal) -> tuple[Cell, ...]:
    spec, language = laid.frame.specs[goal.indicator], laid.language
    done = None if goal.so_far is None else numbering.value(goal.so_far, spec.decimals, language)
    share = None if goal.so_far is None else numbering.share(goal.so_far, goal.value)
    chance = None if goal.chance is None else numbering.value(goal.chance * 100, 0, language)
    sign = "≤\u00a0" if goal.direction == "down" else ""
    light = _LIGHTS.get(goal.light, _LIGHTS["grey"])
    return (
        Cell(spec.name(language)),
        Cell(spec.unit(language)),
        Cell(sign + numbering.value(goal.value, spec.decimals, language), number=True),
        Cell(done or NOTHING, number=True),
        Cell(NOTHING if share is None else numbering.value(share, 1, language), number=True),
        Cell(chance or NOTHING, number=True),
        Cell(light[1] if language == "en" else light[0]),
    )


# what is missing


def coverage(laid: Laid, part: Part) -> Iterator[Block]:
    """Which figures are not there, which are not whole, whether any are simulated, and when they were read."""
    words = _words(laid)
    own = _own(laid)
    missing = [spec for spec, figure in own if figure.value is None and figure.reason != "not_applicable"]
    partly = [(spec, figure) for spec, figure in own if figure.value is not None and figure.reported < figure.expected]
    if missing:
        yield Block("text", part.code, words["missing"].format(names="; ".join(missing)))
    if partly:
        head = (words["indicator"], words["reports"], words["share_in"])
        rows = tuple(_partly(name, figure, laid.language) for name, figure in partly)
        yield Block("table", part.code, words["partly"], head=head, rows=rows)
    if not missing and not partly:
        yield Block("text", part.code, words["whole"])
    day = numbering.day(date.fromisoformat(laid.frame.day), laid.language)
    yield Block("text", part.code, words["read"].format(day=day))


def _own(laid: Laid) -> list[tuple[str, Figure]]:
    """The figures of the place itself for the period, each once, with what they are called."""
    found: dict[str, tuple[str, Figure]] = {}
    for part in laid.frame.plan.parts:
        if part.kind in {plans.SENTENCE, plans.TABLE} and part.places == plans.OWN:
            for told in laid.told(part):
                if figure := told.figure("value"):
                    found.setdefault(told.row.keys["value"], (told.name, figure))
    return list(found.values())


def _partly(name: str, figure: Figure, language: str) -> tuple[Cell, ...]:
    share = numbering.share(Decimal(figure.reported), Decimal(figure.expected))
    count = Cell(f"{figure.reported}/{figure.expected}", number=True)
    return Cell(name), count, Cell(NOTHING if share is None else numbering.value(share, 1, language), number=True)
