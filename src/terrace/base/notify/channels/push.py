"""Web Push (RFC 8030): encrypted for the browser (RFC 8291), signed by this installation (VAPID, RFC 8292).

The key of the installation is made once and kept in the home; browsers that subscribed know it, so keep it with the
back-up. A subscription that the push service no longer knows (404, 410) is forgotten.
"""

import base64
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import http_ece
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from terrace.base.kernel import conf
from terrace.base.kernel.problems import Refused
from terrace.base.notify import devices, environment, guard
from terrace.base.notify.channels import Channel
from terrace.base.notify.messages import Urgency
from terrace.base.notify.models import Device
from terrace.base.notify.parcels import Failed, Outcome, Parcel, Retry, Sent, short

#: Seconds for which a push service keeps a message, and for which a signature is good.
KEEPS, SIGNED = 86_400, 43_200
#: Signs of text in a message: it may have about 4 kB in all.
LONGEST: Final = 600
GONE: Final = frozenset({404, 410})
_URGENCY: Final = {Urgency.URGENT: "high", Urgency.NORMAL: "normal", Urgency.LOW: "low"}


@contextmanager
def opened() -> Iterator[Channel]:
    yield Push()


class Push:
    """Push services of browser makers."""

    def deliver(self, parcel: Parcel) -> Outcome:
        device = parcel.delivery.device
        if device is None:
            return Failed("the browser is no longer subscribed")
        try:
            reach = devices.reach(device)
            answer = guard.post(reach.endpoint, _sealed(reach, content(parcel)), _headers(reach, parcel))
        except guard.UnreachableError as error:
            return Retry(short(error))
        except Refused as wrong:
            return _forgotten(device, wrong.faults[0].message_en)
        return _outcome(device, answer)


def _outcome(device: Device, answer: guard.Answer) -> Outcome:
    if answer.well:
        return Sent()
    why = f"{answer.status} {short(answer.text)}"
    if answer.status in GONE:
        return _forgotten(device, why)
    again = answer.status in {408, 429} or answer.status >= 500  # noqa: PLR2004 - HTTP
    return Retry(why, answer.retry_after) if again else Failed(why)


def _forgotten(device: Device, why: str) -> Outcome:
    """Her browser unsubscribed: the row goes, and this delivery with it."""
    Device.objects.filter(pk=device.pk).delete()
    return Failed(why, gone=True)


def content(parcel: Parcel) -> bytes:
    """What the browser shows: title, text, where a click leads."""
    lines = [] if parcel.more else [line.for_(parcel.language) for line in parcel.body.lines]
    told = {
        "title": parcel.title[:LONGEST],
        "body": " ".join(lines)[:LONGEST],
        "path": "/notices/" if parcel.more else parcel.notice.path,
        "tag": _topic(parcel),
        "notice": parcel.notice.pk,
        "language": parcel.language,
        "urgent": parcel.notice.urgency == Urgency.URGENT,
    }
    return msgspec.json.encode(told)


def _topic(parcel: Parcel) -> str:
    """The same for all of a thread: what is newer takes the place of what was not delivered yet."""
    return hashlib.sha256((parcel.notice.thread or parcel.notice.key).encode()).hexdigest()[:32]


def _sealed(reach: devices.Reach, told: bytes) -> bytes:
    """The message as only the browser can read it."""
    own = ec.generate_private_key(ec.SECP256R1())
    sealed: bytes = http_ece.encrypt(
        told, private_key=own, dh=_bytes(reach.p256dh), auth_secret=_bytes(reach.auth), version="aes128gcm"
    )
    return sealed


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _headers(reach: devices.Reach, parcel: Parcel) -> dict[str, str]:
    parts = urlsplit(reach.endpoint)
    contact = parseaddr(environment.mail_from())[1]
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": f"mailto:{contact}",
        "exp": str(int(time.time()) + SIGNED),
    }
    return {
        **_signer().sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEEPS),
        "Urgency": _URGENCY[Urgency(parcel.notice.urgency)],
        "Topic": _topic(parcel),
    }


def public_key() -> str:
    """The key with which a browser subscribes (base64url)."""
    key = _signer().public_key
    point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _signer() -> Vapid02:
    return _kept(conf.home() / "notify" / "vapid.pem")


@cache
def _kept(path: Path) -> Vapid02:
    """The key of this installation; the first process to ask makes it."""
    if not path.exists():
        _make(path)
    return Vapid02.from_pem(path.read_bytes())


def _make(path: Path) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"vapid.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(pem)
    with suppress(FileExistsError):  # another process was first: its key is the one to use
        os.link(draft, path)
    draft.unlink()
