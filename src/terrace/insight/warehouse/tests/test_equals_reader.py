"""Every row of the warehouse is the figure that the pipeline's reader shows, digit by digit, whatever came in."""

from collections.abc import Sequence
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from terrace.base.access.policy import SYSTEM
from terrace.base.bus.models import Outbox
from terrace.facts.collection import actions
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.conftest import hear
from terrace.facts.pipeline.tests.test_rollup_equals_recompute import steps, wipe
from terrace.insight.warehouse import folding, making, store
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.tests.figures import kept, shown

OURS = ("rollup-", "warehouse-")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
keys = count()


def drain(random) -> None:
    """All events, in any order, one of them twice; and what follows from them."""
    while waiting := list(Outbox.objects.order_by("id")):
        Outbox.objects.all().delete()
        random.shuffle(waiting)
        for event in [*waiting, waiting[0]]:
            hear(event, OURS)


def hand_in(facts: Sequence[Fact], source: str) -> int:
    return actions.submit(SYSTEM, f"w{next(keys)}", "rest", Intake(source=source, observations=list(facts))).id


@pytest.mark.usefixtures("world")
@settings(max_examples=8, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(steps, st.randoms(use_true_random=False))
def test_what_was_heard_in_any_order_and_twice_is_what_the_reader_shows(warehouse: Folder, monkeypatch, plan, random):
    wipe()
    monkeypatch.setattr(making, "FEW", random.choice((0, making.FEW)))  # in sets, or of the reader
    store.build()
    handed: list[int] = []
    for verb, found, source in plan:
        if verb in {"send", "again"}:
            handed.append(hand_in(found, source))
        elif verb == "withdraw" and handed:
            actions.withdraw(SYSTEM, handed.pop(len(found) % len(handed)), "mistake")
        elif verb == "drain":
            drain(random)
            folding.fold(warehouse) if random.random() < 0.5 else kept()
    drain(random)
    assert kept() == shown()
    folding.fold(warehouse)
    assert kept() == shown()
    heard = kept()
    store.build()
    assert kept() == heard
