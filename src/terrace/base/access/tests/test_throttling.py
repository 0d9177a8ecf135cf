"""Failed attempts and the wait after them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from terrace.base.access import throttling
from terrace.base.access.models import Throttle
from terrace.base.access.throttling import Waiting


def fail(times: int, key: str = "hoa") -> None:
    for _ in range(times):
        throttling.failed("username", key)


def wait_over() -> None:
    Throttle.objects.update(wait_until=timezone.now() - timedelta(seconds=1))


def seconds() -> int:
    with pytest.raises(Waiting) as waiting:
        throttling.check("username", "hoa")
    return waiting.value.seconds


def test_four_failures_cost_nothing(db):
    fail(4)
    throttling.check("username", "hoa")


def test_after_five_failures_there_is_a_wait_that_doubles(db):
    fail(5)
    waits = [seconds()]
    for _ in range(3):
        fail(1)
        waits.append(seconds())
    assert waits == [10, 20, 40, 80]


def test_the_wait_is_at_most_fifteen_minutes(db):
    fail(60)
    assert 890 <= seconds() <= 900


def test_the_problem_says_how_long_in_both_languages(db):
    fail(5)
    with pytest.raises(Waiting) as waiting:
        throttling.check("username", "hoa")
    fault = waiting.value.faults[0]
    assert (fault.status, fault.message_vi, fault.message_en) == (
        429,
        "Đã sai quá nhiều lần. Hãy đợi 10 giây.",
        "Too many failed attempts. Please wait 10 seconds.",
    )


def test_success_starts_from_nothing(db):
    fail(5)
    throttling.succeeded("username", "HOA ")
    fail(4)
    throttling.check("username", "hoa")


def test_the_count_is_forgotten_after_an_hour(db):
    fail(5)
    Throttle.objects.update(failed_at=timezone.now() - timedelta(hours=2))
    wait_over()
    fail(1)
    throttling.check("username", "hoa")


def test_others_do_not_wait(db):
    fail(5)
    throttling.check("username", "binh")
    throttling.check("address", "hoa")


def test_attempts_during_a_wait_are_refused_and_do_not_lengthen_it(db):
    fail(5)
    for _ in range(3):
        with pytest.raises(Waiting):
            throttling.attempt("username", "hoa")
    assert Throttle.objects.get().failures == 5


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_from_many_connections_cannot_pass_together():
    def guess(_: int) -> bool:
        try:
            throttling.attempt("username", "hoa")
        except Waiting:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(guess, range(40)))
    assert passed == 5
