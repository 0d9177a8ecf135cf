"""A return as it is shown, filled in and kept on a phone. All numbers are strings of digits."""

from typing import Any

import msgspec


class SheetForm(msgspec.Struct, frozen=True):
    """Which form; `sector` is '' when it asks across sectors."""

    code: str
    name: str
    regime: str
    kind: str
    authority: str
    frequency: str
    sector: str
    sector_name: str


class SheetArea(msgspec.Struct, frozen=True):
    code: str
    name: str


class SheetPeriod(msgspec.Struct, frozen=True):
    code: str
    label: str
    start: str
    end: str


class SheetStep(msgspec.Struct, frozen=True):
    """A step of its life: when, by whom, what she said, which step (`return.submit` …)."""

    at: str
    by: str
    text: str
    step: str


class SheetRow(msgspec.Struct, frozen=True):
    """A cell that is asked. `given_by` says where a figure came from that was not typed in here.

    `parts` names, group by group, the rows that add up to this one: when all of a group are answered, so is this.
    """

    indicator: str
    breakdown: str
    label: str
    group: str
    unit: str
    decimals: int
    minimum: str | None
    maximum: str | None
    value: str | None
    reason: str | None
    because: str | None
    last: str | None
    last_year: str | None
    given_by: str | None
    locked: bool
    parts: list[list[str]]


class Rights(msgspec.Struct, frozen=True):
    """What she may do with it now."""

    fill: bool
    approve: bool
    send_back: bool
    reopen: bool


class Sheet(msgspec.Struct, frozen=True):
    """A whole return. `revision` changes whenever a cell of it or its state changes on the server."""

    form: SheetForm
    area: SheetArea
    period: SheetPeriod
    source: str
    state: str
    opened: str
    due: str
    cut_off: str
    days_left: int
    late: bool
    remarks: list[SheetStep]
    history: list[SheetStep]
    revision: str
    answered: int
    asked: int
    spared: int
    may: Rights
    rows: list[SheetRow]
    rules: list[Any]
    context: dict[str, str]
    draft: dict[str, Any] | None
