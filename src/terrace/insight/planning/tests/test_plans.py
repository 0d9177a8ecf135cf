"""A plan of a province: history on today's map, what she may see, assumptions of an address."""

from datetime import date
from urllib.parse import parse_qs

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terrace.base.kernel.problems import Refused
from terrace.base.places import index
from terrace.facts.conftest import PROVINCE, fact, send
from terrace.insight.planning import assumptions, norms, plans, records
from terrace.insight.planning.assumptions import Assumptions
from terrace.insight.planning.tests.conftest import LAST_YEAR, TODAY, A, B, C, place_of, reader

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def planned():
    """The plan of the province for its leader: `planned(size_FIRST="20")`."""
    leader = reader()

    def made(**asked):
        words = {name.replace("_", "."): [value] if isinstance(value, str) else value for name, value in asked.items()}
        return plans.plan(leader, place_of(PROVINCE), words)

    return made


def codes(refused):
    return [(each.code, each.pointer) for each in refused.value.faults]


def row(plan, code):
    return plan.records.places.index(place_of(code))


def test_history_is_on_todays_map_and_the_years_follow_each_other(planned):
    plan = planned()
    known = plan.records
    assert known.years == (2022, 2023, 2024, 2025, 2026)
    at = row(plan, B)
    now = known.pupils[at, -1].tolist()
    assert now == [30, 30, 30, 30]
    made_of = index.current().sources(place_of(B), date(2022, 12, 31), TODAY)
    before = sum(float(share.weight) for share in made_of) * 30
    assert known.pupils[at, 0] == pytest.approx(np.full(4, before))


def test_the_next_six_years_have_pupils_places_and_what_is_lacking(planned):
    plan = planned()
    assert plan.years == tuple(range(LAST_YEAR + 1, LAST_YEAR + 7))
    assert plan.gap == pytest.approx(plan.pupils - plan.places)
    first = plan.norms.stage("FIRST")
    assert plan.places[row(plan, A), first].tolist() == [60] * 6
    assert plan.gap[row(plan, A), first, 0] > 0
    assert (plan.half >= 0).all()


def test_a_plain_address_and_one_that_says_what_is_usual_are_the_same_plan(planned):
    plain = planned()
    said = planned(births="0", migration="0", size_FIRST="30", sessions_FIRST="now")
    assert said.assumed.plain
    assert (said.pupils == plain.pupils).all()
    assert (said.places == plain.places).all()


def test_assumptions_move_what_they_say(planned):
    plain, first = planned(), 1
    assert planned(migration="5").pupils[:, first].sum() > plain.pupils[:, first].sum()
    assert (planned(size_FIRST="15").places[:, first] == plain.places[:, first] / 2).all()
    assert (planned(sessions_FIRST="two").places[:, first] == plain.places[:, first] / 2).all()
    assert (planned(sessions_FIRST="one").places[:, first] == plain.places[:, first]).all()
    fewer = planned(births="-50")
    assert fewer.pupils[:, 0, -1].sum() < plain.pupils[:, 0, -1].sum()
    assert (fewer.pupils[:, first, :5] == plain.pupils[:, first, :5]).all()  # born already


def test_a_new_school_gives_its_place_the_places_from_its_year_on(planned):
    plain, built = planned(), planned(school=[f"{A}:FIRST:4:2029"])
    more = built.places - plain.places
    at = row(built, A)
    assert more[at, 1].tolist() == [0, 0, 120, 120, 120, 120]
    assert more.sum() == 480


def test_the_ranked_site_closes_the_gap_that_its_school_closes_in_the_scenario(planned):
    plan = planned(size_FIRST="20")
    best = plan.sites(1, 5)[0]
    code = {place_of(each): each for each in (A, B, C)}[plan.records.places[best.place]]
    built = planned(size_FIRST="20", school=[f"{code}:FIRST::2032"])
    before, after = (np.maximum(each.gap[:, 1, 5], 0) for each in (plan, built))
    assert before[best.place] - after[best.place] == best.own


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("births", "x"),
        ("births", "1e9"),
        ("migration", "NaN"),
        ("rate.FIRST", "-1"),
        ("size.FIRST", "4"),
        ("size.FIRST", "30.5"),
        ("sessions.FIRST", "three"),
        ("school", "01273:FIRST:0:2028"),
        ("school", "01273:FIRST:5:1999"),
        ("school", "01273:NOSTAGE:5:2028"),
        ("school", "01273:FIRST:5:2028:more"),
        ("school", "'; drop table:FIRST:5:2028"),
    ],
)
def test_an_assumption_that_makes_no_sense_is_named(name, value):
    with pytest.raises(Refused) as refused:
        plans.plan(reader(), place_of(PROVINCE), {name: [value]})
    assert codes(refused) == [("planning.assumption", name)]
    assert refused.value.status == 400


def test_every_fault_is_named_at_once():
    with pytest.raises(Refused) as refused:
        plans.plan(reader(), place_of(PROVINCE), {"births": ["x"], "migration": ["y"], "school": ["z"]})
    assert len(refused.value.faults) == 3


def test_an_address_gives_its_assumptions_back():
    held = norms.current(reader().snapshot)
    asked = {"births": ["-5,5"], "rate.SECOND": ["90"], "size.FIRST": ["28"], "school": [f"{A}:FIRST:4:2029"]}
    found = assumptions.read(asked, held, 2027)
    assert assumptions.read(parse_qs(found.query), held, 2027) == found
    assert found != Assumptions()


def test_an_officer_of_one_commune_plans_with_that_commune_only():
    found = plans.plan(reader("hoa", "commune-officer", A), place_of(PROVINCE), {})
    assert found.records.places == (place_of(A),)


def test_who_sees_no_pupils_is_told_so():
    for who in (reader("an", "administrator"), reader("farm", "analyst", PROVINCE, "farm")):
        with pytest.raises(Refused) as refused:
            plans.plan(who, place_of(PROVINCE), {})
        assert codes(refused) == [("planning.no_pupils", "")]


def test_a_commune_that_has_not_reported_yet_keeps_the_pupils_of_the_year_before(planned):
    found = planned()
    at = found.records.places.index(place_of(A))
    gone = [fact("PUPILS", A, "2026", reason="missing", breakdown=f"GRADE=G{n}") for n in range(1, 5)]
    send(*gone, key="gone", source="dept")
    later = plans.plan(reader("later"), place_of(PROVINCE), {})
    assert later.records.carried == (place_of(A),)
    assert later.records.pupils[at, -1].tolist() == found.records.pupils[at, -2].tolist()


def test_a_correction_shows_at_once():
    who = reader()
    before = plans.plan(who, place_of(PROVINCE), {})
    send(fact("CLASSES", B, "2026", 9, breakdown="LEVEL=FIRST"), key="more", source="dept")
    after = plans.plan(who, place_of(PROVINCE), {})
    assert after.places[row(after, B), 1, 0] - before.places[row(before, B), 1, 0] == 7 * 30


def test_nothing_is_stored_by_a_plan(planned):
    with CaptureQueriesContext(connection) as asked:
        records._kept.clear()
        planned(migration="3", school=[f"{A}:FIRST:4:2029"])
    assert {each["sql"].split()[0].upper() for each in asked.captured_queries} == {"SELECT"}
