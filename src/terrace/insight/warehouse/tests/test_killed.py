"""A writer that is killed at any moment leaves the old warehouse or the new one, and the next goes on."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from terrace.insight.warehouse import appending, folding
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest
from terrace.insight.warehouse.memory import Memory
from terrace.insight.warehouse.tests.written import CELLS, rows, seen

#: Writes all cells again and again, each time with the next number in all of them, and folds.
WRITER = """
import sys
from pathlib import Path
from terrace.insight.warehouse import appending, folding
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.tests.written import rows
folder, number = Folder(Path(sys.argv[1])), int(sys.argv[2])
while True:
    number += 1
    appending.append(folder, lambda: rows(number))
    print(number, flush=True)
    if number % 3 == 0:
        folding.fold(folder)
"""


def held(memory: Memory) -> tuple[int, set[int]]:
    """How many rows, and which values, as a question sees them."""
    found = seen(memory)
    return found.num_rows, {int(value) for value in found["value"].to_pylist()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.replace(Manifest(), Manifest(version=1, built=True))
    appending.append(folder, lambda: rows(0))
    return folder


@pytest.mark.chaos
def test_a_killed_writer_leaves_one_whole_state_and_readers_never_see_half(folder: Folder):
    memory, number = Memory(folder), 0
    for turn in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder.path), str(number)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        first = int(writer.stdout.readline())
        until = time.monotonic() + 0.11 * (turn + 1)
        while time.monotonic() < until:
            count, values = held(memory)
            assert (count, len(values)) == (CELLS, 1)
        writer.send_signal(signal.SIGKILL)
        told = [int(line) for line in writer.communicate()[0].split()]
        count, values = held(Memory(folder))
        assert (count, len(values)) == (CELLS, 1)
        assert values.pop() >= max([first, *told]), "what was acknowledged is there"
        number = max([first, *told]) + 1
    folding.fold(folder)
    folder.sweep(grace=0)
    assert {path.name for path in folder.path.glob("*.parquet*")} == (folder.manifest() or Manifest()).files
