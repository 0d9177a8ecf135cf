"""Questions out of JSON and out of addresses: every fault is found, none is guessed away."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote

from terrace.base.kernel import periods
from terrace.base.kernel.problems import Fault, Kind, Refused
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.asking import problems
from terrace.insight.warehouse.questions import Axis, Measure, Periods, Question, Sort, Where

LISTS = ("measures", "rows", "columns", "places", "sources", "statuses")
NAMES = (*LISTS, "level", "periods", "to_date", "breakdown", "boundaries", "as_of", "sort", "limit")
CODE = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
PLACE = re.compile(r"[0-9A-Za-z_.-]{1,20}", re.ASCII)
LAST = re.compile(r"last:(\d{1,3})(?::([ASNQCM]))?", re.ASCII)
LONGEST = 20_000
MOST_AXES, MOST_MEASURES = 6, 30
Read = TypeVar("Read")


class Faults(list[Fault]):
    """The faults found so far."""

    def add(self, kind: Kind, pointer: str, /, **values: Any) -> None:
        self.append(kind.fault(pointer, **values))

    def word(self, name: str, value: object, allowed: Iterable[str]) -> None:
        """A word that does not stand there."""
        self.add(problems.WORD, name, name=name, value=str(value)[:60], allowed=", ".join(allowed))


def to_json(question: Question) -> dict[str, Any]:
    """The words of the question; lists as lists, breakdowns as an object."""
    words: dict[str, Any] = dict(question.words())
    found = {name: text.split(",") if name in LISTS else text for name, text in words.items()}
    if question.where.breakdown:
        found["breakdown"] = {name: list(codes) for name, codes in question.where.breakdown}
    if question.limit:
        found["limit"] = question.limit
    if question.where.periods.to_date:
        found["to_date"] = True
    return found


def from_json(body: object) -> Question:
    """Raises `Refused`."""
    if not isinstance(body, Mapping):
        raise problems.UNREADABLE.problem(detail="{…}")
    faults = Faults()
    words = {name: _said(faults, name, value) for name, value in body.items() if value not in (None, "", [], {})}
    return _question(words, faults)


def _said(faults: Faults, name: object, value: object) -> str:
    """A value of JSON as the text of an address."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, str | int):
        return str(value)
    if name == "breakdown" and isinstance(value, Mapping) and all(_is_list(codes) for codes in value.values()):
        return ",".join(f"{dimension}:{'|'.join(map(str, codes))}" for dimension, codes in value.items())
    if name in LISTS and _is_list(value):
        return ",".join(map(str, value))  # type: ignore[call-overload]  # a list, as was just seen
    faults.word(str(name)[:60], value, ["text"])
    return ""


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str | int) and "," not in str(each) for each in value)


def to_query(question: Question) -> str:
    """Readable: only what an address cannot hold is escaped."""
    return "&".join(f"{name}={quote(text, safe=':,.@|-')}" for name, text in question.words())


def from_query(query: str) -> Question:
    """Raises `Refused`."""
    if len(query) > LONGEST:
        raise problems.UNREADABLE.problem(detail=f"> {LONGEST}")
    faults = Faults()
    words: dict[str, str] = {}
    for name, value in parse_qsl(query):
        if name in words:
            faults.word(name[:60], value, [words[name]])
        words[name] = value
    return _question(words, faults)


def _question(words: Mapping[str, str], faults: Faults) -> Question:
    for name in words:
        if name not in NAMES:
            faults.word(name[:60], name, NAMES)
    question = _read(words, faults)
    _check(question, faults)
    if faults:
        raise Refused(faults)
    return question


def _read(words: Mapping[str, str], faults: Faults) -> Question:
    """The question as far as it can be read."""

    def several(name: str, read: Callable[[Faults, str, str], Read | None]) -> tuple[Read, ...]:
        texts = [text.strip() for text in words.get(name, "").split(",") if text.strip()]
        return tuple(one for text in texts if (one := read(faults, name, text)) is not None)

    where = Where(
        tuple(dict.fromkeys(several("places", _place))),
        _among(faults, "level", words.get("level", ""), questions.LEVELS),
        _periods(faults, words),
        several("breakdown", _pair),
        several("sources", _plain),
        several("statuses", _status),
    )
    return Question(
        several("measures", measure),
        several("rows", axis),
        several("columns", axis),
        where,
        _boundaries(faults, words.get("boundaries", "")),
        _day(faults, "as_of", words.get("as_of", "")),
        _sort(faults, words.get("sort", "")),
        _limit(faults, words.get("limit", "")),
    )


def measure(faults: Faults, name: str, text: str) -> Measure | None:
    """`PIGS`, `PIGS:growth`, `PIGS:share:row`; what goes without saying is not kept."""
    code, show, of, *rest = (*text.split(":"), "", "")[: max(3, text.count(":") + 1)]
    show = show or "value"
    if rest or not CODE.fullmatch(code) or show not in questions.SHOWS:
        faults.word(name, text, [f"CODE:{each}" for each in questions.SHOWS])
        return None
    allowed = questions.OF.get(show, ())
    if of and of not in allowed:
        faults.word(name, text, [f"{code}:{show}:{each}" for each in allowed] or [f"{code}:{show}"])
        return None
    return Measure(code, show, "" if not allowed or of == allowed[0] else of)


