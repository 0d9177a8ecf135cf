"""Workers that raise, correct, look and sweep at the same time: what stands in the end is what the figures say."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection

from terrace.base.bus.models import Outbox
from terrace.facts.conftest import COMMUNES, _load, fact, send
from terrace.insight.monitoring import due, judging, raising, sweeping
from terrace.insight.monitoring.models import Due, Step, Warning
from terrace.insight.monitoring.tests.conftest import NOW, _stopped, _usual, rule, standing, usual, work
from terrace.insight.monitoring.tests.looks import foresee, number, series
from terrace.insight.monitoring.tests.processes import ended, process

pytestmark = [pytest.mark.chaos, pytest.mark.usefixtures("lasting")]
A, B, C = COMMUNES
ODD = 4_200


@pytest.fixture
def lasting(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The months of the other tests, committed; births of this month are still to come."""
    _stopped(monkeypatch)
    _load()
    rule("odd", "detector", params={"sure": "0.5"})
    send(*_usual(), key="usual")
    work()
    foresee(A)


def say(value: int, key: str, month: str = NOW) -> None:
    send(fact("BIRTHS", A, month, value), key=key)


def judge() -> None:
    """What the handler does with the event of the figure."""
    judging.judge({series(A): number(NOW)})


def stood() -> list[tuple[Any, ...]]:
    return [(row.rule, row.kind, row.indicator_id, row.area_id, row.period, row.value) for row in standing()]


def assert_it_is_as_from_scratch() -> None:
    """After one round what stands is what judging everything anew says; events wait for nobody."""
    Outbox.objects.all().delete()
    while sweeping.work(rest=-1):
        pass
    found = stood()
    Warning.objects.all().delete()
    for indicator in {about for about, _, _ in (series(A), series(A, "PIGS"))}:
        sweeping.sweep(indicator)
    assert found == stood()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """Whoever has judged waits before it raises: it says when it is there, and goes on when it is told to."""
    there, here = os.pipe()
    wait, go = os.pipe()
    settle = raising.settle

    def waiting(*about: Any) -> Any:
        os.write(here, b"x")
        os.read(wait, 1)
        return settle(*about)

    monkeypatch.setattr(raising, "settle", waiting)
    yield there, go
    for each in (there, here, wait, go):
        os.close(each)


def test_who_corrects_while_another_raises_leaves_nothing_that_is_not_so(slow: tuple[int, int]):
    """The correction is looked at before the warning is there: the look sees nothing stand, and is content."""
    there, go = slow
    say(ODD, "odd")
    judging_it = process(judge)
    assert os.read(there, 1) == b"x"
    say(usual(0, 45), "corrected")
    assert ended(process(judge)) == [0]
    assert stood() == []
    os.write(go, b"x")
    assert ended(judging_it) == [0]
    assert len(stood()) == 1, "until the round"
    os.write(go, b"x" * 8)
    assert_it_is_as_from_scratch()
    assert stood() == []


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """Another process that has raised waits before it commits."""
    there, here = os.pipe()
    wait, go = os.pipe()
    note_late, tests = due.note_late, os.getpid()

    def waiting(touched: Any, *about: Any, **more: Any) -> int:
        listed = list(touched)
        noted = note_late(listed, *about, **more)
        if listed and os.getpid() != tests:
            os.write(here, b"x")
            os.read(wait, 1)
        return noted

    monkeypatch.setattr(due, "note_late", waiting)
    yield there, go
    for each in (there, here, wait, go):
        os.close(each)


def test_a_round_that_ends_before_a_warning_is_committed_is_not_the_last_one(noting: tuple[int, int]):
    """The slice was noted a moment ago and is overdue; it stays locked by whoever raises, so no round takes it yet."""
    there, go = noting
    say(ODD, "odd")
    note()
    raiser = process(judge)
    assert os.read(there, 1) == b"x"
    say(usual(0, 45), "corrected")
    assert ended(process(lambda: sweeping.work(longest=0))) == [0]
    os.write(go, b"x" * 64)
    assert ended(raiser) == [0]
    assert_it_is_as_from_scratch()
    assert stood() == []


