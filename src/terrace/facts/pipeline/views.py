"""A figure as people and systems see it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from terrace.base.kernel.periods import Period
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.results import Basis

#: The reason of a figure that the public is not shown: it counts so few people, or would tell of such a count.
SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure with all that it must be shown with.

    `value` None comes with a `reason` (missing, not_applicable, late, suppressed). `reported` of `expected` reports
    stand behind it. `estimated` is true where shares of split places were estimated; `below` differs from `value`
    where a place reported one thing and the places below it another.
    """

    spec: IndicatorSpec
    place: Version
    period: Period
    breakdown: str
    breakdown_id: int
    value: Decimal | None
    reason: str | None
    status: str | None
    simulated: bool
    reported: int
    expected: int
    basis: Basis
    below: Decimal | None
    revision: int
    changed_at: datetime | None
    boundaries: str = "as_was"
    estimated: bool = False
    as_of: datetime | None = None
    #: As it was published, since the reader has no right to the figure itself.
    published: bool = False

    @property
    def cell(self) -> str:
        """The key by which the live stream names it; '' for what moves only when it is published anew."""
        if self.published:
            return ""
        return f"{self.spec.id}|{self.place.place_id}|{self.period.id}|{self.breakdown_id}"

    @property
    def coverage(self) -> Decimal | None:
        """Share of the expected reports that are in, 0 to 1."""
        return Decimal(self.reported) / self.expected if self.expected else None
