"""Moves the clock of one return: `python -m tests.browser.clock FORM AREA PERIOD` makes this the day it is locked."""

import sys


def lock(form: str, area: str, period: str) -> None:
    """The day on which it is locked is today, and the round of the clock comes by."""
    import django

    django.setup()
    from django.utils import timezone

    from terrace.base.access.policy import SYSTEM
    from terrace.facts.returns import finding, opening
    from terrace.facts.returns.models import Return

    row = finding.find(SYSTEM, form, area, period).row
    Return.objects.filter(pk=row.pk).update(locks=timezone.localdate())
    opening.lock_due(timezone.localdate())


if __name__ == "__main__":
    lock(*sys.argv[1:4])
