"""The sheet of instructions in a workbook."""

from django.utils.translation import gettext as _

from terrace.facts.workbooks import checks
from terrace.facts.workbooks.figures import REASONS
from terrace.facts.workbooks.styles import Pen


def write(pen: Pen) -> None:
    """A title and numbered lines."""
    sheet, styles = pen.sheet, pen.styles
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 1, _("How to fill in this workbook"), styles.get(bold=True, font_size=14))
    for number, line in enumerate(lines(pen.language), start=1):
        sheet.write_number(number + 1, 0, number, styles.get(valign="top"))
        sheet.write_string(number + 1, 1, line, styles.get(text_wrap=True))
    sheet.protect("")


def lines(language: str) -> list[str]:
    """What an officer needs to know."""
    example = checks.spoken("1234.5", language)
    missing, absent, late = REASONS[language]
    return [
        _("Fill in the yellow cells only; grey and white cells are locked. The sheets have no password."),
        _("Write numbers as usual, such as %s. Do not write the unit into the cell.") % example,
        _("0 means that there was none. A blank cell means that you say nothing about it yet.")
        + " "
        + _(
            "Where there is no figure, choose a reason: %(missing)s (not known), %(absent)s (does not apply), %(late)s."
        )
        % {"missing": missing, "absent": absent, "late": late},
        _("A figure far from last period or last year needs an explanation in the last column."),
        _("You may sort, filter, rename sheets, insert rows and columns, and save with LibreOffice or WPS."),
        _("Do not delete hidden columns or sheets: by them the return is recognised."),
        _("Hand the file in on the page “Hand in Excel”. You get a copy in which every fault is marked at its cell."),
        _("The same file twice changes nothing. To correct a figure, change it and hand the file in again."),
    ]
