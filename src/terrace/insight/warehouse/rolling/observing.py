"""Observations out of PostgreSQL by the hundred thousand: `COPY` into Arrow, every digit as it is kept."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

import pyarrow as pa
from django.db import connection
from pyarrow import csv

from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.pipeline import ledger
from terrace.insight.warehouse.rolling.catalogue_tables import needed

SCHEMA = pa.schema(
    [
        ("indicator", pa.int32()),
        ("period", pa.int32()),
        ("breakdown", pa.int32()),
        ("area", pa.int32()),
        ("source", pa.int16()),
        ("reason", pa.int8()),
        ("status", pa.int8()),
        ("value", pa.decimal128(38, 6)),
    ]
)
_COLUMNS = "indicator_id, period, breakdown_id, area_id, source_id, reason, status, value"
_WHERE = "indicator_id = ANY (%(indicators)s) AND period BETWEEN %(first)s AND %(last)s"


def observed(
    indicators: Iterable[int],
    years: tuple[int, int],
    areas: Iterable[int] | None = None,
    as_of: datetime | None = None,
) -> pa.Table:
    """What is (or was, at `as_of`) in force of indicators and their needs, as far as this connection may see it."""
    about: dict[str, Any] = {
        "indicators": needed(catalogue.current(), indicators),
        "first": years[0] * 1000,
        "last": years[1] * 1000 + 999,
        "as_of": as_of,
    }
    where = _WHERE
    if areas is not None:
        about["areas"], where = sorted(areas), f"{_WHERE} AND area_id = ANY (%(areas)s)"
    with tempfile.TemporaryFile() as file:
        _copy(f"COPY ({ledger.in_force(_COLUMNS, where, as_of)}) TO STDOUT (FORMAT csv)", about, file)
        return _read(file)


def _copy(statement: str, about: dict[str, Any], file: IO[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement, about) as copy:
        for rows in copy:
            file.write(rows)


def _read(file: IO[bytes]) -> pa.Table:
    if not file.tell():
        return SCHEMA.empty_table()
    file.seek(0)
    names = csv.ReadOptions(column_names=SCHEMA.names)
    return csv.read_csv(file, read_options=names, convert_options=csv.ConvertOptions(column_types=SCHEMA))
