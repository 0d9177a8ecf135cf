"""Shapes of returns: lists, receipts and decisions. The sheet itself is `facts.returns.sheets.Sheet`."""

from typing import Annotated, Any

from msgspec import Meta, Struct, field


class Coded(Struct):
    """A code with its name in the language asked for."""

    code: str
    name: str


class Entry(Struct):
    """A return in a list. `key` is FORM/AREA/PERIOD; `answered` rows of `asked` have a figure, from whatever door."""

    key: Annotated[str, Meta(examples=["NN-XA-T/01273/2026-M10"])]
    form: Coded
    area: Coded
    period: Coded
    state: Annotated[str, Meta(description="open, draft, submitted, returned, approved or locked")]
    due: str
    days_left: int
    late: bool
    answered: int
    asked: int
    revision: str
    links: "ReturnLinks"


class ReturnLinks(Struct):
    self: str
    page: str


class Entries(Struct):
    """Her returns, or those that wait for her decision."""

    returns: list[Entry]


class HandedIn(Struct):
    """The receipt of a return. `id` is the number of the submission, 0 when nothing was left to be typed."""

    id: int
    facts: int
    state: str
    revision: str
    links: ReturnLinks


class Decided(Struct):
    """Where a decision left the return."""

    state: str
    revision: str
    links: ReturnLinks


class Kept(Struct):
    """A draft as it is kept: what was typed, by INDICATOR|BREAKDOWN. No figures."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


class Decision(Struct):
    """What is said with a decision; sending back and reopening need it."""

    remark: str = ""
