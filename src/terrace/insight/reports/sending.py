"""Telling recipients: a notice with a link, and by e-mail a paper for the rights that each has when it goes out."""

from collections.abc import Iterable
from typing import Final

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.kernel.problems import Refused
from terrace.base.notify import actions as notify
from terrace.base.notify import enclosing, kinds
from terrace.base.notify.enclosing import Enclosure
from terrace.base.notify.messages import Body, Message, Need, Words
from terrace.insight.reports import printing, queries
from terrace.insight.reports.models import State, Step
from terrace.insight.reports.queries import IssueView

ISSUED, WITHDRAWN = "report.issued", "report.withdrawn"
PDF: Final = "application/pdf"


def register() -> None:
    """The kinds of notices, and what goes with an e-mail."""
    kinds.register(ISSUED, Words("Báo cáo được ban hành", "Report issued"), verb=queries.READ)
    kinds.register(WITHDRAWN, Words("Báo cáo bị rút", "Report withdrawn"), verb=queries.READ)
    enclosing.register(ISSUED, enclosed)


def path(number: int) -> str:
    """The page of an issue."""
    return f"/reports/{number}/"


def tell(view: IssueView, people: Iterable[int]) -> int:
    """Tell recipients that it is issued; how many are told now."""
    head = view.head
    title = Words(f"Báo cáo {head.sign}: {head.title('vi')}", f"Report {head.sign}: {head.title('en')}")
    lines = (
        Words("Tệp đính kèm gồm phần thuộc quyền xem của bạn.", "The attached file has what you may see."),
        Words(f"{head.place}.", f"{head.place}."),
    )
    return notify.tell(people, _message(ISSUED, view, title, lines))


def tell_withdrawn(view: IssueView) -> int:
    """Tell those who had it that it holds no more; what has not gone out stays in."""
    notify.forget(f"{ISSUED}/{view.head.id}")
    head = view.head
    title = Words(f"Đã rút báo cáo {head.sign}", f"Report {head.sign} was withdrawn")
    why = Step.objects.filter(issue_id=head.id, verb="report.withdraw").order_by("-id").values_list("text", flat=True)
    lines = tuple(Words(each, each) for each in why[:1])
    return notify.tell(_told(head.id), _message(WITHDRAWN, view, title, lines))


def _message(kind: str, view: IssueView, title: Words, lines: tuple[Words, ...]) -> Message:
    number = view.head.id
    needs = (Need(queries.READ, view.head.area),)
    key, thread = f"{kind}/{number}", f"report/{number}"
    return Message(kind, key, title, lines, path(number), needs=needs, thread=thread, data={"issue": number})


def _told(number: int) -> list[int]:
    """Those whom the issuing named."""
    step = Step.objects.filter(issue_id=number, verb="report.issue").order_by("-id").first()
    return [int(each) for each in step.text.split(",") if each] if step else []


def enclosed(actor: Actor, body: Body, language: str) -> list[Enclosure]:
    """The paper as this recipient may have it now; nothing when it was withdrawn, or she may not see it any more."""
    number = int(body.data["issue"])
    try:
        with policy.acting_as(actor):
            view = queries.one(actor, number)
    except Refused:
        return []
    if view.row.state != State.ISSUED:
        return []
    return [Enclosure(name(view, "pdf"), PDF, printing.pdf(view.paper(language)))]


def name(view: IssueView, suffix: str) -> str:
    """What a file is called: template, place, period, number."""
    head = view.head
    words = [head.template, head.place_code, head.period.code, f"so-{head.number}" if head.number else "du-thao"]
    return f"{'_'.join(words)}.{suffix}"
