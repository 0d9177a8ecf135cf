"""Recent files stay few however often is written, and of each cell the newest row counts."""

from functools import partial
from pathlib import Path
from random import Random

import pyarrow as pa

from terrace.insight.warehouse import appending
from terrace.insight.warehouse.columns import ARROW
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest
from terrace.insight.warehouse.memory import Memory
from terrace.insight.warehouse.tests.written import rows, seen


def some(number: int, areas: set[int]) -> pa.Table:
    """Rows of some of the cells, all with this value; those of every seventh writing have no figure any more."""
    table = rows(number).to_pylist()
    gone = {"basis": 0, "value": None} if number % 7 == 0 else {}
    return pa.Table.from_pylist([row | gone for row in table if row["area"] in areas], ARROW)


def test_a_hundred_writings_of_any_size_are_a_few_files_with_the_newest_of_each_cell(tmp_path: Path):
    folder, chance, expected = Folder(tmp_path), Random(6), dict[int, int]()
    folder.replace(Manifest(), Manifest(version=1, built=True))
    memory = Memory(folder)
    for number in range(1, 101):
        areas = set(chance.sample(range(500), chance.choice((1, 3, 20, 400))))
        assert appending.append(folder, partial(some, number, areas)) == len(areas)
        expected |= dict.fromkeys(areas, 0 if number % 7 == 0 else number)
        if number % 9 == 0:
            assert shown(memory) == shown(Memory(folder)) == {at: value for at, value in expected.items() if value}
    manifest = folder.manifest() or Manifest()
    assert len(manifest.recents) <= appending.FILES
    assert manifest.recents[0].first == 1
    assert manifest.recents[-1].last == 100
    assert manifest.waiting < 3 * len(expected)
    folder.sweep(grace=0)
    assert {path.name for path in tmp_path.glob("*.parquet*")} == manifest.files


def shown(memory: Memory) -> dict[int, int]:
    """The value of each place, as a question sees it."""
    found = seen(memory)
    return dict(zip(found["area"].to_pylist(), map(int, found["value"].to_pylist()), strict=True))
