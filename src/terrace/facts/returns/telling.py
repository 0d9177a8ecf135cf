"""What officers are told about returns, in words: due soon, late, sent back, waiting for a decision.

One message for those who answer for the same returns, however many these are. Whoever is nearest is told: a commune's
own officers before those of the province.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.notify import actions as notify
from terrace.base.notify import kinds, recipients
from terrace.base.notify.kinds import EMAIL, PUSH
from terrace.base.notify.messages import Message, Need, Urgency, Words
from terrace.base.places import index as places
from terrace.base.places.versions import Version
from terrace.facts.returns import forms
from terrace.facts.returns.forms import FormSpec
from terrace.facts.returns.models import Return
from terrace.facts.returns.rights import APPROVE, FILL

DUE_SOON, LATE, RETURNED, WAITING = "return.due_soon", "return.late", "return.returned", "return.submitted"
#: Returns that a message names; of more it says how many.
NAMED: Final = 12
HOME, APPROVALS = "/workspace/", "/workspace/approvals/"


def register() -> None:
    """The kinds of notices about returns."""
    both = (EMAIL, PUSH)
    kinds.register(DUE_SOON, Words("Báo cáo sắp đến hạn", "Returns due soon"), Urgency.NORMAL, both)
    kinds.register(LATE, Words("Báo cáo trễ hạn", "Late returns"), Urgency.NORMAL, both)
    kinds.register(RETURNED, Words("Báo cáo bị trả lại", "Returns sent back"), Urgency.NORMAL, both)
    kinds.register(WAITING, Words("Báo cáo chờ duyệt", "Returns that wait for approval"), Urgency.NORMAL, (EMAIL,))


def due_soon(rows: Sequence[Return]) -> None:
    """Those who fill them in are reminded."""
    for (due, people), group in _by_people(rows).items():
        day = f"{due:%d/%m/%Y}"
        title = _counted(group, Words(f"sắp đến hạn, ngày {day}", f"due soon, on {day}"))
        _tell(DUE_SOON, people, title, group)


def late(rows: Sequence[Return]) -> None:
    """Those who fill them in hear that they are late."""
    for (due, people), group in _by_people(rows).items():
        day = f"{due:%d/%m/%Y}"
        _tell(LATE, people, _counted(group, Words(f"trễ hạn (hạn {day})", f"late (due on {day})")), group)


def sent_back(row: Return, remark: str) -> None:
    """Whoever handed it in hears why it came back."""
    if not row.submitted_by:
        return
    name = named(row)
    title = Words(f"Bị trả lại: {name.vi}", f"Sent back: {name.en}")
    lines = (Words(f"Nhận xét: {remark}", f"Remark: {remark}"),)
    key = f"{RETURNED}/{row.pk}/{row.revision}"
    notify.tell([row.submitted_by], Message(RETURNED, key, title, lines, _page(row), thread=f"return/{row.pk}"))


def waits(rows: Iterable[Return], by: int | None) -> None:
    """Those who approve a form hear once a day that returns of a period wait for them."""
    today = f"{timezone.localdate():%Y-%m-%d}"
    known = forms.current()
    for row in {(each.form_id, each.period, each.area_id): each for each in rows}.values():
        form = known.by_id[row.form_id]
        roles, finest = form.approvers, int(form.receiver)
        near = recipients.nearest(APPROVE, row.area_id, form.sector, roles=roles, finest=finest)
        period, need = periods.from_id(row.period), Need(APPROVE, row.area_id, form.sector)
        title = Words(
            f"Chờ duyệt: {form.name('vi')}, {period.label('vi')}",
            f"Waits for approval: {form.name('en')}, {period.label('en')}",
        )
        message = Message(WAITING, f"{WAITING}/{form.code}/{period.code}/{today}", title, (), APPROVALS, needs=(need,))
        notify.tell([person for person in near if person != by], message)


def _by_people(rows: Sequence[Return]) -> dict[tuple[date, tuple[int, ...]], list[Return]]:
    """The returns by due day and by who fills them in."""
    known, asked = forms.current(), dict[tuple[int, str], tuple[int, ...]]()
    groups: dict[tuple[date, tuple[int, ...]], list[Return]] = defaultdict(list)
    for row in rows:
        at = (row.area_id, known.by_id[row.form_id].sector)
        if at not in asked:
            asked[at] = tuple(recipients.nearest(FILL, *at))
        groups[row.due, asked[at]].append(row)
    return groups


def _tell(kind: str, people: Iterable[int], title: Words, rows: Sequence[Return]) -> None:
    lines = [named(row) for row in rows[:NAMED]]
    if more := len(rows) - len(lines):
        lines.append(Words(f"… và {more} báo cáo khác.", f"… and {more} more."))
    path = _page(rows[0]) if len(rows) == 1 else HOME
    notify.tell(people, Message(kind, f"{kind}/{min(row.pk for row in rows)}", title, tuple(lines), path))


def _counted(rows: Sequence[Return], state: Words) -> Words:
    if len(rows) == 1:
        name = named(rows[0])
        return Words(f"{name.vi}: {state.vi}", f"{name.en}: {state.en}")
    return Words(f"{len(rows)} báo cáo {state.vi}", f"{len(rows)} returns {state.en}")


def named(row: Return) -> Words:
    """Form, period and place in words."""
    form, period = forms.current().by_id[row.form_id], periods.from_id(row.period)
    version = _version(row)
    return Words(
        f"{form.name('vi')}, {period.label('vi')}, {version.full_name}",
        f"{form.name('en')}, {period.label('en')}, {version.name_en or version.name}",
    )


def _version(row: Return) -> Version:
    index, period = places.current(), periods.from_id(row.period)
    return index.version(row.area_id, period.end) or index.history(row.area_id)[-1]


def _page(row: Return) -> str:
    form: FormSpec = forms.current().by_id[row.form_id]
    return f"/workspace/returns/{form.code}/{_version(row).code}/{periods.from_id(row.period).code}/"
