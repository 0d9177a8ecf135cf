"""What packs publish."""

from typing import Any

from terrace.base.bus.events import Event


def loaded(code: str, report: dict[str, Any]) -> Event:
    """`pack.loaded`: a pack changed something; the data is the report of the load."""
    return Event(type="pack.loaded", subject=f"pack/{code}", data=report)
