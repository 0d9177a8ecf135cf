"""What an officer is reminded of at the top of her page."""

from collections.abc import Sequence
from dataclasses import dataclass

from terrace.facts.returns.life import WAITING
from terrace.facts.returns.models import Notice, State
from terrace.facts.returns.queries import Line


@dataclass(frozen=True, slots=True)
class Reminders:
    """How many of her returns are late, are due soon, were sent back; how many wait for her decision."""

    late: int = 0
    due_soon: int = 0
    returned: int = 0
    waiting: int = 0

    def __bool__(self) -> bool:
        return any((self.late, self.due_soon, self.returned, self.waiting))


def of(hers: Sequence[Line], waiting: Sequence[Line]) -> Reminders:
    """From the notices that were given and how the returns stand now."""
    open_lines = {line.found.row.pk: line for line in hers if line.found.row.state in WAITING}
    given = Notice.objects.filter(made_of_id__in=open_lines).values_list("made_of_id", "kind")
    kinds = {kind: {number for number, each in given if each == kind} for kind in ("late", "due-soon")}
    return Reminders(
        late=len(kinds["late"]),
        due_soon=len(kinds["due-soon"] - kinds["late"]),
        returned=sum(line.found.row.state == State.RETURNED for line in open_lines.values()),
        waiting=len(waiting),
    )
