"""SMS through a real HTTP gateway and through a file."""

import json

import pytest

from terrace.base.access import policy
from terrace.base.notify import actions, preferences
from terrace.base.notify.channels import sms
from terrace.base.notify.messages import Words
from terrace.base.notify.models import Delivery
from terrace.base.notify.tests.conftest import SITE, go_out, hasten, message, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(people):
    preferences.change(policy.actor_of(people.hoa), phone="0912 345 678")
    return people.hoa


def test_a_gateway_gets_one_short_text_without_accents(hoa, web, monkeypatch):
    monkeypatch.setenv("TERRACE_SMS_URL", f"http://token@127.0.0.1:{web.port}/sms")
    actions.tell([hoa.pk], message(title=Words("Đàn lợn xã Mường Tè tăng đột ngột " * 9, "x")))
    go_out()
    (call,) = web.calls
    told = call.json
    assert (call.path, call.headers["authorization"]) == ("/sms", "Bearer token")
    assert told["to"] == "+84912345678"
    assert told["text"].isascii()
    assert len(told["text"]) <= 160
    assert told["text"].startswith("Dan lon xa Muong Te tang dot ngot")
    assert told["text"].endswith(f"... {SITE}/warnings/1/")
    assert call.headers["idempotency-key"] == told["id"]
    assert states() == {"k": "sent"}


@pytest.mark.parametrize(("status", "state"), [(400, "failed"), (401, "waiting"), (429, "waiting"), (500, "waiting")])
def test_what_answers_of_the_gateway_mean(hoa, web, monkeypatch, status, state):
    monkeypatch.setenv("TERRACE_SMS_URL", f"{web.url}/sms")
    web.status = status
    actions.tell([hoa.pk], message())
    go_out()
    assert states() == {"k": state}
    assert str(status) in Delivery.objects.get().why


def test_the_same_message_has_the_same_id_when_it_is_tried_again(hoa, web, monkeypatch):
    monkeypatch.setenv("TERRACE_SMS_URL", f"{web.url}/sms")
    web.status = 500
    actions.tell([hoa.pk], message())
    go_out()
    web.status = 200
    hasten(hours=2)
    go_out()
    assert len({call.json["id"] for call in web.calls}) == 1


def test_a_file_takes_a_line_for_each_message(hoa, monkeypatch, tmp_path):
    monkeypatch.setenv("TERRACE_SMS_URL", f"file:{tmp_path / 'out' / 'sms.jsonl'}")
    for key in ("a", "b"):
        actions.tell([hoa.pk], message(key))
    go_out()
    lines = (tmp_path / "out" / "sms.jsonl").read_text().splitlines()
    assert [json.loads(line)["to"] for line in lines] == ["+84912345678"] * 2


def test_without_number_or_gateway_nothing_is_made(people, hoa, web, monkeypatch):
    actions.tell([hoa.pk], message("no gateway"))
    go_out()
    monkeypatch.setenv("TERRACE_SMS_URL", f"{web.url}/sms")
    actions.tell([people.chi.pk], message("no number"))
    go_out()
    preferences.change(policy.actor_of(hoa), phone="")
    actions.tell([hoa.pk], message("removed"))
    go_out()
    assert states() == {}


def test_text_without_accents():
    assert sms.plain("Đắk Lắk – ƯỚC TÍNH: Nguyễn Thị Hường") == "Dak Lak - UOC TINH: Nguyen Thi Huong"
