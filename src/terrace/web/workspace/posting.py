"""A grid sent without script: an ordinary form to an intake, and its faults back to the rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from terrace.base.kernel.problems import Fault
from terrace.facts.collection.intake import Fact
from terrace.web.ui import numbers
from terrace.web.ui.components import EntryCell, EntryGroup

_POINTER = re.compile(r"/observations/(\d+)")


def facts(groups: Sequence[EntryGroup], posted: Mapping[str, str], area: str, period: str, language: str) -> list[Fact]:
    """An observation for each row in which something was typed or a reason chosen."""
    found = []
    for cell in _cells(groups):
        value, reason = posted.get(f"value:{cell.id}", "").strip(), posted.get(f"reason:{cell.id}", "")
        if value or reason:
            number = _number(value, language)
            said = {"value": number} if value else {"reason": reason}
            found.append(Fact(cell.indicator, area, period, breakdown=cell.breakdown or None, **said))
    return found


def _number(text: str, language: str) -> Decimal:
    """What was typed; what is no number becomes NaN, which the door refuses with its advice."""
    found = numbers.parse(text, language)
    return Decimal("NaN") if found is None else found


def _cells(groups: Sequence[EntryGroup]) -> list[EntryCell]:
    return [cell for group in groups for cell in group.cells]


def retyped(groups: Sequence[EntryGroup], posted: Mapping[str, str], said: Mapping[str, str]) -> list[EntryGroup]:
    """The rows as they were typed, each with its fault (`said`, by the row's id)."""
    return [
        replace(group, cells=tuple(_retyped(cell, posted, said.get(cell.id, "")) for cell in group.cells))
        for group in groups
    ]


def by_row(sent: Sequence[Fact], faults: Sequence[Fault], language: str) -> dict[str, str]:
    """What is wrong, by the id of the row."""
    said = {}
    for fault in faults:
        if match := _POINTER.match(fault.pointer):
            fact = sent[int(match[1])]
            said[f"{fact.indicator}|{fact.breakdown or ''}"] = f"{fault.message(language)} {fault.advice(language)}"
    return said


def _retyped(cell: EntryCell, posted: Mapping[str, str], fault: str) -> EntryCell:
    typed = posted.get(f"value:{cell.id}", "")
    return replace(cell, typed=typed, reason=posted.get(f"reason:{cell.id}", cell.reason), fault=fault)
