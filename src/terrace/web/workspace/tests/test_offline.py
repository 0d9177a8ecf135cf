"""What the phone gets from the server: worker, shell, manifest, and the keys of what it keeps."""

import json
import re

import pytest
from django.test import Client, override_settings

from terrace.base.people.actions import create_person
from terrace.base.people.models import Person
from terrace.web.workspace import offline

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa() -> Person:
    return create_person("hoa", "Hoàng Thị Hoa")


@pytest.fixture
def hers(hoa: Person) -> Client:
    client = Client()
    client.force_login(hoa)
    return client


def test_who_is_not_logged_in_is_led_to_the_log_in(client: Client):
    assert client.get("/workspace/offline/me").status_code == 302


def test_a_person_gets_her_own_key_at_each_log_in(hoa: Person, hers: Client):
    about = hers.get("/workspace/offline/me").json()
    again = Client()
    again.force_login(hoa)
    later = again.get("/workspace/offline/me").json()
    assert about["person"] == hoa.pk
    assert about["keys"] == later["keys"]
    assert about["session"] != later["session"]


def test_two_persons_have_two_keys(hers: Client):
    binh = Client()
    binh.force_login(create_person("binh", "Lý Văn Bình"))
    keys = [client.get("/workspace/offline/me").json()["keys"][0] for client in (hers, binh)]
    assert keys[0]["key"] != keys[1]["key"]
    assert keys[0]["id"] != keys[1]["id"]


def test_what_was_sealed_before_the_secret_key_changed_still_opens(hers: Client, settings):
    old = hers.get("/workspace/offline/me").json()["keys"][0]
    with override_settings(SECRET_KEY="another" * 8, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        person = int(hers.session["_auth_user_id"])
        keys = [offline._key(person, secret) for secret in ("another" * 8, settings.SECRET_KEY_FALLBACKS[0])]
    assert old in keys
    assert keys[0] != old


def test_what_says_who_is_logged_in_is_kept_by_nobody_else(hers: Client):
    assert "no-store" in hers.get("/workspace/offline/me").headers["Cache-Control"]


@pytest.mark.parametrize(("language", "said"), [("vi", "Không có sóng"), ("en", "No signal"), ("xx", "Không có sóng")])
def test_the_shell_is_nobodys_page_in_the_language_asked_for(hers: Client, language: str, said: str):
    page = hers.get(f"/workspace/offline/?language={language}").content.decode()
    assert said in page
    assert "Hoàng Thị Hoa" not in page
    assert not re.search(r'name="csrfmiddlewaretoken" value="\w+"', page)


def test_the_worker_serves_the_whole_site_and_names_its_build(client: Client):
    answer = client.get("/sw.js")
    if answer.status_code == 404:
        pytest.skip("no frontend: run `make build`")
    build = json.loads(re.match(r"self\.BUILD = (.*);\n", answer.content.decode())[1])  # type: ignore[index]
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert {"/static/ui/build/entry.js", "/static/ui/build/terrace.css"} <= set(build["files"])
    assert not any("leader" in file or "odk" in file for file in build["files"])
    assert re.fullmatch(r"[0-9a-f]{16}", build["version"])


def test_the_manifest_starts_at_her_returns(client: Client):
    about = client.get("/manifest.webmanifest").json()
    assert about["start_url"] == "/workspace/"
    assert {icon["purpose"] for icon in about["icons"]} == {"any", "maskable"}
