"""Plans of parts of a year: who sets them, what is refused, how the way of the year bends, and how each part stands."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.problems import Refused
from terrace.facts.conftest import PROVINCE
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import actions, dividing, paths, queries
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.dividing import WantedPart
from terrace.insight.targets.members import LAST, SUM
from terrace.insight.targets.models import Part
from terrace.insight.targets.paths import MEAN
from terrace.insight.targets.tests.conftest import YEAR, province
from terrace.insight.targets.tests.test_setting import pack, someone

pytestmark = pytest.mark.usefixtures("years")
BIRTHS = Wanted("BIRTHS", PROVINCE, YEAR, Decimal(1150), decided_by="NQ")
QUARTER = WantedPart("BIRTHS", PROVINCE, f"{YEAR}-Q1", Decimal(250))


def standing():
    return queries.standings(Reader(SYSTEM), province(), YEAR)[0]


def test_a_quarter_that_is_over_was_met_or_not():
    actions.set_target(SYSTEM, BIRTHS)
    assert dividing.set_part(SYSTEM, QUARTER)
    assert not dividing.set_part(SYSTEM, QUARTER)
    dividing.set_part(SYSTEM, replace(QUARTER, period=f"{YEAR}-Q2", value=Decimal(400)))
    dividing.set_part(SYSTEM, replace(QUARTER, period=f"{YEAR}-Q4", value=Decimal(280)))
    first, second, fourth = standing().parts
    assert (first.planned, first.came, first.met, first.judged.light) == (250, 258, True, "green")
    assert (second.came, second.met, second.judged.light) == (310, False, "red")
    assert (fourth.over, fourth.met, fourth.judged.light) == (False, None, "grey")


def test_the_way_of_the_year_passes_through_the_plans_of_its_parts():
    actions.set_target(SYSTEM, BIRTHS)
    before = standing()
    dividing.set_part(SYSTEM, replace(QUARTER, period=f"{YEAR}-N1", value=Decimal(900)))
    after = standing()
    assert after.marks[8].expected == 900
    assert after.marks[-1].expected == 1150
    assert before.marks[8].expected < 900
    assert after.gap == after.so_far - after.marks[9].expected
    assert after.left == Decimal(1150) - after.so_far
    assert after.chance == before.chance


def test_a_part_can_be_lifted_and_then_the_way_is_the_usual_one():
    actions.set_target(SYSTEM, BIRTHS)
    usual = standing().marks
    dividing.set_part(SYSTEM, QUARTER)
    assert dividing.set_part(SYSTEM, replace(QUARTER, value=None))
    assert standing().marks == usual
    assert standing().parts == ()


def test_a_pack_brings_parts_and_what_somebody_sets_goes_before(tmp_path: Path):
    pack(tmp_path, f"BIRTHS,{PROVINCE},,{YEAR},1100,up,Kế hoạch,Plan\n")
    head = "indicator,place,breakdown,period,value\n"
    (tmp_path / "plans" / "target_periods.csv").write_text(
        f"{head}BIRTHS,{PROVINCE},,{YEAR}-Q1,240\n", encoding="utf-8"
    )
    pack(tmp_path, f"BIRTHS,{PROVINCE},,{YEAR},1100,up,Kế hoạch,Plan\n")
    assert [part.planned for part in standing().parts] == [240]
    assert not dividing.set_part(SYSTEM, replace(QUARTER, value=Decimal(240)))
    dividing.set_part(SYSTEM, QUARTER)
    assert [part.planned for part in standing().parts] == [250]
    dividing.set_part(SYSTEM, replace(QUARTER, value=None))
    assert standing().parts == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"period": str(YEAR)}, "target.period"),
        ({"period": "2026-Q9"}, "target.period"),
        ({"period": "nonsense"}, "target.period"),
        ({"indicator": "PUPILS", "period": f"{YEAR}-M01"}, "target.period"),
        ({"indicator": "NOTHING"}, "target.indicator"),
        ({"place": "99999"}, "target.place"),
        ({"value": Decimal("0.5")}, "target.value"),
        ({"period": f"{YEAR + 1}-Q1"}, "target.part_alone"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, code):
    actions.set_target(SYSTEM, BIRTHS)
    with pytest.raises(Refused) as refused:
        dividing.set_part(SYSTEM, replace(QUARTER, **wrong))
    assert refused.value.faults[0].code in {code, "target.indicator"}
    assert not Part.objects.exists()


def test_nobody_without_the_right_divides_a_plan():
    actions.set_target(SYSTEM, BIRTHS)
    with pytest.raises(Refused) as refused:
        dividing.set_part(someone("an", "analyst"), QUARTER)
    assert refused.value.status == 403


EVEN = np.arange(1, 13) / 12


def test_parts_of_sums_keep_the_total_and_finer_plans_win():
    way = paths.divided(EVEN, 120, [(0, 6, 80.0), (0, 3, 10.0), (1, 2, 6.0)], SUM)
    assert way[[0, 1, 2, 5, 11]].round(6).tolist() == [2, 8, 10, 80, 120]


def test_parts_of_means_are_means():
    way = paths.divided(np.ones(12), 50, [(0, 3, 40.0)], MEAN)
    assert way[2] == pytest.approx(40)
    assert way[11] == pytest.approx(50)


def test_parts_of_levels_are_passed_through():
    way = paths.divided(np.linspace(0.9, 1, 12), 100, [(0, 6, 80.0)], LAST)
    assert way[5] == pytest.approx(80)
    assert way[11] == pytest.approx(100)
    assert np.all(np.diff(way[5:]) > 0)


def test_parts_that_are_more_than_the_year_do_not_turn_the_way_back():
    way = paths.divided(EVEN, 120, [(0, 6, 200.0)], SUM)
    assert np.all(np.diff(way) >= 0)
