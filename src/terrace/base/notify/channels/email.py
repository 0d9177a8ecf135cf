"""E-mail, handed to a real server by SMTP, or put into a folder (maildir) to be looked at.

What the server says decides: a recipient that does not exist (5.1.x, 5.2.1, or 550/551/553 without such a code) marks
the address; another lasting refusal ends this message; 4xx and broken lines are tried again. A refused log-in or sender
means that the settings are wrong: everything waits.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from pathlib import Path
from typing import Final

from terrace.base.kernel.problems import Refused
from terrace.base.notify import environment, returning
from terrace.base.notify.channels import Channel, mails
from terrace.base.notify.environment import Maildir, Smtp
from terrace.base.notify.parcels import DownError, Failed, Outcome, Parcel, Retry, Sent, short

LASTING: Final = 500
#: Replies by which a server says that there is no such mailbox, when it gives no enhanced code.
NOBODY: Final = frozenset({550, 551, 553})
_ENHANCED: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_NO_MAILBOX: Final = re.compile(r"1\.\d{1,3}|2\.1")


@contextmanager
def opened() -> Iterator[Channel]:
    """The way that the environment names. Raises DownError."""
    try:
        way = environment.mail()
    except Refused as wrong:
        raise DownError(wrong.faults[0].message_en) from wrong
    if way is None:
        raise DownError("TERRACE_SMTP_URL is not set")
    if isinstance(way, Maildir):
        yield Folder(way.path)
        return
    with connected(way) as line:
        yield Line(line)


@contextmanager
def connected(server: Smtp) -> Iterator[smtplib.SMTP]:
    """A line to the server, encrypted and logged in as asked. Raises DownError."""
    try:
        line = _connect(server)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise DownError(f"{server.host}:{server.port} {short(_words(error))}") from error
    try:
        yield line
    finally:
        with suppress(OSError, smtplib.SMTPException):
            line.quit()
        line.close()


def _connect(server: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if not server.check:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    name, patience = environment.mail_domain(), environment.PATIENCE
    line: smtplib.SMTP
    if server.tls:
        line = smtplib.SMTP_SSL(server.host, server.port, name, timeout=patience, context=context)
    else:
        line = smtplib.SMTP(server.host, server.port, name, timeout=patience)
    try:
        if server.starttls:
            line.starttls(context=context)
        if server.user:
            line.login(server.user, server.password)
        line.ehlo_or_helo_if_needed()
    except BaseException:
        line.close()
        raise
    return line


class Line:
    """One connection that carries a batch."""

    def __init__(self, line: smtplib.SMTP) -> None:
        self.line = line

    def deliver(self, parcel: Parcel) -> Outcome:
        address = parcel.person.email
        if not address:
            return Failed("she has no address")
        try:
            message = mails.build(parcel).as_bytes()
            address.encode("ascii")
        except ValueError:
            return Failed("not an address that can be used", gone=True, address=address)
        try:
            return self.transaction(returning.path(parcel.delivery.pk), address, message)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise DownError(short(_words(error))) from error

    def transaction(self, sender: str, address: str, message: bytes) -> Outcome:
        """MAIL, RCPT, DATA; each step's answer by itself."""
        code, text = self.line.mail(sender)
        if code != 250:  # noqa: PLR2004 - SMTP
            self._reset()
            raise DownError(f"MAIL FROM {code} {short(_text(text))}")
        code, text = self.line.rcpt(address)
        if code not in {250, 251}:
            self._reset()
            return refused(code, _text(text), address, at_recipient=True)
        try:
            code, text = self.line.data(message)
        except smtplib.SMTPDataError as error:
            code, text = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        if code != 250:  # noqa: PLR2004 - SMTP
            self._reset()
            return refused(code, _text(text), address)
        return Sent(address)

    def _reset(self) -> None:
        with suppress(smtplib.SMTPServerDisconnected):
            self.line.rset()


def refused(code: int, text: str, address: str, *, at_recipient: bool = False) -> Outcome:
    """What a refusal means."""
    why = f"{code} {short(text)}"
    if code == 421:  # noqa: PLR2004 - the server closes the line
        raise DownError(why)
    if code < LASTING:
        return Retry(why)
    enhanced = _ENHANCED.search(text)
    if not enhanced:
        return Failed(why, gone=at_recipient and code in NOBODY, address=address)
    return Failed(why, gone=bool(_NO_MAILBOX.fullmatch(f"{enhanced[2]}.{enhanced[3]}")), address=address)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


class Folder:
    """A maildir: a message is a file named by its Message-ID, so the same message twice is one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, parcel: Parcel) -> Outcome:
        try:
            message = mails.build(parcel)
        except ValueError:
            return Failed("not an address that can be used", gone=True, address=parcel.person.email)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self.put(f"{name}.eml", message.as_bytes())
        except OSError as error:
            raise DownError(short(error)) from error
        return Sent(parcel.person.email)

    def put(self, name: str, content: bytes) -> None:
        """Written aside, then moved in whole."""
        for folder in ("tmp", "new", "cur"):
            (self.path / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.path / "tmp" / f"{name}.{os.getpid()}"
        draft.write_bytes(content)
        draft.rename(self.path / "new" / name)


def test(address: str) -> str:
    """Hand a message about itself to the server; where it went. Raises `notify.mail_off`, `notify.mail_refused`."""
    from terrace.base.notify import problems
    from terrace.base.notify.channels import trial

    _name, bare = parseaddr(address)
    if bare != address or "@" not in address:
        raise problems.ADDRESS_BAD.problem(address=address[:200])
    way = environment.mail()
    if way is None:
        raise problems.MAIL_OFF.problem()
    return trial.send(way, address)
