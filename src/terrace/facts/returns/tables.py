"""The tables of packs that returns own: regimes, returns (the forms) and return_lines."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from terrace.base.access.roles import ROLES
from terrace.base.packs import columns, merging
from terrace.base.packs import problems as packs
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.facts.catalogue.models import Sector, Source
from terrace.facts.catalogue.tables import FREQUENCIES, LEVELS, NAMES, SLUG, WORD
from terrace.facts.returns import lines, measures, problems
from terrace.facts.returns.models import Form, Kind, Measured, Regime

FORM = ("[A-Z][A-Z0-9-]*", "mã: chữ hoa, số và dấu -", "a code: capital letters, digits, -")
APPROVE = "return.approve"
MOST_DAYS = 400
REGIMES = (
    columns.code("code", *FORM),
    *NAMES,
    columns.choice("kind", {word: word for word in Kind.values}),
    columns.text("authority_vi", "cơ quan ban hành", "the authority, in Vietnamese"),
    columns.text("authority_en", "cơ quan ban hành, tiếng Anh", "the authority"),
)
RETURNS = (
    columns.code("code", *FORM),
    columns.code("regime", *FORM),
    *NAMES,
    columns.code("sector", *SLUG, required=False),
    columns.choice("frequency", {word: int(value) for word, value in FREQUENCIES.items()}),
    columns.choice("level", LEVELS),
    columns.code("source", *SLUG),
    columns.integer("opens_days", -MOST_DAYS, MOST_DAYS),
    columns.integer("cut_off_days", -MOST_DAYS, MOST_DAYS),
    columns.integer("due_days", -MOST_DAYS, MOST_DAYS),
    columns.choice("receiver", LEVELS),
    columns.text("approver", "vai trò duyệt", "roles that approve"),
    columns.integer("locks_days", 0, MOST_DAYS),
)
LINES = (
    columns.code("form", *FORM),
    columns.code("indicator", *WORD),
    columns.text("breakdowns", "các nhóm phân tổ", "groups of dimensions", required=False),
)
MEASURES = (
    columns.choice("measure", {word: word for word in Measured.values}),
    columns.code("indicator", *WORD),
    columns.code("source", *SLUG),
)
WHAT = {
    "regimes": ("chế độ báo cáo", "regime"),
    "sources": ("nguồn", "source"),
    "sectors": ("lĩnh vực", "sector"),
    "indicators": ("chỉ tiêu", "indicator"),
    "returns": ("biểu", "form"),
}


def register(registry: Registry) -> None:
    """Hand the tables to the packs."""
    registry.add(
        Table("regimes", REGIMES, _regimes),
        Table("returns", RETURNS, _forms),
        Table("return_lines", LINES, lines.load),
        Table("measures", MEASURES, measures.load),
    )
    registry.finish(lines.finish)


def _regimes(batch: Batch) -> Counts:
    return merging.merge(batch, Regime, ("code",), [(record, record.values) for record in batch.sound])


def _forms(batch: Batch) -> Counts:
    """The forms; their days, roles and levels must fit together."""
    known = _known(batch)
    for record in batch.sound:
        batch.faults.extend(_faults(record, known))
    if batch.faults:
        return Counts()
    sources = dict(Source.objects.values_list("code", "pk"))
    rows = [(record, _values(record, sources)) for record in batch.sound]
    since = {(record.values["code"],): {"since": timezone.localdate()} for record in batch.sound}
    return merging.merge(batch, Form, ("code",), rows, since)


def _known(batch: Batch) -> dict[str, set[str]]:
    """Codes that may be referred to, those of this pack included."""
    tables: dict[str, type[Regime | Source | Sector]] = {"regimes": Regime, "sources": Source, "sectors": Sector}
    rows = {name: model.objects.filter(retired=False) for name, model in tables.items()}
    return {name: set(found.values_list("code", flat=True)) | batch.texts(name, "code") for name, found in rows.items()}


def _faults(record: Record, known: dict[str, set[str]]) -> Iterator[Any]:
    values = record.values
    for column, table in (("regime", "regimes"), ("source", "sources"), ("sector", "sectors")):
        if values[column] and values[column] not in known[table]:
            yield unknown(record, column, table, known[table])
    if values["opens_days"] > values["due_days"] or values["cut_off_days"] > values["due_days"]:
        yield problems.DAYS.fault(record.pointer("due_days"), form=values["code"])
    if values["receiver"] > values["level"]:
        yield problems.RECEIVER.fault(record.pointer("receiver"), form=values["code"])
    able = [code for code, role in ROLES.items() if APPROVE in role.verbs]
    for role in _roles(values["approver"]):
        if role not in able:
            yield problems.APPROVER.fault(record.pointer("approver"), role=role, known=", ".join(able))


def unknown(record: Record, column: str, table: str, known: set[str]) -> Any:
    """The fault of a code that no table has, with the nearest one."""
    text = record.values[column]
    what_vi, what_en = WHAT[table]
    near: dict[str, Any] = columns.meant(columns.nearest(text, known))
    return packs.UNKNOWN.fault(record.pointer(column), text=text, table=table, what_vi=what_vi, what_en=what_en, **near)


def _roles(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _values(record: Record, sources: dict[str, int]) -> dict[str, Any]:
    """The row of a form as it is stored."""
    values = dict(record.values)
    values["regime_id"], values["source_id"] = values.pop("regime"), sources[values.pop("source")]
    values["approvers"] = ",".join(_roles(values.pop("approver")))
    return values
