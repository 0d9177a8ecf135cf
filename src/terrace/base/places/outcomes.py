"""What came of a table of changes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from terrace.base.kernel.problems import Fault, Kind
from terrace.base.places.tables import Row


@dataclass(slots=True)
class Outcome:
    """Faults, and how many rows changed something or nothing."""

    faults: list[Fault] = field(default_factory=list)
    changed: int = 0
    unchanged: int = 0
    days: set[date] = field(default_factory=set)

    def blame(self, row: Row, column: str, kind: Kind, /, **values: Any) -> None:
        self.faults.append(row.fault(column, kind, **values))
