"""kill -9 of a sending process at each step: every message is there, one by Message-ID."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection, transaction

from terrace.base.access.tests.land import settle
from terrace.base.notify import actions, claiming
from terrace.base.notify.messages import Urgency
from terrace.base.notify.models import Delivery
from terrace.base.notify.tests.conftest import go_out, hire, message
from terrace.base.notify.tests.servers import Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos]
COUNT, PATIENCE = 40, 60.0
#: Reads Django once, and is a new sender at each line that it hears.
NURSERY = """
import os, sys
import django
django.setup()
from terrace.base.notify import claiming, sending
import terrace.base.notify.tests.conftest
import terrace.base.notify.channels.email
claiming.GRACE = 0.1
print("up", flush=True)
for _ in sys.stdin:
    if number := os.fork():
        print(number, flush=True)
    else:
        while True:
            sending.work()
"""


@pytest.fixture
def told(transactional_db: None, post: Post) -> list[str]:
    """Forty notices, committed, none of them sent."""
    with transaction.atomic():
        settle()
        people = hire()
        for number in range(COUNT):
            actions.tell([people.hoa.pk], message(f"k{number}", urgency=Urgency.URGENT))
    return [people.hoa.email]


@pytest.fixture(scope="module")
def nursery(django_db_setup: None, _post: Post) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        env=environment(_post),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def begin(nursery: "subprocess.Popen[str]") -> Iterator[Callable[[], int]]:
    """Begin to send in a process of its own; its number. All are killed at the end whatever happens."""
    running: list[int] = []

    def begin() -> int:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        print(file=nursery.stdin, flush=True)
        running.append(int(nursery.stdout.readline()))
        return running[-1]

    yield begin
    for number in running:
        kill(number)


def kill(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def environment(post: Post) -> dict[str, str]:
    """That of this process, at the test database."""
    at = connection.settings_dict
    where = f"{at['HOST']}:{at['PORT']}"
    address = f"postgresql://{at['USER']}@{where}/{at['NAME']}"
    if str(at["HOST"]).startswith("/"):
        address = f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
    more = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "terrace.settings", "TERRACE_SMTP_URL": post.url}
    source = str(Path(__file__).resolve().parents[4])
    return os.environ | more | {"PYTHONPATH": source, "TERRACE_LOG": "CRITICAL"}


def until(holds, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.005)


def all_arrived(post: Post) -> None:
    until(lambda: set(Delivery.objects.values_list("state", flat=True)) == {"sent"}, "everything sent")
    assert len(set(post.ids)) == COUNT


def test_a_sender_may_be_killed_between_two_messages(told, begin, post):
    """Again and again, wherever it happens to be: none is missing, and each has one name."""
    for number in (5, 15, 25):
        sender = begin()
        until(lambda: len(set(post.ids)) >= number, f"{number} messages")  # noqa: B023
        kill(sender)
    begin()
    all_arrived(post)
    twice = [name for name, count in Counter(post.ids).items() if count > 1]
    assert len(twice) <= 3, "at most the one that was on the line at each kill"


def test_a_sender_may_be_killed_before_the_server_took_the_message(told, begin, post):
    """The server has the content and has not answered: the transaction ends without it, and another sends it."""
    victims: list[int] = []

    def kills(server, envelope) -> str | None:
        if victims and post.transactions == 10:
            kill(victims.pop())
            return "451 4.3.0 never heard"
        return None

    post.at_data = kills
    victims.append(begin())
    until(lambda: post.transactions >= 10 and not victims, "the kill")
    begin()
    all_arrived(post)
    assert len(post.letters) == COUNT


def test_a_sender_may_be_killed_after_the_server_took_it_and_before_it_was_written_down(told, begin, post):
    """The one case that SMTP leaves open: the same message comes again, under the same name."""
    victims: list[int] = []
    took: list[str] = []

    def kills(server, envelope) -> str | None:
        if victims and post.transactions == 10:
            kill(victims.pop())
            took.append(envelope.content.decode().partition("Message-ID: ")[2].partition("\r\n")[0])
        return None

    post.at_data = kills
    victims.append(begin())
    until(lambda: took, "the kill")
    begin()
    all_arrived(post)
    counted = Counter(post.ids)
    assert [name for name, count in counted.items() if count > 1] == took


def test_two_senders_send_nothing_twice(told, begin, post):
    begin()
    begin()
    all_arrived(post)
    assert len(post.letters) == COUNT


def test_a_sender_whose_line_to_the_database_is_cut_loses_nothing(told, begin, post):
    begin()
    until(lambda: len(post.letters) >= 5, "five messages")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s",
            [claiming.LOCKS],
        )
    begin()
    all_arrived(post)


def test_the_round_alone_sends_what_no_event_told_of(told, post):
    go_out()
    assert len(post.letters) == COUNT
