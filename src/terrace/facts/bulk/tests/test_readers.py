"""DuckDB and Python's own reader give the same of every table; all formats give the same of the same facts."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.base.kernel.problems import Refused
from terrace.facts.bulk import columns, formats
from terrace.facts.bulk.columns import Batch, Table
from terrace.facts.bulk.formats import Readable
from terrace.facts.bulk.readers import quick, tables, texts
from terrace.facts.bulk.readers.headers import header
from terrace.facts.collection.intake import Fact, Intake

CELLS = st.sampled_from(["", "1", "PIGS", " ", "a b", '"', '""', '"x"', "é", "1.5", "Hà", "\t", ";", "'", "x" * 40])
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", ",\n", ""])
ROWS = st.lists(st.tuples(st.lists(CELLS, min_size=3, max_size=5), ENDS), max_size=8)
PLAIN = st.lists(st.lists(st.sampled_from(["", "1", "PIGS", "é ", "0x"]), min_size=4, max_size=4), max_size=60)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables") / "file"


def shown(batches: Iterator[Batch] | list[Batch]) -> Any:
    """What a reader says, whatever the order in which it met the words."""
    table = columns.table(batches)
    facts = [
        (*(table.words[name][row] for name in columns.NAMES), table.values[row], table.positions[row])
        for row in range(len(table))
    ]
    return facts, [(position, fault.code) for position, fault in table.faults]


def outcome(read: Any) -> Any:
    try:
        return shown(read())
    except Refused as refused:
        return refused.faults[0].code


def agree(path: Path, body: str) -> bool:
    """The quick reader says what the slow one says, or leaves it to that; true when it read."""
    path.write_text("indicator,area,period,value\n" + body, encoding="utf-8", newline="")
    original = Readable(path, "a.csv", "text/csv")
    scan, head = texts.scan(original), header(original)
    batch = quick.read(original, scan, head) if quick.fits(scan, head) else None
    if batch:
        assert shown([batch]) == outcome(lambda: tables.read_slowly(original, head))
    return batch is not None


@settings(max_examples=100)
@given(rows=ROWS)
def test_the_quick_reader_is_the_slow_one_or_gives_up(path: Path, rows: Any):
    agree(path, "".join(",".join(cells) + end for cells, end in rows))


@settings(max_examples=60)
@given(rows=PLAIN, end=st.sampled_from(["\n", "\r\n"]))
def test_the_quick_reader_reads_plain_tables(path: Path, rows: list[list[str]], end: str):
    path.write_text("")
    body = "".join(",".join(cells) + "\n" for cells in rows)
    whole = ("indicator,area,period,value\n" + body).replace("\n", end)
    path.write_text(whole, encoding="utf-8", newline="")
    original = Readable(path, "a.csv", "text/csv")
    scan, head = texts.scan(original), header(original)
    assert quick.fits(scan, head)
    batch = quick.read(original, scan, head)
    assert batch is not None
    assert shown([batch]) == outcome(lambda: tables.read_slowly(original, head))


def read(path: Path, code: str, body: bytes) -> Table:
    path.write_bytes(body)
    return columns.table(formats.FORMATS[code].read(Readable(path, f"a.{code}", ""), "commune"))


#: Digits beyond those of a float, and a comma inside a cell.
FACTS = [
    Fact("PIGS", "01273", "2026-M10", Decimal("12.500000000000000000001")),
    Fact("BIRTHS", "01273", "2026-M10", None, "missing", "SEX=F", "final", "vì, lũ"),
]


def test_all_formats_give_the_same_facts(path: Path):
    lines = b"".join(msgspec.json.encode(fact) + b"\n" for fact in FACTS)
    table = "indicator,area,period,value,reason,breakdown,status,because\n" + "".join(
        ",".join(f'"{"" if value is None else value}"' for value in msgspec.structs.astuple(fact)) + "\n"
        for fact in FACTS
    )
    bodies = {"ndjson": lines, "json": Intake("commune", FACTS).canonical, "csv": table.encode()}
    for code, body in bodies.items():
        found = read(path, code, body)
        assert [found.fact(row) for row in range(len(found))] == FACTS, code


def test_numbers_are_read_from_their_digits(path: Path):
    found = read(
        path, "json", b'[{"indicator":"A","area":"1","period":"2026","value":0.1000000000000000055511151231257827}]'
    )
    assert found.values == ["0.1000000000000000055511151231257827"]


def test_a_format_is_known_by_its_type_its_name_or_its_code():
    assert formats.choose("a", "text/csv; charset=utf-8", b"").code == "csv"
    assert formats.choose("a.csv.gz", "application/gzip", b"indicator,").code == "csv"
    assert formats.choose("a.bin", "application/octet-stream", b"", "ndjson").code == "ndjson"
    for name, media_type, code in (("a.bin", "", ""), ("a.json", "", ""), ("a", "", "xlsx")):
        with pytest.raises(Refused, match=r"file\.format"):
            formats.choose(name, media_type, b"PK", code)
