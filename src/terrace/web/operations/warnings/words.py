"""What codes of warnings are called on pages; a sign stands beside every colour."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terrace.insight.monitoring.models import Kind, State

KINDS: Final[Mapping[str, Promise]] = {
    Kind.ERROR: _("Likely an entry error"),
    Kind.CHANGE: _("Real change"),
    Kind.LIMIT: _("Limit crossed"),
    Kind.LATE: _("Late returns"),
    Kind.CROSSING: _("About to cross a limit"),
    Kind.HEALTH: _("Health of the system"),
}
SEVERITIES: Final[Mapping[int, Promise]] = {
    4: _("At once"),
    3: _("Serious"),
    2: _("To look into"),
    1: _("To note"),
}
SIGNS: Final[Mapping[int, str]] = {4: "▲▲", 3: "▲", 2: "◆", 1: "●"}
STATES: Final[Mapping[str, Promise]] = {
    State.OPEN: _("Open"),
    State.ACKNOWLEDGED: _("Acknowledged"),
    State.CLEARED: _("Cleared"),
}
#: The verdicts of a review, in the order in which a form offers them.
VERDICTS: Final[Mapping[str, Promise]] = {
    "real-change": _("A real change"),
    "entry-error": _("An entry error"),
    "right": _("The warning was right for another reason"),
    "false-alarm": _("A false alarm"),
}
STEPS: Final[Mapping[str, Promise]] = {
    "raised": _("raised"),
    "changed": _("changed"),
    "acknowledged": _("acknowledged"),
    "assigned": _("assigned"),
    "commented": _("comment"),
    "escalated": _("passed up"),
    "silenced": _("silenced"),
    "lifted": _("silence lifted"),
    "inhibited": _("explained by another warning"),
    "explained": _("explained by another warning"),
    "cleared": _("cleared"),
    "reviewed": _("reviewed"),
    "told": _("people were told"),
    "grouped": _("put into a group"),
}
REASONS_CLEARED: Final[Mapping[str, Promise]] = {
    "corrected": _("the figure was corrected"),
    "withdrawn": _("the return was taken back"),
    "back": _("the figures are back within the limit"),
    "passed": _("the period is over"),
    "rule": _("the rule was changed or switched off"),
    "person": _("closed by a person"),
}


class Severe:
    """What has a severity, 1 to 4, says it by name and with a sign."""

    __slots__ = ()
    severity: int

    @property
    def severity_name(self) -> str:
        return str(SEVERITIES[self.severity])

    @property
    def sign(self) -> str:
        return SIGNS[self.severity]


def of(names: Mapping[str, Promise], code: str) -> str:
    """The name of a code; the code itself when it has none."""
    return str(names.get(code, code))
