"""GET /indicators, /indicators/{code} and /sources."""

import pytest

pytestmark = pytest.mark.usefixtures("world")


def test_indicators_are_listed_with_unit_and_frequency(nobody):
    found = nobody.get("/indicators").json()
    rows = {each["code"]: each for each in found["indicators"]}
    assert found["count"] == 9
    assert (rows["PIGS"]["unit"]["name_vi"], rows["PIGS"]["frequency"], rows["PIGS"]["sector"]["code"]) == (
        "con", "month", "farming",
    )  # fmt: skip


def test_indicators_are_found_without_accents_and_by_sector(nobody):
    assert [each["code"] for each in nobody.get("/indicators", q="dan so").json()["indicators"]] == ["PEOPLE"]
    assert nobody.get("/indicators", sector="people").json()["count"] == 2
    assert nobody.get("/indicators", sector="nowhere").json()["count"] == 0


def test_an_indicator_tells_its_rules(nobody):
    found = nobody.get("/indicators/YIELD").json()
    assert (found["formula"], found["inputs"]) == ("OUTPUT / nullif(AREA, 0)", ["OUTPUT", "AREA"])
    assert nobody.get("/indicators/PRICE").json()["weight"] == "OUTPUT"
    births = nobody.get("/indicators/BIRTHS").json()
    assert (births["minimum"], births["maximum"], births["reported_at"]) == (0, 10000, "commune")
    assert {"code": "SEX=F", "name_vi": "Nữ", "name_en": "Female"} in births["breakdowns"]


def test_an_unknown_indicator_is_not_found(nobody):
    answer = nobody.get("/indicators/NOPE")
    assert (answer.status_code, answer.json()["code"]) == (404, "indicator.unknown")


def test_sources_are_listed_the_strongest_first(nobody):
    found = nobody.get("/sources").json()["sources"]
    assert [each["code"] for each in found] == ["office", "commune", "simulation"]
    assert found[2]["simulated"]