def test_workers_that_judge_and_correct_at_once_end_as_judging_from_scratch_does():
    chance = random.Random(5)
    for turn in range(4):
        Warning.objects.all().delete()
        figures = [chance.choice([ODD, usual(0, 45), usual(0, 45) + 1, 42]) for _ in range(3)]

        def says(value: int, key: str) -> None:
            say(value, key)
            judge()

        about = [(value, f"{turn}/{at}") for at, value in enumerate(figures)]
        workers = [process(partial(says, value, key)) for value, key in about]
        workers += [process(lambda: sweeping.work(rest=-1)) for _ in range(2)]
        assert ended(*workers) == [0] * 5
        assert_it_is_as_from_scratch()


def test_threads_that_raise_the_same_raise_it_once():
    say(ODD, "odd")
    failed: list[BaseException] = []

    def work_() -> None:
        try:
            judge()
            sweeping.sweep(series(A)[0])
        except BaseException as error:  # noqa: BLE001 - said below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work_) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    (row,) = standing()
    assert list(Step.objects.filter(warning_id=row.pk).values_list("verb", flat=True)) == ["raised"]


# sweeps that die, and figures that move meanwhile


def note() -> Due:
    due.note_late([series(A)], _index())
    return Due.objects.get()


def _index() -> Any:
    from terrace.base.places import index

    return index.current()


def taken() -> bool:
    return Due.objects.filter(taken_at__isnull=False).exists()


def test_a_sweep_that_is_killed_comes_again_after_its_lease(monkeypatch: pytest.MonkeyPatch):
    say(ODD, "odd")
    note()
    monkeypatch.setattr(sweeping, "sweep", lambda *_: time.sleep(3600))
    sweeper = process(lambda: sweeping.work(rest=-1))
    while not taken():
        time.sleep(0.01)
    os.kill(sweeper, signal.SIGKILL)
    ended(sweeper)
    monkeypatch.undo()
    with pytest.MonkeyPatch.context() as patch:
        _stopped(patch)
        assert sweeping.work(rest=-1) is False
        assert (stood(), taken()) == ([], True), "another may still be at it"
        patch.setattr(sweeping, "LEASE", 0)
        sweeping.work(rest=-1)
        assert ([row[-1] for row in stood()], Due.objects.filter(taken_at__isnull=False).count()) == ([ODD], 0)


def test_what_moves_while_a_sweep_is_on_makes_it_due_again(monkeypatch: pytest.MonkeyPatch):
    first, swept = note(), []
    sweep = sweeping.sweep

    def disturbed(*about: int) -> int:
        swept.append(about)
        if len(swept) == 1:
            say(ODD, "odd")
            note()
        return sweep(*about)

    monkeypatch.setattr(sweeping, "sweep", disturbed)
    assert sweeping._one(-1, sweeping.LONGEST)
    (again,) = Due.objects.filter(indicator_id=first.indicator_id, root_id=first.root_id)
    assert again.taken_at is None
    assert again.since_at == again.moved_at > first.moved_at
    while sweeping.work(rest=-1):
        pass
    assert swept[:2] == [(first.indicator_id, first.root_id)] * 2
    assert not Due.objects.exists()


def test_a_worker_that_was_taken_for_dead_does_not_take_the_mark_of_another(monkeypatch: pytest.MonkeyPatch):
    first = note()
    monkeypatch.setattr(sweeping, "LEASE", 0)
    marks: list[Any] = []

    def overtaken(*_: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sweeping._TAKE, [-1, sweeping.LONGEST, 0])
            marks.append(cursor.fetchone())
        return 0

    monkeypatch.setattr(sweeping, "sweep", overtaken)
    assert sweeping._one(-1, sweeping.LONGEST)
    (held,) = Due.objects.all()
    assert (held.indicator_id, held.root_id, held.taken_at) == marks[0]
    assert held.moved_at == first.moved_at


def test_a_slice_that_moves_all_the_time_is_swept_in_the_end():
    row = note()
    assert sweeping.work() is False
    assert Due.objects.count() == 1, "it has not come to rest"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE monitoring_due SET since_at = since_at - make_interval(secs => %s)", [sweeping.LONGEST])
    note()
    sweeping.work()
    assert not Due.objects.filter(indicator_id=row.indicator_id, root_id=row.root_id).exists()
