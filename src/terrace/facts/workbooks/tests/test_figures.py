"""What a cell says: exact figures, reasons, blanks, and faults with advice."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.facts.collection.pxweb.numbers import Sign
from terrace.facts.workbooks import figures
from terrace.facts.workbooks.checks import spoken
from terrace.facts.workbooks.figures import Asked


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (0, "0"),
        (0.0, "0"),
        (4.0, "4"),
        (0.1 + 0.2, "0.3"),
        (1234.1 + 0.2, "1234.3"),
        (12345678901.55, "12345678901.55"),
        (1e-7, "1E-7"),
        ("4.0", "4.0"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("-3", "-3"),
        ("\u22123,5", "-3.5"),
        (" 12 ", "12"),
    ],
)
def test_numbers_and_texts_of_numbers_are_exact(content: Any, value: str):
    assert figures.read(content, Asked()).value == Decimal(value)


@pytest.mark.parametrize(("content", "reason"), [
    ("thiếu", "missing"), ("Không có", "not_applicable"), ("NỘP MUỘN", "late"), ("…", "missing"),
    ("-", "not_applicable"),
    ("missing", "missing"), ("not applicable", "not_applicable"), ("late", "late"), ("thieu", "missing"),
])  # fmt: skip
def test_reasons_are_read_as_people_write_them(content: str, reason: str):
    assert figures.read(content, Asked()) == figures.Said(reason=reason)


@pytest.mark.parametrize("content", [None, "", "  ", "\u00a0"])
def test_blank_says_nothing(content: Any):
    assert not figures.read(content, Asked()).said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("mười", "cell.not_number"),
        ("12 tấn", "cell.not_number"),
        (float("nan"), "cell.not_number"),
        (date(2026, 5, 1), "cell.date"),
        (datetime(2026, 5, 1), "cell.date"),  # noqa: DTZ001 - as spreadsheets have it
        (time(1, 30), "cell.date"),
        (True, "cell.truth"),
        ("#DIV/0!", "cell.error"),
        ("#GIÁ_TRỊ!", "cell.not_number"),
        ("12 %", "cell.percent"),
    ],
)
def test_what_is_no_figure_is_a_fault(content: Any, code: str):
    fault = figures.read(content, Asked(unit="ha")).fault
    assert fault is not None
    assert fault.code == code
    assert fault.advice_vi


def test_a_text_with_two_meanings_is_decided_by_the_decimals_or_the_sheet():
    assert figures.read("1.234", Asked(decimals=1)).value == 1234
    assert figures.read("1.234", Asked(decimals=3, sign=",")).value == 1234
    assert figures.read("1.234", Asked(decimals=3, sign=".")).value == Decimal("1.234")
    fault = figures.read("1.234", Asked(decimals=3)).fault
    assert fault is not None
    assert fault.code == "cell.ambiguous"


def test_percent_is_what_is_seen_where_the_unit_is_percent():
    asked = Asked(decimals=1, unit="%")
    assert figures.read(0.125, asked, percent=True).value == Decimal("12.5")
    assert figures.read("12,5 %", asked).value == Decimal("12.5")
    assert figures.read(0.125, Asked(unit="ha"), percent=True).fault is not None


def test_the_unit_may_stand_behind_the_number():
    assert figures.read("12,5 ha", Asked(unit="ha")).value == Decimal("12.5")


SIGNS: list[tuple[str, Sign]] = [("vi", ","), ("en", ".")]


@settings(max_examples=100)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_written_in_either_language_is_read_back(number: Decimal):
    for language, sign in SIGNS:
        asked = Asked(decimals=3, sign=sign)
        assert figures.read(spoken(number, language), asked).value == number
    assert figures.read(float(number), Asked()).value == number
