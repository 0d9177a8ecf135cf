"""What datasets there are: the published indicators of a sector that have the same breakdowns.

The id says what is in it (`POPULATION`, `POPULATION_BY_SEX`), so a dataset never changes its dimensions: an indicator
that gets another breakdown moves to the dataset of that breakdown. The components are named as the gateway for
messages from elsewhere names them, so what is given here can be handed in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.kernel.periods import FIRST_YEAR, LETTERS
from terrace.base.kernel.text import fold
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.base.places.versions import Version
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.share.opendata import problems
from terrace.share.opendata.models import Publisher

VERSION = "1.0.0"
#: Versions that name the one version there is.
VERSIONS = frozenset({"*", "+", "~", "latest", "all", VERSION, "1.0+.0", "1.0.0+", "1+.0.0"})
FREQUENCY, PLACE, INDICATOR, TIME = "FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD"
#: The code of a dimension that is not broken down.
TOTAL = "_T"


@dataclass(frozen=True)
class Dataset:
    """Published indicators of one sector with the same breakdowns, in the order of the catalogue."""

    id: str
    sector: str
    breakdowns: tuple[str, ...]
    indicators: tuple[IndicatorSpec, ...]
    years: tuple[int, int]
    changed_at: datetime

    @property
    def slug(self) -> str:
        """The word in addresses.

        >>> Dataset("POPULATION_BY_SEX", "population", ("SEX",), (), (2020, 2021), datetime.min).slug
        'population-by-sex'
        """
        return self.id.lower().replace("_", "-")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions of a key, in order; time is not among them."""
        return (FREQUENCY, PLACE, INDICATOR, *self.breakdowns)


class Shelf:
    """All datasets as they are now, with the catalogue and the places that name what is in them."""

    def __init__(self) -> None:
        self.snapshot: Snapshot = catalogue.current()
        self.index: Index = places.current()
        self.datasets = {each.id: each for each in _datasets(self.snapshot)}
        self.publisher = _publisher()

    @property
    def agency(self) -> str:
        return self.publisher.code

    @property
    def years(self) -> range:
        """From the first year of any dataset to the last."""
        held = [each.years for each in self.datasets.values()]
        return range(min(first for first, _ in held), max(last for _, last in held) + 1) if held else range(0)

    @property
    def changed_at(self) -> datetime | None:
        """When anything that is published last changed."""
        return max((each.changed_at for each in self.datasets.values()), default=None)

    @property
    def prepared(self) -> datetime:
        """The moment that messages about structures carry."""
        return self.changed_at or datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)

    def dataset(self, name: str) -> Dataset:
        """By id or by the word of its address; raises `opendata.dataset_unknown`."""
        found = self.datasets.get(name.upper().replace("-", "_"))
        if found is None:
            raise problems.FLOW_UNKNOWN.problem(dataset=name[:80])
        return found

    def places_of(self, codes: frozenset[str]) -> set[int]:
        """Every place that had one of the codes at any time."""
        return {version.place_id for version in self.versions if version.code in codes}

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """Every version of every place down to the finest level that is public, in order of code and time."""
        finest = _finest()
        days = {periods.parse(f"{year}-M{month}").end for year in self.years for month in range(1, 13)}
        ids = {each for day in days for each in self.index.tree(day).versions if self.index.level(each) <= finest}
        found = (version for each in ids for version in self.index.history(each))
        return tuple(sorted(found, key=lambda each: (each.code, each.valid_from)))

    def name(self, dataset: Dataset, language: str = "vi") -> str:
        """`Dân số và đời sống, theo giới tính`."""
        title = self.snapshot.sectors[dataset.sector].name(language)
        if not dataset.breakdowns:
            return title
        parts = [self.snapshot.dimensions[code].name(language).lower() for code in dataset.breakdowns]
        return f"{title}, {'by' if language == 'en' else 'theo'} {', '.join(parts)}"

    def search(self, text: str) -> list[Dataset]:
        """Datasets in whose names, or in those of their indicators, every word stands; accents left aside."""
        words = fold(text).replace("_", " ").split()
        return [each for each in self.datasets.values() if all(word in self._folded(each) for word in words)]

    def _folded(self, dataset: Dataset) -> str:
        names = [self.name(dataset, "vi"), self.name(dataset, "en"), dataset.id]
        for spec in dataset.indicators:
            names += [spec.name_vi, spec.name_en, spec.code]
        return fold(" ".join(names)).replace("_", " ")


def _finest() -> int:
    """The finest level that any figure is public for."""
    with connection.cursor() as cursor:
        cursor.execute(_FINEST)
        found: int = cursor.fetchone()[0]
    return found


def _publisher() -> Publisher:
    """The publisher of the packs; of several the first by code."""
    found = Publisher.objects.filter(retired=False).order_by("code").first()
    return found or Publisher(code="TERRACE", name_vi="Terrace", name_en="Terrace", licence="", licence_vi="—")


def _datasets(snapshot: Snapshot) -> Iterator[Dataset]:
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED)
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    groups: dict[tuple[str, tuple[str, ...]], list[IndicatorSpec]] = {}
    for spec in snapshot.by_id.values():
        if spec.id in rows:
            breakdowns = tuple(sorted({name for group in spec.groups for name in group}))
            groups.setdefault((spec.sector, breakdowns), []).append(spec)
    for (sector, breakdowns), specs in sorted(groups.items()):
        held = [rows[spec.id] for spec in specs]
        years = min(row[0] for row in held), max(row[1] for row in held)
        yield Dataset(dataset_id(sector, breakdowns), sector, breakdowns, tuple(specs), years, max(r[2] for r in held))


def dataset_id(sector: str, breakdowns: tuple[str, ...]) -> str:
    """The id of the indicators of a sector with these breakdowns.

    >>> dataset_id("population", ()), dataset_id("household-survey", ("AGE", "SEX"))
    ('POPULATION', 'HOUSEHOLD_SURVEY_BY_AGE_SEX')
    """
    by = f"_BY_{'_'.join(breakdowns)}" if breakdowns else ""
    return sector.upper().replace("-", "_") + by


_FINEST = "SELECT coalesce(max(finest), -1) FROM opendata_issue"
_PUBLISHED = "SELECT indicator_id, min(year), max(year), max(changed_at) FROM opendata_issue GROUP BY 1"


def time_text(number: int) -> str:
    """How a period (id) stands in a message: its code; what SDMX has no code for as a range of days.

    >>> time_text(2026610), time_text(2026301), time_text(2026502)
    ('2026-M10', '2026-01-01/P9M', '2026-07-01/P3M')
    """
    period = periods.from_id(number)
    if LETTERS[period.frequency] not in "NC":
        return period.code
    months = period.end.month - period.start.month + 1
    return f"{period.start.isoformat()}/P{months}M"
