"""The answers about notices and webhooks, as OpenAPI shows them and as they are written."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from terrace.web.api.shapes import Link

Clock = Annotated[str, Meta(description="time of day in Viet Nam", examples=["20:00"])]
Channels = Annotated[list[str], Meta(description="of email, push, sms", examples=[["email", "push"]])]


class Notice(Struct):
    """Something that you were told. `past`: what it told of was settled before anybody was written to."""

    id: int
    kind: str
    title_vi: str
    title_en: str
    lines_vi: list[str]
    lines_en: list[str]
    urgency: Annotated[str, Meta(description="urgent, normal or low")]
    at: datetime
    read: bool
    past: bool
    page: Annotated[Link, Meta(examples=["/operations/warnings/7"])]


class Notices(Struct):
    """Newest first, fifty at the most; `unread` counts all that you have not read, up to 100."""

    notices: list[Notice]
    unread: int


class NoticesRead(Struct):
    """How many were not read before."""

    read: int


class NoticeKind(Struct):
    """A kind of notice, and the channels by which you are told of it besides the list."""

    kind: str
    name_vi: str
    name_en: str
    channels: Channels


class NoticeSettings(Struct):
    """How you are told. The telephone number is not shown, only whether there is one."""

    kinds: list[NoticeKind]
    digest: Annotated[str, Meta(description="none, daily, weekly, both; empty: as is usual for your work")]
    quiet_from: Clock
    quiet_until: Clock
    rest_days: bool
    phone: bool


class NoticeWishes(Struct, forbid_unknown_fields=True):
    """What is to change; what is left out stays. `phone` empty removes the number."""

    channels: dict[str, list[str]] | None = None
    digest: str | None = None
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None
    rest_days: bool | None = None
    phone: str | None = None


class PushKeys(Struct):
    """As the browser gives them (base64url)."""

    p256dh: str
    auth: str


class PushDevice(Struct):
    """A browser's subscription, as `PushSubscription.toJSON()` gives it, and what you call the device."""

    endpoint: str
    keys: PushKeys
    name: str = ""


class PushAddress(Struct):
    """The address of a browser's subscription."""

    endpoint: str


class PushHere(Struct):
    """Whether this browser's subscription is kept for you."""

    here: bool


class Webhook(Struct):
    """An address of another system. It is told of `kinds` (none: all) what `account` may see."""

    id: int
    name: str
    url: str
    account: str
    kinds: list[str]
    active: bool
    failing_since: datetime | None
    worked_at: datetime | None
    stopped_why: str


class Webhooks(Struct):
    """By name."""

    webhooks: list[Webhook]


class WebhookMade(Struct):
    """The secret (`whsec_…`) is given this once."""

    webhook: Webhook
    secret: str


class WebhookWanted(Struct, forbid_unknown_fields=True):
    """A new one. `account` is that of a system; without one it sees what you see."""

    name: str
    url: str
    account: str = ""
    kinds: list[str] = []


class WebhookChange(Struct, forbid_unknown_fields=True):
    """What is to change; what is left out stays. `active` true after it was switched off forgets that it failed."""

    name: str | None = None
    url: str | None = None
    kinds: list[str] | None = None
    active: bool | None = None


class WebhookDelivery(Struct):
    """One message on its way there."""

    id: int
    kind: str
    title_vi: str
    title_en: str
    state: Annotated[str, Meta(description="waiting, sending, sent, failed, withheld or forgotten")]
    tries: int
    why: str
    at: datetime


class WebhookDeliveries(Struct):
    """Newest first, fifty at the most."""

    deliveries: list[WebhookDelivery]
