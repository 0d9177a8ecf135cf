"""What comes back by mail: real reports to a real server, from a real mail program."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from terrace.base.notify import actions, bounced, receiving, returning
from terrace.base.notify.environment import Listening
from terrace.base.notify.models import Bounce, Delivery
from terrace.base.notify.tests.conftest import go_out, message
from terrace.base.notify.tests.servers import HOST, free_port

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mail.vn
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.vn

Final-Recipient: rfc822; hoa@ho.gov.vn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b--
"""


@contextmanager
def listening(monkeypatch) -> Iterator[int]:
    """The service of the workers, with its own thread for the database (here: notes what it would do)."""
    port, loop, ready = free_port(), asyncio.new_event_loop(), threading.Event()
    executor = ThreadPoolExecutor(1)

    async def serve() -> None:
        server = await receiving.listen(Listening(HOST, port, "bounces.ho.gov.vn"), executor)
        async with server:
            ready.set()
            await stopping.wait()

    stopping = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        executor.shutdown()
        loop.close()


@pytest.fixture
def sent(people, post, monkeypatch):
    """A message that the server took for Hoa; its return path leads to us."""
    monkeypatch.setenv("TERRACE_BOUNCE_LISTEN", f"{HOST}:{free_port()}/bounces.ho.gov.vn")
    actions.tell([people.hoa.pk], message())
    go_out()
    return post.letters[0]


@pytest.fixture
def heard(monkeypatch):
    """What the service notes; the connection of the test does the writing afterwards."""
    notes: list[tuple[int, str]] = []
    monkeypatch.setattr(receiving, "_note", lambda number, why: notes.append((number, why)))
    return notes


def test_each_message_has_a_return_path_of_its_own_that_nobody_can_guess(sent):
    delivery = Delivery.objects.get()
    assert sent.sender == returning.path(delivery.pk)
    assert sent.sender.startswith(f"bounces+{delivery.pk}-")
    assert sent.sender.endswith("@bounces.ho.gov.vn")
    assert returning.delivery(sent.sender) == returning.delivery(sent.sender.upper()) == delivery.pk
    for forged in ("bounces+1-0000000000000000@x", "bounces+1@x", "a@b", "", "bounces+x-y@z", "bounces+²-a@z"):
        assert returning.delivery(forged) is None


def test_a_report_of_failure_marks_the_address(people, sent, monkeypatch, heard):
    with listening(monkeypatch) as port, smtplib.SMTP(HOST, port) as line:
        report = REPORT.format(to=sent.sender, action="failed", status="5.1.1")
        line.sendmail("", [sent.sender], report)
    assert heard == [(Delivery.objects.get().pk, "5.1.1 550 no such user")]
    assert bounced.returned(*heard[0])
    assert not bounced.returned(*heard[0])
    assert Bounce.objects.get().address == "hoa@ho.gov.vn"
    assert Delivery.objects.get(notice__key="k").state == "bounced"


def test_delays_automatic_answers_and_strangers_change_nothing(people, sent, monkeypatch, heard):
    away = EmailMessage()
    away["From"], away["To"], away["Subject"] = "hoa@ho.gov.vn", sent.sender, "Nghỉ phép"
    away.set_content("Tôi vắng mặt.")
    with listening(monkeypatch) as port, smtplib.SMTP(HOST, port) as line:
        line.sendmail("", [sent.sender], REPORT.format(to=sent.sender, action="delayed", status="4.4.1"))
        line.sendmail("", [sent.sender], REPORT.format(to=sent.sender, action="failed", status="4.2.2"))
        line.send_message(away, "hoa@ho.gov.vn", [sent.sender])
        for address in ("postmaster@bounces.ho.gov.vn", "bounces+1-0000000000000000@bounces.ho.gov.vn", "an@ho.gov.vn"):
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                line.sendmail("x@y.vn", [address], "Subject: hello\r\n\r\nhello")
        with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected)):
            line.sendmail("", [sent.sender], "x" * 2_000_000)
    assert heard == []


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n", b"a" * 9999]
)
def test_rubbish_says_nothing(content):
    assert receiving.reason(content) == ""


def test_without_a_listener_the_return_path_is_the_sender(monkeypatch):
    assert returning.path(7) == "terrace@ho.gov.vn"
