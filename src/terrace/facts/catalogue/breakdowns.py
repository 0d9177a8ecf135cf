"""Breakdowns: groups of dimensions, the cells they make, and which cells add up to which.

>>> made = make(groups("SEX, SEX*AGE"), {"SEX": ("F", "M"), "AGE": ("Y0", "Y1")})
>>> made.cells
('', 'SEX=F', 'SEX=M', 'AGE=Y0', 'AGE=Y1', 'AGE=Y0;SEX=F', 'AGE=Y0;SEX=M', 'AGE=Y1;SEX=F', 'AGE=Y1;SEX=M')
>>> [(whole, part) for whole, position, part in made.margins if position == 0]
[('', 'SEX=F'), ('', 'SEX=M')]
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Group = tuple[str, ...]
MOST_CELLS = 5000
WORD = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
CELL = re.compile(r"([A-Z][A-Z0-9_]*)=([A-Z0-9][A-Z0-9_]*)", re.ASCII)


@dataclass
class GroupError(Exception):
    """Why groups cannot be read, in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Made:
    """Codes of all cells, the total ('') first, and margins (whole, position of the group, part)."""

    cells: tuple[str, ...]
    margins: tuple[tuple[str, int, str], ...]


def groups(text: str) -> tuple[Group, ...]:
    """`SEX, SEX*AGE` as groups of dimensions, the dimensions of each in order. Raises `GroupError`.

    >>> groups("SEX, SEX*AGE"), groups("")
    ((('SEX',), ('AGE', 'SEX')), ())
    """
    found = tuple(_group(part) for part in text.split(",")) if text.strip() else ()
    if len(set(found)) < len(found):
        raise GroupError("một nhóm có hai lần", "a group is there twice")
    return found


def _group(text: str) -> Group:
    found = tuple(sorted(part.strip() for part in text.split("*")))
    for name in found:
        if not WORD.fullmatch(name):
            raise GroupError(f"«{name}» không phải là mã chiều phân tổ", f"{name!r} is not the code of a dimension")
    if len(set(found)) < len(found):
        raise GroupError("một chiều có hai lần trong một nhóm", "a dimension is twice in one group")
    return found


def written(found: Sequence[Group]) -> str:
    """Groups as stored: `SEX, AGE*SEX`."""
    return ", ".join("*".join(group) for group in found)


def code(cell: Mapping[str, str]) -> str:
    """The code of a cell, dimensions in order.

    >>> code({"SEX": "F", "AGE": "Y15T24"})
    'AGE=Y15T24;SEX=F'
    """
    return ";".join(f"{dimension}={cell[dimension]}" for dimension in sorted(cell))


def canonical(text: str) -> str:
    """The code of a cell that may be written in another order. Raises ValueError.

    >>> canonical("SEX=F; AGE=Y15T24"), canonical("")
    ('AGE=Y15T24;SEX=F', '')
    """
    cell: dict[str, str] = {}
    for part in text.split(";") if text.strip() else ():
        if not (match := CELL.fullmatch(part.strip())) or match[1] in cell:
            raise ValueError(f"{text!r} is not a breakdown")
        cell[match[1]] = match[2]
    return code(cell)


def make(found: Sequence[Group], codes: Mapping[str, Sequence[str]]) -> Made:
    """The cells and margins of these groups; `codes` gives the codes of each dimension in order."""
    cells: dict[str, None] = {"": None}
    margins: dict[tuple[str, int, str], None] = {}
    for position, group in enumerate(found):
        full = [dict(zip(group, each, strict=True)) for each in itertools.product(*(codes[name] for name in group))]
        for size, cell in itertools.product(range(len(group)), full):
            for kept in itertools.combinations(group, size):
                whole = code({dimension: cell[dimension] for dimension in kept})
                cells.setdefault(whole)
                margins.setdefault((whole, position, code(cell)))
        cells.update(dict.fromkeys(map(code, full)))
    return Made(tuple(sorted(cells, key=lambda each: each.count("="))), tuple(margins))


def count(found: Sequence[Group], codes: Mapping[str, Sequence[str]]) -> int:
    """How many cells the groups make, at most."""
    total = 1
    for group in found:
        cells = 1
        for dimension in group:
            cells *= len(codes[dimension]) + 1
        total += cells - 1
    return total
