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
    "suppressed": _("kept back"),
}
DOORS: Final = {
    "web": _("web grid"),
    "rest": _("REST"),
    "nats": _("stream (NATS)"),
    "file": _("file"),
    "phone": _("phone"),
    "excel": _("Excel workbook"),
    "odk": _("ODK questionnaire"),
    "bulk": _("large file"),
    "sdmx": _("SDMX"),
    "dhis2": _("DHIS2"),
    "folder": _("watched folder"),
    "sftp": _("SFTP"),
    "leaf": _("office node"),
}
FINDINGS: Final = {
    "explained": _("explained"),
    "open": _("open"),
    "accepted": _("accepted"),
    "corrected": _("corrected"),
}
STATES: Final = {"accepted": _("accepted"), "withdrawn": _("withdrawn")}
RETURNS: Final = {
    "open": _("open"),
    "draft": _("draft"),
    "submitted": _("handed in"),
    "returned": _("sent back"),
    "approved": _("approved"),
    "locked": _("locked"),
}
STEPS: Final = {
    "return.submit": _("handed in"),
    "return.send_back": _("sent back"),
    "return.approve": _("approved"),
    "return.lock": _("locked"),
    "return.reopen": _("reopened"),
}
JOBS: Final = {
    "queued": _("waiting"),
    "checking": _("being checked"),
    "storing": _("being stored"),
    "done": _("stored"),
    "refused": _("refused"),
    "failed": _("failed"),
    "withdrawing": _("being taken back"),
    "withdrawn": _("withdrawn"),
}

KINDS: Final[Mapping[str, Mapping[str, Promise | str]]] = {
    "status": STATUSES,
    "reason": REASONS,
    "door": DOORS,
    "state": STATES,
    "job": JOBS,
    "finding": FINDINGS,
    "return": RETURNS,
    "step": STEPS,
}


def called(code: str, kind: str) -> str:
    """The name of a code in the language of the page; the code itself when it has none."""
    return str(KINDS[kind].get(code, code))
