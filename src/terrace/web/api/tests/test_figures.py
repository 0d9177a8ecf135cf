"""GET /figures: one figure, a series, the places below."""

import json
from decimal import Decimal

import pytest
from django.utils import timezone

from terrace.facts.conftest import PROVINCE, fact, send
from terrace.web.api.tests.conftest import OCTOBER, A, B, drain, release

pytestmark = pytest.mark.usefixtures("pigs_of_october")


def codes(answer):
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return [fault["code"] for fault in answer.json()["faults"]]


def test_a_figure_tells_all_that_it_must_be_shown_with(as_):
    found = as_("chi").figure().json()
    assert found["value"] == 42
    assert found["indicator"] == {"code": "PIGS", "name_vi": "Lợn", "name_en": "Pigs"}
    assert (found["area"]["code"], found["area"]["level"], found["period"]) == (PROVINCE, "province", OCTOBER)
    assert found["unit"]["name_vi"] == "con"
    assert found["coverage"]["reported"] == 2
    assert found["coverage"]["expected"] > 2
    assert 0 < found["coverage"]["ratio"] < 1
    assert (found["basis"], found["status"], found["simulated"], found["revision"]) == (
        "places", "final", False, 1,
    )  # fmt: skip
    assert found["changed_at"]
    assert found["lineage"] == f"/api/v1/figures/lineage?indicator=PIGS&area={PROVINCE}&period={OCTOBER}"


def test_a_value_keeps_its_exact_digits(as_):
    exact = "123456789012345678.01"
    send(fact("AREA", A, OCTOBER, exact), key="large")
    drain()
    answer = as_("chi").figure("AREA")
    assert f'"value":{exact}'.encode() in answer.content
    assert json.loads(answer.content, parse_float=Decimal)["value"] == Decimal(exact)


def test_a_leaf_place_shows_what_it_reported(as_):
    found = as_("hoa").figure(area=A).json()
    assert (found["value"], found["basis"], found["coverage"]["ratio"]) == (12, "reported", 1)


def test_a_cell_without_a_report_says_why_it_has_no_value(as_):
    found = as_("chi").figure(period="2026-M09").json()
    assert (found["value"], found["reason"], found["status"]) == (None, "missing", None)


def test_a_breakdown_may_name_its_dimensions_in_any_order(as_):
    send(fact("PEOPLE", A, OCTOBER, 7, breakdown={"SEX": "F", "AGE": "Y0"}), key="women")
    for cell in ("SEX=F;AGE=Y0", "AGE=Y0;SEX=F"):
        found = as_("hoa").figure("PEOPLE", area=A, breakdown=cell).json()
        assert (found["value"], found["breakdown"]) == (7, "AGE=Y0;SEX=F")


def test_nobody_reads_what_is_released_and_nothing_else(nobody):
    assert (nobody.figure().status_code, codes(nobody.figure())) == (403, ["figure.unpublished"])
    release(level=2)
    assert nobody.figure().json()["value"] == 42
    assert nobody.figure(area=A).status_code == 403


def test_an_officer_reads_her_commune_and_not_another(as_):
    assert as_("hoa").figure(area=A).status_code == 200
    assert as_("hoa").figure(area=B).status_code == 403
    assert as_("binh").figure(area=A).status_code == 403


def test_an_analyst_reads_her_sector_only(as_):
    assert as_("dung").figure("PIGS").status_code == 200
    assert as_("dung").figure("PEOPLE").status_code == 403


def test_an_administrator_reads_no_unpublished_figure(as_):
    assert as_("an").figure().status_code == 403


