"""How fast a large workbook is read and checked: rows a second."""

import time
from dataclasses import dataclass
from io import BytesIO

from django.utils import timezone
from xlsxwriter import Workbook

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.periods import Period
from terrace.base.places import index
from terrace.base.places.models import Level
from terrace.base.places.versions import Version
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection import actions as collection
from terrace.facts.collection.actions import Delivery
from terrace.facts.collection.intake import Intake
from terrace.facts.workbooks import opening, recognising
from terrace.facts.workbooks.handing import DOOR
from terrace.facts.workbooks.layouts import Column, Layout, Role


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each step for so many rows."""

    rows: int
    opening: float
    reading: float
    checking: float
    faults: int

    @property
    def rows_per_second(self) -> float:
        return self.rows / (self.opening + self.reading + self.checking)


def measure(period: Period, rows: int = 50_000, source: str = "commune") -> Measured:
    """Opens, reads and checks (whole, as the door does, without storing) a long list of facts of communes.

    One row is one fact: code of the place, name of the place, indicator, period, figure.
    """
    content = workbook(period, rows)
    start = time.perf_counter()
    sheet = opening.open_book(content, "measure.xlsx").sheets[0]
    opened = time.perf_counter()
    reading = recognising.read(SYSTEM, sheet, layout(source))
    read = time.perf_counter()
    refused = collection.check([Delivery(SYSTEM, "measure", DOOR, Intake(source, reading.facts))])[0]
    checked = time.perf_counter()
    faults = len(reading.marks) + (len(refused.faults) if refused else 0)
    return Measured(len(reading.facts), opened - start, read - opened, checked - read, faults)


def layout(source: str) -> Layout:
    roles: tuple[Role, ...] = ("area_code", "area_name", "indicator", "period", "value")
    return Layout(0, 1, 1, [Column(at, role) for at, role in enumerate(roles)], source)


def workbook(period: Period, rows: int) -> bytes:
    """A long list: every commune of the country × what communes report, from `period` backwards."""
    content = BytesIO()
    book = Workbook(content, {"constant_memory": True})
    sheet = book.add_worksheet("So lieu")
    sheet.write_row(0, 0, ["Mã xã", "Tên xã", "Chỉ tiêu", "Kỳ", "Số liệu"])
    for row, cells in enumerate(_rows(period, rows), start=1):
        sheet.write_row(row, 0, cells)
    book.close()
    return content.getvalue()


def _rows(period: Period, rows: int) -> list[tuple[str, str, str, str, float]]:
    specs, found, month = _specs(period), list[tuple[str, str, str, str, float]](), period
    while len(found) < rows:
        for version in _communes(month):
            for number, spec in enumerate(specs):
                found.append((version.code, version.full_name, spec.code, month.code, float(number + 1)))
        month = month.previous()
    return found[:rows]


def _communes(period: Period) -> list[Version]:
    tree = index.current().tree(min(period.end, timezone.localdate()))
    return [each for each in tree.versions.values() if each.level == Level.COMMUNE]


def _specs(period: Period) -> list[IndicatorSpec]:
    """What communes report in periods like this one."""
    return [
        spec
        for spec in snapshot.current().indicators.values()
        if spec.reported_at == Level.COMMUNE and spec.frequency is period.frequency and not spec.retired
    ]
