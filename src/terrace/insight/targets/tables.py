"""The tables of targets in packs: targets, parts of years, resolutions, rules of lights, indices of governance."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from terrace.base.kernel import periods
from terrace.base.kernel.periods import FIRST_YEAR, LAST_YEAR, Frequency
from terrace.base.packs import columns
from terrace.base.packs.columns import CellError, Column
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.facts.catalogue import breakdowns
from terrace.facts.catalogue.models import Indicator, Sector
from terrace.facts.catalogue.tables import NAMES, WORD
from terrace.insight.targets import days, problems
from terrace.insight.targets.bases import KINDS
from terrace.insight.targets.models import Direction, Index, Light, Plan, PlanPart, Resolution

_DECIDED = (
    columns.text("decided_by_vi", "căn cứ bằng tiếng Việt", "what it rests on, in Vietnamese"),
    columns.text("decided_by_en", "căn cứ bằng tiếng Anh", "what it rests on, in English"),
)


def day(name: str) -> Column:
    """A day; None when empty."""

    def convert(cell: str) -> date:
        try:
            return days.read(cell)
        except ValueError as wrong:
            raise CellError from wrong

    return Column(name, convert, "ngày, ví dụ 10/12/2025", "a day such as 2025-12-10", required=False)


def part(name: str) -> Column:
    """A part of a year, as its code."""

    def convert(cell: str) -> str:
        try:
            found = periods.parse(cell)
        except ValueError as wrong:
            raise CellError from wrong
        if found.frequency is Frequency.YEAR:
            raise CellError
        return found.code

    return Column(name, convert, "kỳ trong năm, ví dụ 2026-Q1 hoặc 2026-M03", "a part of a year such as 2026-Q1")


def share(name: str) -> Column:
    """A share from 0 to 2."""

    def convert(cell: str) -> Decimal:
        found = columns.decimal(name).convert(cell)
        if not 0 <= found <= 2:  # noqa: PLR2004 - twice what should be there
            raise CellError
        return Decimal(found)

    return Column(name, convert, "một số từ 0 đến 2, ví dụ 0.8", "a number from 0 to 2 such as 0.8")


def _kind(*, required: bool) -> Column:
    return columns.choice("basis_kind", {word: word for word in KINDS}, required=required, empty="")


def _number(*, required: bool) -> Column:
    return columns.text("basis_number", "số văn bản", "number of the document", required=required)


_SLUG = ("[a-z][a-z0-9-]*", "mã: chữ thường, số và dấu -", "a code: lower-case letters, digits, -")
#: Codes of resolutions.
CODE = ("[A-Z0-9][A-Z0-9_-]*", "mã: chữ hoa, số, dấu - và _", "a code: capital letters, digits, - and _")
_PLACE = columns.code("place", "[0-9A-Z]{1,10}", "mã địa bàn, ví dụ 08", "the code of a place such as 08")
_BREAKDOWN = columns.text("breakdown", "phân tổ, ví dụ SEX=F", "a breakdown such as SEX=F", required=False)
_INDICATOR = columns.code("indicator", "[A-Z][A-Z0-9_]*", "một mã chỉ tiêu", "a code of an indicator")
RESOLUTIONS = (
    columns.code("code", *CODE),
    *NAMES,
    _PLACE,
    columns.integer("first_year", FIRST_YEAR, LAST_YEAR),
    columns.integer("last_year", FIRST_YEAR, LAST_YEAR),
    _kind(required=True),
    _number(required=True),
    day("basis_date"),
)
TARGETS = (
    _INDICATOR,
    _PLACE,
    _BREAKDOWN,
    columns.integer("year", FIRST_YEAR, LAST_YEAR),
    columns.decimal("value", required=True),
    columns.choice("direction", {word: word for word in Direction.values}),
    *_DECIDED,
    columns.code("resolution", *CODE, required=False),
    columns.text("agency", "cơ quan chủ trì", "the agency that answers", required=False),
    columns.text("person", "tên đăng nhập của người phụ trách", "user name of who answers", required=False),
    _kind(required=False),
    _number(required=False),
    day("basis_date"),
    columns.text("basis_clause", "điều, khoản", "the clause", required=False),
)
PARTS = (_INDICATOR, _PLACE, _BREAKDOWN, part("period"), columns.decimal("value", required=True))
RULES = (
    columns.code("code", *_SLUG),
    columns.code("indicator", "[A-Z][A-Z0-9_]*", "một mã chỉ tiêu", "a code of an indicator", required=False),
    columns.code("sector", *_SLUG, required=False),
    *(share(name) for name in ("green_chance", "amber_chance", "green_path", "amber_path", "amber_missed")),
)
INDICES = (
    columns.code("code", *WORD),
    *NAMES,
    columns.text("publisher_vi", "cơ quan công bố", "who publishes it, in Vietnamese"),
    columns.text("publisher_en", "cơ quan công bố (tiếng Anh)", "who publishes it"),
    columns.code("score", *WORD),
    columns.code("rank", *WORD),
    columns.text("components", "mã các chỉ số thành phần, cách nhau dấu phẩy", "codes, with commas", required=False),
)
KEYS = ("indicator", "place", "breakdown", "year")
PART_KEYS = ("indicator", "place", "breakdown", "period")


def register(registry: Registry) -> None:
    """Hand the tables to the packs; what a table refers to comes before it."""
    registry.add(
        Table("resolutions", RESOLUTIONS, _resolutions),
        Table("targets", TARGETS, _targets),
        Table("target_periods", PARTS, _parts),
        Table("target_rules", RULES, _rules),
        Table("governance_indices", INDICES, _indices),
    )


def _resolutions(batch: Batch) -> Counts:
    for record in batch.sound:
        first, last = record.values["first_year"], record.values["last_year"]
        if last < first:
            batch.faults.append(problems.YEARS_WRONG.fault(record.pointer("last_year"), first=first, last=last))
    return merge(batch, Resolution, ("code",), [(record, dict(record.values)) for record in batch.sound])


def _targets(batch: Batch) -> Counts:
    resolutions = {*batch.texts("resolutions", "code"), *Resolution.objects.values_list("code", flat=True)}
    for record in batch.sound:
        _check_cell(batch, record)
        code = record.values["resolution"]
        if code and code not in resolutions:
            batch.faults.append(problems.RESOLUTION_UNKNOWN.fault(record.pointer("resolution"), code=code))
    return merge(batch, Plan, KEYS, [(each, each.values | {"breakdown": _cell(each) or ""}) for each in batch.sound])


def _parts(batch: Batch) -> Counts:
    for record in batch.sound:
        _check_cell(batch, record)
    rows = [(each, each.values | {"breakdown": _cell(each) or ""}) for each in batch.sound]
    return merge(batch, PlanPart, PART_KEYS, rows)


def _rules(batch: Batch) -> Counts:
    sectors = {*batch.texts("sectors", "code"), *Sector.objects.values_list("code", flat=True)}
    for record in batch.sound:
        values = record.values
        _check_known(batch, record, ["indicator"] if values["indicator"] else [])
        if values["sector"] and values["sector"] not in sectors:
            batch.faults.append(problems.SECTOR_UNKNOWN.fault(record.pointer("sector"), code=values["sector"]))
        if values["green_chance"] < values["amber_chance"] or values["green_path"] < values["amber_path"]:
            batch.faults.append(problems.RULE_TURNED.fault(record.pointer("amber_chance"), code=values["code"]))
    return merge(batch, Light, ("code",), [(record, dict(record.values)) for record in batch.sound])


def _indices(batch: Batch) -> Counts:
    rows = []
    for position, record in enumerate(batch.sound):
        _check_known(batch, record, ["score", "rank"])
        parts = [code.strip() for code in record.values["components"].split(",") if code.strip()]
        for code in _unknown(batch, parts):
            batch.faults.append(problems.INDICATOR_UNKNOWN.fault(record.pointer("components"), code=code[:60]))
        rows.append((record, record.values | {"components": ",".join(parts), "position": position}))
    return merge(batch, Index, ("code",), rows)


def _check_cell(batch: Batch, record: Record) -> None:
    _check_known(batch, record, ["indicator"])
    if _cell(record) is None:
        values = {"code": record.values["indicator"], "breakdown": record.values["breakdown"][:60]}
        batch.faults.append(problems.BREAKDOWN_UNKNOWN.fault(record.pointer("breakdown"), **values))


def _check_known(batch: Batch, record: Record, names: Iterable[str]) -> None:
    for name in names:
        for code in _unknown(batch, [record.values[name]]):
            batch.faults.append(problems.INDICATOR_UNKNOWN.fault(record.pointer(name), code=code[:60]))


def _unknown(batch: Batch, codes: Iterable[str]) -> list[str]:
    """The codes of no indicator, neither of this pack nor of one that is loaded."""
    missing = set(codes) - batch.texts("indicators", "code")
    return sorted(missing - set(Indicator.objects.filter(code__in=missing).values_list("code", flat=True)))


def _cell(record: Record) -> str | None:
    """The code of the cell in its one order; None when it is none."""
    try:
        return breakdowns.canonical(record.values["breakdown"]) if record.values["breakdown"] else ""
    except ValueError:
        return None
