"""Real servers of the other side: a mail server (aiosmtpd) and an HTTP server that keep what they get."""

import email
import email.policy
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Letter:
    """What the mail server took."""

    sender: str
    recipient: str
    message: EmailMessage
    encrypted: bool
    user: str

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def plain(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        assert part is not None
        return str(part.get_content())


Answer = Callable[[SMTP, Envelope], str | None]


@dataclass
class Post:
    """The handler: takes everything, unless told what to say instead."""

    letters: list[Letter] = field(default_factory=list)
    transactions: int = 0
    at_sender: Callable[[str], str | None] = lambda _address: None
    at_recipient: Callable[[str], str | None] = lambda _address: None
    at_data: Answer = lambda _server, _envelope: None
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    @property
    def ids(self) -> list[str]:
        return [letter.id for letter in self.letters]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, server, session, envelope: Envelope, address: str, options
    ) -> str:
        if said := self.at_sender(address):
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server, session, envelope: Envelope, address: str, options
    ) -> str:
        if said := self.at_recipient(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.transactions += 1
        if said := self.at_data(server, envelope):
            return said
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = email.message_from_bytes(content, policy=email.policy.default)
        user = session.auth_data.decode() if session.auth_data else ""
        for recipient in envelope.rcpt_tos:
            sender = envelope.mail_from or ""
            self.letters.append(Letter(sender, recipient, message, session.ssl is not None, user))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(context: ssl.SSLContext | None = None, user: str = "", password: str = "") -> Iterator[Post]:
    """A mail server that listens; with a context it wants STARTTLS, with a user a log-in."""
    post = Post()

    def known(_server, _session, _envelope, _mechanism, given: LoginPassword) -> AuthResult:
        right = given.login == user.encode() and given.password == password.encode()
        return AuthResult(success=right, handled=right, auth_data=given.login)

    more: dict[str, Any] = {"authenticator": known, "auth_required": True} if user else {}
    secured: dict[str, Any] = {"tls_context": context, "require_starttls": True} if context else {}
    post.port = free_port()
    controller = Controller(post, hostname=HOST, port=post.port, **more, **secured)
    controller.start()
    try:
        yield post
    finally:
        controller.stop(no_assert=True)


@dataclass(frozen=True)
class Call:
    """A request that the HTTP server got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Web:
    """What was asked, and what is answered: (status, headers)."""

    calls: list[Call] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"


@contextmanager
def web_server(context: ssl.SSLContext | None = None) -> Iterator[Web]:
    """A server that keeps what is posted; with a context it speaks TLS."""
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            web.calls.append(Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(web.status)
            for name, value in web.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    web.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
