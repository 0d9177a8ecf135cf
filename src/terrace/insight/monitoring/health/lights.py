"""Green, amber, red: pure. What was bad is well again only at its clearing limit, not at the limit itself."""

from dataclasses import dataclass
from decimal import Decimal

GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"


@dataclass(frozen=True, slots=True)
class Limits:
    """From `amber` (and `red`) on it is bad, down to `clears` it stays so; `amber` None: it is red or well."""

    amber: Decimal | None
    red: Decimal
    clears: Decimal

    def bound(self, light: str) -> Decimal | None:
        """The limit that a light tells of."""
        return {AMBER: self.amber, RED: self.red}.get(light)


def light(limits: Limits, value: Decimal | None, before: str) -> str:
    """The light of a value after the light `before`; grey when it cannot be measured.

    >>> limits = Limits(Decimal(85), Decimal(95), Decimal(80))
    >>> [light(limits, Decimal(v), b) for v, b in [(84, GREEN), (85, GREEN), (82, AMBER), (80, AMBER), (92, RED)]]
    ['green', 'amber', 'amber', 'green', 'red']
    """
    if value is None:
        return GREY
    if value >= limits.red or (before == RED and value > _halfway(limits)):
        return RED
    if limits.amber is not None and value >= limits.amber:
        return AMBER
    if limits.amber is not None and before in (AMBER, RED) and value > limits.clears:
        return AMBER
    return GREEN


def _halfway(limits: Limits) -> Decimal:
    """Down to this it stays red: half-way to amber, or the clearing limit where there is no amber."""
    return limits.clears if limits.amber is None else (limits.red + limits.amber) / 2
