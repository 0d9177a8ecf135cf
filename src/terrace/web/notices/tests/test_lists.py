"""The list of notices, the bell, and marking as read."""

import pytest

from terrace.base.notify import actions
from terrace.base.notify.messages import Link, Urgency, Words
from terrace.base.notify.models import Notice
from terrace.web.notices import lists
from terrace.web.notices.tests.conftest import OTHER, as_web, tell
from terrace.web.ui import bell


def test_a_notice_stands_in_the_list_of_its_person_only(cast, browser):
    tell(cast.hoa)
    assert "Đàn lợn tăng gấp mười" in browser("hoa").get("/notices/").content.decode()
    assert "Đàn lợn tăng gấp mười" not in browser("chi").get("/notices/").content.decode()


def test_the_web_role_sees_and_marks_hers_only(cast, browser):
    row, hers, other = tell(cast.hoa), browser("hoa"), browser("chi")
    with as_web():
        assert other.get(f"/notices/{row.pk}/").status_code == 404
        other.post("/notices/read")
        assert hers.get("/notices/unread").json() == {"unread": 1}
        hers.post("/notices/read")
        assert hers.get("/notices/unread").json() == {"unread": 0}


def test_the_list_speaks_the_language_of_the_page(cast, browser):
    tell(cast.hoa)
    hers = browser("hoa")
    hers.cookies["django_language"] = "en"
    page = hers.get("/notices/").content.decode()
    assert "Ten times the pigs" in page
    assert "Test warning" in page
    assert "Đàn lợn" not in page


def test_opening_a_notice_reads_it_and_leads_on(cast, browser):
    row = tell(cast.hoa)
    hers = browser("hoa")
    assert hers.get("/notices/unread").json() == {"unread": 1}
    answer = hers.get(f"/notices/{row.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/help")
    assert hers.get("/notices/unread").json() == {"unread": 0}


def test_nobody_opens_the_notice_of_another(cast, browser):
    row = tell(cast.hoa)
    assert browser("chi").get(f"/notices/{row.pk}/").status_code == 404
    browser("chi").post(f"/notices/{row.pk}/read")
    row.refresh_from_db()
    assert row.read_at is None


def test_one_or_all_are_marked_as_read(cast, browser):
    rows = [tell(cast.hoa, f"k{number}") for number in range(3)]
    hers = browser("hoa")
    hers.post(f"/notices/{rows[0].pk}/read")
    assert hers.get("/notices/unread").json() == {"unread": 2}
    assert "Đánh dấu đã đọc tất cả" in hers.get("/notices/").content.decode()
    hers.post("/notices/read")
    assert hers.get("/notices/unread").json() == {"unread": 0}
    assert "Bạn đã đọc hết." in hers.get("/notices/").content.decode()


def test_the_bell_counts_in_the_frame_of_every_page(cast, browser):
    for number in range(3):
        tell(cast.hoa, f"k{number}")
    page = browser("hoa").get("/help").content.decode()
    assert "Thông báo: 3 chưa đọc" in page
    assert 'href="/notices/"' in page


@pytest.mark.parametrize(("many", "said"), [(0, "0"), (99, "99"), (100, "99+")])
def test_the_bell_stops_counting_at_a_hundred(many, said):
    assert bell.shown(many) == said


def test_nobody_has_no_bell(client, db):
    assert "t-bell" not in client.get("/help").content.decode()
    assert client.get("/notices/").status_code == 302


def test_what_has_gone_is_no_longer_counted_but_stays(cast, browser):
    tell(cast.hoa, "group/1/raised")
    actions.forget("group/1/")
    page = browser("hoa").get("/notices/").content.decode()
    assert "Đàn lợn tăng gấp mười" in page
    assert "Bạn đã đọc hết." in page
    assert "/notices/open/" not in page


def test_only_what_is_not_read_and_page_by_page(cast, browser):
    rows = [tell(cast.hoa, f"k{number}", title=Words(f"Số {number:02}", "n")) for number in range(lists.PAGE + 3)]
    hers = browser("hoa")
    first = hers.get("/notices/").content.decode()
    assert "Số 32" in first
    assert "Số 02" not in first
    assert f"?before={rows[3].pk}" in first
    assert "Số 02" in hers.get(f"/notices/?before={rows[3].pk}").content.decode()
    actions_left = hers.post(f"/notices/{rows[32].pk}/read")
    assert actions_left.status_code == 302
    assert "Số 32" not in hers.get("/notices/?unread=1").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1 OR 1=1", "²"])
def test_a_number_that_is_none_shows_the_newest(cast, browser, before):
    tell(cast.hoa)
    assert "Đàn lợn" in browser("hoa").get("/notices/", {"before": before}).content.decode()


def test_urgency_and_buttons_are_shown(cast, browser):
    links = (Link(Words("Xem", "See"), "/help"), Link(Words("Không còn", "Gone"), "7", "test.unknown"))
    tell(cast.hoa, urgency=Urgency.URGENT, links=links)
    page = browser("hoa").get("/notices/").content.decode()
    assert "⚠ khẩn" in page
    assert ">Xem</a>" in page
    assert "Không còn" not in page


def test_a_kind_that_nobody_registers_any_more_is_shown_by_its_code(cast, browser):
    row = tell(cast.hoa, kind=OTHER)
    Notice.objects.filter(pk=row.pk).update(kind="gone.kind")
    assert "gone.kind" in browser("hoa").get("/notices/").content.decode()
