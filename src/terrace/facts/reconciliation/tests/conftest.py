"""The small world with a second agency, and the worker's work done in order."""

from pathlib import Path

import pytest

from terrace.base.packs import loading
from terrace.facts.conftest import hear_all

PACK = Path(__file__).parent / "pack"
OURS = ("rollup-", "reconcile-", "suspicions", "settle")


@pytest.fixture
def sides(world: None) -> None:
    loading.load(PACK)


def work() -> None:
    """What relay and worker do with the events of figures and conflicts, until nothing is left."""
    hear_all(OURS)
