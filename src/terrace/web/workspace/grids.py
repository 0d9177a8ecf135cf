"""A sheet as the rows of the entry grid."""

from collections.abc import Iterator, Mapping
from itertools import groupby

import msgspec
from django.utils.html import json_script
from django.utils.safestring import SafeString

from terrace.facts.returns.sheets import Sheet, SheetRow
from terrace.web.ui import numbers
from terrace.web.ui.components import EntryCell, EntryGroup


def groups(sheet: Sheet) -> list[EntryGroup]:
    """The rows of the grid, an indicator with its breakdowns together; indicators without breakdowns run together."""
    typed = (sheet.draft or {}).get("rows", {}) if sheet.may.fill else {}
    return [
        EntryGroup(title, tuple(_cell(row, typed) for row in rows))
        for title, rows in groupby(sheet.rows, key=lambda row: row.group)
    ]


def _cell(row: SheetRow, typed: Mapping[str, Mapping[str, str]]) -> EntryCell:
    mine = typed.get(f"{row.indicator}|{row.breakdown}", {})
    return EntryCell(
        indicator=row.indicator,
        label=row.label,
        unit=row.unit,
        decimals=row.decimals,
        breakdown=row.breakdown,
        value=numbers.exact(row.value),
        reason=mine.get("reason", row.reason or ""),
        because=mine.get("because", row.because or ""),
        last=numbers.exact(row.last),
        last_year=numbers.exact(row.last_year),
        minimum=numbers.exact(row.minimum),
        maximum=numbers.exact(row.maximum),
        typed=mine.get("value"),
        editable=not row.locked,
        given_by=row.given_by or "",
    )


def embedded(sheet: Sheet) -> SafeString:
    """The sheet for the script of the page; a block of data, which no content security policy holds back."""
    return json_script(msgspec.to_builtins(sheet), "sheet")


def cells(found: list[EntryGroup]) -> Iterator[EntryCell]:
    """Every row."""
    return (cell for group in found for cell in group.cells)
