"""CSV without quotes, read by DuckDB: a line is a row, and a delimiter always ends a cell.

Whatever is not so plain (quotes, blank lines, rows of another length, mixed line ends) is left to the slow reader,
which says what is wrong and where. A contract test holds both to the same answer.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from terrace.facts.bulk.columns import EMPTY, NAMES, Batch, Codes, Words
from terrace.facts.bulk.formats import Readable
from terrace.facts.bulk.readers.headers import Header
from terrace.facts.bulk.readers.texts import Scan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: What DuckDB may hold in memory; it goes to disk for more.
MEMORY = "300MB"
#: The slow reader gives up at longer cells.
LONGEST_CELL = 131_072


def fits(scan: Scan, head: Header) -> bool:
    """True when lines are rows: no quotes, one kind of line end, as many delimiters as the header has on each line."""
    counts = scan.counts
    ends = counts[b"\r"] == 0 or counts[b"\r"] == counts[b"\r\n"] == counts[b"\n"]
    cells = counts[head.delimiter.encode()] == (len(head.names) - 1) * scan.lines
    return ends and cells and not counts[b'"'] and head.row == 1 and len(head.names) > 1


def read(original: Readable, scan: Scan, head: Header) -> Batch | None:
    """All rows at once; None when the file is not so plain after all."""
    import duckdb

    with duckdb.connect(config=_config(original)) as database:
        try:
            database.execute(_table(head), [str(original.path)])
            count = _count(database)
            batch = _batch(database, head, count) if count == scan.lines - 1 else None
        except duckdb.Error:
            return None
    return batch


def _config(original: Readable) -> dict[str, Any]:
    """In memory, next to the file when that is too little; no other file is touched, nothing is fetched."""
    folder = Path(original.path).parent
    return {
        "memory_limit": MEMORY,
        "temp_directory": str(folder / "duckdb"),
        "threads": 2,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def _table(head: Header) -> str:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in head.names)
    return (
        f"CREATE TABLE raw AS SELECT * FROM read_csv(?, columns = {{{columns}}}, delim = '{head.delimiter}',"  # noqa: S608
        " header = false, skip = 1, auto_detect = false, quote = '', escape = '', nullstr = '', strict_mode = true,"
        f" null_padding = false, ignore_errors = false, max_line_size = {LONGEST_CELL})"
    )


def _count(database: "DuckDBPyConnection") -> int:
    found = database.execute("SELECT count(*) FROM raw").fetchone()
    return int(found[0]) if found else 0


def _batch(database: "DuckDBPyConnection", head: Header, count: int) -> Batch:
    words = {
        name: _words(database, name, count) if name in head.names else Words.same(EMPTY[name], count) for name in NAMES
    }
    values: list[str | None] = [None] * count
    if "value" in head.names:
        values = database.execute("SELECT value FROM raw ORDER BY rowid").fetchnumpy()["value"].tolist()
    return Batch(words, values, positions=np.arange(2, count + 2), numbers=np.arange(count))


def _words(database: "DuckDBPyConnection", name: str, count: int) -> Words:
    """A column with each word once; the numbers are DuckDB's own of an enumeration."""
    distinct = f"SELECT DISTINCT {name} FROM raw WHERE {name} IS NOT NULL ORDER BY 1"  # noqa: S608 - names of our own
    words = [row[0] for row in database.execute(distinct).fetchall()]
    if not words:
        return Words.same(EMPTY[name], count)
    database.execute(f"CREATE TYPE {name}_words AS ENUM ({distinct})")
    selected = f"SELECT enum_code({name}::{name}_words)::INTEGER AS code FROM raw ORDER BY rowid"  # noqa: S608
    numbers = database.execute(selected).fetchnumpy()["code"]
    codes: Codes = np.ma.filled(numbers, len(words)).astype(np.int32)
    return Words(codes, [*words, EMPTY[name]])
