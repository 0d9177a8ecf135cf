"""The table of moved days in packs."""

from datetime import date
from typing import Any

from terrace.base.notify import calendar
from terrace.base.notify.models import Holiday
from terrace.base.packs import columns
from terrace.base.packs.columns import CellError, Column
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell[:10])
    except ValueError as error:
        raise CellError from error


COLUMNS = (
    Column("day", _day, "một ngày, ví dụ 2026-08-22", "a day such as 2026-08-22"),
    columns.choice("kind", {"free": False, "working": True}),
    columns.text("name_vi", "lý do, ví dụ làm bù ngày 31/08", "why, in Vietnamese"),
    columns.text("name_en", "lý do bằng tiếng Anh", "why, such as worked for 31 August"),
)


def register(registry: Registry) -> None:
    """Hand the table to the packs."""
    registry.add(Table("holidays", COLUMNS, _load))


def _load(batch: Batch) -> Counts:
    calendar.forget()
    rows = [(record, {"works": record.values["kind"]} | _named(record)) for record in batch.sound]
    return merge(batch, Holiday, ("day",), rows)


def _named(record: Record) -> dict[str, Any]:
    return {name: record.values[name] for name in ("day", "name_vi", "name_en")}
