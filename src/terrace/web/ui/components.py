"""The values that components show. Views fill them; templates under `ui/components/` draw them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from terrace.web.ui import numbers

#: One closed outline in any plane units (longitude first, north up), the first point not repeated.
Ring = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CellKey:
    """Which figure: the name under which live messages find it on the page.

    >>> str(CellKey("RICE_PRODUCTION", "08", "2026-M10"))
    'RICE_PRODUCTION|08|2026-M10|'
    """

    indicator: str
    area: str
    period: str
    breakdown: str = ""

    def __str__(self) -> str:
        return f"{self.indicator}|{self.area}|{self.period}|{self.breakdown}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a chooser or one link of a switch."""

    value: str
    label: str
    chosen: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the expected reports stand behind a figure."""

    reported: int
    expected: int

    @property
    def share(self) -> int:
        """Per cent, rounded down, so that 100 means all."""
        return 100 * self.reported // self.expected if self.expected else 0

    @property
    def full(self) -> bool:
        return self.reported >= self.expected


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a history; `low` and `high` bound a forecast."""

    period: str
    label: str
    value: Decimal | None
    cell: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


#: Per cent of reports by which two figures may differ and still be compared.
EVEN = 5


@dataclass(frozen=True, slots=True)
class Then:
    """A figure of before, to compare with."""

    value: Decimal | None = None
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What is forecast for the period after a figure, with the page of the forecast."""

    label: str
    likely: Decimal
    low: Decimal
    high: Decimal
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as tiles and headlines show it. `last` and `last_year` are the figures to compare with."""

    cell: str
    name: str
    unit: str
    decimals: int
    value: Decimal | None
    href: str = ""
    status: str = ""
    simulated: bool = False
    coverage: Coverage | None = None
    last: Then = Then()
    last_year: Then = Then()
    history: tuple[Point, ...] = ()
    chosen: bool = False
    next: Next | None = None

    @property
    def change(self) -> Decimal | None:
        """Against the last period, per cent; None while the reports behind the two are not comparable."""
        return None if self.uneven else numbers.change(self.value, self.last.value)

    @property
    def change_year(self) -> Decimal | None:
        """Against the same period of last year, per cent; None likewise."""
        return None if self.uneven_year else numbers.change(self.value, self.last_year.value)

    @property
    def uneven(self) -> bool:
        """True when far more reports stand behind one of the two figures."""
        return _uneven(self, self.last)

    @property
    def uneven_year(self) -> bool:
        return _uneven(self, self.last_year)


def _uneven(now: Figure, then: Then) -> bool:
    """Half of the communes have reported: the sum is half as large, and nothing fell."""
    if now.value is None or then.value is None or now.coverage is None or then.coverage is None:
        return False
    return abs(now.coverage.share - then.coverage.share) > EVEN


@dataclass(frozen=True, slots=True)
class MapArea:
    """One place of a choropleth."""

    code: str
    name: str
    value: Decimal | None
    rings: tuple[Ring, ...]
    cell: str = ""
    href: str = ""
    #: How many warnings stand there, drawn upon it as a number; and whether one of them is serious.
    pin: int = 0
    grave: bool = False


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One place of a league table; `rank` is None without a value."""

    code: str
    name: str
    value: Decimal | None
    rank: int | None = None
    cell: str = ""
    href: str = ""
    coverage: Coverage | None = None
    change: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete one place's returns are for the period."""

    name: str
    href: str
    coverage: Coverage
    late: bool = False
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One submission that came in."""

    at: datetime
    place: str
    what: str
    facts: int
    door: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """How a derived figure is worked out, with the figures that went into it."""

    text: str
    parts: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """One submission behind a figure: who sent what, when, and through which door."""

    id: str
    at: datetime
    person: str
    place: str
    door: str
    source: str
    value: Decimal | None = None
    reason: str = ""
    decimals: int = 0
    facts: int = 0
    state: str = ""
    superseded: bool = False
    simulated: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One observation of a submission."""

    indicator: str
    place: str
    period: str
    breakdown: str
    unit: str
    decimals: int
    value: Decimal | None
    reason: str = ""
    superseded: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class ReturnCard:
    """One return of an officer: a form for a place and a period, how much of it is answered, and how it stands."""

    name: str
    place: str
    period: str
    href: str
    coverage: Coverage
    state: str = "open"
    due: date | None = None
    days_left: int | None = None
    late: bool = False

    @property
    def waits(self) -> bool:
        """True while she has to do something."""
        return self.state in {"open", "draft", "returned"}

    @property
    def days_over(self) -> int:
        """Days since the due day."""
        return max(-(self.days_left or 0), 0)


@dataclass(frozen=True, slots=True)
class EntryCell:
    """One row of the entry grid: `value` and `reason` are what the server holds, `typed` a refused input."""

    indicator: str
    label: str
    unit: str
    decimals: int
    breakdown: str = ""
    value: Decimal | None = None
    reason: str = ""
    because: str = ""
    last: Decimal | None = None
    last_year: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    typed: str | None = None
    fault: str = ""
    editable: bool = True
    given_by: str = ""

    @property
    def id(self) -> str:
        """The name under which an ordinary form posts it: `value:ID` and `reason:ID`."""
        return f"{self.indicator}|{self.breakdown}"


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Rows under one heading, as an indicator with its breakdowns."""

    title: str
    cells: tuple[EntryCell, ...] = field(default=())
