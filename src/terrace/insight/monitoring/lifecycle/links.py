"""One press in a message takes a group on: the signed link `warning.acknowledge`. Its object is the group."""

from terrace.base.notify import links
from terrace.base.notify.links import Opened
from terrace.base.notify.messages import Words
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.lifecycle import messages, problems, steps
from terrace.insight.monitoring.models import Group, State

BUTTON = Words("Tiếp nhận cảnh báo", "Acknowledge")


def register() -> None:
    links.handle(messages.ACKNOWLEDGE, acknowledge, BUTTON, ask)


def acknowledge(opened: Opened) -> Words:
    """Take on what she handles of the group; pressed again it says that it is done. With the rights of now."""
    rows = steps.acknowledge_group(links.actor(opened), _group(opened), key=f"link/{opened.object}")
    count = len(rows)
    if not count:
        return Words("Cảnh báo đã được tiếp nhận trước đó.", "It was acknowledged before.")
    return Words(
        f"Đã tiếp nhận {count} cảnh báo.", "1 warning acknowledged." if count == 1 else f"{count} acknowledged."
    )


def ask(opened: Opened) -> Words:
    """What the press would take on, in words that she may read."""
    actor, number = links.actor(opened), _group(opened)
    group = Group.objects.filter(pk=number).first()
    hers = queries.hers(actor).filter(group_id=number).exclude(state=State.CLEARED).order_by("-severity", "pk")
    rows = list(hers.defer("evidence")[: steps.TOGETHER])
    if group is None or not rows:
        return Words("Cảnh báo này đã hết, không cần tiếp nhận.", "This is cleared; there is nothing to acknowledge.")
    said = messages.Said.of(group, rows)
    return Words(said.about("vi"), said.about("en"))


def _group(opened: Opened) -> int:
    if not opened.object.isdecimal():
        raise problems.GROUP_UNKNOWN.problem()
    return int(opened.object)
