"""Reading the catalogue: search, lists by sector, readings of official tables, releases."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from terrace.base.kernel.text import fold
from terrace.facts.catalogue import pxweb, snapshot
from terrace.facts.catalogue.models import PxTable, Release
from terrace.facts.catalogue.snapshot import IndicatorSpec


@dataclass(frozen=True, slots=True)
class PxReading:
    """How an item of an official table is read: value × factor, of the indicator and cell (ids)."""

    indicator: int
    breakdown: int
    factor: Decimal


def search(text: str, sector: str = "", limit: int = 20) -> list[IndicatorSpec]:
    """Indicators in use whose code or names have every word, accents left aside; best first."""
    words = fold(text).replace("_", " ").split()
    rows = [(spec, _folded(spec)) for spec in in_use(sector)]
    found = [(spec, text) for spec, text in rows if all(word in text for word in words)]
    phrase = " ".join(words)
    found.sort(key=lambda each: (phrase not in each[1], not each[1].startswith(phrase), len(each[1])))
    return [spec for spec, _ in found[:limit]]


def in_use(sector: str = "") -> Iterable[IndicatorSpec]:
    """Indicators that are not retired, by sector and in the order of their pack."""
    every = snapshot.current().indicators.values()
    return (spec for spec in every if not spec.retired and sector in {"", spec.sector})


def px_readings(title: str) -> dict[str, PxReading]:
    """Readings of an official table by folded item ('' when columns are years only); empty when unknown.

    The title may be the first line of an export or the name of its file.
    """
    rows = PxTable.objects.filter(title=pxweb.title_key(title), retired=False)
    return {row.item: PxReading(row.indicator_id, row.breakdown_id, row.factor) for row in rows}


def released_level(indicator: int, period: int) -> int | None:
    """The finest level whose figures are public; None when nothing is."""
    found = Release.objects.filter(indicator_id=indicator, period=period)
    return found.values_list("level", flat=True).first()


def _folded(spec: IndicatorSpec) -> str:
    return fold(f"{spec.name_vi} {spec.name_en} {spec.code}").replace("_", " ")
