"""What monitoring publishes.

`warning.raised`, `warning.changed` (another period, kind or figure), `warning.cleared`: each names a warning (id), its
rule, kind, indicator, area, breakdown, period, severity and group.
`rule.changed`: the code of a rule that a page edited.
"""

from collections.abc import Iterable, Iterator

from terrace.base.bus.events import Event
from terrace.insight.monitoring.models import Warning

RAISED, CHANGED, CLEARED = "warning.raised", "warning.changed", "warning.cleared"
RULE_CHANGED = "rule.changed"
#: Warnings in one event.
CHUNK = 500


def told(kind: str, warnings: Iterable[Warning]) -> Iterator[Event]:
    """Events of one type for warnings, many in each."""
    rows = [_plain(each) for each in warnings]
    for at in range(0, len(rows), CHUNK):
        part = rows[at : at + CHUNK]
        yield Event(kind, f"warning/{part[0]['id']}", {"warnings": part})


def _plain(warning: Warning) -> dict[str, object]:
    names = ("id", "rule", "kind", "period", "severity", "state", "sector")
    ids = {"indicator": warning.indicator_id, "area": warning.area_id, "breakdown": warning.breakdown_id}
    return {**{name: getattr(warning, name) for name in names}, **ids, "group": warning.group_id}


def rule_changed(code: str) -> Event:
    return Event(RULE_CHANGED, f"rule/{code}", {"code": code})
