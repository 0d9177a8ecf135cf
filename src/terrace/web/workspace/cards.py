"""Returns as the cards of an officer's home."""

from django.urls import reverse

from terrace.facts.returns.finding import Found
from terrace.facts.returns.queries import Line
from terrace.web.ui.components import Coverage, ReturnCard


def card(line: Line, language: str) -> ReturnCard:
    """How a return is shown in a list."""
    found = line.found
    return ReturnCard(
        name=found.form.name(language),
        place=found.place.full_name,
        period=found.period.code,
        href=address(found),
        coverage=Coverage(line.answered, line.asked),
        state=found.row.state,
        due=found.row.due,
        days_left=line.days_left,
        late=line.late,
    )


def address(found: Found) -> str:
    """The page of a return."""
    return reverse("workspace:return", args=found.key.split("/"))
