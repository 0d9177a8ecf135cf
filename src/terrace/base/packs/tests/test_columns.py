"""Cells → values."""

from decimal import Decimal

import pytest

from terrace.base.kernel.problems import Fault
from terrace.base.packs import columns
from terrace.base.packs.reading import Row


def read(column: columns.Column, text: str, *, comma: bool = False) -> tuple[object, list[Fault]]:
    faults: list[Fault] = []
    return column.value(Row("t.csv", 2, {column.name: text}, comma), faults), faults


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (columns.integer("n", 0, 6), "4", 4),
        (columns.integer("n", 0, 6), "4.0", 4),
        (columns.decimal("n"), "-1.50", Decimal("-1.50")),
        (columns.decimal("n"), "", None),
        (columns.flag("n"), "Có", True),
        (columns.flag("n"), "", False),
        (columns.choice("n", {"month": 6}), "Month", 6),
        (columns.code("n", "[A-Z]+", "", ""), "HA", "HA"),
    ],
)
def test_cells_become_values(column, text, value):
    assert read(column, text) == (value, [])


def test_a_decimal_comma_is_read_only_where_it_is_not_the_separator():
    assert read(columns.decimal("n"), "1,5", comma=True) == (Decimal("1.5"), [])
    assert read(columns.decimal("n"), "1,5")[1][0].code == "pack.cell_value"


@pytest.mark.parametrize("text", ["7", "-1", "1.5", "abc", "1e3", "٣", "1_0", "NaN", "9" * 40])
def test_what_is_no_whole_number_within_limits_is_a_fault(text):
    value, faults = read(columns.integer("decimals", 0, 6), text)
    assert value is None
    assert [(fault.pointer, fault.code) for fault in faults] == [("t.csv:2:decimals", "pack.cell_value")]


def test_advice_names_the_word_that_was_meant():
    _, faults = read(columns.choice("frequency", {"month": 6, "quarter": 4}), "monthly")
    assert faults[0].advice_en == "Fill in one of: month, quarter. Is 'month' meant?"
    assert "Có phải ý là «month»?" in faults[0].advice_vi
    _, faults = read(columns.code("code", "[A-Z_]+", "mã", "a code"), "paddy area")
    assert "PADDY_AREA" in faults[0].advice_en


def test_an_empty_cell_that_must_be_filled_is_a_fault():
    _, faults = read(columns.text("name_vi", "tên", "a name"), "")
    assert [(fault.pointer, fault.code) for fault in faults] == [("t.csv:2:name_vi", "pack.cell_empty")]
