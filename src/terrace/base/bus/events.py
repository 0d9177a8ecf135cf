"""The envelope of an event (CloudEvents 1.0, JSON) and where it goes in NATS."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

#: The subject of an event in NATS is its type and its partition: `facts.accepted.3`.
STREAM = "TERRACE"
SUBJECTS = [
    "facts.>",
    "place.>",
    "pack.>",
    "access.>",
    "return.>",
    "bulk.>",
    "questionnaire.>",
    "conflict.>",
    "forecast.>",
    "target.>",
    "notice.>",
    "warning.>",
    "rule.>",
    "report.>",
]
#: Work on figures is spread over so many partitions; a family of indicators always has the same one.
PARTITIONS = int(os.environ.get("TERRACE_PARTITIONS", "2"))
SOURCE = "/terrace"
BATCH_TYPE = "application/cloudevents-batch+json"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: `type` is the verb in the past tense, `subject` the thing, `data` JSON-able."""

    type: str
    subject: str
    data: dict[str, Any]
    partition: int = 0

    @property
    def json(self) -> str:
        return msgspec.json.encode(self.data).decode()


class Envelope(msgspec.Struct, frozen=True):
    """An event as hearers receive it."""

    id: str
    type: str
    subject: str
    time: datetime
    data: msgspec.Raw
    partitionkey: str = "0"


_decoder = msgspec.json.Decoder(list[Envelope])
_quote = msgspec.json.encode


def envelope(row: tuple[int, str, str, int, str, datetime]) -> bytes:
    """The CloudEvent of an outbox row (id, type, subject, partition, data, created_at)."""
    number, kind, subject, partition, data, created = row
    head = (
        f'{{"specversion":"1.0","id":"{number}","source":"{SOURCE}","type":"{kind}","time":"{created.isoformat()}",'
        f'"datacontenttype":"application/json","partitionkey":"{partition}","subject":'
    )
    return head.encode() + _quote(subject) + b',"data":' + data.encode() + b"}"


def unpack(body: bytes) -> list[Envelope]:
    """The events of one message of the stream."""
    return _decoder.decode(body)
