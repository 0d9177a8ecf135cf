"""Answers as files. A workbook has the shape of the page; CSV and Parquet have a row for each cell, for machines.

A workbook and Parquet also say what was asked, how fresh it is and what must be said beside the numbers.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
from django.utils import timezone
from django.utils.translation import gettext as _
from pyarrow import parquet
from xlsxwriter import Workbook

from terrace.facts.workbooks.styles import Styles, number
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.answers import Answer, Cell, Heading
from terrace.web.explore import tables

#: Digits that a number of a spreadsheet keeps; longer ones are written as text.
DIGITS = 15
#: Rows and columns of a sheet of Excel, less those above the table.
SHEET_ROWS, SHEET_COLUMNS = 1_048_000, 16_000
#: Kinds of an axis with a code and a name each.
AXES: Final = ("place", "period", "breakdown", "source", "status")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type and who writes it."""

    media: str
    write: Callable[[Answer, str], bytes]


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """A row for each cell that can be."""
    for at, line in enumerate(answer.cells):
        for column, cell in enumerate(line):
            if cell is not None:
                yield _row(answer, at, column, cell)


def _row(answer: Answer, at: int, column: int, cell: Cell) -> dict[str, Any]:
    shown = answer.shown(at, column)
    found: dict[str, Any] = {"indicator": shown.indicator, "shown": shown.text, "name": shown.label, "unit": shown.unit}
    for kind in AXES:
        code, label = _member(answer.rows[at], answer.columns[column], kind)
        found |= {kind: code, f"{kind}_name": label}
    key = cell.key
    found |= {
        "areas": "|".join(key.areas),
        "periods": "|".join(key.periods),
        "cell": key.breakdown,
        "value": cell.value,
        "reason": "hidden" if cell.hidden else cell.reason or "",
        "figure_status": cell.status or "",
        "simulated": cell.simulated,
        "estimated": cell.estimated,
        "reported": cell.reported,
        "expected": cell.expected,
    }
    return found


def _member(row: Heading, column: Heading, kind: str) -> tuple[str, str]:
    """Codes and names of an axis; of two of one kind, both."""
    members = [each for each in (*row.members, *column.members) if each.kind == kind]
    return ";".join(each.code for each in members), " · ".join(each.label for each in members)


NAMES: Final = (
    "indicator", "shown", "name", "unit", *(part for kind in AXES for part in (kind, f"{kind}_name")),
    "areas", "periods", "cell", "value", "reason", "figure_status", "simulated", "estimated", "reported", "expected",
)  # fmt: skip


def table(answer: Answer, title: str) -> bytes:  # noqa: ARG001  # every kind takes a title
    """CSV in UTF-8 with a mark that Excel knows; decimal points, 1 and 0 for yes and no."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerows([_plain(row[name]) for name in NAMES] for row in rows(answer))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain(value: Any) -> str:
    """As a machine reads it; text that a spreadsheet would read as a formula begins with an apostrophe."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


# Parquet


def columns(answer: Answer, title: str) -> bytes:
    """Parquet with exact decimals; the question and the notes are in its metadata."""
    found = list(rows(answer))
    fields = [pa.field(name, _type(name)) for name in NAMES]
    said = {"title": title, "question": questions.to_query(answer.question), "fresh_at": answer.fresh_at.isoformat()}
    said |= {f"note.{at}": note.text for at, note in enumerate(answer.notes)}
    schema = pa.schema(fields, metadata={name: text.encode() for name, text in said.items()})
    arrays = [
        pa.array([_exact(row[name]) for row in found], field.type) for name, field in zip(NAMES, fields, strict=True)
    ]
    content = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), content)
    return content.getvalue()


def _type(name: str) -> pa.DataType:
    if name == "value":
        return pa.decimal128(38, 12)
    if name in {"simulated", "estimated"}:
        return pa.bool_()
    return pa.int32() if name in {"reported", "expected"} else pa.string()


def _exact(value: Any) -> Any:
    return value.quantize(Decimal("1e-12")) if isinstance(value, Decimal) else value


# a workbook


def workbook(answer: Answer, title: str) -> bytes:
    """A sheet in the shape of the page, and one that says what it is."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles = Styles(book)
    _Sheet(book.add_worksheet(_("Table")), styles, answer).write(title)
    _about(book.add_worksheet(_("About")), styles, answer, title)
    book.close()
    return content.getvalue()


class _Sheet:
    """The pivot table on a sheet: title, headings, then a line for each row."""

    def __init__(self, sheet: Any, styles: Styles, answer: Answer) -> None:
        self.sheet, self.styles, self.answer = sheet, styles, answer
        self.left = max((len(each.members) for each in answer.rows), default=0) or 1
        self.over = max((len(each.members) for each in answer.columns), default=0) or 1

    def write(self, title: str) -> None:
        self.sheet.write_string(0, 0, title, self.styles.get(bold=True))
        for at, heading in enumerate(self.answer.columns[:SHEET_COLUMNS]):
            self._heading(at, heading)
        for at, heading in enumerate(self.answer.rows[:SHEET_ROWS]):
            for step, member in enumerate(heading.members or ()):
                self.sheet.write_string(2 + self.over + at, step, member.label, self.styles.label)
            for column in range(min(len(self.answer.columns), SHEET_COLUMNS)):
                self._cell(at, column)
        self.sheet.set_column(0, self.left - 1, 26)
        self.sheet.set_column(self.left, self.left + len(self.answer.columns), 14)
        self.sheet.freeze_panes(2 + self.over, self.left)

    def _heading(self, at: int, heading: Heading) -> None:
        labels = [each.label for each in heading.members] or [_("Value")]
        for step in range(self.over):
            text = labels[step] if step < len(labels) else ""
            self.sheet.write_string(2 + step, self.left + at, text, self.styles.head)

    def _cell(self, row: int, column: int) -> None:
        cell, shown = self.answer.cells[row][column], self.answer.shown(row, column)
        line, place = 2 + self.over + row, self.left + column
        decimals = 0 if shown.show == tables.RANK else shown.decimals
        figure = self.styles.get(border=1, num_format=number(decimals))
        if cell is None:
            self.sheet.write_blank(line, place, None, figure)
        elif cell.value is None:
            self.sheet.write_string(line, place, tables.written(cell, shown, "vi"), self.styles.centred)
        elif len(cell.value.as_tuple().digits) > DIGITS:
            self.sheet.write_string(line, place, f"{cell.value:f}", figure)
        else:
            self.sheet.write_number(line, place, float(cell.value), figure)


def _about(sheet: Any, styles: Styles, answer: Answer, title: str) -> None:
    """What was asked, how fresh it is, the units, the signs and the notes."""
    facts = [(_("Question"), title), (_("Address"), questions.to_query(answer.question))]
    facts.append((_("As of"), f"{timezone.localtime(answer.fresh_at):%d/%m/%Y %H:%M:%S}"))
    facts += [(_("Unit"), f"{each.label}: {each.unit}") for each in answer.measures]
    facts += [(sign, words) for sign, words in tables.signs()]
    facts += [(_("Note"), note.text) for note in answer.notes]
    for line, (name, text) in enumerate(facts):
        sheet.write_string(line, 0, name, styles.get(bold=True))
        sheet.write_string(line, 1, text, styles.get(text_wrap=True))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)


KINDS: Final = {
    "csv": Kind("text/csv; charset=utf-8", table),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook),
    "parquet": Kind("application/vnd.apache.parquet", columns),
}
