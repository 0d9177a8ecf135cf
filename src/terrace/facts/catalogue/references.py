"""References between the tables of a pack, and between packs."""

from collections.abc import Collection
from typing import Any

from terrace.base.packs import columns
from terrace.base.packs import problems as packs
from terrace.base.packs.registry import Batch, Record
from terrace.facts.catalogue import problems
from terrace.facts.catalogue.models import Dimension, Indicator, Sector, Source, Unit

Coded = Dimension | Indicator | Sector | Unit

WHAT = {
    "sectors": ("lĩnh vực", "sector"),
    "units": ("đơn vị tính", "unit"),
    "dimensions": ("chiều phân tổ", "dimension"),
    "indicators": ("chỉ tiêu", "indicator"),
}


def known(batch: Batch, table: str, model: type[Coded]) -> set[str]:
    """Codes that may be referred to: those in use, and those of this pack, sound or not."""
    # rows of this pack that left it are being retired in the same load
    found = {str(row.code) for row in model.objects.filter(retired=False)}
    return found | batch.texts(table, "code")


def check(batch: Batch, record: Record, column: str, table: str, codes: Collection[str]) -> bool:
    """True when the cell names a known code; else a fault with the nearest one."""
    return name(batch, record.pointer(column), record.values[column], table, codes)


def name(batch: Batch, pointer: str, text: str, table: str, codes: Collection[str]) -> bool:
    """True when the text is a known code; else a fault with the nearest one."""
    if text in codes:
        return True
    what_vi, what_en = WHAT[table]
    near: dict[str, Any] = columns.meant(columns.nearest(text, codes))
    fault = packs.UNKNOWN.fault(pointer, text=text, table=table, what_vi=what_vi, what_en=what_en, **near)
    batch.faults.append(fault)
    return False


def check_precedence(batch: Batch) -> None:
    """Two sources never have one precedence."""
    if batch.table.name != "sources":
        return
    others = Source.objects.exclude(pack=batch.pack)
    taken = dict(others.values_list("precedence", "code"))
    for record in batch.sound:
        precedence = record.values["precedence"]
        if (other := taken.setdefault(precedence, record.values["code"])) != record.values["code"]:
            pointer = record.pointer("precedence")
            batch.faults.append(problems.PRECEDENCE.fault(pointer, precedence=precedence, other=other))
