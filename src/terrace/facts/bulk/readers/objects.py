"""JSON and NDJSON: read by the decoder of the other doors, so that digits, types and faults are the same there."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.bulk import problems
from terrace.facts.bulk.columns import Batch, Head
from terrace.facts.bulk.formats import Readable
from terrace.facts.bulk.readers import texts
from terrace.facts.collection import intake
from terrace.facts.collection import problems as collection
from terrace.facts.collection.intake import Fact

#: Facts in a batch, and bytes of lines read at once.
FACTS, BLOCK = 50_000, 4_000_000
Raw = msgspec.Raw
_AT = re.compile(r" \(byte (\d+)\)$")

_whole = msgspec.json.Decoder(dict[str, Raw])
_list = msgspec.json.Decoder(list[Raw])
_facts = msgspec.json.Decoder(list[Fact])
_fact = msgspec.json.Decoder(Fact)


def read_json(original: Readable, source: str) -> Iterator[Batch]:
    """An array of facts, or the body of `POST /api/v1/submissions`."""
    texts.scan(original)
    with original.open() as file:
        body = file.read().removeprefix(texts.BOM)
    try:
        head, facts = _parts(body, source)
    except (msgspec.DecodeError, RecursionError) as broken:
        raise broken_at(body, broken) from broken
    for start in range(0, len(facts), FACTS):
        batch = _batch(facts[start : start + FACTS], start)
        batch.head = head
        yield batch


def _parts(body: bytes, source: str) -> tuple[Head, list[Raw]]:
    """What the file says of itself, and its facts, each still in its own bytes."""
    if not body.lstrip(b" \t\r\n").startswith(b"{"):
        return Head(), _listed(body)
    whole = _whole.decode(body)
    facts = whole.pop("observations", None)
    is_list = facts is not None and bytes(facts).lstrip().startswith(b"[")
    whole.setdefault("source", Raw(msgspec.json.encode(source)))
    whole["observations"] = Raw(b"[]") if is_list else facts or Raw(b"null")
    said = intake.decode(msgspec.json.encode(whole))
    return Head(said.source, said.note, said.because), _list.decode(facts or b"[]")


def _listed(body: bytes) -> list[Raw]:
    try:
        return _list.decode(body)
    except msgspec.ValidationError as wrong:
        raise collection.TYPE_WRONG.problem("", detail="an array of observations is expected") from wrong


def broken_at(body: bytes, broken: Exception) -> Refused:
    """The problem of a text that is no JSON, with line and column."""
    text = str(broken)
    found = _AT.search(text)
    line, column = texts.place(body, int(found[1]) if found else len(body))
    return problems.JSON_BROKEN.problem(line=line, column=column, detail=_AT.sub("", text))


def _batch(facts: list[Raw], start: int) -> Batch:
    """Some facts at once; one by one when something is wrong with one of them."""
    joined = b"[" + b",".join(facts) + b"]"
    if not _doubled(joined, len(facts)):
        try:
            read = _facts.decode(joined)
            return Batch.of(read, numbers=np.arange(start, start + len(read)), positions=_after(start, len(read)))
        except msgspec.ValidationError:
            pass  # found again below, with its place
    return _one_by_one((start + number, start + number + 1, bytes(raw)) for number, raw in enumerate(facts))


def _after(start: int, count: int) -> Any:
    return np.arange(start + 1, start + count + 1)


_KEYS = [f'"{name}"'.encode() for name in Fact.__struct_fields__]


def _doubled(text: bytes, facts: int) -> bool:
    """True when there may be a fact in which a name is there twice."""
    return any(text.count(key) > facts for key in _KEYS)


def _one_by_one(numbered: Iterator[tuple[int, int, bytes]]) -> Batch:
    """Facts as (number, position, bytes), with the faults of those that are none."""
    good: list[tuple[int, int, Fact]] = []
    faults: list[tuple[int, Fault]] = []
    for number, position, raw in numbered:
        found = _faults(f"/observations/{number}", raw)
        if found:
            faults += [(position, fault) for fault in found]
        else:
            good.append((number, position, _fact.decode(raw)))
    places = np.array([each[:2] for each in good], np.int64).reshape(-1, 2)
    return Batch.of([each[2] for each in good], numbers=places[:, 0], positions=places[:, 1], faults=faults)


def _faults(pointer: str, raw: bytes) -> list[Fault]:
    """What is wrong with the form of a fact; raises DecodeError when it is no JSON."""
    loose = intake.loose.decode(raw)
    found = list(intake.faults_of_fact(pointer, loose))
    if not found and (twice := _twice(raw)):
        found = [collection.TYPE_WRONG.fault(f"{pointer}/{twice}", detail=f"{twice} is there twice")]
    if not found:
        try:
            _fact.decode(raw)
        except msgspec.ValidationError as wrong:
            found = [collection.TYPE_WRONG.fault(pointer, detail=wrong)]
    return found


def _twice(raw: bytes) -> str:
    """A name that an object has twice; '' when there is none."""
    double: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        double.extend(name for name in names if names.count(name) > 1)

    json.loads(raw, object_pairs_hook=look, parse_float=str, parse_int=str)
    return double[0] if double else ""


def read_ndjson(original: Readable, source: str) -> Iterator[Batch]:  # noqa: ARG001 - the file cannot name it
    """A fact a line; blank lines are passed over."""
    texts.scan(original)
    line = number = 0
    with original.open() as file:
        file.seek(len(texts.BOM) if file.read(len(texts.BOM)) == texts.BOM else 0)
        while lines := file.readlines(BLOCK):
            batch = _lines(lines, line, number)
            line, number = line + len(lines), number + sum(1 for each in lines if each.strip())
            yield batch


def _lines(lines: list[bytes], line: int, number: int) -> Batch:
    """Facts of lines that come after so many lines and facts."""
    block = b"".join(lines)
    if not _doubled(block, len(lines)):
        try:
            read = _facts_of(lines, block)
            return Batch.of(read, numbers=np.arange(number, number + len(read)), positions=_after(line, len(read)))
        except msgspec.DecodeError:
            pass  # found again below, with its line
    return _one_by_one(_numbered(lines, line, number))


def _facts_of(lines: list[bytes], block: bytes) -> list[Fact]:
    read = _fact.decode_lines(block)
    if len(read) != len(lines):  # blank lines, or two facts on one
        raise msgspec.DecodeError
    return read


def _numbered(lines: list[bytes], line: int, number: int) -> Iterator[tuple[int, int, bytes]]:
    filled = ((line + place, raw) for place, raw in enumerate(lines, start=1) if raw.strip())
    for place, (position, raw) in enumerate(filled):
        try:
            msgspec.json.decode(raw, type=Raw)
        except (msgspec.DecodeError, RecursionError) as broken:
            text = str(broken)
            found = _AT.search(text)
            column = int(found[1]) + 1 if found else len(raw)
            raise problems.JSON_BROKEN.problem(line=position, column=column, detail=_AT.sub("", text)) from broken
        yield number + place, position, raw


def looks_like_json(head: bytes) -> bool:
    """True for an array or an object."""
    return head.removeprefix(texts.BOM).lstrip(b" \t\r\n")[:1] in (b"[", b"{")
