"""Numbers are read and written exactly, as in the browser."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from terrace.web.ui import numbers

CASES = json.loads(Path(__file__).with_name("numbers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "language", "expected"), CASES["parse"])
def test_a_number_is_read_as_the_browser_reads_it(text, language, expected):
    assert numbers.parse(text, language) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("value", "decimals", "language", "expected"), CASES["format"])
def test_a_number_is_written_as_the_browser_writes_it(value, decimals, language, expected):
    assert numbers.form(Decimal(value), decimals, language) == expected


@pytest.mark.parametrize("text", ["٣", "1,5\n2", "Infinity", "NaN", "１２"])
def test_what_only_looks_like_a_number_is_not_read(text):
    assert numbers.parse(text) is None


def test_a_value_survives_the_page_and_back():
    value = Decimal("123456789012345678901234567890.12345")
    assert numbers.parse(numbers.form(value, 5, "vi"), "vi") == value


def test_a_change_from_nothing_has_no_meaning():
    assert numbers.change(Decimal(3), Decimal(0)) is None
    assert numbers.change(None, Decimal(1)) is None
    assert numbers.change(Decimal(-5), Decimal(-10)) == Decimal("50.0")
