"""GET /places and /places/{code}/history."""

import pytest

from terrace.web.api.tests.conftest import A


def names(answer):
    return [each["full_name"] for each in answer.json()["places"]]


def test_without_a_question_the_country_is_shown(nobody):
    found = nobody.get("/places").json()
    assert [each["code"] for each in found["places"]] == ["VN"]
    assert (found["at"], found["places"][0]["children"] >= 34) == (found["at"], True)


def test_a_place_is_found_by_its_code(nobody):
    found = nobody.get("/places", code="04").json()["places"][0]
    assert (found["full_name"], found["level"], found["kind"], found["there"]) == (
        "Tỉnh Cao Bằng", "province", "Tỉnh", True,
    )  # fmt: skip
    assert (found["children"], found["became"]) == (56, [])


def test_the_tree_is_that_of_the_day(nobody):
    today = nobody.get("/places", parent="04", at="2026-11-21").json()
    before = nobody.get("/places", parent="04", at="2025-06-30").json()
    assert {each["level"] for each in today["places"]} == {"commune"}
    assert {each["level"] for each in before["places"]} == {"district"}
    assert today["count"] == 56


def test_a_code_names_the_place_of_the_day(nobody):
    assert names(nobody.get("/places", code="24", at="2025-06-30")) == ["Tỉnh Bắc Giang"]
    assert "Bắc Ninh" in names(nobody.get("/places", code="24", at="2025-07-01"))[0]


def test_all_places_of_a_level_are_listed(nobody):
    assert nobody.get("/places", level="province").json()["count"] == 34
    assert nobody.get("/places", level="4", parent="04").json()["count"] == 56
    assert nobody.get("/places", level="commune", parent="04", at="2025-06-30").json()["count"] > 100


def test_a_former_name_without_accents_leads_to_what_it_became(nobody):
    found = nobody.get("/places", q="ha giang", level="province").json()["places"][0]
    assert (found["full_name"], found["there"], found["valid_until"]) == ("Tỉnh Hà Giang", False, "2025-06-30")
    assert [each["name"] for each in found["became"]] == ["Tỉnh Tuyên Quang"]


def test_the_history_of_a_place_tells_its_names_and_its_end(nobody):
    found = nobody.get("/places/24/history", at="2025-06-30").json()
    assert [each["full_name"] for each in found["versions"]][-1] == "Tỉnh Bắc Giang"
    assert "Bắc Ninh" in found["became"][0]["name"]
    assert nobody.get(f"/places/{A}/history").json()["became"] == []


def test_a_place_links_to_its_own_history(nobody):
    found = nobody.get("/places", q="ha giang", level="province").json()["places"][0]
    history = nobody.client.get(found["history"]).json()
    assert history["versions"][-1]["full_name"] == "Tỉnh Hà Giang"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"code": "99999"}, 404),
        ({"parent": "99999"}, 404),
        ({"code": "04", "at": "1900-01-01"}, 404),
        ({"at": "yesterday"}, 400),
        ({"level": "village"}, 400),
        ({"level": "9"}, 400),
        ({"name": "04"}, 400),
    ],
)
def test_a_question_that_cannot_be_answered_is_a_problem(nobody, words, status):
    answer = nobody.get("/places", **words)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_a_history_of_no_place_is_not_found(nobody):
    assert nobody.get("/places/99999/history").status_code == 404


@pytest.mark.parametrize("text", ["zzzzqq", "\x00", "%", "   "])
def test_a_search_without_a_hit_is_empty(nobody, text):
    assert nobody.get("/places", q=text).status_code == 200
