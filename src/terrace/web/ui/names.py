"""What stored codes are called on pages."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATUSES: Final = {"provisional": _("provisional"), "estimated": _("estimated"), "final": _("final")}
REASONS: Final = {
    "missing": _("missing"),
    "not_applicable": _("not applicable"),
    "late": _("late"),
}
DOORS: Final = {
    "web": _("web grid"),
    "rest": _("REST"),
    "nats": _("stream (NATS)"),
    "file": _("file"),
}
STATES: Final = {"accepted": _("accepted"), "withdrawn": _("withdrawn")}
RETURNS: Final = {"empty": _("not started"), "partial": _("partly filled in"), "full": _("complete")}

KINDS: Final[Mapping[str, Mapping[str, Promise | str]]] = {
    "status": STATUSES,
    "reason": REASONS,
    "door": DOORS,
    "state": STATES,
    "return": RETURNS,
}


def called(code: str, kind: str) -> str:
    """The name of a code in the language of the page; the code itself when it has none."""
    return str(KINDS[kind].get(code, code))
