"""A forecast as people and systems see it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec


@dataclass(frozen=True, slots=True)
class Step:
    """One period to come: what is likely, and between what it comes in 80 and in 95 of 100 cases."""

    period: Period
    likely: Decimal
    low80: Decimal
    high80: Decimal
    low95: Decimal
    high95: Decimal


@dataclass(frozen=True, slots=True)
class Past:
    """What was forecast for a period before it came; `came` None: it has not come yet.

    `tried`: nobody said so then; it is what would have been said (a back-test).
    """

    origin: Period
    made_at: datetime
    period: Period
    likely: Decimal
    low80: Decimal
    high80: Decimal
    came: Decimal | None
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well the series was forecast so many periods ahead.

    `share`: the median error as a share of the level (0.04: within 4 % half of the time); over `years` years and
    `tries` past origins; `inside80`: the share of them in which the value lay between low80 and high80.
    """

    ahead: int
    share: Decimal
    years: int
    tries: int
    inside80: Decimal | None


@dataclass(frozen=True, slots=True)
class ForecastView:
    """A forecast with all that it must be shown with.

    `origin` is the last period known, always in the indicator's own frequency; `steps` follow it. In a coarser
    `frequency` the steps begin with the period that is under way: what is known of it and what is forecast.
    `shares`: members and their per cent, the largest first. `coherent`: adds up with the places and parts around it.
    """

    spec: IndicatorSpec
    place: Version
    breakdown: str
    breakdown_id: int
    frequency: Frequency
    origin: Period
    made_at: datetime
    steps: tuple[Step, ...]
    method: str
    shares: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    accuracy: tuple[Accuracy, ...]
    simulated: bool
    coherent: bool
    provisional: bool = False

    @property
    def cell(self) -> str:
        """The key by which the live stream names it."""
        return f"{self.spec.id}|{self.place.place_id}|{self.breakdown_id}"
