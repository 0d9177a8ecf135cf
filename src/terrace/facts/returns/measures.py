"""Loading which indicators hold what the system counts about returns."""

from collections.abc import Iterator
from typing import Any

from terrace.base.kernel.periods import Frequency
from terrace.base.packs import columns, merging
from terrace.base.packs import problems as packs
from terrace.base.packs.registry import Batch, Counts, Record
from terrace.facts.catalogue.models import Indicator, Source
from terrace.facts.returns import problems
from terrace.facts.returns.models import Measure


def load(batch: Batch) -> Counts:
    """Bring the measures to what the pack says."""
    indicators = {row.code: row for row in Indicator.objects.filter(retired=False)}
    sources = dict(Source.objects.filter(retired=False).values_list("code", "pk"))
    for record in batch.sound:
        batch.faults.extend(_faults(record, batch, indicators, sources))
    if batch.faults:
        return Counts()
    rows = [(each, _values(each, indicators, sources)) for each in batch.sound]
    return merging.merge(batch, Measure, ("code",), rows)


def _faults(record: Record, batch: Batch, indicators: dict[str, Indicator], sources: dict[str, int]) -> Iterator[Any]:
    known: dict[str, tuple[set[str], str, str]] = {
        "indicator": (set(indicators) | batch.texts("indicators", "code"), "chỉ tiêu", "indicator"),
        "source": (set(sources) | batch.texts("sources", "code"), "nguồn", "source"),
    }
    for column, (codes, what_vi, what_en) in known.items():
        text = record.values[column]
        if text not in codes:
            near: dict[str, Any] = columns.meant(columns.nearest(text, codes))
            words = {"text": text, "table": f"{column}s", "what_vi": what_vi, "what_en": what_en}
            yield packs.UNKNOWN.fault(record.pointer(column), **words, **near)
    row = indicators.get(record.values["indicator"])
    if row and (row.frequency != Frequency.MONTH or row.reported_at is None or row.formula or row.breakdowns):
        yield problems.MEASURE.fault(record.pointer("indicator"), indicator=row.code)


def _values(record: Record, indicators: dict[str, Indicator], sources: dict[str, int]) -> dict[str, Any]:
    values = record.values
    return {
        "code": values["measure"],
        "indicator_id": indicators[values["indicator"]].pk,
        "source_id": sources[values["source"]],
    }
