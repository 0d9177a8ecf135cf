"""What the doctor says about the mail server: greeted, never written to."""

import pytest

from terrace.base.notify.tests.servers import mail_server
from terrace.cli import doctor

NOWHERE = "smtp://127.0.0.1:1"


@pytest.fixture
def said(monkeypatch):
    """The finding for an address, in a language."""

    def look(url, language="en"):
        monkeypatch.setattr(doctor, "language", lambda: language)
        monkeypatch.setenv("TERRACE_SMTP_URL", url)
        return doctor.mail()

    return look


def test_a_server_that_answers_is_well_and_gets_no_message(said):
    with mail_server() as post:
        found = said(post.url)
        assert (found.state, found.found, found.advice_en) == ("ok", f"127.0.0.1:{post.port}", "")
        assert post.letters == []


def test_no_server_is_a_warning_in_both_languages(said):
    found = said("")
    assert (found.state, found.found) == ("warn", "E-mail is off: TERRACE_SMTP_URL is not set")
    assert said("", "vi").found == "Thư điện tử đang tắt: chưa đặt TERRACE_SMTP_URL"
    assert "TERRACE_SMTP_URL" in found.advice_vi
    assert "TERRACE_SMTP_URL" in found.advice_en


def test_a_server_that_does_not_answer_is_a_failure_with_advice(said):
    found = said(NOWHERE)
    assert (found.state, "127.0.0.1:1" in found.found) == ("fail", True)
    assert "không nói chuyện được" in said(NOWHERE, "vi").found.lower()
    assert "firewall" in found.advice_en


def test_an_address_that_is_wrong_is_a_failure(said):
    assert (said("http://mail").state, said("maildir:/tmp/letters").state) == ("fail", "ok")
