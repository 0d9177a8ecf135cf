"""What the clock judges: plans in danger, figures of which reports are missing, and packs that are faulty."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.catalogue import snapshot
from terrace.facts.conftest import PROVINCE
from terrace.facts.pipeline.models import Figure
from terrace.insight.monitoring import clock
from terrace.insight.monitoring.models import PackRule
from terrace.insight.monitoring.tests.conftest import TODAY, place, rule, standing
from terrace.insight.targets.models import Chance

pytestmark = pytest.mark.usefixtures("world", "today")
PACKS = Path(__file__).parents[5] / "packs"


def chance(met: str, day: date) -> None:
    pigs = snapshot.current().indicators["PIGS"].id
    about = {"indicator_id": pigs, "area_id": place(PROVINCE), "breakdown_id": 0, "year": 2026, "day": day}
    Chance.objects.create(**about, period=2026610, simulated=False, target=100, so_far=70, met=Decimal(met))


def test_a_plan_that_will_hardly_be_met_is_told_until_it_is_clearly_better():
    rule("danger", "plan", params={"chance": "0.2"})
    stood = []
    for number, met in enumerate(("0.5", "0.15", "0.25", "0.35")):
        chance(met, date(2026, 11, number + 1))
        clock.judge(TODAY)
        stood.append([(row.kind, row.bound) for row in standing()])
    assert stood == [[], [("limit", 100)], [("limit", 100)], []]


def test_a_figure_of_which_most_reports_are_missing_is_told():
    rule("missing", "coverage", params={"per_cent": "80", "days": 20})
    pigs = snapshot.current().indicators["PIGS"].id
    for period, reported in ((2026609, 10), (2026610, 3)):
        about = {"indicator_id": pigs, "area_id": place(PROVINCE), "breakdown_id": 0, "period": period}
        Figure.objects.create(**about, reported=reported, expected=10, basis=2, status=0, simulated=False, value=1)
    clock.judge(TODAY)
    assert [(row.kind, row.period, row.value) for row in standing()] == [("late", 2026610, 30)]
    Figure.objects.filter(period=2026610).update(reported=9)
    clock.judge(TODAY)
    assert standing() == []


def test_a_faulty_table_of_rules_is_refused_with_every_fault(tmp_path: Path):
    folder = tmp_path / "faulty"
    folder.mkdir()
    (folder / "pack.csv").write_text("code,name_vi,name_en,needs\nfaulty,Sai,Faulty,test\n")
    head = "code,name_vi,name_en,kind,indicator,sector,limit,direction,owner_role,active"
    rows = ["x,X,X,limit,,,5,above,,yes", "y,Y,Y,limit,UNICORNS,,5,up,,yes", "z,Z,Z,trend,PIGS,seas,,both,king,yes"]
    (folder / "warning_rules.csv").write_text("\n".join([head, *rows]) + "\n")
    with pytest.raises(Refused) as refused:
        loading.load(folder)
    codes = [fault.code for fault in refused.value.faults]
    wanted = {"rule.needs_indicator", "rule.indicator", "rule.param", "rule.sector", "rule.role"}
    assert wanted <= set(codes)
    assert not PackRule.objects.filter(pack_id="faulty").exists()
