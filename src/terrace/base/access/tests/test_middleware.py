"""Who asks, for the page, for the API and for PostgreSQL; and never whoever asked before."""

from itertools import cycle, islice

import pytest
from django.test import Client

from terrace.base.access import actions, tokens
from terrace.base.access.models import Throttle
from terrace.base.access.tests.site import known_to_postgresql
from terrace.base.people.actions import end_person, set_password

pytestmark = pytest.mark.usefixtures("site")
NOBODY = {"actor": "", "postgresql": ""}


def signed_in(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def test_nobody_is_nobody(land, client):
    assert client.get("/whoami").json() == NOBODY


def test_a_session_is_its_person_for_the_page_and_for_postgresql(cast):
    assert signed_in(cast.hoa).get("/whoami").json() == {"actor": "hoa", "postgresql": str(cast.hoa.pk)}


def test_a_session_works_for_a_web_process(cast, as_web):
    client = signed_in(cast.hoa)
    with as_web(None):
        assert client.get("/whoami").json()["actor"] == "hoa"


def test_a_token_is_its_person_under_the_api_only(cast, client):
    held = {"Authorization": f"Bearer {actions.create_token(cast.hoa, 'phone')}"}
    assert client.get("/api/v1/open", headers=held).json() == {"actor": "hoa", "postgresql": str(cast.hoa.pk)}
    assert client.get("/whoami", headers=held).json() == NOBODY


def test_a_token_that_is_not_good_is_refused_and_not_taken_for_nobody(land, client):
    answer = client.get("/api/v1/open", headers={"Authorization": "Bearer trc_1_x"})
    assert (answer.status_code, answer.json()["code"]) == (401, "access.token_bad")
    assert answer["Content-Type"] == "application/problem+json"


def test_many_bad_tokens_from_one_address_must_wait_while_a_good_one_passes(cast, client):
    bad = {"Authorization": "Bearer nonsense"}
    statuses = [client.get("/api/v1/open", headers=bad).status_code for _ in range(21)]
    assert statuses == [401] * 20 + [429]
    assert client.get("/api/v1/open", headers=bad)["Retry-After"] == "10"
    assert Throttle.objects.get().kind == "token"
    good = {"Authorization": f"Bearer {actions.create_token(cast.hoa, 'phone')}"}
    assert client.get("/api/v1/open", headers=good).status_code == 200


def test_a_session_ends_with_the_password_and_with_the_person(cast):
    hoa, binh = signed_in(cast.hoa), signed_in(cast.binh)
    set_password(cast.hoa, "một mật khẩu mới toanh")
    end_person(cast.binh)
    assert hoa.get("/whoami").json() == NOBODY
    assert binh.get("/whoami").json() == NOBODY


def test_requests_of_many_people_on_one_connection_never_see_each_other(cast):
    """Pages that answer, pages that fail and tokens take turns on one kept connection."""
    asks: list[tuple[Client, str, dict[str, str] | None, dict[str, str]]] = []
    for person in (cast.hoa, cast.binh, cast.chi):
        client = signed_in(person)
        wanted = {"actor": person.username, "postgresql": str(person.pk)}
        asks += [
            (client, "/whoami", wanted, {}),
            (client, "/fails", None, {}),
            (Client(), "/whoami", NOBODY, {}),
        ]
        held = {"Authorization": f"Bearer {actions.create_token(person, 'phone')}"}
        asks += [(Client(), "/api/v1/open", wanted, held), (Client(), "/api/v1/open", NOBODY, {})]
    for client, address, expected, headers in islice(cycle(asks), 3 * len(asks)):
        answer = client.get(address, headers=headers)
        assert expected is None or answer.json() == expected
        assert known_to_postgresql() == "", f"after {address}"


@pytest.mark.parametrize("address", ["/whoami", "/fails", "/home", "/figures", "/nowhere", "/api/v1/open"])
def test_after_every_answer_the_connection_forgets(cast, address):
    signed_in(cast.hoa).get(address)
    assert known_to_postgresql() == ""


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_is_not_handed_on():
    client = Client(raise_request_exception=False)
    assert client.get("/breaks").status_code == 500
    assert client.get("/whoami").json() == NOBODY


def test_a_kept_token_answers_without_the_database_being_asked_for_it(cast, client, django_assert_num_queries):
    held = {"Authorization": f"Bearer {actions.create_token(cast.hoa, 'phone')}"}
    tokens.forget()
    client.get("/api/v1/open", headers=held)
    with django_assert_num_queries(4):  # nobody, Hoa, the page's own question, nobody
        client.get("/api/v1/open", headers=held)
