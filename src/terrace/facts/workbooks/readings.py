"""What a sheet says, whatever its layout: facts, the cells that they stand in, and what could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from terrace.base.kernel.problems import Fault
from terrace.facts.collection.intake import Fact
from terrace.facts.workbooks.sheets import Spot, address

#: Faults that are kept for a sheet; who has more has a systematic one.
MOST_FAULTS = 1_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A fault at a cell of the sheet; None for the sheet as a whole."""

    spot: Spot | None
    fault: Fault

    @property
    def address(self) -> str:
        return address(*self.spot) if self.spot else ""


@dataclass(slots=True)
class Reading:
    """Facts of one return (or of one foreign sheet), with the cell of each, in the same order.

    `form` is empty for a foreign sheet. `rows` finds the cell of a row by its name (`INDICATOR|BREAKDOWN`), blank
    rows included.
    """

    form: str = ""
    area: str = ""
    period: str = ""
    source: str = ""
    seen: str = ""
    made: int = 0
    facts: list[Fact] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    rows: dict[str, Spot] = field(default_factory=dict)
    #: Cells that say what they said when the workbook was made; how many were emptied.
    held: set[Spot] = field(default_factory=set)
    cleared: int = 0

    @property
    def unchanged(self) -> int:
        return len(self.held)

    def say(self, fact: Fact, spot: Spot) -> None:
        self.facts.append(fact)
        self.spots.append(spot)

    def clear(self, spot: Spot, *, held: bool) -> None:
        """A blank cell; what it held before stands."""
        if held:
            self.held.add(spot)
            self.cleared += 1

    def mark(self, spot: Spot | None, fault: Fault) -> None:
        if len(self.marks) < MOST_FAULTS:
            self.marks.append(Mark(spot, fault))

    def placed(self, faults: list[Fault]) -> Iterator[Mark]:
        """Faults of the door (`/observations/12/value`) and of returns (`/rows/PIGS|`) at their cells."""
        for fault in faults[:MOST_FAULTS]:
            spot = self._spot(fault.pointer)
            yield Mark(spot, replace(fault, pointer=address(*spot) if spot else ""))

    def _spot(self, pointer: str) -> Spot | None:
        parts = pointer.split("/")
        if len(parts) > 2 and parts[1] == "observations" and parts[2].isdigit():  # noqa: PLR2004 - "", name, number
            number = int(parts[2])
            return self.spots[number] if number < len(self.spots) else None
        return self.rows.get(parts[2]) if len(parts) > 2 and parts[1] == "rows" else None  # noqa: PLR2004
