"""Log-in by password, and its limits."""

import pytest

from terrace.base.access.addresses import address_of
from terrace.base.audit.models import Entry
from terrace.base.people.actions import end_person, set_password

pytestmark = pytest.mark.usefixtures("site")
PASSWORD = "mưa phùn Tây Bắc 7"


@pytest.fixture
def hoa(cast):
    set_password(cast.hoa, PASSWORD)
    return cast.hoa


def enter(client, password: str, username: str = "hoa", **extra):
    return client.post("/enter", {"username": username, "password": password}, **extra)


def test_the_right_password_opens_a_session(hoa, client):
    assert enter(client, PASSWORD, " HOA ").content == b"hoa"
    assert client.get("/whoami").json()["actor"] == "hoa"
    assert Entry.objects.get(verb="login.succeed").actor_id == hoa.pk


def test_it_opens_for_a_web_process(hoa, client, as_web):
    with as_web(None):
        assert enter(client, PASSWORD).content == b"hoa"
        assert client.get("/home").content == b"home"


@pytest.mark.parametrize("username", ["hoa", "nobody", ""])
def test_a_wrong_name_and_a_wrong_password_look_the_same(hoa, client, username):
    answer = enter(client, "wrong", username)
    assert (answer.status_code, answer.json()["code"]) == (401, "access.login_wrong")
    assert client.get("/whoami").json()["actor"] == ""


def test_a_person_without_a_password_and_one_who_was_ended_cannot_log_in(hoa, cast, client):
    end_person(hoa)
    assert enter(client, PASSWORD).status_code == 401
    assert enter(client, "", "binh").status_code == 401


def test_after_five_failures_even_the_right_password_must_wait(hoa, client):
    for _ in range(5):
        assert enter(client, "wrong").status_code == 401
    answer = enter(client, PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (429, "access.wait")
    assert Entry.objects.filter(verb="login.fail").count() == 5


def test_success_forgets_earlier_failures(hoa, client):
    for _ in range(3):
        for _ in range(4):
            enter(client, "wrong")
        assert enter(client, PASSWORD).status_code == 200


def test_one_address_cannot_try_many_names(hoa, client):
    statuses = [enter(client, "wrong", f"name{number}").status_code for number in range(21)]
    assert statuses == [401] * 20 + [429]
    assert enter(client, PASSWORD, REMOTE_ADDR="10.9.8.7").status_code == 200


def test_an_address_is_what_the_trusted_proxy_saw_and_not_what_the_client_says(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"}, REMOTE_ADDR="3.3.3.3")
    assert address_of(request) == "3.3.3.3"
    settings.TRUSTED_PROXIES = 1
    assert address_of(request) == "2.2.2.2"
