"""Loading a pack: one transaction, everything or nothing, every fault listed."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction

from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.packs import columns, events, problems, reading
from terrace.base.packs.models import Pack
from terrace.base.packs.registry import TABLES, Batch, Counts, Record, Registry, Table

#: Packs load one after the other: the number of the lock in PostgreSQL.
LOCK = 7_226_001
SLUG = r"[a-z][a-z0-9-]*"
PACK = Table(
    "pack",
    (
        columns.code("code", SLUG, "mã gói: chữ thường, số và dấu -", "a code: lower-case letters, digits, -"),
        columns.text("name_vi", "tên tiếng Việt", "the Vietnamese name"),
        columns.text("name_en", "tên tiếng Anh", "the English name"),
        columns.text("needs", "mã các gói cần trước", "codes of the packs needed before", required=False),
    ),
    lambda _: Counts(),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did, by table."""

    pack: str
    tables: dict[str, Counts]

    @property
    def same(self) -> bool:
        """True when the pack was already loaded just so."""
        return all(counts.same for counts in self.tables.values())

    def as_dict(self) -> dict[str, Any]:
        """The report as audit entries and the API show it."""
        tables = {name: asdict(counts) for name, counts in self.tables.items() if counts != Counts()}
        return {"pack": self.pack, "same": self.same, "tables": tables}


def load(path: str | Path, actor_id: int | None = None, registry: Registry = TABLES) -> Report:
    """Load the pack in this folder. Raises `Refused` with every fault, and then nothing was changed."""
    folder = reading.read(Path(path))
    try:
        with transaction.atomic():
            return _Load(folder, registry).run(actor_id)
    except DatabaseError as error:
        why = str(error).partition("\n")[0]
        raise problems.CONSTRAINT.problem(folder.path.name, why=why) from error


class _Load:
    """One load; works inside the transaction of `load`."""

    def __init__(self, folder: reading.Folder, registry: Registry) -> None:
        self.folder, self.registry = folder, registry
        self.faults: list[Fault] = list(folder.faults)
        self.raw = {sheet.table: sheet.rows for sheet in folder.sheets.values()}

    def run(self, actor_id: int | None) -> Report:
        self.check_tables()
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        pack, described = self.pack()
        report = Report(pack.code, {"pack": described, **self.tables(pack)})
        if self.faults:
            raise Refused(sorted(self.faults, key=_position))
        if not report.same:
            _tell(report, actor_id)
        return report

    def check_tables(self) -> None:
        known = ["pack", *self.registry.names()]
        for sheet in self.folder.sheets.values():
            if sheet.table not in known:
                near = columns.meant(columns.nearest(sheet.table, known))
                fault = problems.TABLE.fault(sheet.file, name=sheet.table, known=", ".join(known), **near)
                self.faults.append(fault)

    def pack(self) -> tuple[Pack, Counts]:
        """The pack's own row, saved when it is new or other than before."""
        code = self.folder.path.resolve().name.lower()
        wanted = {"code": code, "name_vi": code, "name_en": code, "needs": ""}
        records = self.records(PACK)
        if records:
            wanted = dict(records[0].values)
        self.faults.extend(problems.ONE_ROW.fault(record.pointer()) for record in records[1:])
        self.check_needs(wanted)
        before = Pack.objects.filter(code=wanted["code"]).values(*wanted).first()
        pack = Pack(**wanted)
        if before is None and not self.faults:
            pack.save(force_insert=True)
            return pack, Counts(added=(pack.code,))
        if before != wanted and not self.faults:
            pack.save(update_fields=[name for name in wanted if name != "code"])
            return pack, Counts(changed=(pack.code,))
        return pack, Counts(unchanged=1)

    def check_needs(self, wanted: dict[str, Any]) -> None:
        needs = [each.strip() for each in wanted["needs"].split(",") if each.strip()]
        loaded = set(Pack.objects.values_list("code", flat=True))
        sheet = self.folder.sheets.get("pack")
        for need in needs:
            if need not in loaded:
                pointer = sheet.rows[0].pointer("needs") if sheet and sheet.rows else ""
                self.faults.append(problems.NEEDS.fault(pointer, need=need))
        wanted["needs"] = ",".join(needs)

    def tables(self, pack: Pack) -> dict[str, Counts]:
        done = {}
        batch = Batch(pack, PACK, [], self.faults, self.raw, self.folder.path)
        for name, table in self.registry.tables.items():
            batch = replace(batch, table=table, records=self.records(table))
            done[name] = table.load(batch)
        for finish in self.registry.finishers:
            finish(batch)
        return done

    def records(self, table: Table) -> list[Record]:
        """The typed rows of a table; none when the pack does not have it."""
        if (sheet := self.folder.sheets.get(table.name)) is None:
            return []
        self.check_columns(table, sheet)
        return [self.record(table, sheet, row) for row in sheet.rows]

    def record(self, table: Table, sheet: reading.Sheet, row: reading.Row) -> Record:
        before = len(self.faults)
        values = {each.name: self.value(each, sheet, row) for each in table.columns}
        whole = all(each.name in sheet.columns for each in table.columns if each.required)
        return Record(row, values, whole and len(self.faults) == before)

    def value(self, column: columns.Column, sheet: reading.Sheet, row: reading.Row) -> Any:
        """The value of a cell; a column that is not there was one fault already, not one in every row."""
        if column.required and column.name not in sheet.columns:
            return column.empty
        return column.value(row, self.faults)

    def check_columns(self, table: Table, sheet: reading.Sheet) -> None:
        known = [column.name for column in table.columns]
        for name in sheet.columns:
            if name not in known:
                near = columns.meant(columns.nearest(name, known))
                listed = ", ".join(known)
                fault = problems.COLUMN.fault(
                    f"{sheet.file}:1:{name}", table=table.name, name=name, known=listed, **near
                )
                self.faults.append(fault)
        for column in table.columns:
            if column.required and column.name not in sheet.columns:
                pointer = f"{sheet.file}:1:{column.name}"
                self.faults.append(problems.COLUMN_MISSING.fault(pointer, table=table.name, name=column.name))


def _tell(report: Report, actor_id: int | None) -> None:
    audit.record("pack.load", f"pack:{report.pack}", actor_id, report.as_dict())
    bus.publish(events.loaded(report.pack, report.as_dict()))


def _position(fault: Fault) -> tuple[str, int, str]:
    """Files in order, rows by number."""
    file, _, rest = fault.pointer.partition(":")
    row, _, column = rest.partition(":")
    return file, int(row) if row.isdigit() else 0, column
