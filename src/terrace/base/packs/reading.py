"""A folder of tables → rows of text with positions. What is safe is tidied, what is not is a fault.

Tidied: a byte-order mark, `;` or tabs as separators, decomposed accents, extra blanks, NUL bytes, case
of column names, and whole numbers that Excel turned into floats (`4.0`). Blank rows are skipped but
counted, so that a position is the row that Excel shows.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine as calamine

from terrace.base.kernel.problems import Fault
from terrace.base.kernel.text import looks_like_tcvn3, tidy
from terrace.base.packs import problems

LIMIT_MB = 20
#: Not tables: texts for people, and Word files that a table names.
IGNORED = frozenset({".md", ".txt", ".docx"})
READ = frozenset({".csv", ".xlsx"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: tidied cells by column. `comma` tells that numbers may be written 1,5."""

    file: str
    number: int
    cells: dict[str, str]
    comma: bool = False

    def pointer(self, column: str = "") -> str:
        """The position for a fault: `indicators.csv:12:decimals`."""
        return f"{self.file}:{self.number}:{column}" if column else f"{self.file}:{self.number}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a pack as it was read."""

    table: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass
class Folder:
    """The tables of a pack by name, and every fault met while reading."""

    path: Path
    sheets: dict[str, Sheet] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read(path: Path) -> Folder:
    """Read every table of the folder; nothing is raised but `Refused` when there is no such folder."""
    if not path.is_dir():
        raise problems.FOLDER.problem(path=path)
    folder = Folder(path)
    for file in sorted(path.iterdir()):
        if file.is_file() and not file.name.startswith((".", "~$")) and file.suffix.lower() not in IGNORED:
            _add(folder, file)
    if not folder.sheets and not folder.faults:
        folder.faults.append(problems.EMPTY.fault(path=path))
    return folder


def _add(folder: Folder, file: Path) -> None:
    name, suffix = file.stem.lower(), file.suffix.lower()
    if suffix not in READ:
        folder.faults.append(problems.SUFFIX.fault(file.name, suffix=suffix or file.name))
    elif file.stat().st_size > LIMIT_MB * 1024 * 1024:
        folder.faults.append(problems.LARGE.fault(file.name, limit=LIMIT_MB))
    elif name in folder.sheets:
        first = folder.sheets[name].file
        folder.faults.append(problems.TWICE.fault(file.name, name=name, first=first, second=file.name))
    else:
        lines, comma = (_csv if suffix == ".csv" else _xlsx)(file, folder.faults)
        folder.sheets[name] = _sheet(file, lines, comma, folder.faults)


def _csv(file: Path, faults: list[Fault]) -> tuple[list[list[str]], bool]:
    """Records of a CSV file, and whether its numbers may have decimal commas."""
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        faults.append(problems.ENCODING.fault(file.name, position=error.start + 1))
        return [], False
    header = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=header.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return list(reader), separator != ","
    except csv.Error as error:
        faults.append(problems.BROKEN.fault(file.name, why=error))
        return [], False


def _xlsx(file: Path, faults: list[Fault]) -> tuple[list[list[str]], bool]:
    """Cells of the first sheet as text."""
    try:
        book = calamine.CalamineWorkbook.from_path(file)
        first, *others = (book.get_sheet_by_name(name) for name in book.sheet_names)
    except (calamine.CalamineError, OSError, ValueError) as error:
        faults.append(problems.BROKEN.fault(file.name, why=error))
        return [], False
    filled = (other for other in others if other.to_python())
    faults.extend(problems.SHEETS.fault(file.name, name=other.name) for other in filled)
    return [[_text(cell) for cell in row] for row in first.to_python(skip_empty_area=False)], False


def _text(cell: Any) -> str:
    """A cell of Excel as the official wrote it: 4.0 is 4, a date is ISO."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            number = Decimal(repr(cell))
            return f"{number.to_integral() if number == number.to_integral() else number:f}"
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell)


def _sheet(file: Path, lines: Sequence[Sequence[str]], comma: bool, faults: list[Fault]) -> Sheet:
    filled = [(number, [tidy(cell) for cell in line]) for number, line in enumerate(lines, start=1)]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    top, header = filled[0] if filled else (1, [])
    columns = [name.lower().replace(" ", "_") for name in header]
    while columns and not columns[-1]:
        columns.pop()
    _check_columns(f"{file.name}:{top}", columns, faults)
    empty = [""] * len(columns)
    rows = [
        _row(
            Row(file.name, number, dict(zip(columns, [*cells, *empty], strict=False)), comma),
            cells,
            len(columns),
            faults,
        )
        for number, cells in filled[1:]
    ]
    return Sheet(file.stem.lower(), file.name, tuple(columns), tuple(rows))


def _check_columns(pointer: str, columns: Iterable[str], faults: list[Fault]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column in seen:
            faults.append(problems.COLUMN_TWICE.fault(pointer, name=column))
        seen.add(column)


def _row(row: Row, cells: Sequence[str], width: int, faults: list[Fault]) -> Row:
    """The row, after faults of its cells are noted."""
    if any(cells[width:]):
        faults.append(problems.CELLS.fault(row.pointer(), count=len(cells), columns=width))
    for column, text in row.cells.items():
        if looks_like_tcvn3(text):
            faults.append(problems.TCVN3.fault(row.pointer(column), text=text))
    return row
