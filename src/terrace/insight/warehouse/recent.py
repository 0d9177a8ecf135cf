"""The recent rows of a manifest as a query."""

from terrace.insight.warehouse.columns import KEY, LIST
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest


def newest(folder: Folder, manifest: Manifest, after: int = 0) -> str:
    """The rows of recent files that are not folded yet, of each cell the newest, as a query; of writings after one."""
    files = ", ".join(f"{folder.quoted(recent.file)}" for recent in manifest.recents if recent.last > after)
    key, since = ", ".join(KEY), max(after, manifest.folded)
    return (
        f"SELECT {LIST}, seq FROM read_parquet([{files}]) WHERE seq > {since}"
        f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY seq DESC) = 1"
    )
