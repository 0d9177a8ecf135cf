"""Files as senders write them, and jobs run on the spot."""

from collections.abc import Iterator
from typing import Any

import msgspec

from terrace.base.access.policy import SYSTEM
from terrace.facts.bulk import actions, queries
from terrace.facts.bulk.queries import JobView
from terrace.facts.conftest import COMMUNES

A, B, C = COMMUNES
MONTH = "2026-M10"
HEAD = "indicator,area,period,breakdown,value,reason\n"


def csv(*lines: str, head: str = HEAD) -> bytes:
    """A table with our usual header."""
    return (head + "".join(f"{line}\n" for line in lines)).encode()


def ndjson(*facts: Any) -> bytes:
    return b"".join(msgspec.json.encode(each) + b"\n" for each in facts)


def hand_in(
    body: bytes, name: str = "figures.csv", key: str = "k", source: str = "commune", actor: Any = SYSTEM, **more: Any
) -> JobView:
    """Receive a file and run its job."""
    received = actions.receive(actor, key, "bulk", name, "", pieces(body), source=source, **more)
    actions.run(received.id)
    return queries.job(SYSTEM, received.id)


def pieces(body: bytes, size: int = 10_000) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))
