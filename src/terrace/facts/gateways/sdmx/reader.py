"""SDMX files as formats of `bulk`."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import numpy as np

from terrace.base.kernel.problems import Fault
from terrace.base.places import index
from terrace.facts.bulk import formats
from terrace.facts.bulk.columns import Batch, Head
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.intake import Fact
from terrace.facts.gateways import problems
from terrace.facts.gateways.sdmx import csvs, mapping
from terrace.facts.gateways.sdmx.messages import Reported

#: Facts that are handed on at once.
TOGETHER = 20_000

Reading = Callable[[BinaryIO], Iterator[Reported | Fault]]


def read_csv(original: formats.Readable, source: str) -> Iterator[Batch]:
    """Facts of an SDMX-CSV 2.0 file; positions are rows as Excel counts them."""
    with original.open() as stream:
        yield from batches(csvs.read(stream), source, rows=True)


def read_xml(original: formats.Readable, source: str) -> Iterator[Batch]:
    """Facts of an SDMX-ML 2.1 document; positions count its observations from 1."""
    from terrace.facts.gateways.sdmx import xmls  # pysdmx takes long to load: no process waits for it at its start

    with original.open() as stream:
        yield from batches(xmls.read(stream), source, rows=False)


def batches(said: Iterator[Reported | Fault], source: str, *, rows: bool) -> Iterator[Batch]:
    """What a message says, in batches; the source is that of its flow, or the one that the sender named."""
    gathering = _Gathering(mapping.Mapper(mapping.table(), index.current(), snapshot.current()), source, rows)
    for each in said:
        gathering.take(each)
        if len(gathering.facts) >= TOGETHER:
            yield gathering.batch()
    gathering.end()
    yield gathering.batch()


class _Gathering:
    """Facts and faults until they are handed on."""

    def __init__(self, mapper: mapping.Mapper, source: str, rows: bool) -> None:
        self.mapper, self.asked, self.rows = mapper, source, rows
        self.facts: list[Fact] = []
        self.positions: list[int] = []
        self.faults: list[tuple[int, Fault]] = []
        self.seen = 0
        self.told = False

    def take(self, each: Reported | Fault) -> None:
        if isinstance(each, Fault):
            self.faults.append((self._row(each.pointer) if self.rows else self.seen, each))
            return
        self.seen += 1
        position = self._row(each.position) if self.rows else self.seen
        fact = self.mapper.fact(each)
        if fact is not None:
            self.facts.append(fact)
            self.positions.append(position)
        self.faults += [(position, fault) for fault in self.mapper.faults]
        self.mapper.faults.clear()

    @staticmethod
    def _row(pointer: str) -> int:
        number = pointer.partition(":")[0]
        return int(number) if number.isdigit() else 0

    def end(self) -> None:
        """What holds for the file as a whole."""
        if not self.seen and not self.faults:
            self.faults.append((0, problems.FILE_EMPTY.fault()))
        for other in sorted(self.mapper.sources - {"", self.asked}) if self.asked else ():
            fault = problems.SOURCE_OTHER.fault("/source", flow=other, own=other, asked=self.asked)
            self.faults.append((0, fault))
        if not self.asked and len(self.mapper.sources) > 1:
            found = ", ".join(sorted(self.mapper.sources))
            self.faults.append((0, problems.SOURCES_MANY.fault("/source", found=found)))

    def batch(self) -> Batch:
        """What was gathered; the first batch says of which source the file is."""
        own = self.asked or min(self.mapper.sources, default="")
        head = None if self.told or not own else Head(source=own)
        self.told = self.told or head is not None
        positions = np.array(self.positions, dtype=np.int64)
        made = Batch.of(self.facts, positions=positions, faults=self.faults, head=head)
        self.facts, self.positions, self.faults = [], [], []
        return made
