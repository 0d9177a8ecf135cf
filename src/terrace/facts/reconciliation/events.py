"""What reconciliation publishes: `conflict.opened` (id, indicator, period, area), `conflict.settled` and
`conflict.agreed` (id), all ids.
"""

from terrace.base.bus.events import Event

OPENED, SETTLED, AGREED = "conflict.opened", "conflict.settled", "conflict.agreed"


def opened(number: int, indicator: int, period: int, area: int) -> Event:
    data = {"id": number, "indicator": indicator, "period": period, "area": area}
    return Event(OPENED, f"conflict/{number}", data)


def settled(number: int) -> Event:
    return Event(SETTLED, f"conflict/{number}", {"id": number})


def agreed(number: int) -> Event:
    """Both sides agree again about a cell that somebody had settled."""
    return Event(AGREED, f"conflict/{number}", {"id": number})
