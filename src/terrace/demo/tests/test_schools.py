"""The simulated schools: whole numbers of places of their time, sent once, and a plan can be made of them."""

from datetime import date

import numpy as np
import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.demo import filling, schools
from terrace.demo.ground import Ground
from terrace.demo.simulation import Simulation
from terrace.facts.catalogue import snapshot
from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning import plans

#: Cao Bằng: 56 communes, 161 before.
PROVINCE, TODAY = "04", date(2026, 11, 21)


@pytest.fixture
def simulation(db):
    index.expire()
    places.load_country()
    for pack in filling.PACKS:
        loading.load(filling.packs() / pack)
    yield Simulation(Ground(index.current(), PROVINCE, TODAY), snapshot.current())
    index.expire()


def test_simulated_schools_are_sent_once_and_a_plan_is_made_of_them(simulation):
    deliveries = schools.missing(simulation, SYSTEM)
    assert schools.send(deliveries) == sum(len(each.intake.observations) for each in deliveries)
    assert schools.missing(simulation, SYSTEM) == []
    plan = plans.plan(Reader(SYSTEM), simulation.ground.province, {})
    assert len(plan.records.places) == 56
    assert plan.records.years == tuple(range(2020, 2027))
    assert plan.records.simulated
    graded = [number for number, each in enumerate(plan.norms.stages) if each.grades]
    for number in graded:
        assert plan.pupils_now[:, number].sum() > 10_000
        change = plan.pupils[:, number].sum(axis=0) / plan.pupils_now[:, number].sum()
        assert (np.abs(change - 1) < 0.25).all()
        assert (plan.gap[:, number] > 0).any()
        assert (plan.gap[:, number] < 0).any()
    promoted = [each.all for each in plan.learned.model.promotion[:4]]
    assert promoted == pytest.approx([schools.PROMOTED] * 4, abs=0.03)
