"""What rules mean, cell by cell."""

from decimal import Decimal

import pytest

from terrace.base.kernel import periods
from terrace.facts.rules import judging, messages
from terrace.facts.rules.cells import LATE, MISSING, NOT_APPLICABLE, before
from terrace.facts.rules.tests.samples import MONTH, cell, index, rules, said

INDEX = index()


def broken(condition, facts, held=None, **rule):
    return judging.judge(rules(condition, **rule), facts, held or {}, INDEX)


def test_a_rule_that_does_not_hold_is_broken_and_names_its_cells():
    (found,) = broken("abs(A * B / 10 - C) <= 0.01 * C", said(A="10", B="50", C="50.6"))
    assert (found.rule.code, found.cells) == ("r0", (cell("A"), cell("B"), cell("C")))
    assert found.values == {"A": Decimal(10), "B": Decimal(50), "C": Decimal("50.6")}


def test_the_border_itself_holds():
    assert not broken("abs(A * B / 10 - C) <= 0.01 * C", said(A="10.1", B="50", C="50"))
    assert broken("abs(A * B / 10 - C) <= 0.01 * C", said(A="10.100001", B="50", C="50"))


def test_what_is_not_known_breaks_nothing():
    assert not broken("A <= B", said(A="5"))
    assert not broken("A <= B", said(A="5", B=MISSING))
    assert not broken("A / B <= 1", said(A="5", B="0"))


def test_what_is_held_is_read_and_what_is_said_comes_first():
    assert broken("A <= B", said(A="5"), said(B="4"))
    assert not broken("A <= B", said(A="5", B="6"), said(B="4"))


def test_only_cells_of_the_submission_are_named():
    (found,) = broken("A <= B", said(A="5"), said(B="4"))
    assert found.cells == (cell("A"),)
    assert found.values == {"A": Decimal(5), "B": Decimal(4)}


def test_missing_given_and_nothing_at_all_are_three_things():
    assert broken("not (missing(A) and B > 0)", said(A=MISSING, B="1"))
    assert not broken("not (missing(A) and B > 0)", said(A=LATE, B="1"))
    assert not broken("not (missing(A) and B > 0)", said(B="1"))
    assert broken("B = 0 or given(A)", said(A=NOT_APPLICABLE, B="1"))
    assert not broken("B = 0 or given(A)", said(B="1"))
    assert not broken("B = 0 or given(A)", said(A="0", B="1"))


def test_periods_before_are_read_and_not_judged():
    earlier, year = before(MONTH), MONTH - 1000
    held = {cell("A", period=earlier): Decimal(10), cell("A", period=year): Decimal(3)}
    assert [each.period for each in broken("A <= 2 * previous(A)", said(A="21"), held)] == [MONTH]
    assert broken("A <= 2 * last_year(A)", said(A="7"), held)
    assert not broken("A <= 2 * previous(A)", {cell("A", period=earlier): Decimal(1)}, said(A="100"))


def test_parts_are_compared_at_their_whole_whichever_cell_is_said():
    women, men = cell("A", breakdown="SEX=F"), cell("A", breakdown="SEX=M")
    held = {cell("A"): Decimal(10), women: Decimal(4), men: Decimal(6)}
    assert not broken("parts(A, SEX) = A", {men: Decimal(6)}, held)
    (found,) = broken("parts(A, SEX) = A", {men: Decimal(7)}, held)
    assert (found.breakdown, found.cells) == (0, (men,))
    assert found.values == {"parts(A, SEX)": Decimal(11), "A": Decimal(10)}


def test_parts_make_up_partial_totals_too():
    facts = {cell("A", breakdown=f"AGE={age};SEX=F"): Decimal(1) for age in ("Y0", "Y1", "Y2")}
    facts[cell("A", breakdown="SEX=F")] = Decimal(4)
    assert [each.values for each in broken("parts(A, SEX*AGE) = A", facts)] == [
        {"parts(A, AGE*SEX)": Decimal(3), "A": Decimal(4)}
    ]


