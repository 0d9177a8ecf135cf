"""How she is told: the page keeps what she chose, and nothing else."""

from datetime import time

import pytest

from terrace.base.access.actors import Actor
from terrace.base.notify import bounced, devices, preferences
from terrace.base.notify.models import Bounce, Preference
from terrace.web.notices.tests.conftest import KIND, OTHER, as_web

FORM = {"digest": "weekly", "quiet_from": "21:30", "quiet_until": "06:00", "rest_days": "on", "phone": ""}


def boxes(page: str) -> set[str]:
    """Names of the boxes that are checked."""
    inputs = [each for each in page.split("<input") if 'type="checkbox" name="' in each]
    return {each.split('name="')[1].split('"')[0] for each in inputs if " checked" in each.split(">")[0]}


def test_the_page_shows_what_is_usual(cast, browser):
    page = browser("hoa").get("/notices/settings").content.decode()
    assert f"{KIND}:email" in boxes(page)
    assert f"{OTHER}:email" not in boxes(page)
    assert "Cảnh báo thử" in page
    assert 'value="20:00"' in page


def test_what_she_chooses_is_kept(cast, browser):
    hers = browser("hoa")
    with as_web():
        before = boxes(hers.get("/notices/settings").content.decode())
        wanted = before - {f"{KIND}:email"} | {f"{OTHER}:push"}
        answer = hers.post("/notices/settings", FORM | dict.fromkeys(wanted, "1"))
        assert answer.headers["Location"] == "/notices/settings"
        page = hers.get("/notices/settings").content.decode()
    assert boxes(page) == wanted
    assert 'value="21:30"' in page
    assert "Đã lưu lựa chọn của bạn." in page


def test_what_she_leaves_alone_stays_as_is_usual(cast, browser):
    hers = browser("hoa")
    usual = boxes(hers.get("/notices/settings").content.decode())
    hers.post("/notices/settings", FORM | dict.fromkeys(usual | {f"{OTHER}:push"}, "1"))
    assert Preference.objects.get(person=cast.hoa).channels == {OTHER: ["push"]}
    assert preferences.of(cast.hoa.pk).quiet_until == time(6)


def test_a_telephone_number_is_kept_sealed_and_shown_to_her(cast, browser):
    hers = browser("hoa")
    hers.post("/notices/settings", FORM | {"phone": "0912 345 678"})
    kept = Preference.objects.get(person=cast.hoa)
    assert b"912" not in bytes(kept.phone or b"912")
    assert "+84912345678" in hers.get("/notices/settings").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "không có"}, "Số điện thoại không đúng"),
        ({"quiet_from": "25:00"}, "errorlist"),
        ({"quiet_until": ""}, "errorlist"),
        ({"digest": "hourly"}, "errorlist"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(cast, browser, wrong, said):
    answer = browser("hoa").post("/notices/settings", FORM | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Preference.objects.exists()


def test_sms_is_offered_with_a_gateway_only(cast, browser, monkeypatch):
    hers = browser("hoa")
    assert f"{KIND}:sms" not in hers.get("/notices/settings").content.decode()
    hers.post("/notices/settings", FORM | {f"{KIND}:sms": "1", f"{KIND}:email": "1"})
    assert "sms" not in preferences.of(cast.hoa.pk).wants(KIND)
    monkeypatch.setenv("TERRACE_SMS_URL", "file:/tmp/sms")
    assert f"{KIND}:sms" in hers.get("/notices/settings").content.decode()


def test_the_page_says_where_mails_go_and_that_they_come_back(cast, browser, monkeypatch):
    hers = browser("hoa")
    assert "hiện không gửi thư" in hers.get("/notices/settings").content.decode()
    monkeypatch.setenv("TERRACE_SMTP_URL", "smtp://127.0.0.1:2525")
    assert "hoa@example.vn" in hers.get("/notices/settings").content.decode()
    bounced.mark(cast.hoa.pk, "hoa@example.vn", "550 no such mailbox")
    assert "Thư gửi đến hoa@example.vn bị trả lại" in hers.get("/notices/settings").content.decode()
    hers.post(f"/notices/addresses/{Bounce.objects.get().pk}/lift")
    assert "hoa@example.vn bị trả lại" not in hers.get("/notices/settings").content.decode()


def test_an_administrator_lifts_a_mark(cast, browser):
    bounced.mark(cast.hoa.pk, "hoa@example.vn", "550 no such mailbox")
    keeper, number = browser("an"), Bounce.objects.get().pk
    assert browser("hoa").get("/notices/addresses").status_code == 403
    with as_web():
        assert "550 no such mailbox" in keeper.get("/notices/addresses").content.decode()
        assert keeper.post(f"/notices/addresses/{number}/lift").headers["Location"] == "/notices/addresses"
        assert "mọi thư đều đến nơi" in keeper.get("/notices/addresses").content.decode()
    assert browser("chi").post("/notices/addresses/1/lift").status_code == 404


def test_her_devices_are_listed_and_ended(cast, browser, monkeypatch):
    monkeypatch.setattr("terrace.base.notify.guard.check", lambda _url: None)  # no name is looked up in tests
    actor = Actor(cast.hoa.pk)
    row = devices.add(actor, "https://push.example/a", "B" * 87, "A" * 22, "Chrome, Android")
    hers = browser("hoa")
    assert "Chrome, Android" in hers.get("/notices/settings").content.decode()
    browser("chi").post(f"/notices/devices/{row.pk}/end")
    assert len(devices.mine(actor)) == 1
    hers.post(f"/notices/devices/{row.pk}/end")
    assert devices.mine(actor) == []
