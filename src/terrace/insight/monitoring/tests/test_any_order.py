"""The law of warnings: late, repeated, corrected and withdrawn figures, in any order, end as judging the last does."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrace.base.access.policy import SYSTEM
from terrace.base.bus.models import Outbox
from terrace.facts.collection import actions
from terrace.facts.collection.models import Submission
from terrace.facts.conftest import COMMUNES, fact, send
from terrace.insight.monitoring import sweeping
from terrace.insight.monitoring.models import Warning
from terrace.insight.monitoring.tests.conftest import BEFORE, MONTHS, NOW, hear, rule, standing, usual, work

pytestmark = pytest.mark.usefixtures("months")
A, B, C = COMMUNES
#: Figures that somebody may say, some of them odd; of the two newest months and of one that is long past.
FIGURES = [usual(0, 45), 4_200, 42, 0, 640]
SAID = st.tuples(
    st.sampled_from(["BIRTHS", "PIGS"]),
    st.sampled_from([A, B]),
    st.sampled_from([NOW, BEFORE, MONTHS[-14]]),
    st.sampled_from(FIGURES),
)
#: What is said, how often its event is heard, and whether it is withdrawn later on.
STEPS = st.lists(st.tuples(SAID, st.booleans(), st.booleans()), min_size=1, max_size=5)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_what_stands_in_the_end_does_not_depend_on_the_way(steps: Sequence[Any], order: Any):
    with transaction.atomic():
        rule("deep", "last_period", indicator="PIGS", params={"per_cent": "30", "direction": "both"})
        _say(steps, order)
        followed = _newest()
        Warning.objects.all().delete()
        for indicator in {row[0] for row in _indicators()}:
            sweeping.sweep(indicator)
        assert followed == _newest()
        transaction.set_rollback(True)


def _say(steps: Sequence[Any], order: Any) -> None:
    """Hand in and withdraw; events are heard late, in any order, some of them twice."""
    waiting: list[Outbox] = []
    for number, ((indicator, code, month, value), twice, taken_back) in enumerate(steps):
        send(fact(indicator, code, month, value), key=f"s{number}")
        if taken_back:
            actions.withdraw(SYSTEM, Submission.objects.get(key=f"s{number}").pk, "mistaken")
        fresh = list(Outbox.objects.order_by("id"))
        Outbox.objects.all().delete()
        waiting += fresh + (fresh if twice else [])
        order.shuffle(waiting)
        if order.random() < 0.5:
            hear(waiting.pop())
    for event in waiting:
        hear(event)
    work()


def _indicators() -> list[tuple[int]]:
    from terrace.facts.catalogue import snapshot

    return [(snapshot.current().indicators[code].id,) for code in ("BIRTHS", "PIGS")]


def _newest() -> list[tuple[Any, ...]]:
    """What stands of the two newest periods; an entry error of an older one stands as long as it is one."""
    return [
        (row.rule, row.kind, row.indicator_id, row.area_id, row.period, row.value, row.expected, row.twice)
        for row in standing()
        if row.period >= 2026609
    ]
