"""Every view names its policy, and the gate holds it."""

import pytest
from django.test import Client

from terrace.base.access import actions, gates
from terrace.base.access.tests import site as small_site

pytestmark = pytest.mark.usefixtures("site")


def signed_in(person, *, csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(person)
    return client


def test_nobody_is_led_to_the_log_in(land, client):
    answer = client.get("/home")
    assert (answer.status_code, answer["Location"]) == (302, "/login?next=/home")


def test_whoever_is_known_passes(cast):
    assert signed_in(cast.an).get("/home").content == b"home"


def test_a_verb_is_demanded(cast):
    assert signed_in(cast.chi).get("/figures").status_code == 200
    assert signed_in(cast.an).get("/figures").status_code == 403


def test_the_api_refuses_with_a_problem(cast, client):
    assert client.post("/api/v1/send").json()["code"] == "access.not_signed_in"
    answer = signed_in(cast.chi).post("/api/v1/send")
    assert (answer.status_code, answer.json()["code"]) == (403, "access.refused")


def test_a_session_at_the_api_needs_a_page_of_ours(cast):
    strange = signed_in(cast.hoa, csrf=True)
    assert strange.post("/api/v1/send").json()["code"] == "access.foreign_page"
    assert strange.post("/api/v1/open").json()["code"] == "access.foreign_page"
    ours = signed_in(cast.hoa, csrf=True)
    ours.cookies["csrftoken"] = "x" * 32
    assert ours.post("/api/v1/send", headers={"X-CSRFToken": "x" * 32}).json() == {"actor": "hoa"}


def test_a_token_at_the_api_needs_no_page(cast):
    held = {"Authorization": f"Bearer {actions.create_token(cast.hoa, 'phone')}"}
    assert Client(enforce_csrf_checks=True).post("/api/v1/send", headers=held).json() == {"actor": "hoa"}


def test_an_operation_for_systems_takes_no_session(cast):
    assert signed_in(cast.hoa).post("/api/v1/machine").status_code == 401


def test_a_view_that_names_no_policy_is_found():
    assert gates.unnamed(small_site.urlpatterns, [small_site.api]) == ["forgotten", "GET /forgotten"]


def test_a_gate_for_a_verb_that_does_not_exist_is_a_mistake():
    with pytest.raises(KeyError):
        gates.requires("figure.bend")
    with pytest.raises(KeyError):
        gates.Gate("figure.bend")
