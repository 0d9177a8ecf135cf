"""Guessing how a foreign sheet is laid out: its head, what its columns hold, from their names and contents."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from terrace.base.kernel.text import fold
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.workbooks import figures, layouts, wordings
from terrace.facts.workbooks.figures import Asked, Content
from terrace.facts.workbooks.layouts import HEAD, TITLE, Column, Layout, Role
from terrace.facts.workbooks.placing import Placing, is_total
from terrace.facts.workbooks.sheets import Sheet, written
from terrace.facts.workbooks.wordings import Catalogue

#: Rows in which a head is looked for, rows of figures that are looked at, and the share of them that must agree.
TOP, LOOKED_AT, SHARE = 40, 60, 0.5
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_ORDINAL: Final = frozenset({"stt", "tt", "so tt", "no", "no.", "#", "so thu tu"})
_CODES: Final = ("ma", "code")
_REASONS: Final = ("ly do", "reason")
_BECAUSES: Final = ("giai trinh", "ghi chu", "explanation", "note")
_VALUES: Final = ("gia tri", "so lieu", "value", "thuc hien", "so luong")
_BREAKDOWNS: Final = ("phan to", "breakdown", "gioi tinh", "nhom")
_PERIODS: Final = ("ky", "thang", "quy", "nam", "period", "time")
_THOUSAND: Final = (("trieu", 6), ("nghin", 3), ("ngan", 3), ("1000", 3), ("1.000", 3), ("million", 6), ("thousand", 3))


@dataclass(frozen=True, slots=True)
class Guess:
    """The guesser of one sheet."""

    sheet: Sheet
    placing: Placing
    catalogue: Catalogue

    def layout(self, source: str = "") -> Layout:
        """The best guess; the officer sees it and corrects it."""
        head, count, first = self.frame()
        names = layouts.heads(self.sheet, head, count)
        columns = self._columns(names, first)
        return Layout(head, count, first, columns, source, self._period(names, columns, head))

    def frame(self) -> tuple[int, int, int]:
        """First row of the head, how many rows it has, and the first row of figures."""
        first = next((row for row in range(min(TOP, len(self.sheet.rows))) if self._is_data(row)), 1)
        last = first - 1
        while last > 0 and self._is_numbering(last):
            last -= 1
        head = max(last, 0)
        while head > 0 and last - head + 1 < layouts.MOST_HEAD and self._is_head(head - 1):
            head -= 1
        return head, max(1, last - head + 1), first

    def _is_data(self, row: int) -> bool:
        """It names a place, or it holds a figure and names an indicator; it is no numbering of columns."""
        contents = [each for each in self.sheet.rows[row] if written(each)]
        if len(contents) < 2 or self._is_numbering(row):  # noqa: PLR2004 - a title stands alone
            return False
        if any(self._names_place(each) for each in contents):
            return True
        return any(map(_is_number, contents)) and any(self.catalogue.indicator(each) for each in contents)

    def _names_place(self, content: Content) -> bool:
        text = written(content)
        if is_total(text) or (self.placing.code(text) is not None and not _YEAR.fullmatch(text)):
            return True
        return not _is_number(content) and bool(self.placing.named(text))

    def _is_numbering(self, row: int) -> bool:
        """`A B 1 2 3`: signs of a letter or small numbers that count up."""
        texts = [text for content in self.sheet.rows[row] if (text := written(content).strip("()"))]
        numbers = [int(text) for text in texts if text.isdigit()]
        short = all(len(text) <= 2 or "=" in text for text in texts)  # noqa: PLR2004 - A, 1, 12, "3=1+2"
        return short and len(texts) > 1 and (not numbers or numbers == sorted(set(numbers)))

    def _is_head(self, row: int) -> bool:
        """A row of several texts, as heads have; a title stands alone in its row."""
        texts = {text for content in self.sheet.rows[row] if (text := written(content))}
        return len(texts) > 1 and not any(wordings.period(text) and len(texts) < 3 for text in texts)  # noqa: PLR2004

    def _columns(self, names: list[str], first: int) -> list[Column]:
        columns = [self._column(number, name, first) for number, name in enumerate(names)]
        return self._settle(columns)

    def _column(self, number: int, name: str, first: int) -> Column:
        contents = self._contents(number, first)
        role = self._role(fold(wordings.bare(name)), contents)
        if role != "value":
            return Column(number, role)
        cell = self.catalogue.cell(name, wordings.LIKE)
        if cell is None:
            return Column(number, "value" if fold(name).startswith(_VALUES) else "skip")
        spec = self.catalogue.snapshot.indicators[cell[0]]
        return Column(number, "value", *cell, factor=self._factor(name, spec))

    def _contents(self, column: int, first: int) -> list[Content]:
        rows = self.sheet.rows[first : first + LOOKED_AT]
        return [row[column] for row in rows if len(row) > column and written(row[column])]

    def _role(self, name: str, contents: list[Content]) -> Role:
        """By what the column holds first, by its name second."""
        if name in _ORDINAL or not contents:
            return "skip"
        if name.startswith(_CODES) and self._share(contents, lambda each: self.placing.code(each) is not None):
            return "area_code"
        tests: tuple[tuple[Role, tuple[str, ...]], ...] = (("reason", _REASONS), ("because", _BECAUSES))
        if role := next((role for role, starts in tests if name.startswith(starts)), None):
            return role
        return self._by_contents(name, contents)

    def _by_contents(self, name: str, contents: list[Content]) -> Role:
        if name.startswith(_PERIODS) and self._share(contents, lambda each: wordings.period(each) is not None):
            return "period"
        if self._share(contents, _is_figure):
            return "value"
        if self._share(contents, lambda each: is_total(each) or bool(self.placing.named(written(each)))):
            return "area_name"
        if self._share(contents, lambda each: self.catalogue.indicator(each) is not None):
            return "indicator"
        return "breakdown" if name.startswith(_BREAKDOWNS) else "skip"

    def _share(self, contents: list[Content], fits: Callable[[Content], bool]) -> bool:
        return sum(map(fits, contents)) >= SHARE * len(contents)

    def _settle(self, columns: list[Column]) -> list[Column]:
        """One column of each role that says what a row is; in a long list the figures need no indicator."""
        taken: set[str] = set()
        settled = []
        for each in columns:
            single = each.role not in {"skip", "value"}
            settled.append(Column(each.at) if single and each.role in taken else each)
            taken |= {each.role} if single else set()
        if "indicator" in taken:
            return [Column(each.at, "value", factor=each.factor) if each.role == "value" else each for each in settled]
        return settled

    def _factor(self, name: str, spec: IndicatorSpec) -> str:
        """`(nghìn ha)` where the indicator is in ha: 1000."""
        written_unit, own = fold(wordings.unit(name)), fold(self.catalogue.snapshot.unit(spec))
        power = _power(written_unit) - _power(own)
        return str(10**power) if power >= 0 else f"0.{'0' * (-power - 1)}1"

    def _period(self, names: list[str], columns: list[Column], head: int) -> str:
        values = [names[each.at] for each in columns if each.role == "value"]
        if values and all(wordings.period(name) for name in values):
            return HEAD
        return TITLE if title_period(self.sheet, head) else ""


def _power(unit: str) -> int:
    return next((power for word, power in _THOUSAND if word in unit), 0)


def _is_figure(content: Content) -> bool:
    return _is_number(content) or figures.reason(content) is not None


def _is_number(content: Content) -> bool:
    return figures.read(content, Asked(decimals=0)).value is not None


def title_period(sheet: Sheet, head: int) -> str:
    """The code of the period that the lines above the head name, or the name of the sheet; '' for none."""
    lines = [written(each) for row in sheet.rows[:head] for each in row]
    found = [period for text in [*lines, sheet.name] if text and (period := wordings.period(text))]
    finest = sorted(found, key=lambda each: -each.frequency)
    return finest[0].code if finest else ""
