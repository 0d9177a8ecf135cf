"""Indices of governance: score and rank of a province over the years, beside its neighbours and its region.

Neighbours share a border by the outlines of places. The region is that of the place itself, or, since regions ended
with June 2025, that of the former province whose name it bears.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from statistics import median
from typing import Final

from django.utils import timezone

from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places import boundaries
from terrace.base.places.index import Index
from terrace.base.places.models import Level
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import FigureView
from terrace.insight.targets import models, problems

#: Years that a page looks back; corners that two outlines share when they are neighbours.
BACK: Final = 12
CORNERS: Final = 2
#: The last day on which there were regions.
LAST_REGIONS: Final = date(2025, 6, 30)


@dataclass(frozen=True, slots=True)
class IndexSpec:
    """An index with its indicators."""

    code: str
    name_vi: str
    name_en: str
    publisher_vi: str
    publisher_en: str
    score: IndicatorSpec
    rank: IndicatorSpec
    components: tuple[IndicatorSpec, ...]

    def name(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi

    def publisher(self, language: str = "vi") -> str:
        return self.publisher_en if language == "en" else self.publisher_vi


@dataclass(frozen=True, slots=True)
class Year:
    """An index of a place in a year; `rank` was published, or else worked out among those that are known."""

    year: int
    score: Decimal | None
    rank: Decimal | None
    worked_out: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A place over the years. `part`: the same place, a neighbour, what it was made of, or another."""

    place: Version
    part: str
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the score in a year: that of the place, the median of its neighbours and of all provinces."""

    spec: IndicatorSpec
    value: Decimal | None
    before: Decimal | None
    neighbours: Decimal | None
    country: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """An index of a place: lines of the place, its neighbours and its former parts, medians, and components."""

    index: IndexSpec
    place: Version
    region: Version | None
    years: tuple[int, ...]
    own: Line
    former: tuple[Line, ...]
    neighbours: tuple[Line, ...]
    regional: tuple[Decimal | None, ...]
    national: tuple[Decimal | None, ...]
    known: tuple[int, ...]
    components: tuple[Component, ...]
    simulated: bool

    @property
    def latest(self) -> Year | None:
        """The newest year with a score or rank."""
        return next(
            (each for each in reversed(self.own.years) if each.score is not None or each.rank is not None), None
        )


OWN, NEIGHBOUR, FORMER = "own", "neighbour", "former"


def every(reader: Reader) -> list[IndexSpec]:
    """The indices of the packs, in their order; one whose indicators are not there is left out."""
    rows = models.Index.objects.filter(retired=False).order_by("position", "code")
    return [found for row in rows if (found := _spec(reader, row))]


def one(reader: Reader, code: str) -> IndexSpec:
    """The index of this code; raises `target.index_absent` (404)."""
    found = next((each for each in every(reader) if each.code == code), None)
    if found is None:
        raise problems.INDEX_ABSENT.problem(code=code[:60])
    return found


def _spec(reader: Reader, row: models.Index) -> IndexSpec | None:
    known = reader.snapshot.indicators
    codes = [code for code in row.components.split(",") if code in known]
    if row.score not in known or row.rank not in known:
        return None
    names = (row.name_vi, row.name_en, row.publisher_vi, row.publisher_en)
    return IndexSpec(row.code, *names, known[row.score], known[row.rank], tuple(known[code] for code in codes))


def compare(reader: Reader, index: IndexSpec, area: int, *, components: bool = True) -> Comparison:
    """The index of a place beside others in the last years; `components` false leaves them out."""
    today = timezone.localdate()
    years = tuple(range(today.year - BACK + 1, today.year + 1))
    table = _Table(reader, index, years)
    near, before = neighbours(reader.index, area, today), former(reader.index, area, today)
    home = region_of(reader.index, area, today)
    members = table.members(home, today)
    own = table.line(area, OWN)
    latest = next((each.year for each in reversed(own.years) if each.score is not None), None)
    parts = table.components(area, near, latest) if components and latest else ()
    return Comparison(
        index=index,
        place=own.place,
        region=reader.index.version(home, LAST_REGIONS) if home else None,
        years=years,
        own=own,
        former=tuple(line for each in before if _is_known(line := table.line(each, FORMER))),
        neighbours=tuple(table.line(each, NEIGHBOUR) for each in near),
        regional=tuple(table.median(year, members(year)) for year in years) if home else (),
        national=tuple(table.median(year, table.provinces(year)) for year in years),
        known=tuple(sum(table.score(each, year) is not None for each in table.provinces(year)) for year in years),
        components=parts,
        simulated=table.simulated,
    )


def _is_known(line: Line) -> bool:
    return any(each.score is not None or each.rank is not None for each in line.years)


class _Table:
    """Scores, ranks and components of every province in every year that is asked, read at once."""

    def __init__(self, reader: Reader, index: IndexSpec, years: Sequence[int]) -> None:
        self.reader, self.index, self.years = reader, index, years
        self.values: dict[tuple[int, int, int], FigureView] = {}
        self.read((index.score, index.rank), years)

    def read(self, specs: Sequence[IndicatorSpec], years: Iterable[int]) -> None:
        """Read these indicators of every province in these years."""
        asked = [
            Asked(spec, area, Period(Frequency.YEAR, year), 0)
            for year in years
            for area in self.provinces(year)
            for spec in specs
        ]
        for view in self.reader.tiles(asked):
            if view.value is not None:
                self.values[view.spec.id, view.place.place_id, view.period.year] = view

    @property
    def simulated(self) -> bool:
        return any(view.simulated for view in self.values.values())

    def provinces(self, year: int) -> tuple[int, ...]:
        """The provinces at the end of the year, or today while it runs."""
        return provinces(self.reader.index, min(date(year, 12, 31), timezone.localdate()))

    def value(self, spec: IndicatorSpec, area: int, year: int) -> Decimal | None:
        view = self.values.get((spec.id, area, year))
        return view.value if view else None

    def score(self, area: int, year: int) -> Decimal | None:
        return self.value(self.index.score, area, year)

    def line(self, area: int, part: str) -> Line:
        history = self.reader.index.history(area)
        place = self.reader.index.version(area, timezone.localdate()) or history[-1]
        return Line(place, part, tuple(self._year(area, year) for year in self.years))

    def _year(self, area: int, year: int) -> Year:
        score, rank = self.score(area, year), self.value(self.index.rank, area, year)
        if rank is None and score is not None:
            return Year(year, score, self._rank(score, year), worked_out=True)
        return Year(year, score, rank)

    def _rank(self, score: Decimal, year: int) -> Decimal | None:
        """Among the scores that are known; None unless those of nearly all provinces are."""
        found = [each for area in self.provinces(year) if (each := self.score(area, year)) is not None]
        if len(found) * 10 < len(self.provinces(year)) * 9:
            return None
        return Decimal(1 + sum(each > score for each in found))

    def median(self, year: int, areas: Iterable[int]) -> Decimal | None:
        """Of the scores that are known."""
        return _median([self.score(area, year) for area in areas], self.index.score.decimals)

    def members(self, home: int | None, today: date) -> "_Members":
        return _Members(self, home, today)

    def components(self, area: int, near: Sequence[int], year: int) -> tuple[Component, ...]:
        """The components of a year and of the one before."""
        self.read(self.index.components, (year - 1, year))
        return tuple(self.component(spec, area, near, year) for spec in self.index.components)

    def component(self, spec: IndicatorSpec, area: int, near: Sequence[int], year: int) -> Component:
        country = [self.value(spec, each, year) for each in self.provinces(year)]
        beside = [self.value(spec, each, year) for each in near]
        own, before = (self.value(spec, area, each) for each in (year, year - 1))
        return Component(spec, own, before, _median(beside, spec.decimals), _median(country, spec.decimals))


@dataclass(frozen=True, slots=True)
class _Members:
    """The provinces of a region in a year."""

    table: _Table
    home: int | None
    today: date

    def __call__(self, year: int) -> list[int]:
        places = self.table.reader.index
        day = min(date(year, 12, 31), self.today)
        return [each for each in self.table.provinces(year) if region_of(places, each, day) == self.home]


def _median(values: Iterable[Decimal | None], decimals: int) -> Decimal | None:
    known = [each for each in values if each is not None]
    return round(Decimal(median(known)), decimals) if known else None


def provinces(places: Index, day: date) -> tuple[int, ...]:
    country = places.resolve("VN", day)
    return places.descendants(country, day, Level.PROVINCE) if country else ()


def former(places: Index, area: int, today: date) -> list[int]:
    """The provinces that the place was made of, when it is not one of them itself."""
    found = [share.place_id for share in places.sources(area, LAST_REGIONS, today)]
    return [each for each in found if each != area]


def region_of(places: Index, area: int, day: date) -> int | None:
    """The region of a province on the day; after the last regions, that of the former province whose name it bears,
    else of most of its parts.
    """
    if own := _region(places, area, min(day, LAST_REGIONS)):
        return own
    parts = places.sources(area, LAST_REGIONS, day) if day > LAST_REGIONS else ()
    name = places.history(area)[-1].name
    found = sorted(
        (places.history(share.place_id)[-1].name != name, -share.weight, share.place_id, region)
        for share in parts
        if (region := _region(places, share.place_id, LAST_REGIONS))
    )
    return found[0][-1] if found else None


def _region(places: Index, area: int, day: date) -> int | None:
    if not places.holds(area, day):
        return None
    return next((each for each in places.ancestors(area, day) if places.level(each) == Level.REGION), None)


def neighbours(places: Index, area: int, day: date) -> tuple[int, ...]:
    """The provinces with which a place shares a border, by their outlines; by name."""
    found = _touching(provinces(places, day), day, area)
    return tuple(sorted(found, key=lambda each: places.history(each)[-1].code))


@lru_cache(64)
def _touching(provinces: tuple[int, ...], day: date, area: int) -> tuple[int, ...]:
    held = boundaries.outlines(provinces, day)
    corners = {place: {point for ring in rings for point in ring} for place, rings in held.items()}
    mine = corners.get(area, set())
    return tuple(each for each in provinces if each != area and len(mine & corners.get(each, set())) >= CORNERS)
