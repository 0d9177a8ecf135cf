"""SDMX-ML 3.0 data messages by `pysdmx`. All columns are texts, so that no digit is lost on the way."""

import pandas as pd
from pysdmx.io.pd import PandasDataset
from pysdmx.io.xml.sdmx30.writer import structure_specific
from pysdmx.model import Components, Schema
from pysdmx.model.message import Header

from terrace.share.opendata import columns
from terrace.share.opendata.datasets import VERSION, Shelf
from terrace.share.opendata.reading import Answer
from terrace.share.opendata.structures import Structures


def write(shelf: Shelf, answer: Answer, header: Header) -> str:
    """The message; the observations stand in series along the dimension that was asked for."""
    gets = columns.columns(answer)
    held = list(zip(*columns.rows(answer), strict=True)) or [() for _ in gets]
    parts = Structures(shelf).components(answer.dataset, lists=False)
    wanted = [part for part in parts if part.id in gets]
    schema = Schema("dataflow", shelf.agency, answer.dataset.id, Components(wanted), VERSION, [])
    table = pd.DataFrame(dict(zip(gets, map(list, held), strict=True)), dtype="object")
    text = structure_specific.write(
        [PandasDataset(structure=schema, data=table)],
        prettyprint=False,
        header=header,
        dimension_at_observation=answer.question.at,
    )
    return text or ""
