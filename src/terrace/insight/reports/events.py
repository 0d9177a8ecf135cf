"""What reports publish: a thing's name is `report/NUMBER`, the data say what it is about."""

from terrace.base.bus.events import Event
from terrace.insight.reports.models import Issue

ASKED, MADE, APPROVED, ISSUED, WITHDRAWN = (
    "report.asked",
    "report.made",
    "report.approved",
    "report.issued",
    "report.withdrawn",
)


def subject(issue: Issue) -> str:
    return f"report/{issue.pk}"


def told(kind: str, issue: Issue) -> Event:
    """One event about one issue."""
    data = {"issue": issue.pk, "template": issue.template, "area": issue.area_id, "period": issue.period}
    return Event(kind, subject(issue), data)
