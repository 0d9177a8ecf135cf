"""The table of tolerances in packs: how far figures may differ, and how many days there are to settle it."""

from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Registry, Table
from terrace.facts.catalogue.models import Indicator
from terrace.facts.reconciliation import problems
from terrace.facts.reconciliation.models import Tolerance

COLUMNS = (
    columns.code("indicator", "[A-Z][A-Z0-9_]*", "một mã chỉ tiêu", "a code of an indicator", required=False),
    columns.decimal("relative", required=True),
    columns.decimal("absolute", required=True),
    columns.integer("days", 1, 365),
)


def register(registry: Registry) -> None:
    """Hand the table to the packs."""
    registry.add(Table("tolerances", COLUMNS, _load))


def _load(batch: Batch) -> Counts:
    known = {"", *batch.texts("indicators", "code"), *Indicator.objects.values_list("code", flat=True)}
    for record in batch.sound:
        code = record.values["indicator"] or ""
        if code not in known:
            batch.faults.append(problems.TOLERANCE_INDICATOR.fault(record.pointer("indicator"), code=code))
    rows = [(record, {**record.values, "indicator": record.values["indicator"] or ""}) for record in batch.sound]
    return merge(batch, Tolerance, ("indicator",), rows)
