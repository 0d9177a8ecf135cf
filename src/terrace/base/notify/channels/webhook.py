"""Webhooks: JSON by POST, signed as Standard Webhooks says, tried again for two days, then given up."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import msgspec

from terrace.base.kernel.problems import Refused
from terrace.base.notify import guard, links, sealing, webhooks
from terrace.base.notify.channels import Channel
from terrace.base.notify.models import Notice
from terrace.base.notify.parcels import Failed, Outcome, Parcel, Retry, Sent, short

GONE = 410


@contextmanager
def opened() -> Iterator[Channel]:
    yield Posting()


class Posting:
    """Addresses that keepers of webhooks entered."""

    def deliver(self, parcel: Parcel) -> Outcome:
        hook, told = parcel.notice.webhook, content(parcel.notice, parcel)
        if hook is None or not hook.active:
            return Failed("the webhook is switched off")
        try:
            answer = guard.post(hook.url, told, headers(sealing.unseal(bytes(hook.secret)), parcel.notice.pk, told))
        except guard.UnreachableError as error:
            return Retry(short(error))
        except Refused as wrong:
            return Retry(wrong.faults[0].message_en)
        if answer.well:
            return Sent()
        why = f"{answer.status} {short(answer.text)}"
        return Failed(why, gone=True) if answer.status == GONE else Retry(why, answer.retry_after)


def content(notice: Notice, parcel: Parcel) -> bytes:
    """What a system is told; both languages."""
    told = {
        "type": notice.kind,
        "timestamp": notice.made_at.isoformat(),
        "data": {
            "key": notice.key,
            "thread": notice.thread,
            "urgency": notice.urgency,
            "title": {"vi": notice.title_vi, "en": notice.title_en},
            "lines": [asdict(line) for line in parcel.body.lines],
            "url": links.site() + notice.path,
            **({"more": dict(parcel.body.data)} if parcel.body.data else {}),
        },
    }
    return msgspec.json.encode(told)


def headers(secret: str, number: int, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks."""
    name, moment = f"msg_{number}", int(time.time())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Terrace",
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": webhooks.signature(secret, name, moment, body),
    }
