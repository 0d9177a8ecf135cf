"""What a door hands over: the content of a submission, decoded exactly.

Numbers become decimals straight from their digits, never through a float. A body whose types are right is decoded
in one pass; one whose types are wrong is walked once more, so that every fault is named with its place.
"""

import hashlib
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

import msgspec

from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.collection import problems


class Fact(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One observation in the words of the field (codes, not ids)."""

    indicator: str
    area: str
    period: str
    value: Decimal | None = None
    reason: str | None = None
    breakdown: dict[str, str] | str | None = None
    status: str | None = None
    #: Why the figure is right although a soft rule doubts it.
    because: str | None = None


class Intake(msgspec.Struct, frozen=True, omit_defaults=True):
    """The content of one submission."""

    source: str
    observations: list[Fact]
    note: str = ""
    #: A reason for every soft rule of the whole submission, and for a file that was handed in before.
    because: str = ""
    #: SHA-256 (hexadecimal) of files that the sender handed over before: photos, a signed paper.
    attachments: list[str] = msgspec.field(default_factory=list)

    @property
    def canonical(self) -> bytes:
        """One form for equal contents, whatever the blanks and the order of keys were."""
        return _encoder.encode(self)

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.canonical).digest()


_encoder = msgspec.json.Encoder(decimal_format="string", order="deterministic")
_decoder = msgspec.json.Decoder(Intake)
loose = msgspec.json.Decoder(float_hook=Decimal)

#: After so many faults the rest is not looked at: the sender has a systematic one.
MOST_FAULTS = 1_000

TEXTS = ("indicator", "area", "period", "reason", "status", "because")
OPTIONAL = {"reason", "status", "because"}


def decode(body: bytes) -> Intake:
    """The intake of a JSON body; raises Refused with every fault of form."""
    try:
        return _decoder.decode(body)
    except msgspec.ValidationError as wrong:
        faults = list(islice(_faults_of(body), MOST_FAULTS))
        raise Refused(faults or [problems.TYPE_WRONG.fault("", detail=wrong)]) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise problems.BODY_BROKEN.problem(detail=broken) from broken


def deflate(intake: Intake) -> bytes:
    """How the content is kept."""
    return zlib.compress(intake.canonical, level=1)


def inflate(content: bytes) -> Intake:
    return _decoder.decode(zlib.decompress(content))


def _faults_of(body: bytes) -> Iterator[Fault]:
    whole: Any = loose.decode(body)
    if not isinstance(whole, dict):
        yield problems.TYPE_WRONG.fault("", detail="an object with source and observations is expected")
        return
    for name in ("source", "note", "because"):
        if not isinstance(whole.get(name, ""), str) or (name == "source" and name not in whole):
            yield problems.TYPE_WRONG.fault(f"/{name}", detail=f"{name} must be a string")
    attachments = whole.get("attachments", [])
    if not isinstance(attachments, list) or not all(isinstance(each, str) for each in attachments):
        yield problems.TYPE_WRONG.fault("/attachments", detail="attachments must be a list of strings")
    facts = whole.get("observations")
    if not isinstance(facts, list):
        yield problems.TYPE_WRONG.fault("/observations", detail="observations must be a list")
        return
    for index, fact in enumerate(facts):
        yield from faults_of_fact(f"/observations/{index}", fact)


def faults_of_fact(pointer: str, fact: Any) -> Iterator[Fault]:
    if not isinstance(fact, dict):
        yield problems.TYPE_WRONG.fault(pointer, detail="an observation must be an object")
        return
    for name in TEXTS:
        found = fact.get(name)
        if not isinstance(found, str) and not (found is None and name in OPTIONAL):
            yield problems.TYPE_WRONG.fault(f"{pointer}/{name}", detail=f"{name} must be a string")
    if not _is_breakdown(fact.get("breakdown")):
        yield problems.TYPE_WRONG.fault(f"{pointer}/breakdown", detail="breakdown must be an object of strings")
    if not _is_value(fact.get("value")):
        yield problems.VALUE_NOT_NUMBER.fault(f"{pointer}/value", value=repr(fact.get("value")))


def _is_breakdown(found: Any) -> bool:
    if isinstance(found, dict):
        return all(isinstance(code, str) for code in found.values())
    return found is None or isinstance(found, str)


def _is_value(found: Any) -> bool:
    if found is None or (isinstance(found, int | Decimal) and not isinstance(found, bool)):
        return True
    try:
        return isinstance(found, str) and Decimal(found) is not None
    except InvalidOperation:
        return False
