"""What judging found, before it is a warning: a frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

#: Rule, indicator, place, breakdown, subject: of these only one warning stands at a time.
Key = tuple[str, int, int, int, str]
#: Indicator, place, breakdown.
Series = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that should stand as a warning now. See `models.Warning` for what the fields mean."""

    rule: str
    kind: str
    area: int
    period: int
    since: int
    severity: int = 2
    indicator: int = 0
    breakdown: int = 0
    subject: str = ""
    sector: str = ""
    value: Decimal | None = None
    expected: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    bound: Decimal | None = None
    against: str = ""
    reasons: tuple[str, ...] = ()
    sure: Decimal | None = None
    error_chance: Decimal | None = None
    twice: bool = False
    simulated: bool = False
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.rule, self.indicator, self.area, self.breakdown, self.subject

    @property
    def series(self) -> Series:
        return self.indicator, self.area, self.breakdown


#: What makes a standing warning another one: people see that it moved.
TELLING = ("kind", "period", "value", "bound", "severity")
#: What is brought up to date in silence.
QUIET = ("since", "expected", "low", "high", "against", "sure", "error_chance", "twice", "simulated")
