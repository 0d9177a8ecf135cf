"""What changed, written beside the parts: a small file for each writing, merged so that they stay few."""

from collections.abc import Callable

import duckdb
import msgspec
import pyarrow as pa

from terrace.insight.warehouse.columns import LIST
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest, Recent
from terrace.insight.warehouse.recent import newest

#: Recent files are merged when there are more, those first that are small beside what follows them.
FILES, LIKE = 8, 4


def append(folder: Folder, read: Callable[[], pa.Table]) -> int:
    """Write what `read` gives as the newest rows; how many. They are on the disk when it returns.

    `read` is called when nobody else writes: what it reads is newer than what all writings before it read. Without a
    warehouse nothing is written: who makes one reads all.
    """
    with folder.writing():
        manifest = folder.manifest()
        if manifest is None:
            return 0
        rows = read()
        if rows.num_rows:
            with duckdb.connect() as connection:
                connection.register("rows", rows)
                _append(folder, manifest, rows.num_rows, connection)
        return int(rows.num_rows)


def _append(folder: Folder, manifest: Manifest, rows: int, connection: duckdb.DuckDBPyConnection) -> None:
    query = f"SELECT {LIST}, {manifest.next}::bigint AS seq FROM rows ORDER BY level, indicator, period"
    recent = Recent(folder.write("recent", query, connection), manifest.next, manifest.next, rows)
    after = manifest.changed(recents=(*manifest.recents, recent), next=manifest.next + 1)
    folder.replace(manifest, _merged(folder, after, connection))


def _merged(folder: Folder, manifest: Manifest, connection: duckdb.DuckDBPyConnection) -> Manifest:
    """The newest files as one, once there are too many; each row is written again a few times at the most."""
    recents, at = manifest.recents, len(manifest.recents) - 1
    if len(recents) <= FILES:
        return manifest
    while at and recents[at - 1].rows <= LIKE * sum(each.rows for each in recents[at:]):
        at -= 1
    few = msgspec.structs.replace(manifest, recents=recents[at:])
    file = folder.write("recent", newest(folder, few), connection)
    rows = connection.execute(f"SELECT count(*) FROM {folder.quoted(file)}").fetchall()[0][0]
    whole = Recent(file, recents[at].first, recents[-1].last, int(rows))
    return msgspec.structs.replace(manifest, recents=(*recents[:at], whole))
