"""The pages of forecasts: what they say, to whom, and what they say when there is nothing."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from terrace.base.access import actions as access
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PROVINCE, country, fact, send, world  # noqa: F401 - fixtures
from terrace.web.api.tests.conftest import drain
from terrace.web.api.tests.forecast_rows import keep, tried

pytestmark = pytest.mark.usefixtures("world")
A, B, _ = COMMUNES
OCTOBER = "2026-M10"
PAGE = f"/forecasts/PIGS/{PROVINCE}/"


def client(name, role, area, language="vi"):
    person = create_person(name, name, language=language)
    place = index.current().resolve(area, date(2026, 1, 31))
    access.grant(person, role, place or 0, "", start=date(2025, 7, 1))
    found = Client()
    found.force_login(person)
    found.cookies["django_language"] = language
    return found


@pytest.fixture
def chi():
    return client("chi", "leader", PROVINCE)


@pytest.fixture
def hoa():
    return client("hoa", "commune-officer", A)


@pytest.fixture
def pigs():
    """Four months of pigs, and what is likely after them."""
    months = {"2026-M07": 12000, "2026-M08": 12100, "2026-M09": 12050, OCTOBER: 12200}
    send(*(fact("PIGS", A, month, value) for month, value in months.items()), key="pigs")
    drain()
    keep("PIGS", PROVINCE, OCTOBER, [12345, 12400, 12500], notes=["short"])
    keep("PIGS", A, OCTOBER, [12345, 12400, 12500])


def shown(caller, path=PAGE, **words):
    answer = caller.get(path, words)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return " ".join(answer.content.decode().split())


def test_the_page_begins_with_a_sentence_that_says_what_is_likely(chi, pigs):
    page = shown(chi)
    assert "có khả năng đạt 12.345 con, khoảng 11.728–12.962 (8 phần 10)" in page
    assert "tháng 11/2026" in page.lower()
    assert "lập ngày 22/11/2026" in page
    assert page.index("8 phần 10") < page.index("fan-shape")


def test_the_page_says_how_it_was_worked_out_how_well_before_and_what_is_special(chi, pigs):
    page = shown(chi)
    assert "Cách tính:" in page
    assert "không quá 4 %" in page
    assert "Chuỗi ngắn" in page


def test_the_fan_is_drawn_without_a_script_and_told_as_a_table(chi, pigs):
    page = shown(chi)
    assert 'class="band80"' in page
    assert 'class="band95"' in page
    assert 'class="made"' in page
    assert 'data-likely="12345"' in page
    assert "<strong>12.345</strong>" in page


def test_the_year_is_what_came_and_what_is_likely(chi, pigs):
    page = shown(chi, frequency="A")
    assert "Năm 2026" in page


def test_what_was_forecast_before_stands_beside_what_came(chi, pigs):
    keep("PIGS", PROVINCE, "2026-M09", [12180, 12300], current=False)
    tried("PIGS", PROVINCE, OCTOBER, [("2026-M07", 12000.0, 12100.0), ("2026-M08", 13500.0, 12050.0)])
    page = shown(chi)
    assert "12.180" in page
    assert "✓ trong khoảng" in page
    assert "✗ ngoài khoảng" in page
    assert "thử lại" in page
    assert shown(chi, ahead="12")


def test_an_earlier_forecast_is_seen_as_it_was_made_with_what_came_since(chi, pigs):
    keep("PIGS", PROVINCE, "2026-M09", [12180, 12300], current=False)
    page = shown(chi, origin="2026-M09")
    assert "12.180" in page
    assert '<option value="2026-M09" selected>' in page


def test_a_missing_forecast_says_why_and_what_to_do(chi):
    page = shown(chi)
    assert "chỉ có 0 số liệu" in page
    assert "Việc cần làm" in page
    assert "Không có dự báo nào được lập từ kỳ này" in shown(chi, origin="2020-M01")


def test_who_may_not_see_the_figures_sees_no_forecast(pigs, hoa):
    for path in (PAGE, f"{PAGE}forecast.csv", f"{PAGE}forecast.xlsx", f"/forecasts/PIGS/{B}/"):
        answer = hoa.get(path)
        assert answer.status_code == 403, path
        assert "12.345" not in answer.content.decode()


def test_nobody_is_asked_to_log_in(pigs):
    for path in (PAGE, "/forecasts/", f"{PAGE}forecast.csv"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/login")


def test_an_officer_sees_the_forecasts_of_her_commune_only(hoa, pigs):
    assert "12.345" in shown(hoa, f"/forecasts/PIGS/{A}/")
    assert "12.345" in shown(hoa, "/forecasts/")
    assert "12.345" not in shown(hoa, "/forecasts/", area=PROVINCE)


def test_the_list_shows_what_is_likely_against_a_year_before_and_how_sure(chi, pigs):
    send(fact("PIGS", A, "2025-M11", 10000), key="before")
    drain()
    keep("AREA", PROVINCE, OCTOBER, ["10.5"])
    page = shown(chi, "/forecasts/")
    assert "▲ +23,5" in page.replace("\xa0", "")
    assert "●●●" in page
    assert page.index(f"/forecasts/PIGS/{PROVINCE}/") < page.index(f"/forecasts/AREA/{PROVINCE}/")
    assert "12.345" in page


def test_boards_and_figures_show_what_follows_and_lead_there(chi, pigs):
    board = shown(chi, f"/operations/{PROVINCE}/", period=OCTOBER)
    assert f'<a href="/forecasts/PIGS/{PROVINCE}/">Dự báo tháng 11/2026</a>' in board
    assert 'class="band80"' in board
    figure = shown(chi, f"/figures/PIGS/{PROVINCE}/{OCTOBER}/")
    assert "có khả năng đạt 12.345 con" in figure
    assert "có khả năng" not in shown(chi, f"/figures/PIGS/{PROVINCE}/2026-M07/")
    assert "có khả năng" not in shown(chi, f"/figures/PIGS/{PROVINCE}/{OCTOBER}/", as_of="2026-11-01")


def cells(answer):
    """The cells of a workbook by what they hold."""
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {cell.value: cell for line in book.worksheets[0] for cell in line}


def test_the_table_keeps_exact_values_with_the_day_and_the_unit(chi, pigs):
    exact = "123456789012345678.01"
    send(fact("AREA", A, OCTOBER, exact), key="large")
    drain()
    keep("AREA", PROVINCE, OCTOBER, [exact])
    answer = chi.get(f"/forecasts/AREA/{PROVINCE}/forecast.csv")
    assert answer["Content-Disposition"].endswith('.csv"')
    row = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert row["likely"] == exact
    assert row["made_at"].startswith("2026-11-22T07:30")
    assert (row["unit"], row["origin"], row["period"]) == ("ha", OCTOBER, "2026-M11")
    assert exact in cells(chi.get(f"/forecasts/AREA/{PROVINCE}/forecast.xlsx"))


def test_the_workbook_has_numbers_in_the_form_of_the_country(chi, pigs):
    found = cells(chi.get(f"{PAGE}forecast.xlsx"))
    assert found[12345].number_format == "[$-42A]#,##0"
    assert "22/11/2026 07:30" in found
    assert "con" in found


WRONG = [
    f"/forecasts/NONE/{PROVINCE}/",
    "/forecasts/PIGS/99999/",
    f"{PAGE}?breakdown=SEX=X",
    f"{PAGE}?frequency=W",
    f"{PAGE}?origin=soon",
    f"{PAGE}?origin=2026",
    f"{PAGE}?ahead=7",
    f"{PAGE}?ahead=-1",
    "/forecasts/?area=99999",
]


def test_an_address_without_meaning_is_a_problem_and_no_failure(chi):
    assert [path for path in WRONG if chi.get(path).status_code != 404] == []


def test_there_is_no_file_of_a_forecast_that_is_not_there(chi):
    answer = chi.get(f"{PAGE}forecast.csv")
    assert answer.status_code == 404
    assert "Chưa có dự báo" in answer.content.decode()


def test_the_page_speaks_english_too(pigs):
    page = shown(client("ann", "leader", PROVINCE, "en"))
    assert "most likely 12,345" in page
    assert "Method: many models" in page
    assert "có khả năng" not in page


def test_exact_ranges_are_kept_apart_from_what_is_drawn(chi, pigs):
    page = shown(chi)
    assert f'data-low80="{Decimal(11728)}"' in page
