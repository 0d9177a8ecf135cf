"""A refresh that is killed in the middle goes on where it was, and ends as one that nobody disturbed."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from terrace.base.access.policy import SYSTEM
from terrace.facts.conftest import _load
from terrace.insight.forecasting import refreshing
from terrace.insight.forecasting.models import Refresh, State
from terrace.insight.forecasting.tests.conftest import history, kept, make, tell

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]

WORKER = """
import sys, django
django.setup()
from terrace.insight.forecasting import refreshing
while refreshing.step(int(sys.argv[1])):
    pass
"""


@pytest.fixture
def lasting(transactional_db: None) -> None:
    """The world and its history, committed: what other processes see."""
    _load()
    tell(history())


@pytest.mark.usefixtures("lasting")
def test_a_killed_refresh_goes_on_and_ends_as_an_undisturbed_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(refreshing, "SERIES", 1)
    monkeypatch.setattr(refreshing, "_roots", _some_roots)
    job = refreshing.start(SYSTEM)
    done = _killed_after(job.pk, 3)
    assert 3 <= done < job.of
    assert kept()
    again = refreshing.start(SYSTEM)
    assert again.pk == job.pk
    while refreshing.step(job.pk):
        pass
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (State.DONE, job.of, [])
    assert make(force=True).changed == ()


def _killed_after(number: int, chunks: int) -> int:
    """How many chunks were done when the process was killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(number)], env=os.environ | {"DATABASE_URL": _address()}
    )
    while process.poll() is None and Refresh.objects.get(pk=number).done < chunks:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return Refresh.objects.get(pk=number).done


def _address() -> str:
    held = connection.settings_dict
    if str(held["HOST"]).startswith("/"):
        return f"postgresql://{held['USER']}@/{held['NAME']}?host={held['HOST']}"
    return f"postgresql://{held['USER']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def _some_roots(level: int) -> list[int]:
    """The province of the history, and the country."""
    from terrace.base.places.models import Level
    from terrace.insight.forecasting.tests.conftest import place, province

    return {Level.PROVINCE: [province()], Level.COUNTRY: [place("VN")]}.get(Level(level), [])
