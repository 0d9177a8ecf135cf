"""The table of targets in packs."""

from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.facts.catalogue import breakdowns
from terrace.facts.catalogue.models import Indicator
from terrace.insight.targets import problems
from terrace.insight.targets.models import Direction, Plan

COLUMNS = (
    columns.code("indicator", "[A-Z][A-Z0-9_]*", "một mã chỉ tiêu", "a code of an indicator"),
    columns.code("place", "[0-9A-Z]{1,10}", "mã địa bàn, ví dụ 08", "the code of a place such as 08"),
    columns.text("breakdown", "phân tổ, ví dụ SEX=F", "a breakdown such as SEX=F", required=False),
    columns.integer("year", 1980, 2100),
    columns.decimal("value", required=True),
    columns.choice("direction", {word: word for word in Direction.values}),
    columns.text("decided_by_vi", "căn cứ bằng tiếng Việt", "what it rests on, in Vietnamese"),
    columns.text("decided_by_en", "căn cứ bằng tiếng Anh", "what it rests on, in English"),
)
KEYS = ("indicator", "place", "breakdown", "year")


def register(registry: Registry) -> None:
    """Hand the table to the packs."""
    registry.add(Table("targets", COLUMNS, _load))


def _load(batch: Batch) -> Counts:
    known = {*batch.texts("indicators", "code"), *Indicator.objects.values_list("code", flat=True)}
    for record in batch.sound:
        _check(batch, record, known)
    rows = [(record, record.values | {"breakdown": _cell(record) or ""}) for record in batch.sound]
    return merge(batch, Plan, KEYS, rows)


def _check(batch: Batch, record: Record, known: set[str]) -> None:
    code, cell = record.values["indicator"], record.values["breakdown"]
    if code not in known:
        batch.faults.append(problems.INDICATOR_UNKNOWN.fault(record.pointer("indicator"), code=code))
    if _cell(record) is None:
        fault = problems.BREAKDOWN_UNKNOWN.fault(record.pointer("breakdown"), code=code, breakdown=cell[:60])
        batch.faults.append(fault)


def _cell(record: Record) -> str | None:
    """The code of the cell in its one order; None when it is none."""
    try:
        return breakdowns.canonical(record.values["breakdown"]) if record.values["breakdown"] else ""
    except ValueError:
        return None
