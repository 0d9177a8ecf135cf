"""A worker that is killed in the middle of a job: another goes on, and nothing is stored twice or lost."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.db.models import Sum

from terrace.base.access.policy import SYSTEM
from terrace.facts.bulk import actions, parting, queries
from terrace.facts.bulk.models import Job, State
from terrace.facts.bulk.tests.conftest import A, B, C, csv, pieces
from terrace.facts.collection.models import Observation, ObservationRevision, Submission

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lasting_world")]

MONTHS = [f"2026-M{month:02}" for month in range(1, 11)] + [f"2025-M{month:02}" for month in range(7, 13)]
CELLS = ("", "SEX=F", "SEX=M", *(f"AGE={age}{sex}" for age in ("Y0", "Y15") for sex in (";SEX=F", ";SEX=M")))
#: Facts of a part: many parts, so that every kill finds some stored and some not.
FACTS = 3

WORKER = """
import sys, django
django.setup()
from terrace.facts.bulk import parting, working
parting.FACTS = int(sys.argv[2])
working.run(int(sys.argv[1]))
"""


def body() -> bytes:
    return csv(*(f"PEOPLE,{area},{month},{cell},7," for month in MONTHS for area in (A, B, C) for cell in CELLS))


def worker(job: int) -> "subprocess.Popen[bytes]":
    """A process of its own that runs the job, on the database of the test."""
    held = connection.settings_dict
    address = f"postgresql://{held['USER']}@{held['PORT'] and held['HOST']}:{held['PORT']}/{held['NAME']}"
    if str(held["HOST"]).startswith("/"):
        address = f"postgresql://{held['USER']}@/{held['NAME']}?host={held['HOST']}"
    environment = os.environ | {"DATABASE_URL": address}
    return subprocess.Popen([sys.executable, "-c", WORKER, str(job), str(FACTS)], env=environment)


def stored_after(job: int, more: int, process: "subprocess.Popen[bytes]") -> int:
    """Wait until so many more facts are stored, or the worker is done; how many there are."""
    until = Job.objects.get(pk=job).stored + more
    while (there := Job.objects.get(pk=job).stored) < until and process.poll() is None:
        time.sleep(0.002)
    return there


def test_a_killed_worker_leaves_nothing_half_and_nothing_twice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parting, "FACTS", FACTS)
    received = actions.receive(SYSTEM, "k", "bulk", "a.csv", "", pieces(body()), source="commune")
    killed = []
    for _ in range(3):
        with worker(received.id) as process:
            stored_after(received.id, 2 * FACTS, process)
            process.send_signal(signal.SIGKILL)
        kept = Submission.objects.aggregate(facts=Sum("facts"))["facts"] or 0
        assert kept == Observation.objects.count() == Job.objects.get(pk=received.id).stored
        killed.append(kept)
    whole = len(MONTHS) * 3 * len(CELLS)
    assert 0 < killed[0] < killed[1] < killed[2] < whole
    until = time.monotonic() + 30
    while not actions.run(received.id) and time.monotonic() < until:
        time.sleep(0.1)  # PostgreSQL has yet to notice that the last worker is gone
    job = queries.job(SYSTEM, received.id)
    assert (job.state, job.stored) == (State.DONE, whole)
    assert Observation.objects.count() == whole
    assert not ObservationRevision.objects.exists()
    assert Submission.objects.count() == whole // FACTS
