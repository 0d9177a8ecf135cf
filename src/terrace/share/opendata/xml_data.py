"""SDMX-ML 3.0 data messages by `pysdmx`. All columns are texts, so that no digit is lost on the way."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from pysdmx.io.pd import PandasDataset
from pysdmx.io.xml.sdmx30.writer import structure_specific
from pysdmx.model import Components, Schema
from pysdmx.model.dataset import ActionType
from pysdmx.model.message import Header

from terrace.share.opendata import columns
from terrace.share.opendata.concepts import VALUE
from terrace.share.opendata.datasets import VERSION, Shelf
from terrace.share.opendata.reading import Action, Part
from terrace.share.opendata.structures import Structures

#: A data set in a message; the writer of `pysdmx` writes one for each structure.
SET = re.compile(r"<mes:DataSet .*</mes:DataSet>", re.DOTALL)


def write(shelf: Shelf, parts: Sequence[Part], header: Header) -> str:
    """The message; the observations stand in series along the dimension that was asked for."""
    first, *others = (_message(shelf, part, header) for part in parts)
    sets = [match[0] for each in others if (match := SET.search(each))]
    return SET.sub(lambda match: match[0] + "".join(sets), first) if sets else first


def _message(shelf: Shelf, part: Part, header: Header) -> str:
    """A message of one data set; of what was taken back only keys. The writer wants a measure, be it empty."""
    deleted = part.action is Action.DELETE
    answer = replace(part.answer, question=replace(part.answer.question, measures=True))
    gets = columns.columns(answer)
    held = list(zip(*columns.rows(answer, keys_only=deleted), strict=True)) or [() for _ in gets]
    known = Structures(shelf).components(answer.dataset, lists=False)
    schema = Schema(
        "dataflow", shelf.agency, answer.dataset.id, Components([c for c in known if c.id in gets]), VERSION, []
    )
    table = pd.DataFrame(dict(zip(gets, map(list, held), strict=True)), dtype="object")
    if not part.answer.question.measures:
        table[VALUE] = ""
    about = {"ss:validFromDate": part.since.isoformat()} if part.since else {}
    made = PandasDataset(structure=schema, data=table, attributes=about, action=ActionType(part.action.value))
    text = structure_specific.write(
        [made], prettyprint=False, header=header, dimension_at_observation=answer.question.at
    )
    return text or ""
