"""GET /figures/lineage: from a figure down to who sent what."""

import pytest

from terrace.facts.conftest import PROVINCE
from terrace.web.api.tests.conftest import OCTOBER, A, B, drain, pigs, release


@pytest.fixture
def handed(as_):
    """Hoa and Bình hand in; rolled up."""
    hoa = as_("hoa").submit(
        pigs(),
        {"indicator": "OUTPUT", "area": A, "period": OCTOBER, "value": 10},
        {"indicator": "AREA", "area": A, "period": OCTOBER, "value": 4},
    )
    as_("binh").submit(pigs(B, 30))
    drain()
    return hoa.json()["id"]


def lineage(caller, **words):
    return caller.get("/figures/lineage", **{"indicator": "PIGS", "area": PROVINCE, "period": OCTOBER} | words)


def test_a_leader_opens_a_figure_down_to_who_sent_what(as_, handed):
    chi = as_("chi")
    found = lineage(chi).json()
    assert (found["figure"]["value"], found["count"], len(found["places"])) == (42, 2, 56)
    said = {each["submission"]["person"]: each for each in found["observations"]}
    assert set(said) == {"Hoàng Thị Hoa", "Lý Văn Bình"}
    of_hoa = said["Hoàng Thị Hoa"]
    assert (of_hoa["value"], of_hoa["area"]["code"], of_hoa["source"], of_hoa["submission"]["door"]) == (
        12, A, "commune", "rest",
    )  # fmt: skip
    assert of_hoa["submission"]["received_at"]
    assert chi.client.get(of_hoa["submission"]["link"], headers=chi.headers).json()["id"] == handed


def test_each_figure_below_leads_one_step_further_down(as_, handed):
    chi = as_("chi")
    below = next(each for each in lineage(chi).json()["places"] if each["area"]["code"] == A)
    deeper = chi.client.get(below["lineage"], headers=chi.headers).json()
    assert (deeper["figure"]["value"], deeper["count"], deeper["places"]) == (12, 1, [])


def test_a_derived_figure_shows_its_formula_and_parts(as_, handed):
    found = lineage(as_("chi"), indicator="YIELD").json()
    assert (found["figure"]["value"], found["formula"]) == (2.5, "OUTPUT / nullif(AREA, 0)")
    assert {each["indicator"]["code"]: each["value"] for each in found["parts"]} == {"OUTPUT": 10, "AREA": 4}
    assert found["count"] == 2


def test_a_coarser_period_shows_the_finer_ones(as_, handed):
    found = lineage(as_("chi"), indicator="AREA", period="2026-Q4").json()
    months = [(each["period"], each["value"]) for each in found["periods"]]
    assert months == [("2026-M10", 4), ("2026-M11", None), ("2026-M12", None)]


def test_nobody_sees_of_a_released_figure_what_is_not_released(nobody, handed):
    release(level=2)
    found = lineage(nobody).json()
    assert (found["figure"]["value"], found["places"], found["observations"]) == (42, [], [])


def test_names_stay_with_those_who_may_see_them(nobody, handed, as_web):
    release(level=4)
    with as_web():
        found = lineage(nobody).json()
    assert found["count"] == 2
    assert {each["submission"]["person"] for each in found["observations"]} == {None}
    assert {each["submission"]["link"] for each in found["observations"]} == {None}


def test_an_officer_sees_no_lineage_of_another_commune(as_, handed):
    assert lineage(as_("hoa"), area=A).status_code == 200
    assert lineage(as_("hoa"), area=B).status_code == 403
    assert lineage(as_("hoa")).status_code == 403
