"""What targets publish: `target.set` (indicator, area, breakdown, year, all ids but the year)."""

from terrace.base.bus.events import Event

SET = "target.set"


def was_set(indicator: int, area: int, breakdown: int, year: int) -> Event:
    cell = {"indicator": indicator, "area": area, "breakdown": breakdown, "year": year}
    return Event(SET, f"target/{indicator}/{area}/{breakdown}/{year}", cell)
