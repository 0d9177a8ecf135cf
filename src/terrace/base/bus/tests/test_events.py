"""Events into envelopes and messages."""

from datetime import UTC, datetime

import pytest

from terrace.base.bus import actions, events, relay
from terrace.base.bus.events import Event
from terrace.base.bus.models import Outbox

AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


def row(number, kind="facts.accepted", partition=0, data='{"cells":[]}'):
    return number, kind, f"submission/{number}", partition, data, AT


def test_rows_of_one_subject_travel_in_one_message_in_order():
    sent = relay.messages([row(1), row(2, partition=1), row(3)])
    assert [subject for subject, _ in sent] == ["facts.accepted.0", "facts.accepted.1"]
    assert [event.id for event in events.unpack(sent[0][1])] == ["1", "3"]


def test_an_envelope_is_a_cloud_event_with_its_data_untouched():
    (event,) = events.unpack(b"[" + events.envelope(row(7, data='{"value":"1.50"}')) + b"]")
    assert (event.type, event.subject, event.partitionkey) == ("facts.accepted", "submission/7", "0")
    assert bytes(event.data) == b'{"value":"1.50"}'
    assert event.time == AT


def test_a_message_is_closed_once_it_has_passed_its_limit(monkeypatch):
    monkeypatch.setattr(relay, "MESSAGE_BYTES", 1000)
    sent = relay.messages([row(number, data='{"pad":"' + "x" * 600 + '"}') for number in range(4)])
    assert len(sent) == 2
    assert sum(len(events.unpack(body)) for _, body in sent) == 4


@pytest.mark.django_db
def test_an_event_waits_in_the_outbox_until_the_relay_comes():
    actions.publish(Event("place.changed", "place/1", {"places": [1]}, partition=1))
    kept = Outbox.objects.get()
    assert (kept.type, kept.partition, kept.data) == ("place.changed", 1, '{"places":[1]}')
