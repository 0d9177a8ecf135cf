"""Small Arrow tables out of rows."""

from collections.abc import Iterable

import pyarrow as pa

SMALL, INT, TINY, FLAG, WORD = pa.int16(), pa.int32(), pa.int8(), pa.bool_(), pa.string()


def table(schema: pa.Schema, rows: Iterable[tuple[object, ...]]) -> pa.Table:
    """The rows in the columns of a schema; none is fine."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, each.type) for column, each in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
