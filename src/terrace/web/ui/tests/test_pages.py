"""The frame: headers, log-in, problems, and pages that draw without a missing piece."""

import re

import pytest
from django.core.exceptions import RequestDataTooBig
from django.template import Engine
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from terrace.base.access.gates import PUBLIC
from terrace.base.people.actions import create_person
from terrace.web.ui import errors, guide, middleware, nav, urls
from terrace.web.ui.context import page

#: Named by components, given by some of their users only.
OPTIONAL = {"counted"}
PAGES = ["", "province", "figure", "submission", "home", "entry"]


@pytest.fixture
def officer(db):
    return create_person("mai", "Nông Thị Mai", "ruong-bac-thang-2026")


def _request(path="/"):
    return RequestFactory().get(path)


def _drawn(name):
    template, context = guide.page(name)
    with translation.override("vi"):
        return get_template(template).render(context, _request())


@pytest.mark.parametrize("name", PAGES)
def test_no_page_carries_inline_styles_or_scripts(name, db):
    html = _drawn(name)
    assert not re.search(r"\sstyle=|\son\w+=|javascript:", html)
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_finds_every_variable_that_it_names(name, db, monkeypatch):
    missing: list[str] = []
    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", Missing(missing))
    _drawn(name)
    assert set(missing) - OPTIONAL == set()


class Missing(str):
    """Django fills the name of each missing variable into this text."""

    __slots__ = ("found",)
    found: list[str]

    def __new__(cls, found):
        made = super().__new__(cls, "%s")
        made.found = found
        return made

    def __mod__(self, name):
        self.found.append(str(name))
        return ""


def test_every_address_names_its_policy():
    policies = {pattern.name: getattr(pattern.callback, "policy", None) for pattern in urls.urlpatterns}
    assert None not in policies.values()
    assert {name for name, policy in policies.items() if policy != PUBLIC} == {"guide"}


def test_foreign_code_is_kept_out(client, db):
    policy = client.get("/login").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_the_hub_of_live_events_may_stand_elsewhere(settings):
    settings.LIVE_URL = "https://live.example.vn/live"
    assert "connect-src 'self' https://live.example.vn;" in middleware.policy()


def test_whoever_logs_in_starts_at_home_in_her_language(client, officer):
    answer = client.post("/login", {"username": "Mai ", "password": "ruong-bac-thang-2026"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert answer.cookies["django_language"].value == "vi"
    assert client.get("/").url == "/help"


def test_a_wrong_password_is_a_problem_that_says_what_to_do(client, officer):
    answer = client.post("/login", {"username": "mai", "password": "sai"})
    assert answer.status_code == 401
    assert "Caps Lock" in answer.content.decode()


def test_guessing_has_to_wait(client, officer):
    answers = [client.post("/login", {"username": "mai", "password": f"sai{n}"}) for n in range(6)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_log_in_leads_to_no_foreign_address(client, officer, wanted):
    answer = client.post("/login", {"username": "mai", "password": "ruong-bac-thang-2026", "next": wanted})
    assert answer.url == "/"


def test_logging_out_ends_the_session(client, officer):
    client.post("/login", {"username": "mai", "password": "ruong-bac-thang-2026"})
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").url == "/login"
    assert client.get("/guide").status_code == 302


def test_a_problem_speaks_both_languages(db):
    html = errors.not_found(_request("/nowhere"), Exception()).content.decode()
    assert "Không tìm thấy trang này." in html
    assert "This page does not exist." in html
    assert "page.not_found" in html


def test_too_large_is_413(db, settings):
    settings.BODY_LIMIT = 32 * 2**20
    answer = errors.bad_request(_request(), RequestDataTooBig())
    assert answer.status_code == 413
    assert "32 MB" in answer.content.decode()


def test_a_broken_page_needs_no_context():
    assert errors.broken(_request()).status_code == 500


def test_pages_are_in_vietnamese_until_somebody_chooses(client, db):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert 'lang="vi"' in client.get("/help").content.decode()
    client.post("/language", {"language": "en", "next": "/help"})
    assert 'lang="en"' in client.get("/help").content.decode()


def test_the_frame_of_nobody_has_no_navigation(db):
    assert page(_request())["page"].nav == []


def test_more_entries_than_fit_a_row_open_under_one_more(db, monkeypatch):
    listed = [nav.Entry("ui:help", str(number), "figure.read", number) for number in range(9)]
    monkeypatch.setattr(nav, "entries", lambda actor: listed)
    shown = page(_request())["page"]
    assert (len(shown.nav_first), len(shown.nav_more), shown.here_in_more) == (nav.ROW, 4, False)
    monkeypatch.setattr(nav, "entries", lambda actor: listed[: nav.ROW + 1])
    assert page(_request())["page"].nav_more == []
