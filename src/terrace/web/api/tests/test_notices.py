"""Notices and webhooks by the API: hers alone, as she wants them; administrators' alone."""

import pytest

from terrace.base.notify import actions, kinds, planning, preferences
from terrace.base.notify.messages import Message, Urgency, Words
from terrace.base.notify.models import Delivery, Device, Preference, State, Webhook
from terrace.base.people.actions import create_person

KIND = "test.told"
SUBSCRIPTION = {
    "endpoint": "https://93.184.216.34/send/abc",
    "keys": {"p256dh": "B" * 87, "auth": "A" * 22},
    "name": "Chrome, Android",
}
HOOK = {"name": "IOC", "url": "https://93.184.216.34/terrace", "account": "ioc", "kinds": [KIND]}


@pytest.fixture(autouse=True)
def _kind():
    kinds.register(KIND, Words("Thử", "Test"), Urgency.NORMAL, ("email", "webhook"))
    yield
    del kinds.KINDS[KIND]


@pytest.fixture
def system(cast):
    """The account of another system."""
    return create_person("ioc", "IOC", kind="system")


def tell(person, key="one"):
    lines = (Words("Dòng", "Line"),)
    actions.tell([person.pk], Message(KIND, key, Words("Tiêu đề", "Title"), lines, "/help"))


def delete(caller, path, body=None):
    content = {} if body is None else {"data": body, "content_type": "application/json"}
    return caller.client.delete(f"/api/v1{path}", headers=caller.headers, **content)


def put(caller, path, body):
    return caller.client.put(f"/api/v1{path}", body, content_type="application/json", headers=caller.headers)


def test_she_reads_her_notices_and_nobody_elses(as_, cast):
    tell(cast.hoa)
    found = as_("hoa").get("/notices").json()
    assert found["unread"] == 1
    (notice,) = found["notices"]
    assert (notice["title_vi"], notice["lines_en"], notice["page"]) == ("Tiêu đề", ["Line"], "/help")
    assert as_("binh").get("/notices").json() == {"notices": [], "unread": 0}


def test_nobody_knows_of_none(nobody):
    assert nobody.get("/notices").status_code == 401
    assert nobody.post("/notices/read", {}).status_code == 401


def test_notices_are_marked_as_read(as_, cast):
    tell(cast.hoa)
    tell(cast.hoa, "two")
    hers = as_("hoa")
    newest = hers.get("/notices").json()["notices"][0]["id"]
    assert as_("binh").post(f"/notices/{newest}/read", {}).json() == {"read": 0}
    assert hers.post(f"/notices/{newest}/read", {}).json() == {"read": 1}
    assert len(hers.get("/notices", unread="true").json()["notices"]) == 1
    assert len(hers.get("/notices", before=newest).json()["notices"]) == 1
    assert hers.post("/notices/read", {}).json() == {"read": 1}
    assert hers.get("/notices").json()["unread"] == 0


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40])
def test_a_number_that_is_none_is_refused(as_, before):
    assert as_("hoa").get("/notices", before=before).status_code == 400


def test_she_changes_how_she_is_told(as_, cast):
    hers = as_("hoa")
    wanted = {"channels": {KIND: ["push"]}, "quiet_from": "21:00", "phone": "0912345678", "digest": "weekly"}
    answer = put(hers, "/notices/settings", wanted)
    assert answer.status_code == 200
    kept = hers.get("/notices/settings").json()
    assert kept == answer.json()
    assert {each["kind"]: each["channels"] for each in kept["kinds"]}[KIND] == ["push"]
    assert (kept["quiet_from"], kept["quiet_until"], kept["phone"], kept["digest"]) == (
        "21:00",
        "07:00",
        True,
        "weekly",
    )
    assert "912345678" not in hers.get("/notices/settings").content.decode()
    assert preferences.of(cast.hoa.pk).phone == "+84912345678"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"channels": {"no.such": ["email"]}}, 422),
        ({"channels": {KIND: ["pigeon"]}}, 422),
        ({"quiet_from": "25:00"}, 422),
        ({"digest": "hourly"}, 422),
        ({"phone": "x"}, 422),
        ({"unknown": 1}, 422),
        (b"{", 400),
    ],
)
def test_wishes_that_are_wrong_change_nothing(as_, wrong, status):
    assert put(as_("hoa"), "/notices/settings", wrong).status_code == status
    assert not Preference.objects.exists()


