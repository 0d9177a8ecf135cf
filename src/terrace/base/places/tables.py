"""Reading an administrator's table of changes: CSV (any usual separator, UTF-8) or XLSX, as rows of text.

Columns: day, action, code, new_code, name, full_name, kind, parent_code, weight, decided_by; only the first
three are needed. Lines whose first cell begins with `#` are comments.
"""

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from terrace.base.kernel import text
from terrace.base.kernel.problems import Fault, Kind, Refused
from terrace.base.places import problems

COLUMNS = (
    "day",
    "action",
    "code",
    "new_code",
    "name",
    "full_name",
    "kind",
    "parent_code",
    "weight",
    "decided_by",
)
NEEDED = COLUMNS[:3]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `cells` has every column, tidy text, '' for an empty cell."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, kind: Kind, /, **values: Any) -> Fault:
        """A fault at this row and column."""
        return kind.fault(f"{self.file}:{self.number}:{column}", **values)


def read(path: Path) -> list[Row]:
    """The rows; raises `Refused` when the file or its heading cannot be used."""
    try:
        lines = _sheet(path) if path.suffix.lower() in {".xlsx", ".xls", ".ods"} else _csv(path)
    except (OSError, UnicodeDecodeError, csv.Error, CalamineError, zipfile.BadZipFile) as error:
        raise problems.TABLE_UNREADABLE.problem(path.name, file=path.name) from error
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if _counts(line)]
    if not numbered:
        raise problems.TABLE_UNREADABLE.problem(path.name, file=path.name)
    (at, head), *rest = numbered
    columns = [cell.lower() for cell in head]
    if faults := _heading(path.name, at, columns):
        raise Refused(faults)
    return [Row(path.name, number, dict(zip(columns, line, strict=False))) for number, line in rest]


def _counts(line: Sequence[str]) -> bool:
    return any(line) and not line[0].startswith("#")


def _heading(file: str, at: int, columns: Sequence[str]) -> list[Fault]:
    missing = [column for column in NEEDED if column not in columns]
    strange = [column for column in columns if column and column not in COLUMNS]
    return [
        *(problems.COLUMN_MISSING.fault(f"{file}:{at}:{column}", column=column) for column in missing),
        *(problems.COLUMN_UNKNOWN.fault(f"{file}:{at}:{column}", column=column) for column in strange),
    ]


def _csv(path: Path) -> list[list[str]]:
    content = path.read_text(encoding="utf-8-sig")
    head = next((line for line in content.splitlines() if line and not line.startswith("#")), "")
    separator = max(",;\t", key=head.count)
    return [[text.tidy(cell) for cell in line] for line in csv.reader(content.splitlines(), delimiter=separator)]


def _sheet(path: Path) -> list[list[str]]:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return [[_cell(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]


def _cell(value: Any) -> str:
    """Numbers that Excel made of codes lose their `.0`; days become 2026-09-20."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return text.tidy(str(value))
