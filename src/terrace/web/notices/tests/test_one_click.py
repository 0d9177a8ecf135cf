"""Links out of messages: nothing happens by opening, one press does it, without logging in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from terrace.base.notify import links, preferences
from terrace.base.notify.links import UNSUBSCRIBE
from terrace.web.notices.tests.conftest import KIND, PURPOSE, as_web


@pytest.fixture
def mail() -> Client:
    """The browser of a mail program, which is strict about CSRF."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def token(cast):
    return links.sign(cast.hoa.pk, PURPOSE, 7)


def test_opening_a_link_does_nothing(mail, token, pressed):
    for ask in (mail.get, mail.head):
        assert ask(f"/notices/open/{token}").status_code == 200
    page = mail.get(f"/notices/open/{token}")
    assert pressed == []
    assert page.content.decode().count("<button") - page.content.decode().count('name="language"') == 1
    assert "Số 7" in page.content.decode()
    assert "Hoàng Thị Hoa" in page.content.decode()


def test_one_press_does_it_as_the_person_of_the_link(mail, token, pressed, cast):
    page = mail.post(f"/notices/open/{token}")
    assert page.status_code == 200
    assert "Đã tiếp nhận cảnh báo." in page.content.decode()
    assert [(each.person, each.object) for each in pressed] == [(cast.hoa.pk, "7")]


def test_a_link_acts_as_its_person_whoever_is_logged_in(browser, token, pressed, cast):
    browser("chi").post(f"/notices/open/{token}")
    assert [each.person for each in pressed] == [cast.hoa.pk]


def test_the_web_role_may_press_it(mail, token, pressed):
    with as_web():
        assert mail.post(f"/notices/open/{token}").status_code == 200
    assert len(pressed) == 1


def test_a_link_is_kept_by_nobody_and_gives_nothing_away(mail, token):
    headers = mail.get(f"/notices/open/{token}").headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t[5:], lambda _t: "x"])
def test_a_link_that_was_changed_does_nothing(mail, token, pressed, spoil):
    assert mail.post(f"/notices/open/{spoil(token)}").status_code == 404
    assert pressed == []


def test_an_old_link_says_so(mail, cast, pressed):
    token = links.sign(cast.hoa.pk, PURPOSE, 7, timezone.now() - timedelta(seconds=1))
    page = mail.post(f"/notices/open/{token}")
    assert page.status_code == 410
    assert "Liên kết này đã hết hạn" in page.content.decode()
    assert pressed == []


def test_a_link_of_somebody_who_has_left_does_nothing(mail, token, cast, pressed):
    cast.hoa.is_active = False
    cast.hoa.save()
    assert mail.post(f"/notices/open/{token}").status_code == 404
    assert pressed == []


def test_the_page_speaks_her_language_until_the_browser_has_one(mail, cast):
    cast.hoa.language = "en"
    cast.hoa.save()
    token = links.sign(cast.hoa.pk, PURPOSE, 7)
    assert "Take it" in mail.get(f"/notices/open/{token}").content.decode()
    mail.cookies["django_language"] = "vi"
    assert "Tiếp nhận" in mail.get(f"/notices/open/{token}").content.decode()


def test_a_mail_program_ends_mails_of_a_kind_by_itself(mail, cast):
    """RFC 8058: a POST with this body, without cookies, without a redirect."""
    token = links.sign(cast.hoa.pk, UNSUBSCRIBE, KIND)
    assert "email" in preferences.of(cast.hoa.pk).wants(KIND)
    answer = mail.post(
        f"/notices/unsubscribe/{token}",
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert "email" not in preferences.of(cast.hoa.pk).wants(KIND)


def test_opening_the_address_ends_no_mails(mail, cast):
    token = links.sign(cast.hoa.pk, UNSUBSCRIBE, KIND)
    page = mail.get(f"/notices/unsubscribe/{token}").content.decode()
    assert "Cảnh báo thử" in page
    assert "email" in preferences.of(cast.hoa.pk).wants(KIND)


def test_the_web_role_may_end_mails(mail, cast):
    token = links.sign(cast.hoa.pk, UNSUBSCRIBE, KIND)
    with as_web():
        assert mail.post(f"/notices/unsubscribe/{token}").status_code == 200


def test_each_address_takes_its_own_tokens_only(mail, cast, token, pressed):
    stop = links.sign(cast.hoa.pk, UNSUBSCRIBE, KIND)
    assert mail.post(f"/notices/unsubscribe/{token}").status_code == 404
    assert mail.post(f"/notices/open/{stop}").status_code == 404
    assert pressed == []


def test_other_methods_are_refused(mail, token):
    assert mail.delete(f"/notices/open/{token}").status_code == 405