def test_a_browser_is_added_known_and_removed(as_, cast):
    hers, other = as_("hoa"), as_("binh")
    address = {"endpoint": SUBSCRIPTION["endpoint"]}
    assert hers.post("/notices/devices", SUBSCRIPTION).json() == {"here": True}
    assert hers.post("/notices/devices/here", address).json() == {"here": True}
    assert other.post("/notices/devices/here", address).json() == {"here": False}
    assert b"push" not in bytes(Device.objects.get().sealed)
    delete(other, "/notices/devices", address)
    assert Device.objects.count() == 1
    assert delete(hers, "/notices/devices", address).json() == {"here": False}
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "http://93.184.216.34/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": ""},
        {"keys": {"p256dh": "x", "auth": "y"}},
        {"keys": None},
    ],
)
def test_a_subscription_that_is_none_is_refused(as_, change):
    assert as_("hoa").post("/notices/devices", SUBSCRIPTION | change).status_code == 422
    assert not Device.objects.exists()


def test_an_administrator_keeps_webhooks(as_, cast, system):
    keeper = as_("an")
    made = keeper.post("/webhooks", HOOK)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    number = made.json()["webhook"]["id"]
    assert keeper.get("/webhooks").json()["webhooks"] == [made.json()["webhook"]]
    assert put(keeper, f"/webhooks/{number}", {"active": False}).json()["active"] is False
    assert keeper.post(f"/webhooks/{number}/secret", {}).json()["secret"] != made.json()["secret"]
    assert delete(keeper, f"/webhooks/{number}").status_code == 204
    assert keeper.get(f"/webhooks/{number}/deliveries").status_code == 404


def test_deliveries_are_seen_and_sent_again(as_, cast, system):
    keeper = as_("an")
    number = keeper.post("/webhooks", HOOK).json()["webhook"]["id"]
    tell(cast.chi)
    while planning.plan():
        pass
    Delivery.objects.filter(channel="webhook").update(state=State.FAILED, why="500")
    (sent,) = keeper.get(f"/webhooks/{number}/deliveries").json()["deliveries"]
    assert (sent["kind"], sent["state"], sent["why"]) == (KIND, "failed", "500")
    assert keeper.post(f"/webhooks/deliveries/{sent['id']}/again", {}).status_code == 204
    assert keeper.post(f"/webhooks/deliveries/{sent['id']}/again", {}).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"account": "nobody"},
        {"account": "chi"},
        {"url": "https://10.0.0.1/"},
        {"kinds": ["no.such"]},
        {"name": " "},
        {"other": 1},
    ],
)
def test_a_webhook_that_is_wrong_is_refused(as_, system, change):
    assert as_("an").post("/webhooks", HOOK | change).status_code == 422
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("name", ["hoa", "chi"])
def test_others_do_not_keep_webhooks(as_, name):
    assert as_(name).get("/webhooks").status_code == 403
    assert as_(name).post("/webhooks", HOOK).status_code == 403


def test_the_web_role_does_all_this(as_, cast, system, as_web):
    hers, keeper = as_("hoa"), as_("an")
    tell(cast.hoa)
    with as_web():
        assert hers.get("/notices").json()["unread"] == 1
        assert hers.post("/notices/read", {}).json() == {"read": 1}
        assert put(hers, "/notices/settings", {"digest": "none"}).status_code == 200
        assert hers.post("/notices/devices", SUBSCRIPTION).status_code == 200
        assert keeper.post("/webhooks", HOOK).status_code == 201
        assert len(keeper.get("/webhooks").json()["webhooks"]) == 1
        assert delete(hers, "/notices/devices", {"endpoint": SUBSCRIPTION["endpoint"]}).status_code == 200
