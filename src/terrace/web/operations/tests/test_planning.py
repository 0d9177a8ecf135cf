"""The pages of school places and scenarios: words, tables, files, forms that come back, and only what she may see."""

import csv
import io
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.test import Client

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.people.actions import create_person
from terrace.base.people.models import Person
from terrace.base.places import index
from terrace.facts.conftest import PROVINCE
from terrace.insight.planning.tests.conftest import OCTOBER, A, B, country, world  # noqa: F401 - fixtures
from terrace.insight.targets import actions as targets
from terrace.insight.targets.actions import Wanted
from terrace.web.api.tests.forecast_rows import keep

pytestmark = pytest.mark.usefixtures("world")
SCHOOLS, SCENARIOS = "/planning/schools/", "/planning/scenarios/"


def client(name="chi", role="leader", area=PROVINCE, language="en", sector=""):
    person = create_person(name, name, language=language)
    place = index.current().resolve(area, date(2026, 1, 31))
    access.grant(person, role, place or 0, sector, start=date(2025, 7, 1))
    found = Client()
    found.force_login(person)
    found.cookies["django_language"] = language
    return found


@pytest.fixture
def chi():
    return client()


def shown(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:600]
    return " ".join(answer.content.decode().split())


def test_the_page_says_in_words_how_many_places_are_lacking_and_where(chi):
    page = shown(chi.get(SCHOOLS, {"stage": "FIRST", "size.FIRST": "20"}))
    assert "School year 2032–2033" in page
    assert "communes lack" in page
    assert "Most are lacking in" in page
    assert "scenario" in page


def test_the_page_is_in_vietnamese_too():
    page = shown(client(language="vi").get(SCHOOLS))
    assert "Chỗ học" in page
    assert "Năm học 2032–2033" in page
    assert "School year" not in page


def test_each_year_and_stage_has_an_address_that_needs_no_script(chi):
    page = shown(chi.get(SCHOOLS, {"stage": "FIRST", "year": "2029"}))
    assert "year=2032" in page
    assert "stage=SECOND" in page
    assert "2029–2030" in page
    assert chi.get(SCHOOLS, {"year": "1066", "stage": "NO"}).status_code == 200


def test_every_commune_of_the_map_has_its_row(chi):
    page = shown(chi.get(SCHOOLS))
    assert page.count('href="#x-') == page.count('<tr id="x-')
    assert f'<tr id="x-{A}">' in page


def test_the_form_comes_back_with_what_was_assumed(chi):
    asked = {"births": "-5", "rate.SECOND": "80", "size.FIRST": "25", "sessions.FIRST": "two"}
    page = shown(chi.get(SCHOOLS, asked))
    assert 'name="births" inputmode="decimal" autocomplete="off" value="-5"' in page
    assert 'value="25" placeholder="30"' in page
    assert '<option value="two" selected>' in page


def test_a_school_is_added_by_the_form_and_taken_out_by_a_link(chi):
    new = {"new.place": A, "new.stage": "FIRST", "new.classes": "4", "new.year": "2029"}
    page = shown(chi.get(SCHOOLS, new))
    assert f'name="school" value="{A}:FIRST:4:2029"' in page
    assert "4 classes, from 2029–2030" in page
    start = page.index('<a href="', page.index("4 classes, from 2029–2030")) + len('<a href="')
    without = page[start : page.index('"', start)].replace("&amp;", "&")
    assert "school" not in parse_qs(urlsplit(without).query)


def test_what_makes_no_sense_is_said_above_a_plan_without_it(chi):
    page = shown(chi.get(SCHOOLS, {"births": "many", "size.FIRST": "2"}), 400)
    assert "There is a problem" in page
    assert page.count("cannot be") == 2
    assert "All stages" in page


@pytest.mark.parametrize("school", ["01273", ":::", "x:FIRST:1:2028", "99999:FIRST:5:2028", "🏫:FIRST:5:2028"])
def test_a_school_that_cannot_be_is_said(chi, school):
    assert "There is a problem" in shown(chi.get(SCHOOLS, {"school": school}), 400)