def test_a_part_that_does_not_apply_is_nothing_and_one_that_is_missing_leaves_the_sum_open():
    women, men = cell("A", breakdown="SEX=F"), cell("A", breakdown="SEX=M")
    assert broken("parts(A, SEX) = A", {women: NOT_APPLICABLE, men: Decimal(4), cell("A"): Decimal(5)})
    assert not broken("parts(A, SEX) = A", {women: MISSING, men: Decimal(4), cell("A"): Decimal(5)})


def test_peers_are_the_median_of_the_siblings_in_the_period_before():
    held = {cell("A", area, period=before(MONTH)): Decimal(area) for area in (11, 12, 13, 14, 15)}
    (found,) = broken("A <= 2 * peers(A)", said(A="28"), held)
    assert found.values["peers(A)"] == Decimal("13.5")
    few = {key: value for key, value in held.items() if key[3] < 14}
    assert not broken("A <= 2 * peers(A)", said(A="28"), few)


def test_a_rule_is_judged_at_breakdowns_that_all_its_indicators_have():
    ages = {cell("A", breakdown="AGE=Y0;SEX=F"): Decimal(9), cell("B", breakdown="AGE=Y0;SEX=F"): Decimal(1)}
    assert len(broken("A <= B", ages)) == 1
    assert not broken("A <= B or C > 5", ages, {cell("C"): Decimal(1)})


def test_a_rule_of_a_level_leaves_other_places_alone():
    facts = {cell("A", 1): Decimal(5), cell("A", 11): Decimal(5)}
    assert [each.area for each in broken("A <= 4", facts, level=4)] == [11]
    assert [each.area for each in broken("A <= 4", facts)] == [1, 11]


def test_needs_are_what_is_read_and_not_said():
    wanted = judging.needs(rules("A <= 2 * previous(A) and A < 9 * peers(B)", "parts(A, SEX) = A"), [cell("A")], INDEX)
    siblings = {cell("B", area, period=before(MONTH)) for area in (12, 13, 14, 15, 16)}
    parts = {cell("A", breakdown="SEX=F"), cell("A", breakdown="SEX=M")}
    assert wanted == {cell("A", period=before(MONTH)), *siblings, *parts}


def test_rules_come_in_the_order_of_the_cells_and_then_their_own():
    facts = {cell("B", 12): Decimal(1), cell("A", 11): Decimal(2), cell("A", 12): Decimal(2)}
    found = judging.judge(rules("A < 1", "A <= B"), facts, {}, INDEX)
    assert [(each.rule.code, each.area) for each in found] == [("r1", 12), ("r0", 11), ("r0", 12)]


def test_faults_have_the_texts_of_the_rule_with_the_values_in_them():
    facts = said(A="12345.67", B=MISSING)
    hard = broken("A <= 1 or given(B)", facts, message="A là {A}, B {B}")[0].fault("/observations/0")
    assert (hard.code, hard.message_vi, hard.pointer) == (
        "rule.broken",
        "A là 12.345,7, B thiếu số liệu",
        "/observations/0",
    )
    soft = broken("A <= 1 or given(B)", facts, severity="soft")[0].fault()
    assert soft.code == "rule.unexplained"
    assert soft.message_en == "en 12,345.7 missing"
    assert soft.advice_vi.endswith("hãy ghi lý do.")


@pytest.mark.parametrize("code", ["2026-M01", "2026-M02", "2026-Q1", "2026-S1", "2026-N1", "2026-C1", "2026"])
def test_the_period_before_is_that_of_the_calendar(code):
    period = periods.parse(code)
    assert periods.from_id(before(period.id)) == period.previous()


def test_a_place_for_nothing_known_shows_a_dash():
    assert messages.fill("{A} {B}", {"A": None}, {}, "vi") == "— —"
