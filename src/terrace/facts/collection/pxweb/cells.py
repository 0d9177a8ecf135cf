"""What a table gives: cells, and the file that they came from."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from terrace.base.kernel.problems import Fault

from .problems import WARNINGS

Reason = Literal["missing", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as printed: exactly one of `value` and `reason` is set.

    `row` and `column` count from 1, blank lines included, as Excel shows the file. The unit is the table's
    and is not in the file. `doubtful`: the year of the column stands out of order (`pxweb.year_doubtful`).
    """

    row: int
    column: int
    area_text: str
    area_raw: str
    year_text: str
    year: int
    provisional: bool
    item: str
    value: Decimal | None
    reason: Reason | None
    raw: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class PxFile:
    """A table that was read. `title` is without the variables that PX-Web adds; `notes`: all other lines."""

    name: str
    title: str
    title_raw: str
    notes: tuple[str, ...]
    cells: tuple[Cell, ...]
    faults: tuple[Fault, ...]

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Faults about something that was read all the same."""
        return tuple(fault for fault in self.faults if fault.code in WARNINGS)

    @property
    def refusals(self) -> tuple[Fault, ...]:
        """Faults that name what was not read."""
        return tuple(fault for fault in self.faults if fault.code not in WARNINGS)
