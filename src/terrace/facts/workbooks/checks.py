"""What a spreadsheet checks while one types: numbers by range and decimals, reasons by a list."""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from terrace.facts.returns.sheets import SheetRow
from terrace.facts.workbooks.figures import REASONS
from terrace.facts.workbooks.sheets import address

#: Longest texts that a spreadsheet takes.
TITLE, MESSAGE = 32, 255


def spoken(number: str | Decimal, language: str) -> str:
    """A number as people write it: `50.000` in Vietnamese, `50,000` in English.

    >>> spoken("1234.5", "vi"), spoken("1234.50", "en"), spoken("1000", "vi")
    ('1.234,5', '1,234.5', '1.000')
    """
    plain = f"{Decimal(number):,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain if language == "en" else plain.translate(_SWAPPED)


_SWAPPED: Final = str.maketrans(",.", ".,")


def value(sheet: Worksheet, row: int, column: int, asked: SheetRow, language: str) -> None:
    """A number within range, with no more decimals than the indicator has."""
    cell = address(row, column)
    low = [f"{cell}>={asked.minimum}"] if asked.minimum is not None else []
    high = [f"{cell}<={asked.maximum}"] if asked.maximum is not None else []
    exact = f"ROUND({cell},{asked.decimals})={cell}"
    formula = f"=AND(ISNUMBER({cell}),{','.join([*low, *high, exact])})"
    told = allowed(asked, language)
    sheet.data_validation(row, column, row, column, _custom(formula, asked.label, told))


def column_of_values(sheet: Worksheet, first: int, last: int, column: int, limits: tuple[int, int, int]) -> None:
    """The same for a whole column; each row has minimum, maximum and decimals in hidden columns."""
    cell = address(first, column)
    low, high, decimals = (f"${address(first, each)}" for each in limits)
    within = f'OR({low}="",{cell}>={low}),OR({high}="",{cell}<={high})'
    formula = f"=AND(ISNUMBER({cell}),{within},ROUND({cell},{decimals})={cell})"
    told = _("Give a number within the range of the indicator. Where there is none, choose a reason.")
    sheet.data_validation(first, column, last, column, _custom(formula, _("Figure"), told))


def _custom(formula: str, title: str, told: str) -> dict[str, Any]:
    return {
        "validate": "custom",
        "value": formula,
        "input_title": title[:TITLE],
        "input_message": told[:MESSAGE],
        "error_title": _("Not allowed")[:TITLE],
        "error_message": told[:MESSAGE],
    }


def reasons(sheet: Worksheet, first: int, last: int, column: int, language: str) -> None:
    """A list of reasons."""
    offered = list(REASONS[language])
    told = _("Only where there is no figure. Zero is a figure: type 0.")
    sheet.data_validation(
        first,
        column,
        last,
        column,
        {
            "validate": "list",
            "source": offered,
            "input_title": _("Reason for no figure")[:TITLE],
            "input_message": told[:MESSAGE],
            "error_title": _("Not allowed")[:TITLE],
            "error_message": (_("Choose from the list: %s.") % ", ".join(offered))[:MESSAGE],
        },
    )


def allowed(asked: SheetRow, language: str) -> str:
    """What may be typed, as a sentence."""
    low, high = (None if each is None else spoken(each, language) for each in (asked.minimum, asked.maximum))
    texts = {
        (True, True): _("A number from %(low)s to %(high)s."),
        (True, False): _("A number not below %(low)s."),
        (False, True): _("A number not above %(high)s."),
        (False, False): _("A number."),
    }
    ranged = texts[low is not None, high is not None] % {"low": low, "high": high}
    places = _("At most %d decimals.") % asked.decimals if asked.decimals else _("No decimals.")
    blank = _("No figure: leave it blank and choose a reason.")
    return f"{ranged} {places} {blank}"
