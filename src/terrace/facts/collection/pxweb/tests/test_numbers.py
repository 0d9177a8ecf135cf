"""Forms of numbers, known and invented."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrace.facts.collection.pxweb import numbers
from terrace.facts.collection.pxweb.numbers import AmbiguousError, Sign, UnreadableError

VALUES = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=0) | (
    st.builds(
        lambda digits, places: Decimal(digits).scaleb(-places),
        st.integers(-(10**12), 10**12),
        st.integers(0, 6),
    )
)


def printed(value: Decimal, group: str, decimal: str) -> str:
    """The value as an office prints it."""
    text = f"{value:,f}" if group else f"{value:f}"
    return text.replace(",", "G").replace(".", decimal).replace("G", group)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("203.0", "203.0"),
        ("1234,5", "1234.5"),
        ("12,5", "12.5"),
        ("1 234 567,8", "1234567.8"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("0.123", "0.123"),
        ("0,123", "0.123"),
        ("1234.567", "1234.567"),
        (".5", "0.5"),
        ("-0.4", "-0.4"),
        ("−0,4", "-0.4"),
        ("+3", "3"),
    ],
)
def test_a_form_with_one_meaning_is_read(text, value):
    assert numbers.parse(text) == Decimal(value)
    assert str(numbers.parse(text)) == value


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12.345", "999,999"])
def test_a_form_with_two_meanings_is_not_guessed(text):
    with pytest.raises(AmbiguousError):
        numbers.parse(text)


def test_the_decimal_sign_of_the_file_settles_two_meanings():
    assert numbers.parse("1.234", ".") == Decimal("1.234")
    assert numbers.parse("1.234", ",") == Decimal(1234)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "12a",
            "1.2E+05",
            "#REF!",
            "1,2,3",
            "1.23.4",
            "12%",
            "(5)",
            "5.",
            "1,234.5.6",
            "1.234,567.8",
            "012.345",
            "9" * 41,
        ),
        *(
            "1,2345,678",
            "12.5*",
            "-",
            ".",
            "x",
            "١٢",
            "１２",
            "∞",
            "NaN",
            "1 23",
            "1 2345",
            "- 5",
            "1 234 56",
        ),
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(UnreadableError):
        numbers.parse(text)


@given(VALUES, st.sampled_from([("", "."), ("", ","), (" ", "."), (" ", ","), (",", "."), (".", ",")]))
def test_every_printed_form_reads_back_as_the_same_number(value, form):
    group, decimal = form
    sign: Sign = "." if decimal == "." else ","
    assert numbers.parse(printed(value, group, decimal), sign) == value


@given(VALUES, st.sampled_from([("", "."), ("", ","), (" ", "."), (" ", ","), (",", "."), (".", ",")]))
def test_without_a_known_sign_a_number_is_right_or_ambiguous_never_wrong(value, form):
    text = printed(value, *form)
    with suppress(AmbiguousError):
        assert numbers.parse(text) == value


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_an_ambiguous_number_names_both_readings(head, tail, sign):
    with pytest.raises(AmbiguousError) as two:
        numbers.parse(f"{head}{sign}{tail:03}")
    assert (two.value.small, two.value.large) == (f"{head}.{tail:03}", f"{head}{tail:03}")


@given(VALUES, st.sampled_from([("", "."), ("", ","), (" ", "."), (" ", ","), (",", "."), (".", ",")]))
def test_a_number_never_proves_the_wrong_decimal_sign(value, form):
    assert numbers.decimal_sign(printed(value, *form)) in ("", form[1])


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_refused(text):
    with suppress(AmbiguousError, UnreadableError):
        assert numbers.parse(text).is_finite()
