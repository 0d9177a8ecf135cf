"""Taking a submission back, and what the roll-up then does."""

from collections.abc import Iterable

from terrace.base.access.policy import SYSTEM
from terrace.facts.collection import actions
from terrace.facts.collection.models import Submission
from terrace.insight.forecasting.tests.conftest import roll_up


def withdraw(key: str, codes: Iterable[str], places: list[str], months: list[str]) -> None:
    """Withdraw the submission with this key."""
    actions.withdraw(SYSTEM, Submission.objects.get(key=key).pk, "mistaken")
    roll_up({(code, place, month) for code in codes for place in places for month in months})
