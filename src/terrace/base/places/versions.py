"""Values: what a place was during a stretch of days, a change between places, a share of one in another."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Version:
    """A place from `valid_from` to `valid_until`, both included; no last day = still so."""

    place_id: int
    code: str
    name: str
    full_name: str
    name_en: str
    kind: str
    level: int
    parent_id: int | None
    valid_from: date
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Change:
    """On `day` the share `weight` of the source went to the target (None: abolished without successor)."""

    day: date
    kind: str
    source_id: int
    target_id: int | None
    weight: Decimal
    estimated: bool


@dataclass(frozen=True, slots=True)
class Share:
    """`weight` of a place; `estimated` when no decision or survey gives the weight."""

    place_id: int
    weight: Decimal
    estimated: bool


@dataclass(frozen=True, slots=True)
class Called:
    """A folded name of a place from `valid_from` to `valid_until`, both included."""

    place_id: int
    folded: str
    valid_from: date
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
