"""The tables of reports in packs: `reports.csv` (templates), `report_parts.csv` (parts), and Word files beside."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from terrace.base.kernel.problems import Fault
from terrace.base.packs import columns
from terrace.base.packs.columns import CellError, Column
from terrace.base.packs.reading import Folder, Row
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.base.places.models import Level
from terrace.facts.catalogue.tables import NAMES
from terrace.insight.reports import checking, plans, problems, versions
from terrace.insight.reports.plans import Part, Plan

_SLUG = ("[a-z][a-z0-9-]*", "mã: chữ thường, số và dấu -", "a code: lower-case letters, digits, -")
#: A part's code is a word of the Word template, so it has no hyphen.
_WORD = ("[a-z][a-z0-9_]*", "mã: chữ thường, số và dấu _", "a code: lower-case letters, digits, _")
LEVELS: Final = {level.name.lower(): int(level) for level in Level}
MOST: Final = 60


def _both(name: str, vi: str, en: str, *, required: bool = True) -> tuple[Column, Column]:
    return (
        columns.text(f"{name}_vi", f"{vi} bằng tiếng Việt", f"{en}, in Vietnamese", required=required),
        columns.text(f"{name}_en", f"{vi} bằng tiếng Anh", f"{en}, in English", required=required),
    )


def _words(name: str, known: Sequence[str]) -> Column:
    """Several of these words, with commas."""

    def convert(cell: str) -> tuple[str, ...]:
        found = _split(cell)
        if wrong := next((each for each in found if each not in known), None):
            raise CellError(columns.nearest(wrong, known))
        return found

    listed = ", ".join(known)
    return Column(name, convert, f"một hoặc nhiều từ: {listed}", f"one or several of: {listed}", False, ())


def _codes(name: str) -> Column:
    return Column(name, _split, "mã chỉ tiêu, cách nhau bằng dấu phẩy", "codes of indicators, with commas", False, ())


def _split(cell: str) -> tuple[str, ...]:
    return tuple(each for each in (part.strip() for part in cell.split(",")) if each)


REPORTS = (
    columns.code("code", *_SLUG),
    *NAMES,
    columns.choice("every", plans.EVERY),
    columns.choice("level", LEVELS, required=False, empty=int(Level.PROVINCE)),
    columns.integer("due_days", 0, 120, required=False),
    *_both("title", "trích yếu", "what it is about"),
    *_both("issuer", "cơ quan ban hành", "the issuing body"),
    columns.text("sign", "ký hiệu văn bản, ví dụ BC-UBND", "the sign, such as BC-UBND"),
    *_both("signer", "chức vụ người ký", "who signs"),
    *_both("recipients", "nơi nhận, cách nhau bằng dấu ;", "recipients, with semicolons", required=False),
    columns.text("word", "tên tệp Word trong gói", "the name of a Word file in the pack", required=False),
)
PARTS = (
    columns.code("report", *_SLUG),
    columns.code("code", *_WORD),
    columns.choice("kind", {kind: kind for kind in plans.KINDS}),
    *_both("text", "lời văn", "the text", required=False),
    _codes("indicators"),
    columns.text("breakdown", "phân tổ, ví dụ SEX=F", "a breakdown such as SEX=F", required=False),
    columns.choice("grain", plans.EVERY, required=False),
    _words("compare", plans.COMPARES),
    columns.choice("places", {word: word for word in (plans.OWN, plans.BELOW)}, required=False, empty=plans.OWN),
    columns.choice("picture", {word: word for word in (plans.YEARS, plans.BARS)}, required=False, empty=plans.YEARS),
    columns.integer("most", 1, MOST, required=False, empty=12),
)


def register(registry: Registry) -> None:
    """Hand the tables to the packs. A template is loaded whole, so its parts are read with it."""
    registry.add(Table("reports", REPORTS, _templates), Table("report_parts", PARTS, _parts))


def _templates(batch: Batch) -> Counts:
    """New versions of the templates that say something else than before."""
    rows = [(row, _values(row)) for row in batch.raw.get("report_parts", ())]
    wanted = {record.values["code"]: _offered(batch, record, rows) for record in batch.sound}
    if batch.faults:
        return Counts()
    return versions.bring(batch.pack, wanted)


def _offered(batch: Batch, record: Record, rows: Sequence[tuple[Row, Mapping[str, Any] | None]]) -> tuple[Plan, bytes]:
    """The template of a row, checked, with its Word file."""
    hers = [(row, values) for row, values in rows if values and values["report"] == record.values["code"]]
    plan = plan_of(record.values, [values for _, values in hers])
    pointers = [row.pointer for row, _ in hers]
    batch.faults.extend(checking.faults(plan, record.pointer, pointers))
    return plan, _word(batch, record, plan)


def _word(batch: Batch, record: Record, plan: Plan) -> bytes:
    """The Word file that the row names; empty when it names none."""
    name: str = record.values["word"]
    folder = batch.folder
    if not name:
        return b""
    path = (folder / name) if folder and "/" not in name and "\\" not in name else None
    if path is None or not path.is_file():
        why = {"why_vi": f"không có tệp {name} trong gói", "why_en": f"there is no file {name} in the pack"}
        batch.faults.append(problems.WORD_FILE.fault(record.pointer("word"), most=checking.MOST_MB, **why))
        return b""
    content = path.read_bytes()
    batch.faults.extend(checking.word_faults(plan, content, name))
    return content


def _parts(batch: Batch) -> Counts:
    """Parts belong to templates of the same table; they are kept with them."""
    known = batch.texts("reports", "code")
    for record in batch.sound:
        if (code := record.values["report"]) not in known:
            near = columns.meant(columns.nearest(code, known))
            batch.faults.append(problems.UNKNOWN_REPORT.fault(record.pointer("report"), code=code, **near))
    return Counts()


def _values(row: Row) -> dict[str, Any] | None:
    """The typed cells of a row of parts; None when one is wrong (the table itself says so)."""
    faults: list[Fault] = []
    values = {column.name: column.value(row, faults) for column in PARTS}
    return None if faults else values


def plan_of(values: Mapping[str, Any], parts: Iterable[Mapping[str, Any]]) -> Plan:
    """A template from typed cells."""
    own = {name: value for name, value in values.items() if name != "word"}
    return Plan(**own, parts=tuple(part_of(each) for each in parts))


def part_of(values: Mapping[str, Any]) -> Part:
    return Part(**{name: value for name, value in values.items() if name != "report"})


def parts_read(folder: Folder, code: str) -> tuple[list[tuple[Row, dict[str, Any]]], list[Fault]]:
    """The parts of one template from a table that was uploaded, and every fault met."""
    faults = list(folder.faults)
    rows = [row for sheet in folder.sheets.values() for row in sheet.rows]
    found = [(row, {column.name: column.value(row, faults) for column in PARTS}) for row in rows]
    return [(row, values) for row, values in found if values["report"] == code], faults
