"""A grid sent without script: an ordinary form to an intake or a draft, and its faults back to the rows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from terrace.base.kernel.problems import Fault
from terrace.facts.collection.intake import Fact
from terrace.web.ui import numbers
from terrace.web.ui.components import EntryCell, EntryGroup
from terrace.web.workspace import grids

_FACT = re.compile(r"/observations/(\d+)")
_ROW = re.compile(r"/rows/(.+)")

#: What can be typed in a row.
TYPED = ("value", "reason", "because")

Posted = Mapping[str, str]


def facts(groups: Sequence[EntryGroup], posted: Posted, area: str, period: str, language: str) -> list[Fact]:
    """An observation for each row in which something else stands than the server holds, or which is explained."""
    found = []
    for cell in grids.cells(list(groups)):
        value, reason, because = (posted.get(f"{name}:{cell.id}", "").strip() for name in TYPED)
        if (value or reason) and cell.editable and not _held(cell, value, reason, because, language):
            number = _number(value, language) if value else None
            said = {"value": number, "reason": None if value else reason, "because": because or None}
            found.append(Fact(cell.indicator, area, period, breakdown=cell.breakdown or None, **said))  # type: ignore[arg-type]
    return found


def _held(cell: EntryCell, value: str, reason: str, because: str, language: str) -> bool:
    """True when the row says what the server says."""
    typed = numbers.parse(value, language) if value else None
    same = typed is not None and typed == cell.value if value else cell.value is None and reason == cell.reason
    return same and (not because or because == cell.because)


def _number(text: str, language: str) -> Decimal:
    """What was typed; what is no number becomes NaN, which the door refuses with its advice."""
    found = numbers.parse(text, language)
    return Decimal("NaN") if found is None else found


def draft(groups: Sequence[EntryGroup], posted: Posted) -> dict[str, dict[str, dict[str, str]]]:
    """What was typed, row by row, as it was typed."""
    rows = {}
    for cell in grids.cells(list(groups)):
        typed = {name: posted.get(f"{name}:{cell.id}", "").strip() for name in TYPED}
        if any(typed.values()):
            rows[cell.id] = typed
    return {"rows": rows}


def retyped(groups: Sequence[EntryGroup], posted: Posted, said: Posted) -> list[EntryGroup]:
    """The rows as they were typed, each with its fault (`said`, by the row's id)."""
    return [
        replace(group, cells=tuple(_retyped(cell, posted, said.get(cell.id, "")) for cell in group.cells))
        for group in groups
    ]


def by_row(sent: Sequence[Fact], faults: Iterable[Fault], language: str) -> dict[str, str]:
    """What is wrong, by the id of the row."""
    said = {}
    for fault in faults:
        if row := _row(sent, fault.pointer):
            said[row] = f"{fault.message(language)} {fault.advice(language)}"
    return said


def _row(sent: Sequence[Fact], pointer: str) -> str:
    """The id of the row that a pointer means: of a fact that was sent, or of a row of the sheet."""
    if (match := _FACT.match(pointer)) and int(match[1]) < len(sent):
        fact = sent[int(match[1])]
        return f"{fact.indicator}|{fact.breakdown or ''}"
    match = _ROW.match(pointer)
    return match[1] if match else ""


def _retyped(cell: EntryCell, posted: Posted, fault: str) -> EntryCell:
    return replace(
        cell,
        typed=posted.get(f"value:{cell.id}", ""),
        reason=posted.get(f"reason:{cell.id}", cell.reason),
        because=posted.get(f"because:{cell.id}", cell.because),
        fault=fault,
    )
