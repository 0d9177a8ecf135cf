"""Formulas: what is refused, and that PostgreSQL and Python give the same digits."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.catalogue import formulas

CODES = ("A", "B", "C")
decimals = st.integers(0, 6)
numbers = st.builds(
    lambda whole, places: Decimal(whole).scaleb(-places), st.integers(-(10**12), 10**12), st.integers(0, 6)
)
small = st.sampled_from([Decimal(each) for each in ("0", "0.0", "1", "-1", "3", "0.5", "-0.05", "7.000000")])
values = st.one_of(st.none(), small, numbers)
literals = st.sampled_from(["0", "1", "2", "10", "0.5", "1000", "0.000001"])


def _extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    sign = st.sampled_from(["+", "-", "*", "/"])
    compare = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    truth = st.builds("{0} {1} {2}".format, inner, compare, inner)
    joined = st.builds("({0}) {1} not ({2})".format, truth, st.sampled_from(["and", "or"]), truth)
    name = st.sampled_from(["coalesce", "greatest", "least", "nullif"])
    return st.one_of(
        st.builds("({0} {1} {2})".format, inner, sign, inner),
        st.builds("(- {0})".format, inner),
        st.builds("abs({0})".format, inner),
        st.builds("round({0}, {1})".format, inner, decimals),
        st.builds("{0}({1}, {2})".format, name, inner, inner),
        st.builds("case when {0} then {1} else {2} end".format, st.one_of(truth, joined), inner, inner),
    )


texts = st.recursive(st.one_of(st.sampled_from(CODES), literals), _extend, max_leaves=8)


def postgres(formula: formulas.Formula, given: dict[str, Decimal | None], places: int) -> str | None:
    """What PostgreSQL answers, as text."""
    columns = {code: f"{code.lower()}.value" for code in CODES}
    rows = ", ".join(f"(select %s::numeric as value) as {code.lower()}" for code in CODES)
    with connection.cursor() as cursor:
        sql = formula.postgres(columns, places).replace("%", "%%")
        cursor.execute(f"select ({sql})::text from {rows}", [given[code] for code in CODES])
        answer: str | None = cursor.fetchone()[0]
        return answer


def python(formula: formulas.Formula, given: dict[str, Decimal | None], places: int) -> str | None:
    value = formula.evaluate(given, places)
    return None if value is None else f"{value:f}"


def fault(text: str) -> Fault:
    with pytest.raises(Refused) as refused:
        formulas.parse(text, "indicators.csv:2:formula")
    return refused.value.faults[0]


@pytest.mark.django_db
@given(texts, st.tuples(values, values, values), decimals)
@settings(max_examples=600, suppress_health_check=list(HealthCheck))
def test_postgresql_and_python_agree_digit_for_digit(text, found, places):
    try:
        formula = formulas.parse(text)
    except Refused:
        return  # names no indicator, or is nested too deep
    given = dict(zip(CODES, found, strict=True))
    assert python(formula, given, places) == postgres(formula, given, places)


#: Quotients that end near a half of the last digit, where two roundings would differ from one.
HALVES = [
    ("A / B", ("1", "8", "0"), 2, "0.13"),
    ("-A / B", ("1", "8", "0"), 2, "-0.13"),
    ("A / B", ("-0.4", "1000000", "0"), 6, "0.000000"),
    ("A / B", ("1", "3", "0"), 6, "0.333333"),
    ("A / B / C", ("1", "3", "7"), 6, "0.047619"),
    ("A / (B / C)", ("1", "3", "9"), 0, "3"),
    ("A * 10 / nullif(B, 0)", ("5", "0", "0"), 1, None),
    ("A / (B * C)", ("1", "999999999999.999999", "999999999999.999999"), 6, "0.000000"),
    ("round(A / B, 1) * C", ("5.25", "1", "10"), 0, "53"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "numbers", "places", "answer"), HALVES)
def test_halves_are_rounded_away_from_zero_once(text, numbers, places, answer):
    given: dict[str, Decimal | None] = dict(zip(CODES, map(Decimal, numbers), strict=True))
    formula = formulas.parse(text)
    assert python(formula, given, places) == answer == postgres(formula, given, places)


@pytest.mark.django_db
@pytest.mark.parametrize("half", [10**8 + 1, 10**9 + 7, 3 * 10**9 + 1])
def test_a_quotient_a_hair_below_a_half_is_not_rounded_twice(half):
    """Its digits after the 30th are 4999…, which the scale that PostgreSQL chooses by itself makes 5000."""
    given: dict[str, Decimal | None] = {"A": Decimal(1), "B": Decimal(-(-2 * 10**30 // half)), "C": None}
    formula = formulas.parse("A / B * 1000000000000 * 1000000000000")
    assert python(formula, given, 6) == postgres(formula, given, 6) == f"{Decimal(half // 2).scaleb(-6):f}"


def test_what_is_missing_stays_missing_unless_coalesced():
    given = {"A": Decimal(1), "B": None}
    for text in ("A + B", "A / B", "greatest(A, B)", "least(B, A)", "case when B > 0 then A end", "abs(B)"):
        assert formulas.parse(text).evaluate(given, 1) is None
    assert formulas.parse("A + coalesce(B, 0)").evaluate(given, 1) == 1
    assert formulas.parse("case when B > 0 or A = 1 then A end").evaluate(given, 1) == 1


def test_inputs_are_named_once_in_their_order():
    assert formulas.parse("B / (A + B)").inputs == ("B", "A")


REFUSED = [
    ("A +", 3),
    ("A B", 1),
    ("", 1),
    ("1 + 2", 1),
    ("A; drop table x", 2),
    ("A + 'x'", 5),
    ('A + "B"', 5),
    ("A --B", 3),
    ("A /* note */ + B", 3),
    ("power(A, 2)", 1),
    ("A % 2", 3),
    ("A::int", 2),
    ("A || B", 3),
    ("(select A)", 2),
    ("SELECT A", 8),
    ("A.B", 2),
    ("a + B", 1),
    ("A is null", 3),
    ("A between 1 and 2", 3),
    ("A and B", 1),
    ("A > B", 1),
    ("NULL + A", 1),
    ("TRUE + A", 1),
    ("POWER(A, 2)", 1),
    ("pg_sleep(A)", 1),
    ("round(A, 1 + 1)", 10),
    ("round(A, 12)", 10),
    ("case A when 1 then 2 end", 6),
    ("nullif(A)", 9),
    ("abs(A, B)", 9),
    ("1e3 + A", 1),
    ("A + 1234567890123456789", 5),
    ("A + ٣", 5),
    ("(" * 30 + "A" + ")" * 30, 21),
    ("A" + " + A" * 300, 1001),
    ("A" + " * A" * 30, 1),
    ("A $1", 3),
]


@pytest.mark.parametrize(("text", "position"), REFUSED)
def test_a_bad_formula_is_refused_with_its_place_and_advice(text, position):
    found = fault(text)
    assert (found.code, found.pointer) == ("formula.refused", "indicators.csv:2:formula")
    assert f"at character {position} " in found.message_en
    assert f"ký tự {position} " in found.message_vi
    assert "nullif" in found.advice_en


def test_a_misspelt_function_is_recognised():
    assert "Is nullif meant?" in fault("A / nulif(B, 0)").advice_en


@given(st.text(alphabet="AB ()+-*/,.01'\";$\n<>=casewhnthdlrou_%", max_size=40))
@settings(max_examples=500)
def test_no_text_does_more_than_being_refused(text):
    try:
        read = formulas.parse(text)
    except Refused as refused:
        codes = {each.code for each in refused.faults}
    else:
        codes = set() if read.inputs else {"nothing was read"}
    assert codes <= {"formula.refused"}
