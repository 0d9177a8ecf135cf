"""What changed, written beside the parts: a small file for each writing, merged so that they stay few.

Workers write by the hundred a minute, so files are made of Arrow tables: DuckDB takes twenty times as long for one.
"""

from collections.abc import Callable, Sequence

import pyarrow as pa
from pyarrow import parquet

from terrace.insight.warehouse.columns import KEY, RECENT
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest, Recent

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
            _append(folder, manifest, rows)
        return int(rows.num_rows)


def _append(folder: Folder, manifest: Manifest, rows: pa.Table) -> None:
    number = manifest.next
    fresh = rows.append_column(RECENT.field("seq"), pa.repeat(number, rows.num_rows))
    kept, merged = _merging(manifest.recents, rows.num_rows)
    if merged:
        fresh = newest([*(_read(folder, recent) for recent in merged), fresh])
    first = merged[0].first if merged else number
    recent = Recent(folder.keep("recent", fresh), first, number, fresh.num_rows)
    folder.replace(manifest, manifest.changed(recents=(*kept, recent), next=number + 1))


def _merging(recents: Sequence[Recent], rows: int) -> tuple[Sequence[Recent], Sequence[Recent]]:
    """The files that stay, and those that become one with so many new rows; each row is written a few times at most."""
    at = len(recents)
    if at >= FILES:
        while at and recents[at - 1].rows <= LIKE * rows:
            at -= 1
            rows += recents[at].rows
    return recents[:at], recents[at:]


def newest(tables: Sequence[pa.Table]) -> pa.Table:
    """Of each cell the last row; the tables are in the order of writing."""
    whole = pa.concat_tables(tables)
    numbered = whole.select(KEY).append_column("row", pa.array(range(whole.num_rows), pa.int64()))
    last = numbered.group_by(list(KEY), use_threads=False).aggregate([("row", "max")])
    return whole.take(last["row_max"])


def _read(folder: Folder, recent: Recent) -> pa.Table:
    return parquet.read_table(folder.of(recent.file), schema=RECENT, use_threads=False)
