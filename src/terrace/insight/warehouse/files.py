"""The warehouse as Parquet files: written here, read by DuckDB in this process (`parquet`) or by Spark (`spark`)."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from terrace.insight.warehouse import appending, building, folding, freshness
from terrace.insight.warehouse.building import Progress
from terrace.insight.warehouse.cubes import Cube, Standing
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest

#: Recent rows are folded when there are so many, or when the oldest came so many seconds ago.
ROWS, SECONDS = 200_000, 3_600.0


@dataclass(frozen=True, slots=True)
class Files:
    """A folder, and how its cube is opened."""

    folder: Folder
    _opened: Callable[[Folder], AbstractContextManager[Cube]]

    def opened(self) -> AbstractContextManager[Cube]:
        return self._opened(self.folder)

    def begun(self) -> bool:
        """True once what is heard is to be written."""
        return self.folder.manifest() is not None

    def built(self) -> bool:
        """True once questions can be answered."""
        return (self.folder.manifest() or Manifest()).built

    def append(self, read: Callable[[], pa.Table]) -> int:
        return appending.append(self.folder, read)

    def build(self, progress: Progress | None = None) -> None:
        building.build(self.folder, progress)

    def ensure(self) -> None:
        """Make it unless it is there."""
        building.ensure(self.folder)

    def rebuild(self, indicators: Collection[int], since: int = 0) -> None:
        building.rebuild(self.folder, indicators, since)

    def fold(self, *, now: bool = False) -> None:
        """Fold what is recent, when it is much or old; sweep what nobody needs any more."""
        manifest = self.folder.manifest() or Manifest()
        if now or manifest.waiting >= ROWS or self._aged(manifest):
            folding.fold(self.folder)
        self.folder.sweep()

    def _aged(self, manifest: Manifest) -> bool:
        oldest = manifest.recents[0].file if manifest.recents else None
        return oldest is not None and self.folder.age(oldest) > SECONDS

    def note(self, moment: datetime) -> None:
        freshness.note(self.folder, moment)

    def standing(self) -> Standing:
        manifest = self.folder.manifest() or Manifest()
        fresh_at = freshness.of(self.folder, manifest) if manifest.built else datetime.fromtimestamp(0, UTC)
        size = sum(self.folder.size(file) for file in manifest.files)
        return Standing(
            manifest.built, manifest.made_at, fresh_at, manifest.rows, manifest.waiting, len(manifest.files), size
        )
