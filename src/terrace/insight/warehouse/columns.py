"""The columns of a figure in the warehouse: one row for each cell, all ids as in PostgreSQL."""

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its type in SQL, in Arrow and in Ibis."""

    name: str
    sql: str
    arrow: pa.DataType
    ibis: str


#: `basis` 0 is a cell that has no figure any more; it is in recent rows only, and is never shown.
COLUMNS = (
    Column("indicator", "integer", pa.int32(), "int32"),
    Column("period", "integer", pa.int32(), "int32"),
    Column("grain", "tinyint", pa.int8(), "int8"),
    Column("year", "smallint", pa.int16(), "int16"),
    Column("breakdown", "integer", pa.int32(), "int32"),
    Column("area", "integer", pa.int32(), "int32"),
    Column("level", "tinyint", pa.int8(), "int8"),
    Column("value", "decimal(38,6)", pa.decimal128(38, 6), "decimal(38, 6)"),
    Column("top", "decimal(38,12)", pa.decimal128(38, 12), "decimal(38, 12)"),
    Column("bottom", "decimal(38,12)", pa.decimal128(38, 12), "decimal(38, 12)"),
    Column("status", "tinyint", pa.int8(), "int8"),
    Column("simulated", "boolean", pa.bool_(), "boolean"),
    Column("reported", "integer", pa.int32(), "int32"),
    Column("expected", "integer", pa.int32(), "int32"),
    Column("basis", "tinyint", pa.int8(), "int8"),
)
NAMES = tuple(column.name for column in COLUMNS)
LIST = ", ".join(NAMES)
#: What names a cell.
KEY = ("indicator", "period", "breakdown", "area")
#: How files are sorted. A period's number begins with its year and frequency; a place has one level for ever.
ORDER = ("level", "year", "indicator", "period", "breakdown", "area")
#: Level, year, indicator and period as one number that sorts as they do: files begin and end where it changes.
BOUND = (
    "(level::bigint * 100000000000000000 + year::bigint * 10000000000000 + indicator::bigint * 1000 + period % 1000)"
)
ARROW = pa.schema([pa.field(column.name, column.arrow) for column in COLUMNS])
#: Recent rows say in which writing they came: the newest of a cell counts.
RECENT = ARROW.append(pa.field("seq", pa.int64()))
#: As Ibis writes it.
SCHEMA = {column.name: column.ibis for column in COLUMNS}
TYPED = ", ".join(f"{column.name}::{column.sql} AS {column.name}" for column in COLUMNS)
TABLE = ", ".join(f"{column.name} {column.sql}" for column in COLUMNS)
#: Values below this are kept in eight bytes.
NARROW, FITS = "decimal(18,6)", 10**12
