"""The simulated schools: whole numbers of places of their time, sent once, and a plan can be made of them."""

import numpy as np
import pytest

from terrace.base.access.policy import SYSTEM
from terrace.demo import schools
from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning import plans


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
