"""Webhooks at a real HTTP server: signed, as far as their account may see, tried again, switched off; guarded."""

import base64
import hashlib
import hmac
import socket
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.tests.land import At
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.notify import actions, guard, webhooks
from terrace.base.notify.messages import Need, Words
from terrace.base.notify.models import Delivery, Notice, Webhook
from terrace.base.notify.tests.conftest import KIND, SITE, go_out, hasten, message
from terrace.base.people.models import Person

pytestmark = pytest.mark.django_db
NEEDS = (Need("figure.read", At.A),)


@pytest.fixture
def an(people):
    """An, who keeps webhooks. Chi's account is a system's here, which sees the lake province."""
    Person.objects.filter(pk=people.chi.pk).update(kind="system")
    return policy.actor_of(people.an)


@pytest.fixture
def hook(people, an, web):
    """A webhook that acts as Chi, who sees the lake province; and its secret."""
    row, secret = webhooks.create(an, "Kho dữ liệu", f"{web.url}/in", people.chi.pk)
    return row, secret


def outcomes():
    rows = Delivery.objects.filter(channel="webhook").order_by("pk")
    return dict(rows.values_list("notice__key", "state"))


def test_a_message_is_posted_once_signed_however_many_people_are_told(people, hook, web):
    actions.tell([people.hoa.pk, people.chi.pk], message(needs=NEEDS, lines=(Words("Một", "One"),), data={"a": 1}))
    actions.tell([people.an.pk], message(needs=NEEDS))
    go_out()
    (call,) = web.calls
    name, moment = call.headers["webhook-id"], call.headers["webhook-timestamp"]
    key = base64.b64decode(hook[1].removeprefix("whsec_"))
    expected = hmac.new(key, f"{name}.{moment}.".encode() + call.body, hashlib.sha256).digest()
    assert call.headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert call.path == "/in"
    told = call.json
    assert (told["type"], told["data"]["url"]) == (KIND, f"{SITE}/warnings/1/")
    assert told["data"]["title"] == {"vi": "Đàn lợn xã A tăng 10 lần", "en": "Pigs of A: ten times"}
    assert told["data"]["lines"] == [{"vi": "Một", "en": "One"}]


def test_nobody_lends_the_eyes_of_a_colleague_to_an_address(people, an, web):
    for number in (people.hoa.pk, 10**9):
        with pytest.raises(Refused) as refused:
            webhooks.create(an, "x", web.url, number)
        assert refused.value.faults[0].code == "notify.webhook_account"
    assert webhooks.create(an, "own", web.url, people.an.pk)[0].person_id == people.an.pk


def test_it_sees_what_its_account_may_see_and_nothing_personal(people, an, hook, web):
    actions.tell([people.binh.pk], message("elsewhere", needs=(Need("figure.read", At.B),)))
    actions.tell([people.hoa.pk], message("personal"))
    actions.tell([people.hoa.pk], message("here", needs=NEEDS))
    go_out()
    assert outcomes() == {"elsewhere": "withheld", "personal": "withheld", "here": "sent"}
    assert len(web.calls) == 1


def test_it_hears_only_the_kinds_it_chose(people, an, web):
    webhooks.create(an, "ít", web.url, people.chi.pk, [KIND])
    with pytest.raises(Refused) as refused:
        webhooks.create(an, "không", web.url, people.chi.pk, ["mail.bounced"])
    assert refused.value.faults[0].code == "notify.kind_unknown"
    actions.tell([people.hoa.pk], message("a", needs=NEEDS))
    actions.tell([people.hoa.pk], message("b", kind="mail.bounced", needs=NEEDS))
    go_out()
    assert outcomes() == {"a": "sent"}


def test_what_failed_is_tried_again_under_the_same_id(people, hook, web):
    web.status = 503
    actions.tell([people.hoa.pk], message(needs=NEEDS))
    go_out()
    assert Webhook.objects.get().failing_since is not None
    web.status = 200
    hasten(hours=1)
    go_out()
    assert len({call.headers["webhook-id"] for call in web.calls}) == 1
    assert len(web.calls) == 2
    assert Webhook.objects.get().failing_since is None
    assert outcomes() == {"k": "sent"}


