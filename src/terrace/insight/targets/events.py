"""What targets publish: `target.set` (indicator, area, breakdown, year, all ids but the year), `target.resolution`."""

from terrace.base.bus.events import Event

SET = "target.set"
KEPT = "target.resolution"


def was_set(indicator: int, area: int, breakdown: int, year: int) -> Event:
    cell = {"indicator": indicator, "area": area, "breakdown": breakdown, "year": year}
    return Event(SET, f"target/{indicator}/{area}/{breakdown}/{year}", cell)


def resolution_kept(code: str, area: int) -> Event:
    """A resolution was entered or changed; no figures move by it."""
    return Event(KEPT, f"resolution/{code}", {"resolution": code, "area": area})
