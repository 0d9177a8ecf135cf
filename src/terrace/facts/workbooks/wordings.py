"""Periods, indicators and breakdowns in the words that people put into their own tables.

>>> period("Tháng 10 năm 2026").code, period("Quý III/2026").code, period("9 tháng đầu năm 2026").code
('2026-M10', '2026-Q3', '2026-N1')
>>> period("Vụ hè thu 2026").code, period("10/2026").code, period(2026.0).code, period("báo cáo")
('2026-C2', '2026-M10', '2026', None)
"""

import re
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import Final

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.kernel.text import fold
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.workbooks.figures import Content
from terrace.facts.workbooks.sheets import written

_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SEASONS: Final = {"xuan": 1, "dong xuan": 1, "he thu": 2, "mua": 3, "thu dong": 3}
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_BETWEEN: Final = r"[\s/.\-]*(?:nam\s*)?"
_SHAPES: Final[tuple[tuple[str, Callable[[re.Match[str]], tuple[Frequency, int]]], ...]] = (
    (rf"\b9 thang(?: dau)?{_BETWEEN}{_YEAR}", lambda _: (Frequency.NINE, 1)),
    (
        rf"\b6 thang(?: (?P<half>dau|cuoi))?{_BETWEEN}{_YEAR}",
        lambda m: (Frequency.HALF, 2 if m["half"] == "cuoi" else 1),
    ),
    (rf"\b(?:thang|thg|t)\s*(?P<n>1[0-2]|0?[1-9]){_BETWEEN}{_YEAR}", lambda m: (Frequency.MONTH, int(m["n"]))),
    (rf"\b(?:quy|q)\s*(?P<n>iv|i{{1,3}}|[1-4]){_BETWEEN}{_YEAR}", lambda m: (Frequency.QUARTER, _ordinal(m["n"]))),
    (
        rf"\bvu (?P<n>dong xuan|xuan|he thu|thu dong|mua){_BETWEEN}{_YEAR}",
        lambda m: (Frequency.SEASON, _SEASONS[m["n"]]),
    ),
    (rf"(?<![\d/])(?P<n>1[0-2]|0?[1-9])\s*[/.\-]\s*{_YEAR}", lambda m: (Frequency.MONTH, int(m["n"]))),
    (rf"(?<!\d){_YEAR}(?!\d)", lambda _: (Frequency.YEAR, 1)),
)
_COMPILED: Final = tuple((re.compile(shape), made) for shape, made in _SHAPES)
_CODE: Final = re.compile(r"\b\d{4}-(?:[ASNQCM]\d{1,2}|\d{2})\b")
#: Likeness from which on a name is offered as a guess, and from which on it is taken for a misspelling.
LIKE, SAME = 0.62, 0.9
_UNIT: Final = re.compile(r"\(([^)]*)\)|\bđvt\s*:?\s*(.+)$", re.IGNORECASE)


def _ordinal(text: str) -> int:
    return _ROMAN.get(text) or int(text)


def period(content: Content) -> Period | None:
    """The period that a cell or a title names; None when it names none."""
    if isinstance(content, date):
        return Period(Frequency.MONTH, content.year, content.month)
    return _period(written(content))


@lru_cache(maxsize=4096)
def _period(text: str) -> Period | None:
    if code := _CODE.search(text):
        return _parsed(code[0])
    folded = fold(text)
    for shape, made in _COMPILED:
        if found := shape.search(folded):
            return _made(*made(found), int(found["year"]))
    return None


def _parsed(code: str) -> Period | None:
    try:
        return periods.parse(code)
    except ValueError:
        return None


def _made(frequency: Frequency, index: int, year: int) -> Period | None:
    try:
        return Period(frequency, year, index)
    except ValueError:
        return None


def unit(head: str) -> str:
    """The unit in brackets of a column's head.

    >>> unit("Diện tích lúa (nghìn ha)"), unit("Sản lượng")
    ('nghìn ha', '')
    """
    found = _UNIT.search(head)
    return (found[1] or found[2] or "").strip() if found else ""


def bare(head: str) -> str:
    """The head without its unit."""
    return _UNIT.sub("", head).strip(" -–:;,")


class Catalogue:
    """Looks up indicators and breakdowns by code or name, in either language."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def cells(self) -> dict[str, tuple[str, str]]:
        """Every name of a cell that is reported, folded → (indicator, breakdown); names of several are left out."""
        found: dict[str, tuple[str, str] | None] = {}
        for spec in self.snapshot.indicators.values():
            if not spec.retired and spec.reported_at is not None:
                for name, breakdown in self._names(spec):
                    known = found.setdefault(fold(name), (spec.code, breakdown))
                    found[fold(name)] = known if known == (spec.code, breakdown) else None
        return {name: cell for name, cell in found.items() if cell is not None}

    def _names(self, spec: IndicatorSpec) -> list[tuple[str, str]]:
        names = [(spec.code, ""), (spec.name_vi, ""), (spec.name_en, "")]
        for code, number in spec.breakdowns.items():
            if number:
                names += [(self._label(spec, number, language), code) for language in ("vi", "en")]
        return names

    def _label(self, spec: IndicatorSpec, number: int, language: str) -> str:
        return f"{spec.name(language)} {self.snapshot.cell_label(number, language)}"

    def cell(self, text: str, least: float = SAME) -> tuple[str, str] | None:
        """The cell with this name, or with the name that is most like it; (indicator, breakdown)."""
        folded = fold(bare(text)).replace(" - ", " ")
        if not folded:
            return None
        if folded in self.cells:
            return self.cells[folded]
        name, score = self._most_like(folded)
        return self.cells[name] if score >= least else None

    def _most_like(self, folded: str) -> tuple[str, float]:
        scored = ((name, likeness(folded, name)) for name in self.cells)
        return max(scored, key=lambda each: each[1], default=("", 0.0))

    def indicator(self, content: Content) -> IndicatorSpec | None:
        """The indicator of a code or a name."""
        text = written(content)
        spec = self.snapshot.indicators.get(text.upper())
        if spec is None and (cell := self.cell(text)):
            spec = self.snapshot.indicators[cell[0]]
        return spec

    def breakdown(self, spec: IndicatorSpec, content: Content) -> str | None:
        """The code of a breakdown by code or label; '' for the total; None when it is not known."""
        text = written(content)
        if not text or fold(text) in {"tong so", "tong", "chung", "total", "all"}:
            return ""
        number = self.snapshot.breakdown(spec, text.upper())
        if number is not None:
            return self.snapshot.cells[number] if number else ""
        labels = {
            fold(self.snapshot.cell_label(each, language)): code
            for code, each in spec.breakdowns.items()
            for language in ("vi", "en")
            if each
        }
        return labels.get(fold(text))


@lru_cache(maxsize=100_000)
def likeness(one: str, other: str) -> float:
    """How alike two folded names are, 0 to 1: shared words count as much as shared letters."""
    words, others = set(one.split()), set(other.split())
    shared = len(words & others) / max(1, len(words | others))
    if not shared:
        return 0.0
    return (shared + SequenceMatcher(None, one, other, autojunk=False).ratio()) / 2
