"""Dead between any two steps: no warning is lost, nobody is told twice."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from terrace.base.notify.models import Notice
from terrace.insight.monitoring.lifecycle import (
    digesting,
    escalating,
    explaining,
    gathering,
    messages,
    owning,
    rounds,
    telling,
    upkeep,
)
from terrace.insight.monitoring.lifecycle.models import Cause, Escalation, Told
from terrace.insight.monitoring.lifecycle.tests.conftest import A, B, at, keys, rise, warning
from terrace.insight.monitoring.models import Group, Warning


class Killed(BaseException):
    """The process is gone: nobody catches this."""


def killed_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """The process dies right after this step was done, once."""
    real: Callable[..., Any] = getattr(module, name)

    def once(*args: Any, **named: Any) -> Any:
        monkeypatch.setattr(module, name, real)
        real(*args, **named)
        raise Killed

    monkeypatch.setattr(module, name, once)


RAISING = [
    (gathering, "take_turns"),
    (gathering, "join"),
    (owning, "give"),
    (explaining, "look"),
    (telling, "note"),
    (telling, "send"),
    (upkeep, "settle"),
]


@pytest.mark.parametrize(("module", "step"), RAISING, ids=lambda each: getattr(each, "__name__", each))
def test_raising_that_dies_after_any_step_is_done_once_in_the_end(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, module: Any, step: str
):
    killed_after(monkeypatch, module, step)
    with pytest.raises(Killed), transaction.atomic():
        rise(warning(A), warning(B))
    assert not any(table.objects.exists() for table in (Warning, Group, Cause, Told, Notice))
    rise(warning(A), warning(B))
    assert keys(cast.hoa) == keys(cast.binh) == keys(cast.lan) == ["raised"]
    assert Group.objects.count() == 1


@pytest.mark.parametrize(("module", "step"), [(telling, "send"), (escalating, "_record"), (messages, "escalated")])
def test_escalating_that_dies_after_any_step_tells_once_in_the_end(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, module: Any, step: str
):
    rise(warning(A))
    killed_after(monkeypatch, module, step)
    with pytest.raises(Killed):
        escalating.work(at(20, 8))
    assert not Escalation.objects.exists()
    escalating.work(at(20, 8))
    escalating.work(at(20, 9))
    assert keys(cast.tu) == ["rung/1"]


@pytest.mark.parametrize(("module", "step"), [(digesting, "_is_first"), (digesting, "message"), (messages, "dressed")])
def test_a_brief_that_dies_after_any_step_is_made_once_in_the_end(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, module: Any, step: str
):
    rise(warning(A))
    killed_after(monkeypatch, module, step)
    with pytest.raises(Killed):
        digesting.work(at(17, 8))
    for hour in (8, 9, 10):
        digesting.work(at(17, hour))
    for leader in (cast.chi, cast.tu):
        assert sum(key.startswith("2026-11-17") for key in keys(leader)) == 1


def test_a_round_that_dies_is_done_by_the_next(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
    Warning.objects.bulk_create([warning(A)])
    killed_after(monkeypatch, rounds, "adopt")
    with pytest.raises(Killed):
        rounds.work(at(16))
    rounds.work(at(16))
    assert keys(cast.hoa) == ["raised"]
