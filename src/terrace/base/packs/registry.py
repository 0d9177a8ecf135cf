"""Which tables a pack may have, and who loads them. A domain registers its tables when Django starts.

Tables load in the order of registration, which is the order of INSTALLED_APPS: what a table refers to is
loaded before it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terrace.base.kernel.problems import Fault
from terrace.base.packs.columns import Column
from terrace.base.packs.models import Pack
from terrace.base.packs.reading import Row


@dataclass(frozen=True, slots=True)
class Counts:
    """What loading a table did, as keys of rows; `unchanged` is a number."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    retired: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """True when the load changed nothing here."""
        return not (self.added or self.changed or self.retired)


@dataclass(frozen=True, slots=True)
class Record:
    """A row with typed values. `sound` is False when a fault was found in it."""

    row: Row
    values: dict[str, Any]
    sound: bool

    def pointer(self, column: str = "") -> str:
        return self.row.pointer(column)


@dataclass
class Batch:
    """What a loader gets: the pack, the rows of its table (none when the file is not there), where faults go.

    `raw` has the rows of every table of this pack as text, also those with faults: a reference to a faulty
    row is not a second fault.
    """

    pack: Pack
    table: "Table"
    records: list[Record]
    faults: list[Fault]
    raw: dict[str, tuple[Row, ...]]
    #: Where the pack lies, for files that a table names.
    folder: Path | None = None

    @property
    def sound(self) -> list[Record]:
        """Rows without a fault so far."""
        return [record for record in self.records if record.sound]

    def texts(self, table: str, column: str) -> set[str]:
        """What stands in a column of a table of this pack."""
        return {row.cells.get(column, "") for row in self.raw.get(table, ())} - {""}


@dataclass(frozen=True)
class Table:
    """A table of packs: its columns (faults of a whole row point at the first) and its loader."""

    name: str
    columns: tuple[Column, ...]
    load: Callable[[Batch], Counts]


@dataclass
class Registry:
    """The tables in order, and what is done once after all of them."""

    tables: dict[str, Table] = field(default_factory=dict)
    finishers: list[Callable[[Batch], None]] = field(default_factory=list)

    def add(self, *tables: Table) -> None:
        """Register tables; a name is taken once."""
        for table in tables:
            if table.name in self.tables:
                raise ValueError(f"table {table.name} is registered twice")
            self.tables[table.name] = table

    def finish(self, work: Callable[[Batch], None]) -> None:
        """Register what is done after all tables are loaded, in the same transaction."""
        self.finishers.append(work)

    def names(self) -> Iterable[str]:
        return self.tables.keys()


TABLES = Registry()
