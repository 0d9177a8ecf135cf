"""The manifest: which files are the warehouse at this moment. It is replaced whole or not at all."""

from datetime import datetime
from typing import Any

import msgspec

#: Where a part begins or ends: see `columns.BOUND`.
Bound = int


class Part(msgspec.Struct, frozen=True):
    """A sorted file that never changes; `wide` when a value needs more than eight bytes."""

    file: str
    first: Bound
    last: Bound
    rows: int
    wide: bool = False


class Recent(msgspec.Struct, frozen=True):
    """What changed since, in the writings `first` to `last`."""

    file: str
    first: int
    last: int
    rows: int


class Manifest(msgspec.Struct, frozen=True):
    """The parts in order, and the recent files oldest first."""

    version: int = 0
    #: False until all that PostgreSQL held at the beginning is in.
    built: bool = False
    made_at: datetime | None = None
    #: Number of the next writing, and up to which all are folded into the parts.
    next: int = 1
    folded: int = 0
    parts: tuple[Part, ...] = ()
    recents: tuple[Recent, ...] = ()

    def changed(self, **fields: Any) -> "Manifest":
        """The manifest after a change."""
        return msgspec.structs.replace(self, version=self.version + 1, **fields)

    @property
    def files(self) -> set[str]:
        return {part.file for part in self.parts} | {recent.file for recent in self.recents}

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def waiting(self) -> int:
        """Rows that are not folded yet."""
        return sum(recent.rows for recent in self.recents)


def decode(text: bytes) -> Manifest:
    return msgspec.json.decode(text, type=Manifest)


def encode(manifest: Manifest) -> bytes:
    return msgspec.json.encode(manifest)
