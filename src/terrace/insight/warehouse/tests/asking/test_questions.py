"""Questions go to JSON and addresses and back; what cannot be read is refused with every fault."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrace.base.kernel.problems import Refused
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.questions import Axis, Measure, Periods, Question, Sort, Where

CODES = st.from_regex(r"[A-Z][A-Z0-9_]{0,8}", fullmatch=True)
PLACES = st.from_regex(r"[0-9]{2,5}", fullmatch=True)
MEASURES = st.builds(Measure, CODES, st.sampled_from(questions.SHOWS)) | st.builds(
    Measure, CODES, st.just("share"), st.sampled_from(["row", "parent"])
)
AXES = st.one_of(
    st.builds(Axis, st.just("place"), st.sampled_from(["", *questions.LEVELS]), st.booleans()),
    st.builds(Axis, st.just("period"), st.sampled_from(["", *questions.GRAINS]), st.booleans()),
    st.builds(Axis, st.just("breakdown"), CODES, st.booleans()),
    st.sampled_from([Axis("measure"), Axis("source"), Axis("status")]),
)
PERIODS = st.one_of(
    st.builds(Periods, to_date=st.booleans()),
    st.builds(lambda year, many: Periods(str(year), str(year + many)), st.integers(1990, 2050), st.integers(0, 9)),
    st.builds(lambda n, grain: Periods(count=n, grain=grain), st.integers(1, 99), st.sampled_from(["", "M", "A"])),
)


def _uniquely(axes: list[Axis]) -> list[Axis]:
    return list({(axis.kind, axis.level): axis for axis in axes}.values())


@st.composite
def asked(draw: st.DrawFn) -> Question:
    axes = _uniquely(draw(st.lists(AXES, max_size=4)))
    half = draw(st.integers(0, len(axes)))
    measures = tuple(draw(st.lists(MEASURES, min_size=1, max_size=4)))
    pairs = draw(st.dictionaries(CODES, st.lists(CODES, min_size=1, max_size=3, unique=True), max_size=2))
    where = Where(
        tuple(draw(st.lists(PLACES, max_size=3, unique=True))),
        draw(st.sampled_from(["", *questions.LEVELS])),
        draw(PERIODS),
        tuple((name, tuple(codes)) for name, codes in pairs.items()),
        statuses=tuple(draw(st.lists(st.sampled_from(questions.STATUSES), max_size=2))),
    )
    return Question(
        measures,
        tuple(axes[:half]),
        tuple(axes[half:]),
        where,
        draw(st.sampled_from(["as_was", "as_is", "2025-07-01"])),
        draw(st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))),
        draw(st.none() | st.builds(Sort, st.just(measures[0].text), st.sampled_from(["", "2026-M10"]), st.booleans())),
        draw(st.none() | st.integers(1, 500)),
    )


@given(asked())
def test_a_question_survives_json_and_the_address(question: Question):
    assert questions.from_json(questions.to_json(question)) == question
    assert questions.from_query(questions.to_query(question)) == question


@given(st.text(max_size=80))
def test_any_text_is_a_question_or_a_problem(text: str):
    for query in (text, f"measures={text}", f"measures=PIGS&periods={text}", f"measures=PIGS&rows={text}"):
        assert _read(partial(questions.from_query, query))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda each: (
            st.lists(each)
            | st.dictionaries(st.sampled_from(["measures", "rows", "periods", "breakdown", "limit", "x"]), each)
        ),
        max_leaves=8,
    )
)
def test_any_json_is_a_question_or_a_problem(body: object):
    assert _read(lambda: questions.from_json(body))


def _read(ask: Callable[[], Question]) -> bool:
    """It is a question, or it is refused with faults."""
    try:
        return bool(ask().measures)
    except Refused as refused:
        return bool(refused.faults)


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("", ["measures"]),
        ("measures=pigs", ["measures"]),
        ("measures=PIGS:size&rows=plaza&columns=period:X", ["measures", "rows", "columns"]),
        ("measures=PIGS&rows=place:commune&columns=place:commune", ["rows"]),
        ("measures=PIGS&periods=2026-M05..2026-M01", ["periods"]),
        ("measures=PIGS&periods=2026..2026-M05", ["periods"]),
        ("measures=PIGS&limit=0&sort=OTHER&boundaries=then", ["boundaries", "limit", "sort"]),
        ("measures=PIGS&asof=2026", ["asof"]),
        ("measures=PIGS&measures=PIGS", ["measures"]),
        ("measures=PIGS&breakdown=SEX", ["breakdown"]),
    ],
)
def test_every_fault_is_found(query: str, pointers: list[str]):
    with pytest.raises(Refused) as refused:
        questions.from_query(query)
    assert [fault.pointer for fault in refused.value.faults] == pointers


def test_an_address_is_short_and_readable():
    question = Question(
        (Measure("PIGS"), Measure("PIGS", "growth")),
        (Axis("place", "commune"),),
        (Axis("period", "M"),),
        Where(("04",), periods=Periods("2026-M01", "2026-M10"), breakdown=(("SEX", ("F", "M")),)),
    )
    assert questions.to_query(question) == (
        "measures=PIGS,PIGS:growth&rows=place:commune&columns=period:M"
        "&places=04&periods=2026-M01..2026-M10&breakdown=SEX:F|M"
    )
