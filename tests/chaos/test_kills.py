"""Law 3 with real processes: kill -9 of each of them at each step, while a client sends and sends again."""

import asyncio
import random
import threading
import time
from collections.abc import Iterator

import pytest

from tests.chaos.installation import PATIENCE, Installation, installed, kill, send

#: A client of NATS whose server is killed leaves its socket to the collector.
unclosed = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
pytestmark = [pytest.mark.chaos, unclosed]


@pytest.fixture(scope="module")
def own() -> Iterator[Installation]:
    with installed() as running:
        yield running


def sending(own: Installation, count: int, pause: float = 0.01) -> threading.Thread:
    """A client in the background; its faults come out when it is joined by `all_is_there`."""
    first = len(own.acknowledged)
    thread = threading.Thread(target=lambda: asyncio.run(send(own, first, count, pause)), daemon=True)
    thread.wanted = first + count  # type: ignore[attr-defined]
    thread.start()
    return thread


def all_is_there(own: Installation, client: threading.Thread) -> None:
    """Every acknowledged return exactly once and whole, nothing half, nothing under way, no figure wrong."""
    client.join(PATIENCE)
    assert len(own.acknowledged) == client.wanted, own.state()  # type: ignore[attr-defined]
    own.until(own.calm, "calm")
    kept = dict(own.ask("SELECT key, id FROM collection_submission WHERE starts_with(key, 'k')"))
    assert kept == own.acknowledged
    torn = own.ask(
        "SELECT s.key, s.facts, count(*) FROM collection_submission s JOIN (SELECT submission_id FROM"
        " collection_observation UNION ALL SELECT submission_id FROM collection_observationrevision) o"
        " ON o.submission_id = s.id GROUP BY s.id HAVING count(*) <> s.facts"
    )
    assert torn == []
    audited = own.ask("SELECT count(*), count(DISTINCT subject) FROM audit_entry WHERE verb = 'submission.create'")
    assert audited == [(len(kept), len(kept))]
    own.verify()


def up(own: Installation) -> bool:
    """Every worker has begun to listen: it is worth killing."""
    listening = own.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'")[0][0]
    return bool(listening >= len(own.children))


def test_workers_may_be_killed_at_any_moment(own):
    client = sending(own, 60, pause=0.1)
    for _ in range(5):
        own.until(lambda: up(own), "every worker")
        time.sleep(random.uniform(0, 0.5))
        kill(random.choice(own.workers() or [None]))
    all_is_there(own, client)


def test_a_worker_may_be_killed_between_the_commit_and_the_stream(own):
    """The outbox holds what no relay has taken: all workers die as soon as one return is stored."""
    client = sending(own, 20)
    before = own.ask("SELECT coalesce(max(id), 0) FROM collection_submission")[0][0]
    for _ in range(3):
        own.until(lambda: own.ask("SELECT 1 FROM collection_submission WHERE id > %s", before), "a return")  # noqa: B023
        for worker in own.workers():
            kill(worker)
        before = own.ask("SELECT max(id) FROM collection_submission")[0][0]
        own.until(lambda: up(own), "every worker")
    all_is_there(own, client)


def test_a_worker_may_be_killed_when_the_stream_has_the_event_and_the_outbox_may_have_it_too(own):
    """As soon as the stream has one event more its relays die, before or after they forgot the row."""
    client = sending(own, 20)
    for _ in range(3):
        before = own.streamed()
        own.until(lambda: own.streamed() > before or not client.is_alive(), "an event")  # noqa: B023
        for worker in own.workers():
            kill(worker)
        own.until(lambda: up(own), "every worker")
    all_is_there(own, client)


def test_a_worker_may_be_killed_between_the_roll_up_and_its_acknowledgement(own):
    """As soon as a figure has changed its workers die; the stream gives the event again."""
    client = sending(own, 20)
    for _ in range(3):
        newest = own.ask("SELECT coalesce(max(changed_at), '-infinity') FROM pipeline_figure")[0][0]
        changed = "SELECT 1 FROM pipeline_figure WHERE changed_at > %s LIMIT 1"
        if not client.is_alive():
            break
        own.until(lambda: own.ask(changed, newest) or not client.is_alive(), "a figure")  # noqa: B023
        for worker in own.workers():
            kill(worker)
        own.until(lambda: up(own), "every worker")
    all_is_there(own, client)


def test_a_session_of_postgresql_may_be_killed(own):
    """The whole server restarts itself then, through recovery."""
    client = sending(own, 40)
    for statement in ("INSERT%", "DELETE FROM bus_outbox%", "%"):
        time.sleep(0.3)
        kill(own.backend(statement))
    all_is_there(own, client)


def test_postgresql_may_be_killed(own):
    client = sending(own, 40)
    for _ in range(2):
        time.sleep(0.5)
        kill(own.until(own.postmaster, "PostgreSQL"))
    all_is_there(own, client)


def test_nats_may_be_killed(own):
    client = sending(own, 60)
    for _ in range(3):
        time.sleep(0.4)
        kill(own.until(own.nats, "NATS"))
        own.until(own.nats, "NATS again")
    all_is_there(own, client)


def test_everything_may_be_killed_at_once(own):
    client = sending(own, 30)
    time.sleep(0.3)
    for each in (*own.workers(), own.nats(), own.postmaster()):
        kill(each)
    all_is_there(own, client)
