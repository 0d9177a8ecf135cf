"""What the life of warnings adds when Django starts: kinds of notices, the link, rounds, what is heard."""

from terrace.base.bus.duties import DUTIES, Lane
from terrace.base.notify import kinds
from terrace.base.notify.kinds import EMAIL, PUSH, WEBHOOK
from terrace.base.notify.messages import Urgency, Words
from terrace.insight.monitoring import events
from terrace.insight.monitoring.lifecycle import digesting, escalating, handlers, links, messages, rounds
from terrace.insight.monitoring.lifecycle.events import ASSIGNED, LIFTED


def register() -> None:
    kinds.register(messages.RAISED, Words("Cảnh báo mới", "New warnings"), Urgency.NORMAL, (EMAIL, PUSH, WEBHOOK))
    kinds.register(
        messages.ESCALATED,
        Words("Cảnh báo chuyển cấp trên", "Escalated warnings"),
        Urgency.NORMAL,
        (EMAIL, PUSH, WEBHOOK),
    )
    kinds.register(
        messages.ASSIGNED, Words("Cảnh báo được phân công", "Warnings assigned to you"), channels=(EMAIL, PUSH)
    )
    kinds.register(messages.COMMENTED, Words("Ý kiến về cảnh báo", "Comments on warnings"), Urgency.LOW, (EMAIL,))
    kinds.register(messages.CLEARED, Words("Cảnh báo đã hết", "Cleared warnings"), Urgency.LOW, (EMAIL, WEBHOOK))
    kinds.register(messages.BRIEF, Words("Bản tin lãnh đạo", "Brief for leaders"), channels=(EMAIL,))
    links.register()
    DUTIES.every(escalating.SECONDS, "warnings-escalate", escalating.work)
    DUTIES.every(rounds.SECONDS, "warnings-upkeep", rounds.work)
    DUTIES.every(digesting.SECONDS, "warnings-briefs", digesting.work, Lane.PATIENT)
    DUTIES.hear(f"{events.RAISED}.*", "warnings-raised", handlers.raised)
    DUTIES.hear(f"{events.CHANGED}.*", "warnings-changed", handlers.moved)
    DUTIES.hear(f"{events.CLEARED}.*", "warnings-cleared", handlers.moved)
    DUTIES.hear(f"{ASSIGNED}.*", "warnings-assigned", handlers.assigned)
    DUTIES.hear(f"{LIFTED}.*", "warnings-lifted", handlers.lifted)