def test_redirects_are_not_followed(people, hook, web):
    web.status, web.headers = 302, {"Location": f"{web.url}/elsewhere"}
    actions.tell([people.hoa.pk], message(needs=NEEDS))
    go_out()
    assert [call.path for call in web.calls] == ["/in"]
    assert outcomes() == {"k": "waiting"}


def test_after_five_days_of_failing_it_is_switched_off_and_its_keeper_told(people, an, hook, web, post):
    web.status = 500
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=6))
    actions.tell([people.hoa.pk], message("one", needs=NEEDS))
    actions.tell([people.hoa.pk], message("two", needs=NEEDS))
    go_out()
    row = Webhook.objects.get()
    assert (row.active, "500" in row.stopped_why) == (False, True)
    assert set(outcomes().values()) == {"failed"}
    go_out()
    assert "Kho dữ liệu" in [each.plain for each in post.letters if each.recipient == "an@ho.gov.vn"][-1]
    actions.tell([people.hoa.pk], message("three", needs=NEEDS))
    go_out()
    assert "three" not in outcomes()
    webhooks.change(an, row.pk, active=True)
    web.status = 200
    actions.tell([people.hoa.pk], message("four", needs=NEEDS))
    go_out()
    assert outcomes()["four"] == "sent"


def test_gone_means_gone_at_once(people, hook, web):
    web.status = 410
    actions.tell([people.hoa.pk], message(needs=NEEDS))
    go_out()
    assert not Webhook.objects.get().active


def test_a_keeper_sees_what_went_where_and_sends_it_again(people, an, hook, web, as_web):
    actions.tell([people.hoa.pk], message(needs=NEEDS))
    go_out()
    with as_web(people.an):
        (row,) = webhooks.deliveries(an, hook[0].pk)
        webhooks.resend(an, row.pk)
        for number in (row.pk, 2**40):
            with pytest.raises(Refused):
                webhooks.resend(an, number)
    go_out()
    assert [call.headers["webhook-id"] for call in web.calls] == [web.calls[0].headers["webhook-id"]] * 2


def test_only_keepers_reach_webhooks(people, an, hook, web, as_web):
    for person in (people.hoa, people.chi):
        actor = policy.actor_of(person)
        with as_web(person):
            assert not Webhook.objects.exists()
            for forbidden in (
                lambda: webhooks.listed(actor),  # noqa: B023
                lambda: webhooks.create(actor, "x", web.url, person.pk),  # noqa: B023
                lambda: webhooks.change(actor, hook[0].pk, active=False),  # noqa: B023
                lambda: webhooks.remove(actor, hook[0].pk),  # noqa: B023
                lambda: webhooks.renew(actor, hook[0].pk),  # noqa: B023
                lambda: webhooks.resend(actor, 1),  # noqa: B023
            ):
                with pytest.raises(Refused):
                    forbidden()
    with as_web(people.an):
        assert [row.name for row in webhooks.listed(an)] == ["Kho dữ liệu"]


