"""What a paper is made of, whatever it is drawn as: PDF, Word or a page. Values."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "text", "table", "picture", "items", "note"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; numbers stand right."""

    text: str
    number: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block; the fields that its kind has are filled. `part`: the code of the part that it is of.

    heading, text, note: `text`. items: `lines`. table: `text` (caption), `head`, `rows`, `widths` (of its columns,
    against each other), `note`. picture: `text` (caption), `svg`, `alt` (what it shows), `width` (share of the line).
    """

    kind: Kind
    part: str
    text: str = ""
    level: int = 1
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    widths: tuple[int, ...] = ()
    note: str = ""
    svg: str = ""
    alt: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around the text, as Decree 30/2020 has it. `number` and `dated` have gaps while it is a draft.

    `extract` says that facts are left out, `notice` that some are simulated; '' else.
    """

    language: str
    issuer: tuple[str, ...]
    nation: str
    motto: str
    number: str
    dated: str
    draft: str
    type: str
    title: str
    authority: tuple[str, ...]
    signer: str
    to: str
    recipients: tuple[str, ...]
    extract: str
    notice: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `hidden`: facts that its reader may not see; `values`: own figures of the period by indicator."""

    head: Head
    blocks: tuple[Block, ...]
    hidden: int = 0
    values: dict[str, str] = field(default_factory=dict)
