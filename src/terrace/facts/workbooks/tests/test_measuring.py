"""The measure of speed measures what is right."""

import pytest

from terrace.facts.workbooks import measuring
from terrace.facts.workbooks.tests.conftest import MONTH


@pytest.mark.usefixtures("world")
def test_a_large_list_is_read_and_checked_whole():
    found = measuring.measure(MONTH, rows=2_000)
    assert (found.rows, found.faults) == (2_000, 0)
    assert found.rows_per_second > 1_000