def test_a_webhook_is_changed_renewed_and_removed_with_an_entry_each(people, an, hook, web, as_web):
    with as_web(people.an):
        webhooks.change(an, hook[0].pk, name="Kho", url=f"{web.url}/other", kinds=[KIND])
        secret = webhooks.renew(an, hook[0].pk)
        for name in ("", " " * 5, "x" * 81, "Kho"):
            with pytest.raises(Refused) as refused:
                webhooks.create(an, name, web.url, people.chi.pk)
            assert refused.value.faults[0].code == "notify.webhook_name"
    actions.tell([people.hoa.pk], message(needs=NEEDS))
    go_out()
    (call,) = web.calls
    moment = int(call.headers["webhook-timestamp"])
    signed = webhooks.signature(secret, call.headers["webhook-id"], moment, call.body)
    assert (call.path, call.headers["webhook-signature"]) == ("/other", signed)
    webhooks.remove(an, hook[0].pk)
    assert webhooks.listed(an) == []
    webhooks.create(an, "Kho", web.url, people.chi.pk)
    verbs = Entry.objects.filter(verb__startswith="webhook.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["webhook.create", "webhook.change", "webhook.renew", "webhook.remove", "webhook.create"]
    assert not [entry for entry in Entry.objects.all() if "whsec" in str(entry.detail)]


def test_what_was_told_before_it_was_there_is_not_posted(people, an, web):
    actions.tell([people.hoa.pk], message(needs=NEEDS))
    Notice.objects.update(made_at=timezone.now() - timedelta(minutes=1))
    webhooks.create(an, "mới", web.url, people.chi.pk)
    go_out()
    assert web.calls == []


INSIDE = [
    "https://127.0.0.1/",
    "https://10.1.2.3/",
    "https://192.168.1.1:8443/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://[::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://localhost/",
    "https://2130706433/",
    "https://0x7f.1/",
]


@pytest.mark.parametrize("url", INSIDE)
def test_no_address_inside_the_house_is_taken(people, an, url):
    with pytest.raises(Refused) as refused:
        webhooks.create(an, "x", url, people.chi.pk)
    assert refused.value.faults[0].code == "notify.url_bad"
    with pytest.raises(Refused):
        guard.post(url, b"", {})


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://93.184.216.34/", "ftp://a.vn/", "https://", "https://a.vn:99999/", "https://u:p@a.vn/",
     "https://a.vn/\r\nX: y", "file:///etc/passwd", "https://[::1", "//a.vn/"],
)  # fmt: skip
def test_what_is_no_address_is_a_problem(people, an, url):
    with pytest.raises(Refused) as refused:
        webhooks.create(an, "x", url, people.chi.pk)
    assert refused.value.faults[0].code == "notify.url_bad"


def test_allowed_networks_open_only_themselves(monkeypatch, web):
    assert guard.post(f"{web.url}/", b"", {}).status == 200
    with pytest.raises(Refused):
        guard.post("http://10.0.0.1/", b"", {})


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch, web):
    """A name that has another address at the second question gains nothing: there is no second question."""
    asked = []
    answers = iter(["127.0.0.1", "10.0.0.1"])
    real = socket.getaddrinfo

    def resolving(host, port, *rest, **more):
        if host != "moves.vn":
            return real(host, port, *rest, **more)
        asked.append(host)
        return real(next(answers), port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolving)
    answer = guard.post(f"http://moves.vn:{web.port}/", b"", {})
    assert (answer.status, asked) == (200, ["moves.vn"])
    assert web.calls[0].headers["host"] == f"moves.vn:{web.port}"


def test_one_inner_address_among_outer_ones_is_enough_to_refuse(monkeypatch):
    rows = [(2, 1, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *rest, **more: rows)
    with pytest.raises(Refused):
        guard.check("https://two.vn/")


def test_a_name_that_is_not_found_is_tried_later(people, an, monkeypatch):
    def unknown(*rest, **more):
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    webhooks.create(an, "x", "https://nowhere.invalid/", people.chi.pk)
    actions.tell([people.hoa.pk], message(needs=NEEDS))
    go_out()
    assert outcomes() == {"k": "waiting"}


def test_a_test_message_goes_the_ordinary_way_without_any_right(people, an, hook, web, as_web):
    web.status = 503
    with as_web(people.an):
        row = webhooks.test(an, hook[0].pk)
    go_out()
    row.refresh_from_db()
    assert (row.state, row.why.startswith("503")) == ("waiting", True)
    web.status = 200
    hasten(hours=1)
    go_out()
    row.refresh_from_db()
    assert (row.state, web.calls[-1].json["type"]) == ("sent", "webhook.test")
    assert len({call.headers["webhook-id"] for call in web.calls}) == 1
    assert "webhook-signature" in web.calls[-1].headers
    assert Entry.objects.filter(verb="webhook.test").exists()


def test_only_an_address_that_is_on_is_tested_and_by_its_keepers_only(people, an, hook, as_web):
    with as_web(people.hoa), pytest.raises(Refused):
        webhooks.test(policy.actor_of(people.hoa), hook[0].pk)
    with as_web(people.hoa), pytest.raises(ProgrammingError), transaction.atomic():
        Delivery.objects.create(notice_id=1, channel="webhook", person_id=people.hoa.pk)
    webhooks.change(an, hook[0].pk, active=False)
    with pytest.raises(Refused) as refused:
        webhooks.test(an, hook[0].pk)
    assert refused.value.faults[0].code == "notify.webhook_off"