def axis(faults: Faults, name: str, text: str) -> Axis | None:
    """`place:commune`, `period:Q`, `breakdown:SEX:total`."""
    kind, level, *rest = (*text.split(":"), "")[: max(2, text.count(":") + 1)]
    total = rest == ["total"] or (level == "total" and not rest)
    level = "" if level == "total" else level
    known = {"place": questions.LEVELS, "period": questions.GRAINS}.get(kind)
    fits = level in known if known and level else (bool(CODE.fullmatch(level)) if kind == "breakdown" else not level)
    if kind not in questions.KINDS or not fits or (rest and not total):
        faults.word(name, text, _axes())
        return None
    return Axis(kind, level, total)


def _axes() -> list[str]:
    levels = [f"place:{each}" for each in questions.LEVELS]
    return [*levels, *(f"period:{each}" for each in questions.GRAINS), "breakdown:CODE", "measure", "source", "status"]


def _place(faults: Faults, name: str, text: str) -> str | None:
    return _matching(faults, name, text, PLACE, "01, 001, 00001")


def _plain(faults: Faults, name: str, text: str) -> str | None:
    return _matching(faults, name, text, PLACE, "office")


def _matching(faults: Faults, name: str, text: str, shape: re.Pattern[str], example: str) -> str | None:
    if shape.fullmatch(text):
        return text
    faults.word(name, text, [example])
    return None


def _status(faults: Faults, name: str, text: str) -> str | None:
    return _among(faults, name, text, questions.STATUSES) or None


def _among(faults: Faults, name: str, text: str, allowed: tuple[str, ...]) -> str:
    if text and text not in allowed:
        near = difflib.get_close_matches(text, allowed, 1)
        faults.word(name, text, near or allowed)
        return ""
    return text


def _pair(faults: Faults, name: str, text: str) -> tuple[str, tuple[str, ...]] | None:
    """`SEX:F|M`."""
    dimension, _, codes = text.partition(":")
    wanted = tuple(dict.fromkeys(code for code in codes.split("|") if code))
    if not CODE.fullmatch(dimension) or not wanted:
        faults.word(name, text, ["SEX:F|M"])
        return None
    return dimension, wanted


def _periods(faults: Faults, words: Mapping[str, str]) -> Periods:
    text, to_date = words.get("periods", ""), _among(faults, "to_date", words.get("to_date", ""), ("yes", "no"))
    if not text:
        return Periods(to_date=to_date == "yes")
    if match := LAST.fullmatch(text):
        return Periods("", "", max(1, int(match[1])), match[2] or "", to_date == "yes")
    first, _, last = text.partition("..")
    try:
        begin, end = periods.parse(first), periods.parse(last or first)
    except ValueError:
        faults.add(problems.PERIOD, "periods", text=text[:60])
        return Periods()
    if begin.frequency is not end.frequency or end < begin:
        faults.add(problems.PERIOD, "periods", text=text[:60])
    return Periods(begin.code, end.code, to_date=to_date == "yes")


def _boundaries(faults: Faults, text: str) -> str:
    if text in {"", questions.AS_WAS, questions.AS_IS}:
        return text or questions.AS_WAS
    return "" if _day(faults, "boundaries", text) is None else text


def _day(faults: Faults, name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        faults.word(name, text, ["2025-07-01"])
        return None


def _sort(faults: Faults, text: str) -> Sort | None:
    if not text:
        return None
    by, _, at = text.removeprefix("-").partition("@")
    if by != "label" and (read := measure(faults, "sort", by)) is None:
        return None
    return Sort(by if by == "label" else read.text, at, text.startswith("-"))  # type: ignore[union-attr]


def _limit(faults: Faults, text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= questions.MOST_CELLS:
        faults.add(problems.LIMIT, "limit", most=questions.MOST_CELLS)
        return None
    return int(text)


def _check(question: Question, faults: Faults) -> None:
    """What only the whole can be wrong about."""
    if not question.measures and not any(fault.pointer == "measures" for fault in faults):
        faults.add(problems.NOTHING, "measures")
    seen: set[tuple[str, str]] = set()
    for each in question.axes:
        if (each.kind, each.level) in seen:
            faults.add(problems.AXIS_TWICE, "rows", axis=each.text)
        seen.add((each.kind, each.level))
    if len(question.axes) > MOST_AXES or len(question.measures) > MOST_MEASURES:
        faults.add(problems.TOO_LARGE, "rows", cells=len(question.axes) + len(question.measures), most=MOST_MEASURES)
    if question.sort and question.sort.by != "label":
        known = [each.text for each in question.measures]
        if question.sort.by not in known:
            faults.word("sort", question.sort.text, [*known, "label"])