def test_row_level_security_shows_the_same(as_, nobody, as_web):
    chi, hoa = as_("chi"), as_("hoa")
    release(level=2)
    with as_web():
        assert chi.figure().json()["value"] == 42
        assert hoa.figure(area=A).json()["value"] == 12
        assert hoa.figure(area=B).status_code == 403
        assert nobody.figure().json()["value"] == 42


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        ({"indicator": "NOPE"}, 404, "indicator.unknown"),
        ({"area": "99999"}, 404, "observation.area"),
        ({"breakdown": "SEX=F"}, 404, "observation.breakdown"),
        ({"period": "October"}, 400, "period.unknown"),
        ({"period": "2026-M13"}, 400, "period.unknown"),
        ({"boundaries": "as_were"}, 400, "parameter.wrong"),
        ({"as_of": "yesterday"}, 400, "parameter.wrong"),
        ({"as_of": "0001-01-01T00:00:00+14:00"}, 400, "parameter.wrong"),
        ({"asof": "2026-10-01"}, 400, "parameter.unknown"),
        ({"area": ["04", "06"]}, 400, "parameter.twice"),
        ({"area": "\x00"}, 404, "observation.area"),
    ],
)
def test_a_question_that_cannot_be_answered_is_a_problem(as_, words, status, code):
    answer = as_("chi").figure(**words)
    assert (answer.status_code, codes(answer)) == (status, [code])
    fault = answer.json()["faults"][0]
    assert fault["message_vi"] != fault["message_en"]
    assert fault["advice_vi"]
    assert fault["advice_en"]


def test_every_missing_parameter_is_named(as_):
    answer = as_("chi").get("/figures")
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["indicator", "area", "period"]


def test_the_code_of_a_place_is_read_on_the_last_day_of_the_period(nobody):
    """24 was Bắc Giang until June 2025 and is Bắc Ninh since."""
    for period in (2025606, 2025612):
        release(period=period)
    names = [nobody.figure(area="24", period=f"2025-M{month}").json()["area"]["name"] for month in ("06", "12")]
    assert names == ["Bắc Giang", "Bắc Ninh"]
    on_the_map_of_today = nobody.figure(area="24", period="2025-M06", boundaries="as_is").json()
    assert (on_the_map_of_today["area"]["name"], on_the_map_of_today["boundaries"]) == ("Bắc Ninh", "as_is")


def test_a_past_day_is_read_again(as_):
    moment = timezone.now().isoformat()
    send(fact("PIGS", A, OCTOBER, 20), key="corrected")
    drain()
    assert as_("chi").figure().json()["value"] == 50
    then = as_("chi").figure(as_of=moment).json()
    assert then["value"] == 42
    assert then["as_of"]
    assert as_("chi").figure(as_of="2020-01-01").json()["value"] is None


def test_a_past_day_needs_a_right_even_when_the_figure_is_released(nobody):
    release()
    assert codes(nobody.figure(as_of="2026-11-01")) == ["figure.needs_rights"]


def test_an_unchanged_figure_is_not_sent_again(as_):
    chi = as_("chi")
    first = chi.figure()
    again = chi.get("/figures", {"If-None-Match": first["ETag"]}, indicator="PIGS", area=PROVINCE, period=OCTOBER)
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, no-cache"


def test_a_series_runs_over_periods_of_one_frequency(as_):
    chi = as_("chi")
    words = {"indicator": "PIGS", "area": PROVINCE, "from": "2026-M09", "to": OCTOBER}
    found = chi.get("/figures/series", **words).json()
    assert [(each["period"], each["value"]) for each in found["figures"]] == [("2026-M09", None), (OCTOBER, 42)]
    assert codes(chi.get("/figures/series", **words | {"from": "2026-Q1"})) == ["parameter.periods"]
    assert codes(chi.get("/figures/series", **words | {"from": "2026-M11"})) == ["parameter.periods"]
    assert codes(chi.get("/figures/series", **words | {"from": "1980-M01"})) == ["parameter.periods"]


def test_all_places_right_below_are_read_at_once(as_):
    found = as_("chi").get("/figures/across", indicator="PIGS", area=PROVINCE, period=OCTOBER).json()
    values = {each["area"]["code"]: each["value"] for each in found["figures"]}
    assert (values[A], values[B], found["hidden"]) == (12, 30, 0)
    assert len(values) == 56


def test_places_that_may_not_be_seen_are_counted_and_not_shown(as_):
    found = as_("hoa").get("/figures/across", indicator="PIGS", area=PROVINCE, period=OCTOBER).json()
    assert ([each["area"]["code"] for each in found["figures"]], found["hidden"]) == ([A], 55)


def test_the_places_of_today_are_read_with_the_history_that_became_theirs(as_, nobody):
    words = {"indicator": "PIGS", "area": PROVINCE, "period": OCTOBER, "boundaries": "as_is"}
    found = as_("chi").get("/figures/across", **words).json()
    values = {each["area"]["code"]: each["value"] for each in found["figures"]}
    assert (values[A], values[B]) == (12, 30)
