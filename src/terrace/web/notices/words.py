"""What states of deliveries are called."""

from django.utils.translation import gettext_lazy as _

from terrace.base.notify.models import State

STATES = {
    State.WAITING: _("waiting"),
    State.SENDING: _("being sent"),
    State.SENT: _("sent"),
    State.GATHERED: _("sent with others"),
    State.FAILED: _("not delivered"),
    State.BOUNCED: _("came back"),
    State.WITHHELD: _("withheld: no right to see it"),
    State.FORGOTTEN: _("given up: settled meanwhile"),
}


def state_name(code: str) -> str:
    """In the language of the reader.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     state_name("gathered")
    'sent with others'
    """
    return str(STATES.get(State(code), code))
