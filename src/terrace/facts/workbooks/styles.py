"""The look of our workbooks: the official one (Times New Roman, black on white), what is filled in on light yellow."""

from dataclasses import dataclass, field
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FONT: Final = "Times New Roman"
INPUT, CLOSED, HEAD, WRONG = "#FFF9E0", "#F2F2F2", "#E7EEF0", "#FBD5D0"
#: Vietnamese number form; a spreadsheet in another language shows its own signs.
LOCALE: Final = "[$-42A]"


def number(decimals: int) -> str:
    """The number form of so many decimals.

    >>> number(1)
    '[$-42A]#,##0.0'
    """
    return f"{LOCALE}#,##0" + ("." + "0" * decimals if decimals else "")


@dataclass
class Styles:
    """The formats of one workbook, each made once."""

    book: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def get(self, **properties: Any) -> Format:
        whole = {"font_name": FONT, "font_size": 12, "valign": "vcenter", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(whole)
        return self._made[key]

    @property
    def head(self) -> Format:
        return self.get(bold=True, align="center", text_wrap=True, border=1, bg_color=HEAD)

    @property
    def label(self) -> Format:
        return self.get(text_wrap=True, border=1)

    @property
    def centred(self) -> Format:
        return self.get(align="center", text_wrap=True, border=1)

    @property
    def group(self) -> Format:
        return self.get(bold=True, text_wrap=True, border=1)

    def part(self, depth: int) -> Format:
        return self.get(text_wrap=True, border=1, indent=depth)

    def before(self, decimals: int) -> Format:
        """A figure of an earlier period."""
        return self.get(border=1, bg_color=CLOSED, num_format=number(decimals))

    def entry(self, decimals: int, *, locked: bool) -> Format:
        """Where a figure is filled in."""
        return self.get(border=1, bg_color=CLOSED if locked else INPUT, locked=locked, num_format=number(decimals))

    def words(self, *, locked: bool) -> Format:
        """Where a reason or an explanation is filled in."""
        return self.get(border=1, bg_color=CLOSED if locked else INPUT, locked=locked, text_wrap=True)


@dataclass(frozen=True, slots=True)
class Pen:
    """What is written on, in which look and language."""

    sheet: Worksheet
    styles: Styles
    language: str
