"""What people read about warnings: the words of notices, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from terrace.base.kernel import periods
from terrace.base.notify.messages import Link, Message, Need, Urgency, Words
from terrace.facts.catalogue import snapshot
from terrace.facts.returns import forms
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.lifecycle import deadlines, grouping, severity, territory
from terrace.insight.monitoring.lifecycle.owners import HEALTH
from terrace.insight.monitoring.models import Group, Kind, Silence, Warning
from terrace.insight.monitoring.views import WarningView

RAISED, ESCALATED, CLEARED = "warning.raised", "warning.escalated", "warning.cleared"
ASSIGNED, COMMENTED, BRIEF = "warning.assigned", "warning.commented", "warning.brief"
ACKNOWLEDGE: Final = "warning.acknowledge"
#: Warnings that a notice tells one by one.
SHOWN = 5
LEVELS: Final = {
    severity.NOTE: Words("Lưu ý", "To note"),
    severity.LOOK: Words("Cần xem xét", "To look into"),
    severity.SERIOUS: Words("Nghiêm trọng", "Serious"),
    severity.AT_ONCE: Words("Khẩn cấp", "At once"),
}
KINDS: Final = {
    Kind.ERROR: Words("nghi sai sót nhập liệu", "likely entry errors"),
    Kind.CHANGE: Words("biến động thật", "real changes"),
    Kind.LIMIT: Words("vượt ngưỡng", "limits crossed"),
    Kind.LATE: Words("báo cáo trễ hạn", "late returns"),
    Kind.CROSSING: Words("sắp vượt ngưỡng", "limits about to be crossed"),
    Kind.HEALTH: Words("tình trạng hệ thống", "health of the system"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A matter in words: the group, what it holds, and the first few warnings as everywhere."""

    group: Group
    rows: Sequence[Warning]
    views: Sequence[WarningView]

    @classmethod
    def of(cls, group: Group, rows: Sequence[Warning]) -> Self:
        return cls(group, rows, dressed(rows))

    @property
    def worst(self) -> int:
        return max(each.severity for each in self.rows)

    @property
    def urgency(self) -> Urgency:
        return Urgency.URGENT if self.worst >= severity.AT_ONCE else Urgency.NORMAL

    def about(self, language: str) -> str:
        """The matter in a few words: what and where of one, what many share."""
        count = len(self.rows)
        if count == 1:
            return self.views[0].title(language)
        many = f"{count} warnings" if language == "en" else f"{count} cảnh báo"
        return f"{many}: {matter(self.group, language)}"

    def titled(self, vi: str, en: str) -> Words:
        return Words(f"{vi} · {self.about('vi')}", f"{en} · {self.about('en')}")

    def message(self, kind: str, key: str, title: Words) -> Message:
        """A message that asks to take the matter on."""
        return Message(
            kind=kind,
            key=f"{prefix(self.group)}{key}",
            title=title,
            lines=(*sentences(self.rows, self.views), *_until(self.group.due_at)),
            path=path(self.group, self.rows),
            urgency=self.urgency,
            links=(Link(Words("Tiếp nhận", "Acknowledge"), str(self.group.pk), ACKNOWLEDGE),),
            needs=needs(self.rows),
            thread=f"warning-group/{self.group.pk}",
        )


def raised(group: Group, rows: Sequence[Warning], stage: str) -> Message:
    """Something new: one warning in its own words, more as one matter."""
    said = Said.of(group, rows)
    level = LEVELS[said.worst]
    return said.message(RAISED, stage, said.titled(level.vi, level.en))


def escalated(group: Group, rows: Sequence[Warning], rung: int, *, overdue: bool) -> Message:
    """Nobody took it, or nobody ended it in time."""
    why = ("quá hạn xử lý", "past its deadline") if overdue else ("chưa có người tiếp nhận", "nobody has taken it on")
    said = Said.of(group, rows)
    return said.message(ESCALATED, f"rung/{rung}", said.titled(f"Chuyển cấp trên ({why[0]})", f"Escalated ({why[1]})"))


def over(group: Group, rows: Sequence[Warning]) -> Message:
    """All of it is cleared."""
    return Message(
        kind=CLEARED,
        key=f"{prefix(group)}cleared",
        title=Said.of(group, rows).titled("Đã hết cảnh báo", "Cleared"),
        path=path(group, rows),
        urgency=Urgency.LOW,
        needs=needs(rows),
        thread=f"warning-group/{group.pk}",
    )


def unsilenced(silence: Silence, rows: Sequence[Warning]) -> Message:
    """A silence is over and these still stand."""
    count = len(rows)
    still = "1 warning still stands" if count == 1 else f"{count} warnings still stand"
    return Message(
        kind=RAISED,
        key=f"warning/silence/{silence.pk}",
        title=Words(f"Hết thời gian tạm im: {count} cảnh báo vẫn còn", f"A silence is over: {still}"),
        lines=sentences(rows, dressed(rows)),
        path=f"/operations/warnings/{rows[0].pk}/" if count == 1 else "/operations/warnings/",
        urgency=Urgency.URGENT if max(each.severity for each in rows) >= severity.AT_ONCE else Urgency.NORMAL,
        needs=needs(rows),
    )


