"""Sets of data values as a format of `bulk`: what comes as a file, by job, folder or SFTP, names things by code."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from terrace.base.kernel.problems import Fault
from terrace.facts.bulk import formats
from terrace.facts.bulk.columns import Batch, Head
from terrace.facts.collection.intake import Fact
from terrace.facts.gateways import problems
from terrace.facts.gateways.dhis2 import mapping, values
from terrace.facts.gateways.dhis2.mapping import CODE
from terrace.facts.gateways.dhis2.values import Given
from terrace.facts.gateways.models import Dhis2Kind

#: Values that are handed on at once.
TOGETHER = 20_000
LIMIT_MB = 64


def looks_like_it(head: bytes) -> bool:
    """JSON with data values, not with observations."""
    return head.lstrip().startswith(b"{") and (b'"dataValues"' in head or b'"dataElement"' in head)


def read(original: formats.Readable, source: str) -> Iterator[Batch]:
    """Facts of a file; raises Refused when it cannot be read."""
    if original.size > LIMIT_MB * 2**20:
        raise problems.FILE_LARGE.problem(limit=LIMIT_MB)
    found = values.decode(original.path.read_bytes())
    mapper = mapping.mapper(dict.fromkeys(Dhis2Kind.values, CODE))
    own = mapper.source(found.data_set)
    if isinstance(own, Fault):
        raise problems.DHIS2_UNMAPPED.problem("/dataSet", kind=Dhis2Kind.SET.value, code=found.data_set[:60])
    if own and source and own != source:
        raise problems.SOURCE_OTHER.problem("/dataSet", flow=found.data_set, own=own, asked=source)
    if not (own or source):
        raise problems.SOURCE_NONE.problem("/dataSet")
    if not found.data_values:
        raise problems.FILE_EMPTY.problem("/dataValues")
    givens = values.given(found)
    while some := list(islice(givens, TOGETHER)):
        yield _batch(mapper, some, own or source)


def _batch(mapper: mapping.Mapper, givens: list[Given], source: str) -> Batch:
    made = [(given.number, mapper.fact(given)) for given in givens]
    facts = [(number, fact) for number, fact in made if isinstance(fact, Fact)]
    numbers = np.array([number for number, _ in facts], dtype=np.int64)
    faults = [(number + 1, fault) for number, found in made if not isinstance(found, Fact) for fault in found]
    found = Batch.of([fact for _, fact in facts], faults=faults, head=Head(source))
    found.positions, found.numbers = numbers + 1, numbers
    return found
