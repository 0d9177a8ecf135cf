"""Small values about figures that the rest of the pipeline hands around."""

from decimal import Decimal
from typing import NamedTuple


class Changed(NamedTuple):
    """A kept figure that a roll-up changed; all ids."""

    indicator: int
    area: int
    period: int
    breakdown: int
    value: Decimal | None
    status: int
    simulated: bool
    reported: int
    expected: int
