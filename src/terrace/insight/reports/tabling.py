"""Tables of reports: indicators in rows with what they are compared with, places in rows, targets, what is missing."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from terrace.base.kernel.periods import Frequency, Period
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
#: Roles whose figures stand in tables.
SHOWN: Final = ("value", plans.LAST_YEAR, plans.TO_DATE, "done")
_WORDS: Final = {
    "vi": {
        "indicator": "Chỉ tiêu",
        "unit": "Đơn vị",
        "value": "{period}",
        "last_year": "{year_before}",
        "share": "So với {year} (%)",
        "previous": "So với {before} (%)",
        "to_date": "Tính chung {so_far}",
        "to_date_share": "Tính chung so với cùng kỳ (%)",
        "plan": "So với kế hoạch năm (%)",
        "place": "Địa bàn",
        "target": "Kế hoạch {year}",
        "done": "Đã thực hiện",
        "done_share": "So với kế hoạch (%)",
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
        "judged": "Đã thực hiện: tính đến hết {period}. Khả năng đạt và đánh giá theo số liệu có vào {day}.",
    },
    "en": {
        "indicator": "Indicator",
        "unit": "Unit",
        "value": "{period}",
        "last_year": "{year_before}",
        "share": "Against {year} (%)",
        "previous": "Against {before} (%)",
        "to_date": "Over {so_far}",
        "to_date_share": "Over these months against last year (%)",
        "plan": "Against the plan (%)",
        "place": "Place",
        "target": "Plan {year}",
        "done": "So far",
        "done_share": "Against the plan (%)",
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
        "judged": "So far: to the end of {period}. Chances and lights are by the figures that there were on {day}.",
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
    """How many signs wide columns are: figures stand in one line, headings in three; the names get what is left."""
    rest = [_wide(block, at) for at in range(1, len(block.head))]
    longest = max((len(row[0].text) for row in block.rows), default=0)
    return (max(NAMED, min(longest + 2, LINE - sum(rest))), *rest)


def _wide(block: Block, at: int) -> int:
    """The signs that a column needs: its longest figure, short texts whole, of longer ones the longest word."""
    cells, head = [row[at] for row in block.rows], block.head[at]
    figures = (len(each.text) for each in cells if each.number)
    texts = (len(each.text) for each in cells if not each.number and len(each.text) <= SHORT)
    words = (len(word) for text in (head, *(each.text for each in cells if not each.number)) for word in text.split())
    return max([*figures, *texts, *words, -(-len(head) // 3), NARROW]) + 2


#: Signs of a whole line in the small letters of tables; of the column of names and of others at the least; of a text
#: that stands in one line.
LINE, NAMED, NARROW, SHORT = 84, 20, 5, 12


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
    said |= _said(laid, told)
    head = (words["indicator"], words["unit"], *(_upper(words[role].format(**said)) for role in roles))
    rows = tuple(_indicator(laid, each, roles, first) for each in told)
    caption = _caption(laid, part, words["value"].format(**said))
    return Block("table", part.code, caption, head=head, rows=rows, note=_notes(laid, told))


def _said(laid: Laid, told: Sequence[Told]) -> dict[str, str]:
    """What headings are made of: the year before, the part of the year so far."""
    period = told[0].period
    before = numbering.year_before(period.frequency, laid.language)
    year = _YEAR[laid.language][period.frequency is Frequency.YEAR]
    return {"year_before": before, "year": year, "so_far": numbering.so_far(period, laid.language)}


#: The year before, in a narrow heading: of the same period, of a whole year.
_YEAR: Final = {"vi": ("cùng kỳ", "năm trước"), "en": ("last year", "the year before")}


def _period(laid: Laid, told: Sequence[Told]) -> str:
    return _upper(numbering.period(told[0].period, laid.language))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _roles(part: Part, told: Sequence[Told]) -> list[str]:
    """The columns that the part asks for, as far as any row has something in them."""
    wanted = ["value"]
    wanted += ["last_year", "share"] if plans.LAST_YEAR in part.compare else []
    wanted += ["previous"] if plans.PREVIOUS in part.compare else []
    wanted += ["to_date", "to_date_share"] if plans.TO_DATE in part.compare else []
    wanted += ["plan"] if plans.PLAN in part.compare else []
    return [role for role in wanted if role == "value" or any(_cell(each, role) != _EMPTY for each in told)]


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
            return _percent(told, wording.held(told, "value", plans.LAST_YEAR))
        case "previous":
            return _percent(told, wording.held(told, "value", plans.PREVIOUS))
        case "to_date_share":
            return _percent(told, wording.held(told, plans.TO_DATE, SO_FAR_LAST))
    return _percent(told, wording.done_share(told))


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
    words = _words(laid)
    shown = [fact for each in told for role, fact in each.facts.items() if role in SHOWN and isinstance(fact, Figure)]
    marks = {mark for each in shown if each.value is not None for mark in _marks(each, laid.language)}
    estimated, part = _MARKS["en" if laid.language == "en" else "vi"]
    said = [words["estimated"]] if estimated in marks else []
    said += [words["part"]] if part in marks else []
    sentences = ["; ".join(said) + "."] if said else []
    compared = {plans.LAST_YEAR, plans.PREVIOUS, plans.PLAN}
    sentences += [words["rate"]] if any(each.is_rate and compared & each.row.keys.keys() for each in told) else []
    return " ".join(sentences)


# places in rows


def places(laid: Laid, part: Part, told: Sequence[Told]) -> Block:
    """Rows are the places below; two columns for each indicator: its figure, and against last year."""
    words, codes = _words(laid), list(dict.fromkeys(each.row.indicator for each in told))
    by_cell = {(each.row.area, each.row.indicator): each for each in told}
    areas = list(dict.fromkeys(each.row.area for each in told))
    areas.sort(key=lambda area: -_rank(by_cell.get((area, codes[0]))))
    compared = plans.LAST_YEAR in part.compare and any(_cell(each, "share") != _EMPTY for each in told)
    head = [words["place"]]
    for code in codes:
        spec = laid.frame.specs[code]
        head.append(f"{wording.called(spec, laid.language)} ({spec.unit(laid.language)})")
        head += [_upper(words["share"].format(**_said(laid, told)))] if compared else []
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


def targets(laid: Laid, part: Part, told: Sequence[Told]) -> Block:
    """The targets of the year: how much is there at the end of the period, and how likely they are met."""
    words, year = _words(laid), laid.period.year
    if not told:
        return Block("text", part.code, words["no_targets"].format(year=year))
    head = ("indicator", "unit", "target", "done", "done_share", "chance", "light")
    rows = tuple(_target(each, each.goal) for each in told if each.goal)
    caption = _caption(laid, part, words["target"].format(year=year))
    said = {"period": numbering.period(laid.period, laid.language), "day": _read(laid)}
    note = " ".join([_notes(laid, told), words["judged"].format(**said)]).strip()
    titles = tuple(words[each].format(year=year) for each in head)
    return Block("table", part.code, caption, head=titles, rows=rows, note=note)


def _target(told: Told, goal: Goal) -> tuple[Cell, ...]:
    chance = None if goal.chance is None else numbering.value(goal.chance * 100, 0, told.language)
    sign = "≤\u00a0" if goal.direction == "down" else ""
    light = _LIGHTS.get(goal.light, _LIGHTS["grey"])
    return (
        Cell(told.name),
        Cell(told.spec.unit(told.language)),
        Cell(sign + told.written(goal.value), number=True),
        _amount(told, "done"),
        _percent(told, wording.done_share(told)),
        Cell(chance or NOTHING, number=True),
        Cell(light[1] if told.language == "en" else light[0]),
    )


def _read(laid: Laid) -> str:
    """The day on which the figures were read."""
    return numbering.day(date.fromisoformat(laid.frame.day), laid.language)


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
    yield Block("text", part.code, words["read"].format(day=_read(laid)))


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
    count = Cell("/".join(numbering.count(each, language) for each in (figure.reported, figure.expected)), number=True)
    return Cell(name), count, Cell(NOTHING if share is None else numbering.value(share, 1, language), number=True)
