"""What was found for a cell, and why there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from terrace.facts.pipeline import results


class Found(NamedTuple):
    """A figure, or a sum of figures. `top` and `bottom` are the sums behind a weighted mean."""

    value: Decimal | None
    status: int
    simulated: bool
    reported: int
    expected: int
    top: Decimal | None = None
    bottom: Decimal | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a cell has no number."""

    reason: str


MISSING = Gap("missing")
HIDDEN = Gap("hidden")
#: Parts that are no sum: ratios without their inputs, codes or places of what does not add up.
NOT_ADDITIVE = Gap("not_additive")
#: Nothing to compare with, or zero.
NO_BASE = Gap("no_base")
#: Its status is not one of those asked for.
OTHER_STATUS = Gap("other_status")

#: None: there can be no such cell.
Value = Found | Gap | None


def whole(found: Sequence[Found], expected: int) -> Found:
    """The sum of at least one; what `pipeline.results.whole` is to results."""
    return Found(
        results.add(each.value for each in found),
        min(each.status for each in found),
        any(each.simulated for each in found),
        sum(each.reported for each in found),
        expected,
        results.add(each.top for each in found),
        results.add(each.bottom for each in found),
        any(each.estimated for each in found),
    )
