"""Webhooks as administrators see them."""

import pytest

from terrace.base.notify import planning
from terrace.base.notify.models import Delivery, Notice, State, Webhook
from terrace.web.notices.tests.conftest import KIND, as_web, tell

FORM = {"name": "IOC", "url": "https://93.184.216.34/terrace", "username": "ioc", "kinds": [KIND]}


@pytest.fixture
def keeper(browser):
    return browser("an")


@pytest.fixture
def hook(keeper):
    keeper.post("/webhooks/", FORM)
    return Webhook.objects.get()


def test_a_webhook_is_added_and_its_secret_shown_once(keeper, cast):
    with as_web():
        page = keeper.post("/webhooks/", FORM).content.decode()
        secret = page.split('<code class="secret">')[1].split("<")[0]
        assert secret.startswith("whsec_")
        again = keeper.get("/webhooks/").content.decode()
    assert "IOC" in again
    assert secret not in again


def test_it_sees_what_its_account_may_see(hook, cast):
    assert hook.person_id == cast.ioc.pk
    assert hook.kinds == [KIND]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "nobody"}, "Không có tài khoản"),
        ({"username": "chi"}, "không thể thay mặt tài khoản này"),
        ({"url": "http://93.184.216.34/"}, "không dùng được"),
        ({"url": "https://127.0.0.1/"}, "mạng nội bộ"),
        ({"url": "https://169.254.169.254/latest"}, "mạng nội bộ"),
        ({"url": "file:///etc/passwd"}, "không dùng được"),
        ({"kinds": ["unknown"]}, "errorlist"),
        ({"name": ""}, "errorlist"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(keeper, wrong, said):
    answer = keeper.post("/webhooks/", FORM | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Webhook.objects.exists()


def test_a_taken_name_is_said(keeper, hook):
    assert keeper.post("/webhooks/", FORM).status_code == 422


def test_a_webhook_is_changed_switched_off_and_on_and_removed(keeper, hook):
    at = f"/webhooks/{hook.pk}/"
    keeper.post(f"{at}change", {"name": "Trung tâm IOC", "url": FORM["url"], "kinds": []})
    keeper.post(f"{at}change", {"active": "0"})
    hook.refresh_from_db()
    assert (hook.name, hook.kinds, hook.active) == ("Trung tâm IOC", [], False)
    assert "đã tắt" in keeper.get(at).content.decode()
    keeper.post(f"{at}change", {"active": "1"})
    assert "chưa gửi gì" in keeper.get(at).content.decode()
    assert keeper.post(f"{at}change", {"name": "", "url": "x"}).status_code == 422
    keeper.post(f"{at}remove")
    assert keeper.get(at).status_code == 404


def test_a_new_secret_is_shown_once(keeper, hook):
    page = keeper.post(f"/webhooks/{hook.pk}/secret").content.decode()
    assert "whsec_" in page
    assert "whsec_" not in keeper.get(f"/webhooks/{hook.pk}/").content.decode()


def test_deliveries_are_seen_and_sent_again(keeper, hook, cast):
    tell(cast.chi)
    while planning.plan():
        pass
    row = Delivery.objects.get(channel="webhook")
    Delivery.objects.filter(pk=row.pk).update(state=State.FAILED, why="500 nothing works")
    page = keeper.get(f"/webhooks/{hook.pk}/").content.decode()
    assert "500 nothing works" in page
    assert "không gửi được" in page
    answer = keeper.post(f"/webhooks/{hook.pk}/deliveries/{row.pk}/again")
    assert answer.headers["Location"] == f"/webhooks/{hook.pk}/"
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert keeper.post(f"/webhooks/{hook.pk}/deliveries/{row.pk}/again").status_code == 404
    assert Notice.objects.filter(webhook=hook).count() == 1


@pytest.mark.parametrize("who", ["hoa", "chi"])
def test_nobody_else_gets_there(browser, hook, who):
    hers = browser(who)
    for path in ("/webhooks/", f"/webhooks/{hook.pk}/"):
        assert hers.get(path).status_code == 403
    assert hers.post(f"/webhooks/{hook.pk}/remove").status_code == 403
    assert Webhook.objects.get().active


def test_the_navigation_leads_administrators_there(keeper, browser):
    assert 'href="/webhooks/"' in keeper.get("/help").content.decode()
    assert 'href="/webhooks/"' not in browser("chi").get("/help").content.decode()


def test_a_test_message_is_sent_and_the_list_shows_it_under_way(keeper, hook):
    at = f"/webhooks/{hook.pk}/"
    assert "Gửi tin thử" in keeper.get(at).content.decode()
    with as_web():
        assert keeper.post(f"{at}test").headers["Location"] == at
    row = Delivery.objects.get(channel="webhook")
    assert (row.notice.kind, row.state, row.person_id) == ("webhook.test", State.WAITING, hook.person_id)
    page = keeper.get(at).content.decode()
    assert "Tin thử của Terrace" in page
    assert 'hx-trigger="every 2s"' in page
    Delivery.objects.filter(pk=row.pk).update(state=State.FAILED, why="500 nothing works")
    assert 'hx-trigger="every 2s"' not in keeper.get(at).content.decode()


def test_nothing_is_tried_at_an_address_that_is_switched_off(keeper, hook, browser):
    at = f"/webhooks/{hook.pk}/"
    assert browser("hoa").post(f"{at}test").status_code == 403
    keeper.post(f"{at}change", {"active": "0"})
    assert "Gửi tin thử" not in keeper.get(at).content.decode()
    assert keeper.post(f"{at}test").status_code == 409
    assert not Delivery.objects.exists()
