"""Web Push at a real HTTP server: what only the browser can read, who signed it, what answers mean."""

import base64
import json
import time
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from terrace.base.access import policy
from terrace.base.kernel.problems import Refused
from terrace.base.notify import actions, devices
from terrace.base.notify.channels import push
from terrace.base.notify.messages import Urgency, Words
from terrace.base.notify.models import Delivery, Device
from terrace.base.notify.tests.conftest import go_out, hasten, message, states

pytestmark = pytest.mark.django_db
SECRET = b"0123456789abcdef"


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def content(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def browser():
    return ec.generate_private_key(ec.SECP256R1())


def point(key) -> str:
    return text(
        key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )


def subscribe(person, browser, web, at="/push/1", name="Firefox"):
    return devices.add(policy.actor_of(person), web.url + at, point(browser), text(SECRET), name)


def test_the_browser_reads_the_message_and_knows_who_sent_it(people, web, browser):
    subscribe(people.hoa, browser, web)
    actions.tell([people.hoa.pk], message(lines=(Words("Xã A báo 10 con.", "x"),), urgency=Urgency.URGENT))
    go_out()
    (call,) = web.calls
    read = http_ece.decrypt(call.body, private_key=browser, auth_secret=SECRET, version="aes128gcm")
    told = json.loads(read)
    assert (told["title"], told["body"], told["path"]) == (
        "Đàn lợn xã A tăng 10 lần",
        "Xã A báo 10 con.",
        "/warnings/1/",
    )
    assert (call.headers["urgency"], call.headers["content-encoding"]) == ("high", "aes128gcm")
    assert int(call.headers["ttl"]) > 0
    scheme, _, fields = call.headers["authorization"].partition(" ")
    parts = dict(field.strip().split("=", 1) for field in fields.split(","))
    assert (scheme, parts["k"]) == ("vapid", push.public_key())
    claims = verified(parts["t"], parts["k"])
    assert claims["aud"] == web.url
    assert claims["sub"] == "mailto:terrace@ho.gov.vn"
    assert time.time() < int(claims["exp"]) < time.time() + 86_400


def verified(token: str, key: str) -> dict[str, Any]:
    """The claims of a token that this key signed."""
    head, claims, signature = token.split(".")
    signed, raw = f"{head}.{claims}".encode(), content(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), content(key))
    public.verify(der, signed, ec.ECDSA(hashes.SHA256()))
    return dict(json.loads(content(claims)))


def test_a_long_message_still_fits(people, web, browser):
    subscribe(people.hoa, browser, web)
    long = Words("Đ" * 3000, "x")
    actions.tell([people.hoa.pk], message(title=long, lines=(long,) * 9))
    go_out()
    assert len(web.calls[0].body) < 4096


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_unsubscribed_is_forgotten(people, web, browser, status):
    subscribe(people.hoa, browser, web)
    web.status = status
    actions.tell([people.hoa.pk], message())
    go_out()
    assert not Device.objects.exists()
    assert "k" not in states()


@pytest.mark.parametrize(("status", "state"), [(500, "waiting"), (429, "waiting"), (400, "failed"), (413, "failed")])
def test_what_answers_of_the_push_service_mean(people, web, browser, status, state):
    subscribe(people.hoa, browser, web)
    web.status, web.headers = status, {"Retry-After": "900"}
    actions.tell([people.hoa.pk], message())
    go_out()
    row = Delivery.objects.get()
    assert row.state == state
    assert Device.objects.count() == 1
    if state == "waiting":
        assert (row.due_at - row.moved_at).total_seconds() > 890
        web.status = 201
        hasten(hours=1)
        go_out()
        assert states() == {"k": "sent"}


def test_every_browser_of_hers_gets_it_once(people, web, browser):
    subscribe(people.hoa, browser, web, "/push/1")
    subscribe(people.hoa, browser, web, "/push/1", "again")
    subscribe(people.hoa, browser, web, "/push/2")
    actions.tell([people.hoa.pk], message())
    go_out()
    assert sorted(call.path for call in web.calls) == ["/push/1", "/push/2"]


def test_a_browser_that_another_person_takes_over_shows_nothing_of_the_first(people, web, browser, as_web):
    with as_web(people.hoa):
        subscribe(people.hoa, browser, web)
    with as_web(people.chi):
        subscribe(people.chi, browser, web)
        assert [row.person_id for row in devices.mine(policy.actor_of(people.chi))] == [people.chi.pk]
    with as_web(people.hoa):
        assert devices.mine(policy.actor_of(people.hoa)) == []
        assert devices.remove(policy.actor_of(people.hoa), web.url + "/push/1") == 0
    with as_web(people.chi):
        assert devices.remove(policy.actor_of(people.chi), web.url + "/push/1") == 1


def test_where_a_browser_is_reached_is_sealed(people, web, browser):
    row = subscribe(people.hoa, browser, web)
    row.refresh_from_db()
    assert b"push" not in bytes(row.sealed)
    assert web.url.encode() not in bytes(row.sealed) + bytes(row.mark)
    assert devices.reach(row).endpoint == web.url + "/push/1"


@pytest.mark.parametrize(
    ("endpoint", "key", "auth"),
    [
        ("https://push.vn/1", "short", text(SECRET)),
        ("https://push.vn/1", "!" * 87, text(SECRET)),
        ("https://push.vn/1", None, "x"),
        ("ftp://push.vn/1", None, text(SECRET)),
        ("https://10.0.0.8/1", None, text(SECRET)),
        ("https://push.vn/" + "x" * 3000, None, text(SECRET)),
    ],
)
def test_a_subscription_that_cannot_be_used_is_refused(people, browser, endpoint, key, auth):
    with pytest.raises(Refused):
        devices.add(policy.actor_of(people.hoa), endpoint, key or point(browser), auth)


def test_ten_browsers_are_enough(people, web, browser):
    for number in range(devices.MOST):
        subscribe(people.hoa, browser, web, f"/{number}")
    subscribe(people.hoa, browser, web, "/3")
    with pytest.raises(Refused) as refused:
        subscribe(people.hoa, browser, web, "/more")
    assert refused.value.faults[0].code == "notify.devices_many"
