"""Questions: what is asked of the warehouse, as values that go to JSON, to the query of an address, and back.

>>> question = Question(measures=(Measure("PIGS"), Measure("PIGS", "growth")), rows=(Axis("place", "commune"),))
>>> to_query(question)
'measures=PIGS,PIGS:growth&rows=place:commune'
>>> from_query(to_query(question)) == question
True
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MOST_CELLS = 200_000
LEVELS = ("country", "region", "province", "district", "commune")
GRAINS = ("A", "S", "N", "Q", "C", "M")
KINDS = ("place", "period", "breakdown", "measure", "source", "status")
SHOWS = ("value", "share", "growth", "change", "index", "rank", "average", "plan", "peers", "gap")
#: Of what a share is, and to what a gap is; the first goes without saying.
OF = {"share": ("column", "row", "parent"), "gap": ("parent", "region")}
STATUSES = ("provisional", "estimated", "final")
AS_WAS, AS_IS = "as_was", "as_is"


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator and what is shown of it.

    value · share (per cent of the whole of its column, its row, or of the place above) · growth (per cent, against
    the same period of last year) · change (per cent, against the period before) · index (first period = 100) · rank
    (1 is the largest) · average (of three periods) · plan (per cent of the target) · peers (per cent of the median of
    sibling places) · gap (to the place above, or to the region).
    """

    indicator: str
    show: str = "value"
    of: str = ""

    @property
    def text(self) -> str:
        """`PIGS`, `PIGS:share:row`."""
        if self.of:
            return f"{self.indicator}:{self.show}:{self.of}"
        return self.indicator if self.show == "value" else f"{self.indicator}:{self.show}"


@dataclass(frozen=True, slots=True)
class Axis:
    """What rows or columns run over; `level` is a level of places, a grain of periods or a dimension.

    A place without a level: the places of `Where` themselves. `total` adds the whole as the last member.
    """

    kind: str
    level: str = ""
    total: bool = False

    @property
    def text(self) -> str:
        """`place:commune`, `breakdown:SEX:total`."""
        return ":".join([self.kind, *([self.level] if self.level or self.total else []), *(["total"] * self.total)])


@dataclass(frozen=True, slots=True)
class Periods:
    """From one period to another (codes), or the last `count` of a grain that have figures.

    `to_date`: each period stands for all from the start of its year to its end.
    """

    first: str = ""
    last: str = ""
    count: int = 0
    grain: str = ""
    to_date: bool = False

    @property
    def text(self) -> str:
        """`2026-M01..2026-M10`, `2026`, `last:12:M`; '' when nothing is said."""
        if self.count:
            return f"last:{self.count}" + (f":{self.grain}" if self.grain else "")
        return self.first if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class Where:
    """What is asked about. No places: the whole country; `breakdown`: dimension with the codes wanted, in pairs."""

    places: tuple[str, ...] = ()
    level: str = ""
    periods: Periods = field(default_factory=Periods)
    breakdown: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sources: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """Order of rows: by a measure (its text) in the column with the key `at` ('': the last), or by `label`."""

    by: str
    at: str = ""
    descending: bool = True

    @property
    def text(self) -> str:
        """`-PIGS:growth@2026`: the largest first."""
        return ("-" if self.descending else "") + self.by + (f"@{self.at}" if self.at else "")


@dataclass(frozen=True, slots=True)
class Question:
    """A question: measures over rows and columns, about some part of the world.

    Where no axis is `measure`, several measures are the innermost columns. `boundaries`: `as_was`, `as_is`, or the
    ISO day whose map is the common base. `as_of`: an ISO day; what was known at its end.
    """

    measures: tuple[Measure, ...]
    rows: tuple[Axis, ...] = ()
    columns: tuple[Axis, ...] = ()
    where: Where = field(default_factory=Where)
    boundaries: str = AS_WAS
    as_of: date | None = None
    sort: Sort | None = None
    limit: int | None = None

    @property
    def axes(self) -> tuple[Axis, ...]:
        return (*self.rows, *self.columns)

    def words(self) -> Iterator[tuple[str, str]]:
        """Names and texts of all that is said, in a fixed order."""
        where = self.where
        pairs = ",".join(f"{name}:{'|'.join(codes)}" for name, codes in where.breakdown)
        said = (
            ("measures", ",".join(each.text for each in self.measures)),
            ("rows", ",".join(each.text for each in self.rows)),
            ("columns", ",".join(each.text for each in self.columns)),
            ("places", ",".join(where.places)),
            ("level", where.level),
            ("periods", where.periods.text),
            ("to_date", "yes" if where.periods.to_date else ""),
            ("breakdown", pairs),
            ("sources", ",".join(where.sources)),
            ("statuses", ",".join(where.statuses)),
            ("boundaries", "" if self.boundaries == AS_WAS else self.boundaries),
            ("as_of", self.as_of.isoformat() if self.as_of else ""),
            ("sort", self.sort.text if self.sort else ""),
            ("limit", str(self.limit) if self.limit else ""),
        )
        return (pair for pair in said if pair[1])


def to_json(question: Question) -> dict[str, Any]:
    """The question as JSON: the words of the address, lists as lists."""
    from terrace.insight.warehouse.asking import parsing

    return parsing.to_json(question)


def from_json(body: object) -> Question:
    """The question of a JSON object. Raises `Refused` with every fault."""
    from terrace.insight.warehouse.asking import parsing

    return parsing.from_json(body)


def to_query(question: Question) -> str:
    """The question as the query of an address."""
    from terrace.insight.warehouse.asking import parsing

    return parsing.to_query(question)


def from_query(query: str) -> Question:
    """The question of the query of an address. Raises `Refused` with every fault."""
    from terrace.insight.warehouse.asking import parsing

    return parsing.from_query(query)


def drill(question: Question, heading: Any, kind: str = "") -> Question | None:
    """One level down from a heading of the answer (of a place, a period or a code); None when nothing is below."""
    from terrace.insight.warehouse.asking import drilling

    return drilling.drill(question, heading, kind)


def suggest(answer: Any) -> str:
    """The picture that fits an answer: table, line, bar, map, scatter or multiples."""
    from terrace.insight.warehouse.asking import picturing

    return picturing.suggest(answer)
