"""The table of packs that sets limits of health: health_limits."""

from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.insight.monitoring.health import problems
from terrace.insight.monitoring.health.measures import MEASURES
from terrace.insight.monitoring.health.models import HealthLimit

COLUMNS = (
    columns.text("measure", "mã phép đo, ví dụ disk_used", "the code of a measure such as disk_used"),
    columns.decimal("amber"),
    columns.decimal("red", required=True),
    columns.decimal("clears", required=True),
)


def register(registry: Registry) -> None:
    """Hand the table to the packs."""
    registry.add(Table("health_limits", COLUMNS, _load))


def _load(batch: Batch) -> Counts:
    for record in batch.sound:
        _check(batch, record)
    return merge(batch, HealthLimit, ("measure",), [(record, dict(record.values)) for record in batch.sound])


def _check(batch: Batch, record: Record) -> None:
    code, amber = record.values["measure"], record.values["amber"]
    red, clears = record.values["red"], record.values["clears"]
    if code not in MEASURES:
        values = {"code": code[:60], "known": ", ".join(MEASURES)}
        batch.faults.append(problems.MEASURE_UNKNOWN.fault(record.pointer("measure"), **values))
    elif not clears < (red if amber is None else amber) or (amber is not None and amber >= red):
        batch.faults.append(problems.LIMITS_TURNED.fault(record.pointer("red"), code=code))
