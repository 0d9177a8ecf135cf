"""Columns of a pack's tables: text in, a typed value or a fault out."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from terrace.base.kernel.problems import Fault
from terrace.base.packs import problems
from terrace.base.packs.reading import Row

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
YES = frozenset({"yes", "true", "1", "x", "có", "đúng"})
NO = frozenset({"no", "false", "0", "không", "sai"})


@dataclass
class CellError(Exception):
    """A cell that cannot be read; `closest` is a guess for the advice."""

    closest: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how its text becomes a value, what an empty cell means, and what to write there."""

    name: str
    convert: Callable[[str], Any]
    hint_vi: str
    hint_en: str
    required: bool = True
    empty: Any = None

    def value(self, row: Row, faults: list[Fault]) -> Any:
        """The typed value of the row's cell; a fault is added when there is none."""
        text, pointer = row.cells.get(self.name, ""), row.pointer(self.name)
        hints = {"hint_vi": self.hint_vi, "hint_en": self.hint_en}
        if not text:
            if self.required:
                faults.append(problems.REQUIRED.fault(pointer, column=self.name, **hints))
            return self.empty
        try:
            return self.convert(text.replace(",", ".") if self.convert in COMMAS and row.comma else text)
        except CellError as wrong:
            near = meant(wrong.closest)
            faults.append(problems.VALUE.fault(pointer, text=text, **hints, **near))
            return self.empty


def meant(closest: str) -> dict[str, str]:
    """The end of an advice: the word that was perhaps meant."""
    if not closest:
        return {"closest_vi": "", "closest_en": ""}
    return {"closest_vi": f" Có phải ý là «{closest}»?", "closest_en": f" Is {closest!r} meant?"}


def nearest(word: str, known: Collection[str]) -> str:
    """The known word nearest to this one, or ''."""
    by_fold = {each.lower(): each for each in known}
    near = difflib.get_close_matches(word.lower(), by_fold, 1, 0.6)
    return by_fold[near[0]] if near else ""


def text(name: str, hint_vi: str, hint_en: str, *, required: bool = True) -> Column:
    """Any text; '' when empty."""
    return Column(name, str, hint_vi, hint_en, required, "")


def code(name: str, pattern: str, hint_vi: str, hint_en: str, *, required: bool = True) -> Column:
    """Text of a fixed shape, at most 60 characters."""
    shape = re.compile(pattern, re.ASCII)

    def convert(cell: str) -> str:
        if not shape.fullmatch(cell) or len(cell) > 60:  # noqa: PLR2004 - a code is read aloud
            raise CellError(_like(cell, shape))
        return cell

    return Column(name, convert, hint_vi, hint_en, required, "")


def choice(name: str, words: Mapping[str, Any], *, required: bool = True, empty: Any = None) -> Column:
    """One of several words, in any case."""

    def convert(cell: str) -> Any:
        if cell.lower() not in words:
            raise CellError(nearest(cell, words))
        return words[cell.lower()]

    listed = ", ".join(words)
    return Column(name, convert, f"một trong: {listed}", f"one of: {listed}", required, empty)


def integer(name: str, least: int, most: int, *, required: bool = True, empty: int | None = None) -> Column:
    """A whole number within limits."""

    def convert(cell: str) -> int:
        number = _decimal(cell)
        if number != number.to_integral_value() or not least <= number <= most:
            raise CellError
        return int(number)

    hints = (f"số nguyên từ {least} đến {most}", f"a whole number from {least} to {most}")
    return Column(name, convert, *hints, required, empty)


def decimal(name: str, *, required: bool = False, empty: Decimal | None = None) -> Column:
    """An exact number; `1,5` is read only where the file separates its cells otherwise."""
    return Column(name, _decimal, "một số, ví dụ 12.5", "a number such as 12.5", required, empty)


def flag(name: str) -> Column:
    """Yes or no; empty is no."""
    return Column(name, _flag, "yes hoặc no", "yes or no", False, False)


def _decimal(cell: str) -> Decimal:
    if not NUMBER.fullmatch(cell) or len(cell) > 30:  # noqa: PLR2004 - the columns of the database are shorter
        raise CellError
    return Decimal(cell)


def _flag(cell: str) -> bool:
    if cell.lower() in YES:
        return True
    if cell.lower() in NO:
        return False
    raise CellError


def _like(cell: str, shape: re.Pattern[str]) -> str:
    """The cell written so that it fits, if upper or lower case or other joints are all that is wrong."""
    upper, lower = cell.upper().replace(" ", "_").replace("-", "_"), cell.lower().replace(" ", "-")
    return next((each for each in (upper, lower) if shape.fullmatch(each)), "")


COMMAS = frozenset({_decimal})
