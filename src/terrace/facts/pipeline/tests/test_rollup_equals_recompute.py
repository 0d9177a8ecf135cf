"""Law 2: a roll-up equals a recompute, bit for bit, whatever came in and in whatever order."""

from decimal import Decimal
from itertools import count

import msgspec
import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from terrace.base.access.policy import SYSTEM
from terrace.base.bus.models import Outbox
from terrace.facts.collection import actions
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.conftest import COMMUNES, PROVINCE
from terrace.facts.pipeline import handlers, verifying

MONTHS = ("2026-M01", "2026-M02", "2026-M03", "2026-M04")
CELLS = (
    ("BIRTHS", None), ("BIRTHS", "SEX=F"), ("BIRTHS", "SEX=M"),
    ("PEOPLE", None), ("PEOPLE", "SEX=F"), ("PEOPLE", "AGE=Y0;SEX=F"), ("PEOPLE", "AGE=Y15;SEX=M"),
    ("PIGS", None), ("AREA", "CROP=RICE"), ("AREA", "CROP=MAIZE"), ("AREA", None),
    ("OUTPUT", "CROP=RICE"), ("OUTPUT", None), ("YIELD", None), ("YIELD", "CROP=RICE"), ("PRICE", None),
)  # fmt: skip
DECIMALS = {"AREA": 2, "OUTPUT": 3, "YIELD": 2, "PRICE": 1}
keys = count()
#: Without shrinking: each example works in a real database.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@st.composite
def facts(draw):
    indicator, breakdown = draw(st.sampled_from(CELLS))
    area = draw(st.sampled_from((*COMMUNES, *COMMUNES, PROVINCE)))
    period = draw(st.sampled_from(MONTHS))
    if draw(st.integers(0, 6)) == 0:
        reason = draw(st.sampled_from(("missing", "not_applicable", "late")))
        return Fact(indicator, area, period, reason=reason, breakdown=breakdown)
    number = draw(st.integers(0, 9999))
    value = Decimal(number).scaleb(-DECIMALS.get(indicator, 0))
    status = draw(st.sampled_from((None, "provisional", "estimated")))
    return Fact(indicator, area, period, value=value, breakdown=breakdown, status=status)


def cell_of(fact: Fact) -> tuple[object, ...]:
    return fact.indicator, fact.area, fact.period, fact.breakdown


submissions = st.lists(facts(), min_size=1, max_size=8, unique_by=cell_of)
steps = st.lists(
    st.tuples(
        st.sampled_from(("send", "send", "send", "withdraw", "again", "drain")),
        submissions,
        st.sampled_from(("commune", "commune", "office", "simulation")),
    ),
    min_size=1,
    max_size=14,
)


def drain(order: st.DataObject | None = None) -> None:
    """Handle what waits in the outbox, in any order, one event twice."""
    waiting = list(Outbox.objects.filter(type="facts.accepted").order_by("id"))
    for event in [*waiting, *waiting[:1]]:
        data = msgspec.json.decode(event.data)
        handlers.refresh([tuple(group) for group in data["cells"]])
    Outbox.objects.all().delete()


def wipe() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE collection_submission, collection_observation, collection_observationrevision,"
            " pipeline_figure, bus_outbox CASCADE"
        )


@pytest.mark.usefixtures("world")
@settings(max_examples=60, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(steps)
def test_a_rollup_equals_a_recompute_under_late_duplicate_corrected_and_withdrawn_input(plan):
    wipe()
    handed: list[tuple[str, Intake, int]] = []
    for verb, found, source in plan:
        if verb == "send":
            key, intake = f"k{next(keys)}", Intake(source=source, observations=found)
            handed.append((key, intake, actions.submit(SYSTEM, key, "rest", intake).id))
        elif verb == "withdraw" and handed:
            actions.withdraw(SYSTEM, handed.pop(len(found) % len(handed))[2], "mistake")
        elif verb == "again" and handed:
            key, intake, number = handed[-1]
            assert actions.submit(SYSTEM, key, "rest", intake).id == number
        elif verb == "drain":
            drain()
    drain()
    verdict = verifying.verify()
    assert verdict.differences == []


@pytest.mark.usefixtures("world")
@settings(max_examples=15, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(st.lists(submissions, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_figures_do_not_depend_on_the_order_of_arrival(batches, random):
    """Submissions of different sources, so that none corrects another."""
    cells = {cell_of(fact): number for number, batch in enumerate(batches) for fact in batch}
    apart = [[fact for fact in batch if cells[cell_of(fact)] == number] for number, batch in enumerate(batches)]
    apart = [batch for batch in apart if batch]

    def figures(order):
        wipe()
        for batch in order:
            actions.submit(SYSTEM, f"k{next(keys)}", "rest", Intake(source="commune", observations=batch))
            if random.random() < 0.5:
                drain()
        drain()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indicator_id, area_id, period, breakdown_id, value::text, status, simulated, reported,"
                " expected, basis, below::text FROM pipeline_figure ORDER BY 1, 2, 3, 4"
            )
            return cursor.fetchall()

    shuffled = list(apart)
    random.shuffle(shuffled)
    assert figures(apart) == figures(shuffled)
