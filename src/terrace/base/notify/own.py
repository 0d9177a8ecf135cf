"""Kinds and links of this domain itself."""

from terrace.base.notify import bounced, kinds, links, preferences, stopping, webhooks
from terrace.base.notify.kinds import EMAIL
from terrace.base.notify.links import Opened
from terrace.base.notify.messages import Urgency, Words


def register() -> None:
    """Two notices to administrators, and the link that ends e-mail of a kind."""
    kinds.register(
        bounced.KIND,
        Words("Địa chỉ thư không nhận được", "E-mail address that does not work"),
        Urgency.NORMAL,
        (EMAIL,),
        bounced.KEEPS,
    )
    stopped = Words("Webhook bị ngừng", "Webhook switched off")
    kinds.register(stopping.KIND, stopped, Urgency.NORMAL, (EMAIL,), webhooks.VERB)
    links.handle(links.UNSUBSCRIBE, _unsubscribe, Words("Ngừng gửi thư loại này", "Stop this e-mail"), _about)


def _unsubscribe(opened: Opened) -> Words:
    preferences.without_email(links.actor(opened), opened.object)
    name = _about(opened)
    return Words(
        f"Bạn sẽ không nhận thư loại «{name.vi}» nữa; thông báo trên trang vẫn đến.",
        f"You will get no more e-mail “{name.en}”; notices in the site still arrive.",
    )


def _about(opened: Opened) -> Words:
    known = kinds.KINDS.get(opened.object)
    return known.words if known else Words(opened.object, opened.object)
