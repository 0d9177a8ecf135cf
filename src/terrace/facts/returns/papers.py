"""A return on paper: the Word layout that follows from its form, in the manner of official Vietnamese documents.

National title, number of the form, who reports and who receives, the table, and the places for signatures. The
language is Vietnamese: the paper is signed and stamped.
"""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from terrace.base.places import index as places
from terrace.facts.returns.finding import Found
from terrace.facts.returns.sheets import Sheet, SheetRow

FONT, SIZE, SMALL = "Times New Roman", 13, 11
MIDDLE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
HEAD = ("TT", "Chỉ tiêu", "Đơn vị tính", "Kỳ báo cáo", "Kỳ trước", "Cùng kỳ năm trước", "Ghi chú")
WIDTHS = (1.2, 9.0, 2.6, 3.2, 3.0, 3.2, 3.8)
REASONS = {"missing": "Không có số liệu", "not_applicable": "Không áp dụng", "late": "Chưa có"}
NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")


def paper(sheet: Sheet, found: Found) -> bytes:
    """The document (.docx)."""
    document = Document()
    _page(document)
    _heading(document, sheet, found)
    _title(document, sheet)
    _table(document, sheet.rows)
    _signatures(document, sheet)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: Any) -> None:
    """A4 across, in the font of official papers."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin, section.right_margin = Cm(2), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)


def _heading(document: Any, sheet: Sheet, found: Found) -> None:
    """Left the number of the form, in the middle the national title, right who reports to whom."""
    left, middle, right = document.add_table(rows=1, cols=3).rows[0].cells
    for cell, width in ((left, 7.0), (middle, 11.0), (right, 8.0)):
        cell.width = Cm(width)
    _write(left, f"Biểu số: {sheet.form.code}", bold=True)
    _write(left, f"Ban hành theo: {sheet.form.regime}", size=SMALL)
    _write(left, f"Chốt số liệu đến: {_day(sheet.cut_off)}", size=SMALL)
    _write(left, f"Hạn nộp: {_day(sheet.due)}", size=SMALL)
    for text in NATION:
        _write(middle, text, bold=True, align=MIDDLE)
    _write(right, f"Đơn vị báo cáo: {sheet.area.name}", size=SMALL)
    _write(right, f"Đơn vị nhận báo cáo: {_receiver(sheet, found)}", size=SMALL)


def _receiver(sheet: Sheet, found: Found) -> str:
    """The authority of the regime, at the place that receives."""
    index, day = places.current(), found.period.end
    above = [found.place.place_id, *index.ancestors(found.place.place_id, day)]
    there = [version for each in above if (version := index.version(each, day))]
    names = [version.full_name for version in there if version.level == found.form.receiver]
    return ", ".join([sheet.form.authority, *names[:1]])


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _write(
    cell: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = SIZE, align: Any = LEFT
) -> None:
    """A line in a cell; the first goes into the paragraph that is there already."""
    first = cell.paragraphs[0]
    line = first if not first.runs else cell.add_paragraph()
    line.alignment = align
    run = line.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _title(document: Any, sheet: Sheet) -> None:
    for text, bold in (("", False), (sheet.form.name.upper(), True), (sheet.period.label, False), ("", False)):
        line = document.add_paragraph()
        line.alignment = MIDDLE
        line.add_run(text).bold = bold


def _table(document: Any, rows: Sequence[SheetRow]) -> None:
    """A row for each cell that is asked; breakdowns stand in under their indicator."""
    table = document.add_table(rows=1, cols=len(HEAD))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, text, width in zip(table.rows[0].cells, HEAD, WIDTHS, strict=True):
        cell.width = Cm(width)
        _write(cell, text, bold=True, size=SMALL, align=MIDDLE)
    _repeat(table.rows[0])
    number = 0
    for row in rows:
        number += not row.breakdown
        _fill(table.add_row().cells, row, number)


def _repeat(row: Any) -> None:
    """The head of the table stands on every page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for it
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _fill(cells: Sequence[Any], row: SheetRow, number: int) -> None:
    label = f"    – {row.label}" if row.breakdown else row.label
    note = row.because or REASONS.get(row.reason or "", "")
    figures = [_figure(each, row.decimals) for each in (row.value, row.last, row.last_year)]
    texts = ("" if row.breakdown else str(number), label, row.unit, *figures, note)
    aligned = (MIDDLE, LEFT, MIDDLE, RIGHT, RIGHT, RIGHT, LEFT)
    for cell, text, width, align in zip(cells, texts, WIDTHS, aligned, strict=True):
        cell.width = Cm(width)
        _write(cell, text, bold=not row.breakdown and bool(row.group), size=SMALL, align=align)


def _figure(digits: str | None, decimals: int) -> str:
    """As the office writes it: `1.234,5`.

    >>> _figure("1234.5", 1), _figure("-7", 0), _figure(None, 0)
    ('1.234,5', '-7', '')
    """
    if digits is None:
        return ""
    return f"{Decimal(digits):,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def _signatures(document: Any, sheet: Sheet) -> None:
    """Place and day, who made it, who answers for it."""
    document.add_paragraph()
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    _write(left, "")
    _write(left, "NGƯỜI LẬP BIỂU", bold=True, align=MIDDLE)
    _write(left, "(Ký, ghi rõ họ tên)", italic=True, size=SMALL, align=MIDDLE)
    _write(right, f"{sheet.area.name}, ngày …… tháng …… năm ………", italic=True, align=MIDDLE)
    _write(right, "THỦ TRƯỞNG ĐƠN VỊ", bold=True, align=MIDDLE)
    _write(right, "(Ký, đóng dấu, ghi rõ họ tên)", italic=True, size=SMALL, align=MIDDLE)
