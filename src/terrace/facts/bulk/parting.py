"""A file that is right, in parts of at most 20,000 facts, each ready to be stored.

Parts are always the same for the same file, in its order, and each has a key of its own: so whoever goes on with the
work of a worker that died stores what is missing, and nothing twice.
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import msgspec
import numpy as np

from terrace.facts.bulk.checking import Rows
from terrace.facts.bulk.columns import Table, Word
from terrace.facts.bulk.judging import spoken_digest
from terrace.facts.catalogue.snapshot import Snapshot, SourceSpec
from terrace.facts.collection.checking import CellKey
from terrace.facts.collection.deliveries import Checked, Delivery, Explained, File
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.parts import MARK, Part

#: Facts of a part.
FACTS = 20_000
#: How COPY writes that there is no value.
NULL = "\\N"
#: The members of a fact in the order of the canonical form; the value comes after the period.
_BEFORE, _AFTER = ("indicator", "area", "period"), ("reason", "breakdown", "status", "because")


@dataclass(frozen=True, slots=True)
class Sender:
    """What all parts of a file have in common: a delivery without facts, the source, the file."""

    delivery: Delivery
    source: SourceSpec
    file: File
    catalogue: Snapshot


def slices(count: int) -> list[slice]:
    """The rows of each part."""
    return [slice(start, min(start + FACTS, count)) for start in range(0, count, FACTS)]


class Parts:
    """Makes the parts; asks nothing of the database, so one may be made while another is stored."""

    def __init__(self, table: Table, rows: Rows, sender: Sender, explained: Sequence[tuple[int, Explained]]) -> None:
        self.table, self.rows, self.sender, self.explained = table, rows, sender, explained
        self.written = {name: [_member(name, word) for word in words.words] for name, words in table.words.items()}
        self.head, self.tail = _frame(sender.delivery.intake)

    def make(self, number: int, own: slice) -> Part:
        """The part with this number."""
        content = self._content(own)
        sent = self.sender
        checked = Checked(
            delivery=replace(sent.delivery, key=key(sent.delivery.job or 0, number)),
            source=sent.source,
            rows=[],
            digest=hashlib.sha256(content).digest(),
            spoken=frozenset(),
            files=[sent.file],
            cells=spoken_digest(self.rows, own),
            findings=[found for row, found in self.explained if own.start <= row < own.stop],
        )
        about = about_of(self.rows, sent.catalogue, own)
        packed = zlib.compress(content, level=1)
        return Part(checked, self._cells(own), about, packed, self._lines(own), partial(self._arrays, own))

    def _content(self, own: slice) -> bytes:
        """The facts as JSON, in the canonical form of an intake."""
        columns = [self._column(name, own) for name in _BEFORE]
        columns.append([f',"value":"{value}"' if value else "" for value in self.table.values[own]])
        columns += [self._column(name, own) for name in _AFTER if any(self.written[name])]
        facts = "},{".join(map("".join, zip(*columns, strict=True)))
        return b"".join([self.head, b"{", facts.encode(), b"}", self.tail])

    def _column(self, name: str, own: slice) -> list[str]:
        written = self.written[name]
        return [written[code] for code in self.table.words[name].codes[own].tolist()]

    def _cells(self, own: slice) -> list[CellKey]:
        rows = self.rows
        columns = (rows.indicator, rows.period, rows.breakdown, rows.area)
        return list(zip(*(column[own].tolist() for column in columns), strict=True))

    def _lines(self, own: slice) -> bytes:
        """The lines of COPY, in the order of the cells: neighbours in the index come one after the other."""
        rows, values, source = self.rows, self.table.values, self.sender.source.id
        order = np.argsort(rows.keys[own], kind="stable") + own.start
        ids = (rows.indicator, rows.period, rows.breakdown, rows.area, rows.reason, rows.status)
        mark = MARK.decode()
        return "".join(
            f"{mark}\t{indicator}\t{period}\t{breakdown}\t{area}\t1\t{source}\t{reason}\t{status}\t"
            f"{values[row] or NULL}\n"
            for row, indicator, period, breakdown, area, reason, status in zip(
                order.tolist(), *(column[order].tolist() for column in ids), strict=True
            )
        ).encode()

    def _arrays(self, own: slice) -> list[str]:
        rows, count = self.rows, own.stop - own.start
        cell = (rows.indicator, rows.period, rows.breakdown, rows.area)
        said = (rows.reason[own].tolist(), rows.status[own].tolist())
        source = [self.sender.source.id] * count
        values = [value or "NULL" for value in self.table.values[own]]
        return [_array(column) for column in (*(each[own].tolist() for each in cell), source, *said, values)]


def key(job: int, number: int) -> str:
    """The idempotency key of a part."""
    return f"job/{job}/{number}"


def about_of(rows: Rows, catalogue: Snapshot, own: slice = slice(None)) -> list[str]:
    """The places and sectors that the rows speak of, as `area:sector`."""
    size = int(rows.indicator.max(initial=0)) + 1
    pairs = np.unique(rows.area[own] * size + rows.indicator[own])
    by_id = catalogue.by_id
    return sorted({f"{pair // size}:{by_id[pair % size].sector}" for pair in pairs.tolist()})


def _member(name: str, word: Word) -> str:
    """A member of a fact as JSON; empty when there is none."""
    if word is None:
        return ""
    value = dict(sorted(word)) if isinstance(word, tuple) else word
    comma = "" if name == _BEFORE[0] else ","
    return f'{comma}"{name}":{msgspec.json.encode(value).decode()}'


def _frame(intake: Intake) -> tuple[bytes, bytes]:
    """What stands before and after the facts."""
    head, _, tail = intake.canonical.partition(b'"observations":[]')
    return head + b'"observations":[', b"]" + tail


def _array(column: Sequence[object]) -> str:
    return "{" + ",".join(map(str, column)) + "}"