def test_the_plan_is_a_table_to_take_along(chi):
    answer = chi.get(SCHOOLS, {"format": "csv", "size.FIRST": "20"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    places = len({row[0] for row in rows[1:]})
    assert len(rows) == 1 + places * 3 * 6
    assert "attachment" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(chi.get(SCHOOLS, {"format": "xlsx", "size.FIRST": "20"}).content))
    assert [str(cell.value) for cell in book.worksheets[0][2]] == rows[1]
    assert [cell.value for cell in book.worksheets[1][1]] == ["size.FIRST", "20"]


def test_an_officer_plans_with_her_own_commune(chi):
    page = shown(client("hoa", "commune-officer", A).get(SCHOOLS))
    assert page.count('<tr id="x-') == 1
    assert f'<tr id="x-{A}">' in page


def test_who_may_not_see_pupils_gets_advice_and_nobody_the_login():
    page = shown(client("an", "administrator", PROVINCE).get(SCHOOLS), 404)
    assert "pupils by grade" in page
    assert Client().get(SCHOOLS).status_code == 302
    assert Client().get(SCENARIOS).status_code == 302


def test_the_country_is_too_large_for_a_plan(chi):
    assert "one province" in shown(chi.get(SCHOOLS, {"place": "VN"}), 404)
    assert chi.get(SCHOOLS, {"place": "nowhere"}).status_code == 404


# scenarios


def test_a_scenario_says_what_follows(chi):
    page = shown(chi.get(SCENARIOS, {"period": OCTOBER, "change": "AREA:-5"}))
    assert "Rice area is changed: 150.8 → 143.3 ha" in page
    assert "Rice yield would be 55.9" in page
    assert "hold=YIELD" in page


def test_a_held_yield_takes_the_output_along(chi):
    page = shown(chi.get(SCENARIOS, {"period": OCTOBER, "change": "AREA:-5", "hold": "YIELD"}))
    assert "Rice output would be 760.7" in page
    assert "Rice yield is held at 53.1" in page


def test_lines_of_the_form_become_one_address_to_share(chi):
    lines = {"period": OCTOBER, "indicator": ["AREA", "OUTPUT"], "by": ["-5", "10,5"], "way": ["percent", "absolute"]}
    page = shown(chi.get(SCENARIOS, lines))
    assert "change=AREA%3A-5%3Apercent&amp;change=OUTPUT%3A10%2C5%3Aabsolute" in page


def test_without_changes_the_form_offers_what_can_be_changed(chi):
    page = shown(chi.get(SCENARIOS, {"period": OCTOBER}))
    assert '<option value="AREA">' in page
    assert '<option value="YIELD">' not in page
    assert "What follows" not in page


@pytest.mark.parametrize("path", [SCHOOLS, SCENARIOS])
def test_the_frame_knows_who_reads(chi, path):
    page = shown(chi.get(path))
    assert "Log out" in page
    assert f'href="{path}" aria-current="page"' in page


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"change": "AREA:x"}, 400),
        ({"change": "NOPE:1"}, 400),
        ({"change": "AREA:-5", "hold": "PRICE"}, 400),
        ({"change": "AREA:-5", "period": "2026-M09"}, 404),
    ],
)
def test_a_change_that_cannot_be_made_is_said_above_the_form(chi, words, status):
    page = shown(chi.get(SCENARIOS, {"period": OCTOBER} | words), status)
    assert "There is a problem" in page
    assert "What is changed" in page


@pytest.mark.parametrize("words", [{"period": "soon"}, {"by": ["1"]}, {"indicator": ["AREA"]}, {"show": "NOPE"}])
def test_words_that_mean_nothing_are_passed_over(chi, words):
    assert chi.get(SCENARIOS, words).status_code == 200


def test_an_officer_sees_scenarios_of_her_own_commune_only():
    hoa = client("hoa", "commune-officer", A)
    page = shown(hoa.get(SCENARIOS, {"period": OCTOBER, "change": "AREA:-50"}))
    assert "100.5 → 50.3" in page
    other = shown(hoa.get(SCENARIOS, {"period": OCTOBER, "change": "AREA:-50", "place": B}), 404)
    assert "50.3" not in other


def test_a_month_to_come_starts_from_its_forecasts(chi):
    for code, likely in ((A, "90.0"), (B, "60.0")):
        keep("AREA", code, OCTOBER, [likely])
        keep("OUTPUT", code, OCTOBER, ["450.0"])
    page = shown(chi.get(SCENARIOS, {"period": "2026-M11", "change": "AREA:-10"}))
    assert "Rice area is changed: 150.0 → 135.0 ha" in page
    assert "Rice yield would be 66.7" in page
    assert "taken from the forecasts" in page


def test_a_scenario_is_compared_with_the_plan_of_the_year(chi):
    leader = policy.actor_of(Person.objects.get(username="chi"))
    targets.set_target(leader, Wanted("AREA", PROVINCE, 2026, Decimal(140), decided_by="Nghị quyết 12"))
    page = shown(chi.get(SCENARIOS, {"period": "2026", "change": "AREA:-5"}))
    assert "140.0 ✓ met" in page
    page = shown(chi.get(SCENARIOS, {"period": "2026", "change": "AREA:-10"}))
    assert "140.0 ✗ not met" in page
