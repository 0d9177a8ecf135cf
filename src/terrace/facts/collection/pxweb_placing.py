"""Cells of an official table → observations: which indicator, which place; what has none becomes a fault.

Several rows can fall on one place, since the office prints both halves of a province for years before it was
split. Then the only row with a figure speaks; two figures are never added nor chosen from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from terrace.base.kernel.periods import FIRST_YEAR, LAST_YEAR, Frequency, Period
from terrace.base.kernel.problems import Fault
from terrace.base.places.index import Index
from terrace.base.places.models import Level
from terrace.facts.catalogue.pxweb import item_key
from terrace.facts.catalogue.queries import PxReading
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.collection import pxweb_problems as problems
from terrace.facts.collection.intake import Fact
from terrace.facts.collection.pxweb.cells import Cell

#: Official tables print no level; names of these levels never meet.
LEVELS = (Level.COUNTRY, Level.REGION, Level.PROVINCE)
#: Indicator, breakdown, year, code of the place.
Spot = tuple[int, int, int, str]


@dataclass(slots=True)
class Placing:
    """Places the cells of one file; `faults` and `refused` (cells by code) grow on the way.

    `origins` is the cell that each of the facts came from, in the same order. `nothing` counts gaps that are
    no observation: the place was not there, or was printed as the other half of an undivided province.
    """

    name: str
    readings: Mapping[str, PxReading]
    snapshot: Snapshot
    index: Index
    faults: list[Fault] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    nothing: int = 0
    facts: list[Fact] = field(default_factory=list)
    origins: list[Cell] = field(default_factory=list)
    _told: set[str] = field(default_factory=set)
    _known: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def place(self, cells: Iterable[Cell]) -> None:
        """Turn the cells into facts."""
        spots: dict[Spot, list[Cell]] = defaultdict(list)
        for cell in cells:
            if spot := self._spot(cell):
                spots[spot].append(cell)
        for spot, held in spots.items():
            if (speaker := self._speaker(spot, held)) is not None:
                self.facts.append(self._fact(spot, speaker))
                self.origins.append(speaker)

    def refuse(self, fault: Fault, once: str = "") -> None:
        """Count a cell as refused; a fault that holds for many (`once`) is listed at its first."""
        self.refused[fault.code] += 1
        if once not in self._told or not once:
            self.faults.append(fault)
        self._told.add(once)

    def pointer(self, cell: Cell) -> str:
        return f"{self.name}:{cell.row}:{cell.column}"

    def _spot(self, cell: Cell) -> Spot | None:
        """What the cell is about; None when it was refused or is nothing."""
        reading = self.readings.get(item_key(cell.item))
        if reading is None:
            fault = problems.ITEM_UNKNOWN.fault(self.pointer(cell), item=cell.item or cell.year_text)
            self.refuse(fault, f"item {cell.item}")
            return None
        if cell.doubtful:
            told = {"year": cell.year, "text": cell.area_text, "raw": cell.raw.strip()}
            self.refuse(problems.CELL_DOUBTFUL.fault(self.pointer(cell), **told))
            return None
        if not self._is_yearly(cell, reading):
            return None
        code = self._code(cell)
        return (reading.indicator, reading.breakdown, cell.year, code) if code else None

    def _is_yearly(self, cell: Cell, reading: PxReading) -> bool:
        spec = self.snapshot.by_id[reading.indicator]
        if spec.frequency is not Frequency.YEAR:
            told = {"indicator": spec.code, "item": cell.item}
            fault = problems.NOT_YEARLY.fault(self.pointer(cell), **told)
            self.refuse(fault, f"frequency {cell.item}")
            return False
        if not FIRST_YEAR <= cell.year <= LAST_YEAR:
            fault = problems.YEAR_OUTSIDE.fault(self.pointer(cell), year=cell.year)
            self.refuse(fault, f"year {cell.column}")
            return False
        return True

    def _code(self, cell: Cell) -> str | None:
        """The code that the place had on the last day of the year."""
        day, codes = date(cell.year, 12, 31), self._codes(cell.area_text, cell.year)
        if len(codes) == 1:
            return codes[0]
        told = {"text": cell.area_text, "day": day, "raw": cell.raw.strip(), "codes": ", ".join(codes)}
        if codes:
            self.refuse(problems.AREA_AMBIGUOUS.fault(self.pointer(cell), **told))
        elif not self._ever(cell.area_text):
            fault = problems.AREA_UNKNOWN.fault(f"{self.name}:{cell.row}:1", **told)
            self.refuse(fault, f"row {cell.row}")
        elif cell.value is None:
            self.nothing += 1
        else:
            self.refuse(problems.AREA_ABSENT.fault(self.pointer(cell), **told))
        return None

    def _codes(self, text: str, year: int) -> tuple[str, ...]:
        if (text, year) not in self._known:
            day = date(year, 12, 31)
            ids = [place for level in LEVELS for place in self.index.by_name(text, day, level)]
            versions = (self.index.version(place, day) for place in ids)
            self._known[text, year] = tuple(version.code for version in versions if version)
        return self._known[text, year]

    def _ever(self, text: str) -> bool:
        """True when a place was written so at the end of some year."""
        return any(self._codes(text, year) for year in range(FIRST_YEAR, LAST_YEAR + 1))

    def _speaker(self, spot: Spot, held: list[Cell]) -> Cell | None:
        """The cell that speaks for the spot; None when two figures were given."""
        figures = [cell for cell in held if cell.value is not None]
        if len(figures) > 1:
            for cell in figures:
                self._refuse_shared(spot, cell, figures)
            self.nothing += len(held) - len(figures)
            return None
        self.nothing += len(held) - 1
        return (figures or held)[0]

    def _refuse_shared(self, spot: Spot, cell: Cell, figures: list[Cell]) -> None:
        rows = ", ".join(
            f"{other.row} “{other.area_text}” ({other.raw.strip()})" for other in figures if other is not cell
        )
        told = {"text": cell.area_text, "raw": cell.raw.strip(), "rows": rows, "code": spot[3]}
        fault = problems.PLACE_SHARED.fault(self.pointer(cell), day=date(spot[2], 12, 31), **told)
        self.refuse(fault)

    def _fact(self, spot: Spot, cell: Cell) -> Fact:
        factor = self.readings[item_key(cell.item)].factor
        return Fact(
            indicator=self.snapshot.by_id[spot[0]].code,
            area=spot[3],
            period=Period(Frequency.YEAR, spot[2]).code,
            value=None if cell.value is None else _times(cell.value, factor),
            reason=cell.reason,
            breakdown=self.snapshot.cells[spot[1]] or None,
            status="provisional" if cell.provisional else None,
        )


def _times(value: Decimal, factor: Decimal) -> Decimal:
    """The exact product, as printed when the factor is one, else without zeros at the end."""
    if factor == 1:
        return value
    product = (value * factor).normalize()
    return product if product.as_tuple().exponent <= 0 else product.quantize(Decimal(1))  # type: ignore[operator]
