"""The tables of packs about forecasts: how far ahead, and where a series changed its meaning."""

from terrace.base.kernel import periods
from terrace.base.packs import columns
from terrace.base.packs.columns import CellError
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.facts.catalogue.models import Indicator
from terrace.facts.catalogue.tables import FREQUENCIES, WORD
from terrace.insight.forecasting import problems
from terrace.insight.forecasting.models import Break, Horizon

KINDS = {word: word for word in ("merged", "redefined", "unit")}


def _period(cell: str) -> int:
    try:
        return periods.parse(cell).id
    except ValueError as wrong:
        raise CellError from wrong


HORIZONS = (
    columns.code("indicator", *WORD, required=False),
    columns.choice("frequency", {word: int(value) for word, value in FREQUENCIES.items()}),
    columns.integer("steps", 0, 60),
)
BREAKS = (
    columns.code("indicator", *WORD),
    columns.text("place", "mã địa bàn", "the code of a place", required=False),
    columns.Column("period", _period, "một kỳ, ví dụ 2025-M07", "a period such as 2025-M07"),
    columns.choice("kind", KINDS),
    columns.decimal("factor"),
    columns.text("note", "ghi chú", "a note", required=False),
)


def register(registry: Registry) -> None:
    """Hand the tables to the packs."""
    registry.add(Table("horizons", HORIZONS, _horizons), Table("breaks", BREAKS, _breaks))


def _horizons(batch: Batch) -> Counts:
    _check_indicators(batch)
    rows = [(record, {**record.values, "indicator": record.values["indicator"] or ""}) for record in batch.sound]
    return merge(batch, Horizon, ("indicator", "frequency"), rows)


def _breaks(batch: Batch) -> Counts:
    _check_indicators(batch)
    for record in batch.sound:
        _check_factor(batch, record)
    rows = [(record, dict(record.values)) for record in batch.sound]
    return merge(batch, Break, ("indicator", "place", "period"), rows)


def _check_indicators(batch: Batch) -> None:
    known = {"", *batch.texts("indicators", "code"), *Indicator.objects.values_list("code", flat=True)}
    for record in batch.sound:
        code = record.values["indicator"] or ""
        if code not in known:
            batch.faults.append(problems.INDICATOR.fault(record.pointer("indicator"), code=code))


def _check_factor(batch: Batch, record: Record) -> None:
    factor = record.values["factor"]
    if factor is not None and factor <= 0:
        batch.faults.append(problems.FACTOR.fault(record.pointer("factor")))
