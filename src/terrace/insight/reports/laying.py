"""A frame and the facts that a reader may see → the paper, in a language. Pure: the same in, the same out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from terrace.base.kernel.periods import Period
from terrace.insight.reports import numbering, picturing, plans, tabling, wording
from terrace.insight.reports.blocks import Block, Head, Paper
from terrace.insight.reports.laid import Laid, filled, words
from terrace.insight.reports.plans import Part, Plan
from terrace.insight.reports.snapshots import Alarm, Facts, Figure, Frame, Place


@dataclass(frozen=True, slots=True)
class Decision:
    """What the approval gave: number, day and who signed; nothing of it while it is a draft."""

    number: int | None = None
    day: date | None = None
    signer: str = ""


DRAFT: Final = Decision()


def lay(frame: Frame, facts: Facts, language: str, decision: Decision = DRAFT) -> Paper:
    """The paper as this reader may have it."""
    laid = Laid(frame, facts, language)
    hidden = frame.count - len(facts)
    blocks = [block for part in frame.plan.parts for block in _MAKERS[part.kind](laid, part)]
    return Paper(_head(laid, decision, hidden), tuple(_numbered(blocks, language)), hidden, _values(laid))


# the head and the foot


def _head(laid: Laid, decision: Decision, hidden: int) -> Head:
    plan, said = laid.frame.plan, _HEAD[laid.language]
    texts = {name: filled(laid, getattr(plan, f"{name}_{laid.language}")) for name in _TEXTS}
    number = str(decision.number) if decision.number else "\u2003\u2003"
    return Head(
        language=laid.language,
        issuer=_lines(texts["issuer"]),
        nation=said["nation"],
        motto=said["motto"],
        number=f"{said['number']} {number}/{plan.sign}",
        dated=f"{laid.place(laid.frame.area)}, {_day(decision, laid)}",
        draft="" if decision.number else said["draft"],
        type=said["type"],
        title=texts["title"],
        authority=_lines(texts["signer"]),
        signer=decision.signer,
        to=said["to"],
        recipients=_lines(texts["recipients"]),
        extract=said["extract"].format(count=hidden) if hidden else "",
        notice=said["notice"] if _simulated(laid) else "",
    )


def _simulated(laid: Laid) -> bool:
    return any(isinstance(each, Figure) and each.simulated for each in laid.facts.values())


_TEXTS: Final = ("issuer", "title", "signer", "recipients")
_HEAD: Final = {
    "vi": {
        "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "number": "Số:",
        "draft": "DỰ THẢO",
        "type": "BÁO CÁO",
        "to": "Nơi nhận:",
        "notice": "Báo cáo có số liệu mô phỏng, chỉ dùng để trình diễn.",
        "extract": "Bản trích theo quyền xem của người đọc: {count} số liệu không được thể hiện.",
    },
    "en": {
        "nation": "SOCIALIST REPUBLIC OF VIET NAM",
        "motto": "Independence - Freedom - Happiness",
        "number": "No.:",
        "draft": "DRAFT",
        "type": "REPORT",
        "to": "Recipients:",
        "notice": "Some figures of this report are simulated, for demonstration only.",
        "extract": "An extract, by the rights of its reader: {count} figures are left out.",
    },
}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split(";") if line.strip())


def _day(decision: Decision, laid: Laid) -> str:
    """The day of the approval; a draft leaves day and month open."""
    if decision.day is not None:
        return numbering.day(decision.day, laid.language)
    year = date.fromisoformat(laid.frame.day).year
    return f"ngày\u2003\u2002tháng\u2003\u2002năm {year}" if laid.language == "vi" else f"\u2003\u2003\u2003{year}"


def _values(laid: Laid) -> dict[str, str]:
    """Own figures of the place, for words of a Word template; the first that names an indicator counts."""
    found: dict[str, str] = {}
    for part in laid.frame.plan.parts:
        for told in laid.told(part):
            amount = told.amount("value")
            if told.row.area == laid.frame.area and amount is not None and part.picture != plans.BARS:
                found.setdefault(told.row.indicator, told.with_unit(amount))
    return found


# the parts


def _section(laid: Laid, part: Part) -> Iterator[Block]:
    yield Block("heading", part.code, filled(laid, part.text(laid.language)))


def _text(laid: Laid, part: Part) -> Iterator[Block]:
    yield Block("text", part.code, filled(laid, part.text(laid.language)))


def _sentences(laid: Laid, part: Part) -> Iterator[Block]:
    """One paragraph, a sentence for each indicator."""
    said = [wording.sentence(told, part.text(laid.language)) for told in laid.told(part)]
    if said:
        yield Block("text", part.code, " ".join(said))


def _table(laid: Laid, part: Part) -> Iterator[Block]:
    make = tabling.places if part.places == plans.BELOW else tabling.indicators
    if told := laid.told(part):
        yield make(laid, part, told)


def _chart(laid: Laid, part: Part) -> Iterator[Block]:
    draw = picturing.bars if part.picture == plans.BARS else picturing.years
    if told := laid.told(part):
        yield from draw(laid, part, told)


def _map(laid: Laid, part: Part) -> Iterator[Block]:
    if told := laid.told(part):
        yield from picturing.maps(laid, part, told)


def _warnings(laid: Laid, part: Part) -> Iterator[Block]:
    language = laid.language
    found = [each for each in laid.facts.values() if isinstance(each, Alarm)]
    found.sort(key=lambda each: (-each.severity, each.id))
    lines = [each.text_en if language == "en" else each.text_vi for each in found[: part.most]]
    if lines:
        yield Block("items", part.code, lines=tuple(lines))
    else:
        yield Block("text", part.code, _CALM[language])


_CALM: Final = {
    "vi": "Không có cảnh báo nào đang mở vào ngày lập báo cáo.",
    "en": "No warning stands on the day on which this report was made.",
}


def _targets(laid: Laid, part: Part) -> Iterator[Block]:
    yield tabling.targets(laid, part, laid.told(part))


def _coverage(laid: Laid, part: Part) -> Iterator[Block]:
    yield from tabling.coverage(laid, part)


_MAKERS: Final[dict[str, Callable[[Laid, Part], Iterator[Block]]]] = {
    plans.SECTION: _section,
    plans.TEXT: _text,
    plans.SENTENCE: _sentences,
    plans.TABLE: _table,
    plans.CHART: _chart,
    plans.MAP: _map,
    plans.WARNINGS: _warnings,
    plans.TARGETS: _targets,
    plans.COVERAGE: _coverage,
}


def _numbered(blocks: Sequence[Block], language: str) -> Iterator[Block]:
    """Tables and pictures get their numbers."""
    counts = {"table": 0, "picture": 0}
    for block in blocks:
        if block.kind not in counts:
            yield block
            continue
        counts[block.kind] += 1
        widths = tabling.widths(block) if block.kind == "table" else ()
        yield replace(block, widths=widths, text=f"{_COUNTED[language][block.kind]} {counts[block.kind]}. {block.text}")


_COUNTED: Final = {"vi": {"table": "Bảng", "picture": "Hình"}, "en": {"table": "Table", "picture": "Figure"}}


def title(plan: Plan, place: Place, period: Period, language: str) -> str:
    """What lists call an issue."""
    text = plan.title_en if language == "en" else plan.title_vi
    return text.format(**words(place, period, language))
