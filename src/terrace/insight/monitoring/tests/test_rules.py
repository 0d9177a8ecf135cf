"""Who writes a rule, what it must say, and what it would have told."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM, Actor
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.people import actions as people
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.insight.monitoring import backtests, changing, queries, rules
from terrace.insight.monitoring.changing import Draft
from terrace.insight.monitoring.models import Step, Warning
from terrace.insight.monitoring.queries import Filters
from terrace.insight.monitoring.rules import Params
from terrace.insight.monitoring.tests.conftest import MONTHS, NOW, place, rule, standing, work

pytestmark = pytest.mark.usefixtures("months")
A, B, C = COMMUNES


def someone(name: str, role: str, code: str) -> Actor:
    person = people.create_person(name, name)
    access.grant(person, role, place(code))
    return policy.actor_of(person)


def draft(**more: object) -> Draft:
    said = Params(limit=Decimal(2_500), direction="above")
    made = Draft("many-pigs", "Nhiều lợn", "limit", place(PROVINCE), said, indicator="PIGS", level=4)
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_leader_writes_a_rule_for_her_province_and_it_is_judged_at_once():
    send(fact("PIGS", A, NOW, 2_600), key="many")
    work()
    Warning.objects.all().delete()
    lan = someone("lan", "leader", PROVINCE)
    assert changing.change(lan, draft())
    assert not changing.change(lan, draft(revision=1)), "the same again changes nothing"
    work()
    assert [(row.rule, row.area_id) for row in standing() if row.rule == "many-pigs"] == [("many-pigs", place(A))]
    assert Entry.objects.filter(verb="rule.change", subject="rule/many-pigs").count() == 1


def test_a_standing_warning_follows_the_severity_of_its_rule_and_says_so():
    send(fact("PIGS", A, NOW, 2_600), key="many")
    changing.change(SYSTEM, draft())
    work()
    (raised,) = [row for row in standing() if row.rule == "many-pigs"]
    changing.change(SYSTEM, draft(revision=1, severity=4))
    work()
    (moved,) = [row for row in standing() if row.rule == "many-pigs"]
    assert (moved.pk, raised.severity, moved.severity) == (raised.pk, 2, 4)
    assert list(Step.objects.filter(warning_id=moved.pk).values_list("verb", flat=True)) == ["raised", "changed"]
    work()
    assert Step.objects.filter(warning_id=moved.pk).count() == 2, "the same again changes nothing"


def test_somebody_without_the_right_writes_none():
    with pytest.raises(Refused, match=r"access\.refused"):
        changing.change(someone("bob", "commune-officer", A), draft())


def test_a_rule_that_somebody_changed_meanwhile_is_not_written_over():
    changing.change(SYSTEM, draft())
    with pytest.raises(Refused, match=r"rule\.moved"):
        changing.change(SYSTEM, draft(name_vi="Khác"))


def test_every_fault_of_a_rule_is_told():
    bad = draft(code="Nhiều Lợn", indicator="UNICORNS", severity=9, owner_role="king", params=Params(direction="up"))
    with pytest.raises(Refused) as refused:
        changing.change(SYSTEM, bad)
    codes = {fault.code for fault in refused.value.faults}
    assert {"rule.code", "rule.indicator", "rule.grade", "rule.role", "rule.param"} <= codes


def test_a_rule_of_a_page_goes_before_the_packs_in_its_place_only():
    rule("many-pigs", "limit", indicator="PIGS", level=4, params={"limit": "9000", "direction": "above"})
    changing.change(SYSTEM, draft(area=place(B)))
    send(*(fact("PIGS", code, NOW, 2_600) for code in (A, B)), key="many")
    work()
    assert [row.area_id for row in standing() if row.rule == "many-pigs"] == [place(B)]


def test_a_back_test_says_when_the_rule_would_have_told():
    send(fact("PIGS", B, MONTHS[-6], 2_600), fact("PIGS", B, MONTHS[-5], 2_700), key="then")
    answer = backtests.would_have(SYSTEM, draft(), years=3)
    assert [(each.area, each.period.code, each.value, each.periods) for each in answer.fired] == [
        (place(B), MONTHS[-6], 2_600, 2)
    ]
    assert answer.looked == answer.of == 3


def test_a_back_test_of_the_detectors_judges_each_period_with_what_was_known():
    send(fact("BIRTHS", B, MONTHS[-6], 4_300), key="then")
    odd = draft(code="odd-births", kind="detector", indicator="BIRTHS", params=Params(sure=Decimal("0.8")))
    fired = backtests.would_have(SYSTEM, odd, years=1).fired
    assert (place(B), MONTHS[-6]) in {(each.area, each.period.code) for each in fired}


def test_people_see_warnings_of_their_places_and_sectors_only():
    send(fact("BIRTHS", A, NOW, 4_200), key="ten")
    work()
    number = standing()[0].pk
    hoa, binh = someone("hoa", "commune-officer", A), someone("binh", "commune-officer", B)
    with policy.acting_as(hoa):
        assert [view.id for view in queries.listed(hoa)] == [number]
        assert queries.one(hoa, number).may_handle
    with policy.acting_as(binh):
        assert queries.listed(binh) == []
        assert Warning.objects.count() == 0
        with pytest.raises(Refused, match=r"warning\.unknown"):
            queries.one(binh, number)
    counted = queries.by_place(SYSTEM, [place(PROVINCE), place(B)], Filters(severity=2))
    assert counted == {place(PROVINCE): (1, 2), place(B): (0, 0)}


def test_params_survive_being_kept():
    said = Params(limit=Decimal("5.0"), direction="above", periods=3)
    assert rules.params(said.plain()) == said
