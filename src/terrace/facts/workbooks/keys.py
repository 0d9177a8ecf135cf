"""The key of a sheet: what it was made for, signed, so that a changed key is noticed.

It stands in a hidden row of the sheet itself (where `.csv` keeps it too) and on a very hidden sheet. Hidden marks name
the columns that are read, and every row carries the name of its cell: columns and rows may be inserted, sheets renamed,
rows sorted.
"""

import json
import re
import time
from dataclasses import dataclass, field
from typing import Final, Self

from django.core import signing

HIDDEN_SHEET: Final = "_terrace"
MARK: Final = "terrace:1:"
#: Stands for a key that is too long for one cell: it is on the very hidden sheet only.
ELSEWHERE: Final = "@"
#: Marks of the columns that are read.
ROLES: Final = ("value", "reason", "because", "held")
ROLE_MARK: Final = "terrace:"
#: A sheet that lists faults, which we wrote ourselves.
FAULTS_MARK: Final = "terrace:faults"
#: Signs of a cell at the most; a spreadsheet keeps 32,767.
CHUNK: Final = 30_000
_SALT: Final = "terrace.workbooks.key"
_ROW: Final = re.compile(r"([A-Z][A-Z0-9_]*)\|([A-Z0-9_=;]*)\|([0-9]+)\|([0-9]{4}(?:-[A-Z][0-9]{1,2})?)")


@dataclass(frozen=True, slots=True)
class Part:
    """One return of a sheet, and its revision when the sheet was made."""

    area: str
    period: str
    revision: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a sheet was made for, and when (`made`, seconds). `columns`: how far right of the names a role stands."""

    form: str
    source: str
    parts: tuple[Part, ...]
    columns: dict[str, int]
    made: int = field(default_factory=lambda: int(time.time()))

    def signed(self) -> str:
        parts = [[each.area, each.period, each.revision] for each in self.parts]
        return signing.dumps([self.form, self.source, parts, self.columns, self.made], salt=_SALT, compress=True)

    @classmethod
    def read(cls, token: str) -> Self | None:
        """The key of a token; None when it was changed."""
        try:
            form, source, parts, columns, made = signing.loads(token, salt=_SALT)
        except (signing.BadSignature, ValueError):
            return None
        return cls(form, source, tuple(Part(*each) for each in parts), columns, made)

    @property
    def summary(self) -> str:
        """For people who look at the hidden sheet."""
        first = self.parts[0]
        more = f" +{len(self.parts) - 1}" if len(self.parts) > 1 else ""
        return f"{self.form} {first.area} {first.period} r{first.revision}{more} {json.dumps(self.columns)}"


@dataclass(frozen=True, slots=True)
class RowKey:
    """The cell that a row stands for.

    >>> RowKey.read("PIG_HERD||01273|2026-M10")
    RowKey(indicator='PIG_HERD', breakdown='', area='01273', period='2026-M10')
    """

    indicator: str
    breakdown: str
    area: str
    period: str

    def __str__(self) -> str:
        return f"{self.indicator}|{self.breakdown}|{self.area}|{self.period}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        found = _ROW.fullmatch(text)
        return cls(*found.groups()) if found else None


def chunks(token: str) -> list[str]:
    """A token in pieces that fit a cell."""
    return [token[start : start + CHUNK] for start in range(0, len(token), CHUNK)]
