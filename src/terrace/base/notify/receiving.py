"""What comes back to return paths: a small mail server that takes it, and what it says.

It takes mail for return paths that this installation made and for nothing else, keeps none of it, and never sends.
Of a delivery report (RFC 3464) it reads what became of the recipient: `failed` with a lasting code marks the address.
Reports of delay and automatic answers are taken and forgotten.
"""

import asyncio
import email
import email.policy
from collections.abc import Iterator
from concurrent.futures import Executor
from email.message import Message
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections

from terrace.base.notify import bounced, returning
from terrace.base.notify.environment import Listening

LARGEST: Final = 1_000_000
#: Seconds for which a silent sender is borne.
SILENT: Final = 60.0


async def listen(listening: Listening, thread: Executor) -> asyncio.Server:
    """Begin to serve; the caller closes it."""
    loop, receiver = asyncio.get_running_loop(), Receiver(thread)

    def protocol() -> SMTP:
        return SMTP(
            receiver,
            data_size_limit=LARGEST,
            hostname=listening.domain,
            ident="Terrace",
            loop=loop,
            timeout=SILENT,
            enable_SMTPUTF8=True,
        )

    return await loop.create_server(protocol, listening.host, listening.port)


class Receiver:
    """What aiosmtpd asks for each recipient and message."""

    def __init__(self, thread: Executor) -> None:
        self.thread = thread

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if returning.delivery(address) is None:
            return "550 5.1.1 no such return path"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        why = reason(content)
        numbers = {number for each in envelope.rcpt_tos if (number := returning.delivery(each))}
        loop = asyncio.get_running_loop()
        for number in numbers if why else ():
            await loop.run_in_executor(self.thread, _note, number, why)
        return "250 2.0.0 taken"


def _note(number: int, why: str) -> None:
    close_old_connections()
    bounced.returned(number, why)


def reason(content: bytes) -> str:
    """Why the recipient cannot be reached, for good; '' when the message says nothing of the kind."""
    report = email.message_from_bytes(content, policy=email.policy.compat32)
    for fields in _fields(report):
        action = str(fields.get("Action", "")).strip().lower()
        status = str(fields.get("Status", "")).strip().partition(" ")[0]
        if action == "failed" and status.startswith("5"):
            said = str(fields.get("Diagnostic-Code", "")).partition(";")[2].strip()
            return f"{status} {said}".strip()
    return ""


def _fields(report: Message) -> Iterator[Message]:
    """The blocks of a delivery report, each about one recipient."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(blocks := part.get_payload(), list):
            yield from (block for block in blocks if isinstance(block, Message))
