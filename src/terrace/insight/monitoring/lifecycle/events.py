"""What the life of warnings publishes, beside `warning.raised`, `…changed` and `…cleared` of monitoring.

`warning.acknowledged`, `.assigned`, `.commented`, `.reviewed`: the warning (id), its indicator and area, who (by)
and the step. `warning.escalated`: group, rung. `warning.silenced`, `warning.lifted`: the silence.
"""

from collections.abc import Sequence

from terrace.base.bus.events import Event
from terrace.insight.monitoring.models import Group, Silence, Step, Warning

ACKNOWLEDGED, ASSIGNED, COMMENTED = "warning.acknowledged", "warning.assigned", "warning.commented"
REVIEWED, ESCALATED, SILENCED, LIFTED = "warning.reviewed", "warning.escalated", "warning.silenced", "warning.lifted"


def took(verb: str, warning: Warning, step: Step) -> Event:
    """A step that somebody took."""
    ids = {"id": warning.pk, "indicator": warning.indicator_id, "area": warning.area_id, "group": warning.group_id}
    data = {**ids, "state": warning.state, "severity": warning.severity, "by": step.person_id, "step": step.pk}
    return Event(verb, f"warning/{warning.pk}", data)


def escalated(group: Group, people: Sequence[int]) -> Event:
    data = {"group": group.pk, "indicator": group.indicator_id, "area": group.root_id, "rung": group.rung}
    return Event(ESCALATED, f"warning-group/{group.pk}", {**data, "people": list(people)})


def silenced(silence: Silence) -> Event:
    return Event(SILENCED, f"silence/{silence.pk}", _plain(silence))


def lifted(silence: Silence) -> Event:
    return Event(LIFTED, f"silence/{silence.pk}", _plain(silence))


def _plain(silence: Silence) -> dict[str, object]:
    about = {"area": silence.area_id, "indicator": silence.indicator_id, "rule": silence.rule, "sector": silence.sector}
    return {"id": silence.pk, **about, "until": silence.until.isoformat()}
