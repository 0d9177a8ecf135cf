"""Figures that move raise warnings, corrections clear them, and a sentence says why."""

from decimal import Decimal

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.facts.collection import actions
from terrace.facts.collection.models import Submission
from terrace.facts.conftest import COMMUNES, fact, send
from terrace.insight.monitoring import queries, raising, rules
from terrace.insight.monitoring.models import PackRule, Step, Warning
from terrace.insight.monitoring.tests.conftest import BEFORE, NOW, place, rule, standing, usual, work

pytestmark = pytest.mark.usefixtures("months")
A, B, C = COMMUNES
LAST = 45


def births(value: object, key: str, code: str = A, month: str = NOW) -> None:
    send(fact("BIRTHS", code, month, value), key=key)
    work()


def one() -> Warning:
    (found,) = standing()
    return found


def cleared(number: int) -> str:
    row = Warning.objects.get(pk=number)
    return row.cleared_why if row.state == "cleared" else ""


def test_a_usual_figure_raises_nothing():
    births(usual(0, LAST), "usual-now")
    assert standing() == []


def test_ten_times_too_much_is_an_entry_error_until_it_is_corrected():
    births(4_200, "ten")
    found = one()
    assert (found.kind, found.value, found.area_id, found.rule) == ("error", 4_200, place(A), "odd")
    assert found.evidence["submissions"] == [Submission.objects.get(key="ten").pk]
    births(usual(0, LAST), "corrected")
    assert standing() == []
    assert cleared(found.pk) == "corrected"


def test_a_figure_that_is_withdrawn_takes_its_warning_with_it():
    births(4_200, "ten")
    number = one().pk
    actions.withdraw(SYSTEM, Submission.objects.get(key="ten").pk, "mistaken")
    work()
    assert (standing(), cleared(number)) == ([], "withdrawn")


def test_the_sentence_says_what_where_how_sure_and_compared_with_what():
    births(4_200, "ten")
    view = queries.one(SYSTEM, one().pk)
    said = view.sentence("vi")
    for part in ("Có thể nhập sai", "Trẻ sinh", "tháng 10/2026 là 4.200", "so với dự báo", "chắc chắn"):
        assert part in said
    assert "Perhaps an entry error: Births" in view.sentence("en")


def test_an_error_of_last_month_stands_after_a_usual_month():
    births(4_200, "ten", month=NOW)
    assert one().twice is False
    births(usual(1, LAST), "other", code=B)
    assert one().area_id == place(A)


def test_the_same_figure_twice_is_one_warning_with_one_step():
    births(4_200, "ten")
    number = one().pk
    send(fact("BIRTHS", A, NOW, 4_200), key="again")
    work()
    assert one().pk == number
    assert list(Step.objects.filter(warning_id=number).values_list("verb", flat=True)) == ["raised"]


def test_what_a_person_cleared_is_not_raised_again_for_the_same_figure():
    births(4_200, "ten")
    raising.clear(standing(), raising.PERSON, by=7, text="the hospital of the district")
    send(fact("BIRTHS", A, NOW, 4_200), key="again")
    work()
    assert standing() == []
    births(42_00 * 2, "worse")
    assert one().value == 8_400


def test_a_rule_that_is_switched_off_takes_its_warnings_with_it():
    births(4_200, "ten")
    number = one().pk
    PackRule.objects.filter(code="odd").update(active=False)
    rules.expire()
    births(4_300, "moved")
    assert (standing(), cleared(number)) == ([], "rule")


def test_history_that_is_loaded_raises_nothing_of_old_periods():
    send(*(fact("BIRTHS", A, f"{year}-M{m:02}", 9_000) for year in (2020, 2021) for m in range(1, 13)), key="old")
    work()
    assert standing() == []


def test_a_series_that_has_just_begun_is_not_judged():
    send(*(fact("AREA", A, f"2026-M{m:02}", m**3) for m in range(7, 11)), key="new")
    work()
    assert standing() == []


def test_a_limit_is_crossed_and_cleared_only_behind_the_clearing_limit():
    rule("many", "limit", indicator="PIGS", params={"limit": "3000", "direction": "above"}, clearing=Decimal(2_500))
    PackRule.objects.filter(code="odd").update(active=False)
    rules.expire()
    seen = []
    for at, pigs in enumerate((2_900, 3_100, 2_700, 2_400)):
        send(fact("PIGS", A, NOW, pigs), key=f"pigs{at}")
        work()
        seen.append(len(standing()))
    assert seen == [0, 1, 0, 0], "in one period only the figure in force counts"
    send(fact("PIGS", A, BEFORE, 3_100), fact("PIGS", A, NOW, 2_700), key="run")
    work()
    found = one()
    assert (found.kind, found.bound, found.value) == ("limit", 3_000, 2_700)
    assert found.since < found.period


def test_a_step_since_the_month_before_is_told_with_both_figures():
    rule("fall", "last_period", indicator="PIGS", params={"per_cent": "20", "direction": "down", "least": "100"})
    send(fact("PIGS", B, NOW, 1_200), key="fall")
    work()
    found = next(row for row in standing() if row.rule == "fall")
    assert (found.against, found.value) == ("last_period", 1_200)
    assert "so với kỳ trước" in queries.one(SYSTEM, found.pk).sentence()


def test_the_rule_of_the_indicator_goes_before_the_general_one():
    rule("births-quiet", "detector", indicator="BIRTHS", active=False, params={"sure": "0.5"})
    births(4_200, "ten")
    assert standing() == []
