"""The words of the page's script, in the language of the reader."""

from django.utils.translation import gettext as _


def texts() -> dict[str, str]:
    """Key → text, as `frontend/src/odk/texts.ts` reads them; `{n}` is filled in by the script."""
    return {
        "required": _("required"),
        "must": _("This question must be answered."),
        "wrong": _("This answer is not allowed."),
        "number": _("Write a number."),
        "whole": _("Write a whole number."),
        "choose": _("Choose…"),
        "yes": _("Yes, I confirm"),
        "add": _("Add another"),
        "remove": _("Remove"),
        "position": _("Use my position"),
        "positionAsked": _("Looking for the position…"),
        "positionNone": _("The position is not known. Type it by hand."),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "unsupported": _("This question cannot be answered on the web. Use the ODK Collect app."),
        "language": _("Language of the questions"),
        "faults": _("Please look at these answers again"),
        "send": _("Send"),
        "sending": _("Sending…"),
        "offline": _("The line is down. Your answers stay on this page; send again later."),
        "failed": _("This was not accepted."),
        "another": _("Fill in another one"),
        "seen": _("See what was sent"),
        "broken": _("The questionnaire cannot be shown on the web."),
        "removeFile": _("Remove the file"),
        "large": _("The file is larger than {n} MB."),
    }
