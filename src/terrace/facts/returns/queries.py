"""Reading returns: one as a sheet, hers, those that wait for her decision. The actor comes first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from terrace.base.access.actors import Actor
from terrace.base.places import index as places
from terrace.facts.returns import finding, forms, held, rights, sheeting
from terrace.facts.returns.finding import Found
from terrace.facts.returns.life import WAITING
from terrace.facts.returns.models import Return, State
from terrace.facts.returns.sheets import Sheet

#: Returns in one list at the most.
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A return in a list: how many of its rows have an answer, and how long there is to go."""

    found: Found
    answered: int
    asked: int
    today: date

    @property
    def days_left(self) -> int:
        """Negative when the due day is over."""
        return (self.found.row.due - self.today).days

    @property
    def late(self) -> bool:
        """It was not handed in on time, or is not yet and should be."""
        return is_late(self.found.row, self.today)

    @property
    def urgency(self) -> tuple[int, date, str]:
        """Sent back first, then what is to be filled in by its due day, then what is on its way."""
        row = self.found.row
        first = 0 if row.state == State.RETURNED else 1 if row.state in WAITING else 2
        return first, row.due, self.found.form.code


def is_late(row: Return, today: date) -> bool:
    return row.late_at is not None or (row.submitted_at is None and today > row.due)


def sheet(actor: Actor, form: str, area: str, period: str, language: str = "vi") -> Sheet:
    """The whole return, as pages, phones and workbooks take it; `return.unknown` (404)."""
    return sheeting.sheet(actor, finding.find(actor, form, area, period), language)


def shown(actor: Actor, row: Return) -> bool:
    """She may know how far it is."""
    return rights.sees(actor, forms.current().by_id[row.form_id], row.area_id)


def hers(actor: Actor, states: Iterable[str] = ()) -> list[Line]:
    """Returns of the places that were granted to her by name, the most urgent first."""
    today = timezone.localdate()
    granted = {each.area for each in actor.grants if each.stands(today) and each.gives(rights.FILL)}
    rows = _mine(granted, today)
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    known = forms.current()
    mine = [row for row in rows[: 5 * MOST] if rights.fills(actor, known.by_id[row.form_id], row.area_id)]
    return sorted(lines(mine[:MOST]), key=lambda line: line.urgency)


def _mine(areas: Iterable[int], today: date) -> QuerySet[Return]:
    """What is to be filled in, and what was handed in lately."""
    recent = Return.objects.filter(area_id__in=list(areas), expected=True)
    return recent.exclude(state=State.LOCKED, locks__lt=date(today.year - 1, 1, 1)).order_by("-due", "pk")


def waiting(actor: Actor, *, form: str = "", most: int = MOST) -> list[Line]:
    """Returns that were handed in and wait for her decision, the oldest first."""
    known, today = forms.current(), timezone.localdate()
    if not any(each.stands(today) and each.gives(rights.APPROVE) for each in actor.grants):
        return []
    asked = [each for each in known.by_id.values() if form in {"", each.code} and _decides_some(actor, each)]
    rows = Return.objects.filter(state=State.SUBMITTED, form_id__in=[each.id for each in asked]).order_by("due", "pk")
    able = [
        row
        for row in rows.exclude(submitted_by=actor.person_id)[:most]
        if rights.decides(actor, rights.APPROVE, known.by_id[row.form_id], [row.area_id])
    ]
    return lines(able)


def _decides_some(actor: Actor, form: forms.FormSpec) -> bool:
    """She has a grant with which she could decide on the form somewhere."""
    today = timezone.localdate()
    return any(
        each.stands(today)
        and each.gives(rights.APPROVE)
        and each.role in form.approvers
        and each.level <= form.receiver
        and each.sector in {"", form.sector}
        for each in actor.grants
    )


def lines(rows: Iterable[Return]) -> list[Line]:
    """The rows dressed for a list, in their order."""
    listed, index, today = list(rows), places.current(), timezone.localdate()
    said = held.said([row.pk for row in listed])
    found = [finding.dress(row, index) for row in listed]
    return [_line(each, said[each.row.pk], today) for each in found]


def _line(found: Found, said: set[held.RowKey], today: date) -> Line:
    """The rows that only their parts answer count as answered."""
    asked = len(found.form.cells)
    return Line(found, asked - len(held.unanswered(found.form, said)), asked, today)


def revisions(found: Sequence[Found]) -> list[str]:
    """The revision of each, as its sheet would say."""
    known = forms.current()
    kept = held.read_all([each.row for each in found], known.by_id)
    return [held.revision(each.row, each.form, kept[each.row.pk]) for each in found]
