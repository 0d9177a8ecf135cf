"""The table of rules in packs."""

from typing import Any

from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.base.places.models import Level
from terrace.facts.catalogue.models import Indicator, Sector
from terrace.insight.monitoring import checking, problems
from terrace.insight.monitoring.models import PackRule, RuleKind
from terrace.insight.monitoring.rules import Params

#: `any` is 0, which is also the country's number: a rule of figures that only the country has needs no level.
LEVELS = {"any": 0} | {level.name.lower(): int(level) for level in Level if level}
WAYS = {way: way for way in ("up", "down", "both", "above", "below")}
COLUMNS = (
    columns.code("code", "[a-z][a-z0-9-]*", "mã chữ thường, ví dụ dan-lon", "a code such as pig-herd"),
    columns.text("name_vi", "tên tiếng Việt", "a name in Vietnamese"),
    columns.text("name_en", "tên tiếng Anh", "a name in English"),
    columns.choice("kind", {str(kind): str(kind) for kind in RuleKind}),
    columns.text("indicator", "mã chỉ tiêu", "a code of an indicator", required=False),
    columns.text("sector", "mã lĩnh vực", "a code of a sector", required=False),
    columns.choice("level", LEVELS, required=False, empty=0),
    columns.text("breakdown", "phân tổ, ví dụ SEX=F, hoặc *", "a breakdown such as SEX=F, or *", required=False),
    columns.decimal("limit"),
    columns.choice("direction", WAYS, required=False, empty="both"),
    columns.decimal("per_cent"),
    columns.integer("periods", 2, 24, required=False),
    columns.integer("days", 0, 400, required=False),
    columns.decimal("sure"),
    columns.decimal("chance"),
    columns.decimal("least"),
    columns.decimal("clearing"),
    columns.integer("severity", 1, 4, required=False, empty=2),
    columns.text("owner_role", "mã vai trò", "a code of a role", required=False),
    columns.integer("deadline_days", 0, 60, required=False, empty=5),
    columns.flag("active"),
    columns.text("advice_vi", "việc cần làm, tiếng Việt", "what to do, in Vietnamese", required=False),
    columns.text("advice_en", "việc cần làm, tiếng Anh", "what to do, in English", required=False),
)
_PARAMS = ("limit", "direction", "per_cent", "periods", "days", "sure", "chance", "least")


def register(registry: Registry) -> None:
    """Hand the table to the packs."""
    registry.add(Table("warning_rules", COLUMNS, _load))


def _load(batch: Batch) -> Counts:
    indicators = {*batch.texts("indicators", "code"), *Indicator.objects.values_list("code", flat=True)}
    sectors = {*batch.texts("sectors", "code"), *Sector.objects.values_list("code", flat=True)}
    for record in batch.sound:
        _check(batch, record, indicators, sectors)
    return merge(batch, PackRule, ("code",), [(record, _values(record)) for record in batch.sound])


def _values(record: Record) -> dict[str, Any]:
    kept = {name: value for name, value in record.values.items() if name not in _PARAMS}
    return kept | {"params": _params(record).plain()}


def _params(record: Record) -> Params:
    return Params(**{name: record.values[name] for name in _PARAMS})


def _check(batch: Batch, record: Record, indicators: set[str], sectors: set[str]) -> None:
    values = record.values
    if values["indicator"] and values["indicator"] not in indicators:
        fault = problems.RULE_INDICATOR.fault(record.pointer("indicator"), code=values["indicator"][:60])
        batch.faults.append(fault)
    if values["sector"] and values["sector"] not in sectors:
        batch.faults.append(problems.RULE_SECTOR.fault(record.pointer("sector"), code=values["sector"][:60]))
    found = checking.params(values["kind"], values["indicator"], _params(record))
    batch.faults += [problem.fault(record.pointer(name), **more) for problem, name, more in found]
    if not checking.is_role(values["owner_role"]):
        batch.faults.append(problems.RULE_ROLE.fault(record.pointer("owner_role"), role=values["owner_role"][:40]))
