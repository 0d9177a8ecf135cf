"""How fresh the warehouse is: the moment before which everything that was committed is in."""

import uuid
from datetime import UTC, datetime

from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest

FILE = "fresh"


def of(folder: Folder, manifest: Manifest) -> datetime:
    """The moment that the workers noted last, else that at which the warehouse was made."""
    try:
        return datetime.fromisoformat((folder.path / FILE).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return manifest.made_at or datetime.fromtimestamp(0, UTC)


def note(folder: Folder, moment: datetime) -> None:
    """All that was committed before the moment is in."""
    draft = folder.path / f"{FILE}.{uuid.uuid4().hex}"
    draft.write_text(moment.isoformat(), encoding="ascii")
    draft.replace(folder.path / FILE)