def assigned(warning: Warning, step: int, by: str, text: str) -> Message:
    """Somebody gave it to her."""
    views = dressed([warning])
    return Message(
        kind=ASSIGNED,
        key=f"warning/{warning.pk}/assigned/{step}",
        title=Words(f"Bạn được phân công: {views[0].title('vi')}", f"Assigned to you: {views[0].title('en')}"),
        lines=(*sentences([warning], views), *_until(warning.due_at), *_said(by, text)),
        path=f"/operations/warnings/{warning.pk}/",
        needs=needs([warning]),
        thread=f"warning-group/{warning.group_id}",
    )


def commented(warning: Warning, step: int, by: str, text: str) -> Message:
    """Somebody wrote something about a warning that is hers or that she wrote about."""
    view = dressed([warning])[0]
    return Message(
        kind=COMMENTED,
        key=f"warning/{warning.pk}/commented/{step}",
        title=Words(f"Ý kiến mới: {view.title('vi')}", f"New comment: {view.title('en')}"),
        lines=_said(by, text),
        path=f"/operations/warnings/{warning.pk}/",
        urgency=Urgency.LOW,
        needs=needs([warning]),
        thread=f"warning-group/{warning.group_id}",
    )


def prefix(group: Group) -> str:
    """The beginning of all keys of a group."""
    return f"warning-group/{group.pk}/"


def path(group: Group, rows: Sequence[Warning]) -> str:
    """The page: of the warning, or of the list of the group."""
    if len(rows) == 1:
        return f"/operations/warnings/{rows[0].pk}/"
    return f"/operations/warnings/?state=all&group={group.pk}"


def needs(rows: Sequence[Warning]) -> tuple[Need, ...]:
    """What she must be allowed to: to see what the message shows."""
    pairs = {(_verb(each), each.area_id, each.sector or None): None for each in shown(rows)}
    return tuple(Need(*pair) for pair in pairs)


def _verb(warning: Warning) -> str:
    return HEALTH if warning.kind == Kind.HEALTH else "warning.read"


def shown(rows: Sequence[Warning]) -> list[Warning]:
    """Those that are told one by one: the most severe, then the oldest."""
    return sorted(rows, key=lambda each: (-each.severity, each.pk))[:SHOWN]


def dressed(rows: Sequence[Warning]) -> list[WarningView]:
    """Those that are told one by one, with their evidence, which is left out where many are read."""
    first = shown(rows)
    read = Warning.objects.in_bulk([each.pk for each in first])
    return queries.views([read[each.pk] for each in first])


def sentences(rows: Sequence[Warning], views: Sequence[WarningView]) -> tuple[Words, ...]:
    """The first few in their own words: what, where, since when, how sure, compared with what; then how many more."""
    told = [Words(view.sentence("vi"), view.sentence("en")) for view in views]
    more = len(rows) - len(told)
    rest = (
        [Words(f"… và {more} cảnh báo khác cùng nguyên nhân.", f"… and {more} more of the same cause.")] if more else []
    )
    return (*told, *rest)


def matter(group: Group, language: str) -> str:
    """What the warnings of a group share."""
    place = territory.name(group.root_id, territory.day_of(group.period), language)
    what = KINDS[Kind(group.kind)].for_(language)
    if spec := snapshot.current(max_age=5).by_id.get(group.indicator_id):
        what = f"{spec.name(language)}, {what}"
    elif group.cause.startswith((grouping.JOB, grouping.SUBMISSION, grouping.DELIVERY)):
        what = "from one delivery of data" if language == "en" else "từ một lần gửi số liệu"
    elif group.cause.startswith(f"{grouping.LATE}/") and (form := _form(group.cause, language)):
        what = f"{form}, {what}"
    when = f", {periods.from_id(group.period).label(language)}" if group.period else ""
    return f"{what}{when} – {place}"


def _form(cause: str, language: str) -> str:
    """The name of the form whose returns are late."""
    form = forms.current().by_code.get(cause.split("/")[2])
    return form.name(language) if form else ""


def _until(due: datetime | None) -> tuple[Words, ...]:
    if due is None:
        return ()
    here = due.astimezone(deadlines.ZONE)
    return (Words(f"Hạn xử lý: {here:%H:%M, %d/%m/%Y}.", f"To be dealt with by {here:%d/%m/%Y %H:%M}."),)


def _said(by: str, text: str) -> tuple[Words, ...]:
    said = f"{by}: {text}" if by and text else text or by
    return (Words(said, said),) if said else ()
