"""A worker that is killed with -9 again and again: no warning is lost, nobody is told twice."""

import os
import signal
import time
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import connection

from terrace.base.notify.models import Notice
from terrace.insight.monitoring import raising
from terrace.insight.monitoring.lifecycle.models import Brief, Cause, Escalation, Told
from terrace.insight.monitoring.lifecycle.tests import working
from terrace.insight.monitoring.lifecycle.tests.conftest import load
from terrace.insight.monitoring.models import Group, Step, Warning
from terrace.insight.monitoring.tests.processes import ended, process


@pytest.fixture
def lasting(transactional_db: None) -> None:
    """The world, committed: what other processes see."""
    load()


@pytest.mark.chaos
@pytest.mark.usefixtures("lasting")
def test_a_worker_that_is_killed_again_and_again_ends_as_one_that_nobody_disturbed():
    working.work()
    wanted = told()
    assert {kind for _, kind, _ in wanted} == {
        "warning.raised",
        "warning.cleared",
        "warning.escalated",
        "warning.brief",
    }
    _forget()
    for table, many in ((Warning, 2), (Group, 6), (Told, 9), (Escalation, 3), (Notice, 25), (Brief, 6)):
        _killed_when(table, many)
    assert ended(process(working.work)) == [0]
    assert told() == wanted
    assert not Warning.objects.filter(group_id__isnull=True).exists()
    assert Group.objects.filter(closed_at__isnull=True).count() == 6


def told() -> list[tuple[int | None, str, str]]:
    """Everything that anybody was told."""
    return sorted(Notice.objects.values_list("person_id", "kind", "title_vi"))


def _forget() -> None:
    models = (Warning, Group, Cause, Told, Escalation, Brief, Step, Notice)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in models)} CASCADE")


def _killed_when(table: Any, many: int) -> None:
    """Killed with -9 as soon as the table has so many rows."""
    number = process(working.work)
    while table.objects.count() < many and os.waitpid(number, os.WNOHANG) == (0, 0):
        time.sleep(0.001)
    os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)


@pytest.mark.chaos
@pytest.mark.usefixtures("lasting")
def test_two_workers_that_raise_the_same_cause_at_once_open_one_group():
    both = [process(partial(_raise, start)) for start in (0, 1)]
    assert ended(*both) == [0, 0]
    (group,) = Group.objects.all()
    assert (group.warnings, group.still, Warning.objects.count()) == (20, 20, 20)
    assert Notice.objects.count() == Notice.objects.values("person_id").distinct().count() == 3
    assert Told.objects.count() == 3


def _raise(start: int) -> None:
    """Every second warning of one cause, each in a transaction of its own."""
    area = working.found(start).area
    for number in range(start, 20, 2):
        made = raising.raise_([replace(working.found(0), area=area, subject=str(number))])
        working.tell_of(made)
