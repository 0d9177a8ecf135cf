"""Setting a target: who may, what is refused, what stays behind; and how packs bring targets."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM, Actor, actor_of
from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.conftest import COMMUNES, PROVINCE
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import actions, goals, queries
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.models import Plan, Target
from terrace.insight.targets.tests.conftest import TODAY, YEAR, province

pytestmark = pytest.mark.usefixtures("world", "today")
BIRTHS = Wanted("BIRTHS", PROVINCE, YEAR, Decimal(1150), decided_by="Nghị quyết 58/NQ-HĐND")
HEAD = "indicator,place,breakdown,year,value,direction,decided_by_vi,decided_by_en\n"


def someone(name: str, role: str, area: str = PROVINCE, sector: str = "") -> Actor:
    person = create_person(name, name)
    access.grant(person, role, index.current().resolve(area, TODAY) or 0, sector)
    return actor_of(person)


def test_a_target_is_set_once_with_its_audit_and_its_event():
    leader = someone("lan", "leader")
    assert actions.set_target(leader, BIRTHS)
    assert not actions.set_target(leader, BIRTHS)
    target = Target.objects.get()
    assert (target.value, target.set_by, target.area_id) == (1150, leader.person_id, province())
    entry = Entry.objects.get(verb="target.set")
    assert entry.detail["was"] is None
    assert entry.detail["is"]["value"] == "1150"
    assert Outbox.objects.filter(type="target.set").count() == 1


def test_a_changed_target_keeps_what_was_in_the_audit():
    leader = someone("lan", "leader")
    actions.set_target(leader, BIRTHS)
    assert actions.set_target(leader, replace(BIRTHS, value=Decimal(1200)))
    assert Target.objects.get().value == 1200
    assert Entry.objects.filter(verb="target.set").order_by("-pk")[0].detail["was"]["value"] == "1150"


@pytest.mark.parametrize(
    ("role", "area", "sector"),
    [
        ("analyst", PROVINCE, ""),
        ("commune-officer", PROVINCE, ""),
        ("leader", "08", ""),
        ("leader", COMMUNES[0], ""),
        ("department-officer", PROVINCE, "farming"),
    ],
)
def test_nobody_else_sets_it(role, area, sector):
    with pytest.raises(Refused) as refused:
        actions.set_target(someone("an", role, area, sector), BIRTHS)
    assert refused.value.status == 403
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"indicator": "NOTHING"}, "target.indicator"),
        ({"place": "99999"}, "target.place"),
        ({"year": 1900}, "target.year"),
        ({"year": YEAR + 11}, "target.year"),
        ({"breakdown": "SEX=X"}, "target.breakdown"),
        ({"breakdown": "nonsense"}, "target.breakdown"),
        ({"value": Decimal("NaN")}, "target.value"),
        ({"value": Decimal("Infinity")}, "target.value"),
        ({"value": Decimal("1e30")}, "target.value"),
        ({"value": Decimal(-1)}, "target.value"),
        ({"value": Decimal("0.5")}, "target.value"),
        ({"direction": "sideways"}, "target.direction"),
        ({"decided_by": "  "}, "target.decided_by"),
        ({"decided_by": "x" * 301}, "target.decided_by"),
        ({"decided_by": "a\x00b"}, "target.decided_by"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_problem(wrong, code):
    with pytest.raises(Refused) as refused:
        actions.set_target(SYSTEM, replace(BIRTHS, **wrong))
    assert refused.value.faults[0].code == code


def test_a_year_may_be_more_than_any_of_its_months():
    assert actions.set_target(SYSTEM, replace(BIRTHS, value=Decimal(90_000)))


def test_a_pack_brings_targets_and_what_somebody_sets_goes_before(tmp_path: Path):
    pack(tmp_path, f"BIRTHS,{PROVINCE},,{YEAR},1100,up,Kế hoạch,Plan\n")
    assert holding() == [(1100, None)]
    leader = someone("lan", "leader")
    actions.set_target(leader, BIRTHS)
    pack(tmp_path, f"BIRTHS,{PROVINCE},,{YEAR},1120,up,Kế hoạch,Plan\n")
    assert holding() == [(1150, leader.person_id)]
    actions.set_target(leader, replace(BIRTHS, value=None, decided_by="Bỏ theo NQ 60"))
    assert holding() == []
    pack(tmp_path, "")
    assert Plan.objects.get().retired


def test_the_same_pack_again_changes_nothing(tmp_path: Path):
    row = f"BIRTHS,{PROVINCE},SEX=F,{YEAR},1100,down,Kế hoạch,Plan\n"
    pack(tmp_path, row)
    assert pack(tmp_path, row).same


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"NOTHING,{PROVINCE},,{YEAR},1,up,a,b\n", "target.indicator"),
        (f"BIRTHS,{PROVINCE},SEX,{YEAR},1,up,a,b\n", "target.breakdown"),
        (f"BIRTHS,{PROVINCE},,{YEAR},many,up,a,b\n", "pack.cell_value"),
        (f"BIRTHS,{PROVINCE},,{YEAR},1,sideways,a,b\n", "pack.cell_value"),
        (f"BIRTHS,nowhere!,,{YEAR},1,up,a,b\n", "pack.cell_value"),
        (f"BIRTHS,{PROVINCE},,{YEAR},1,up,,\n", "pack.cell_empty"),
    ],
)
def test_a_table_with_faults_is_refused_whole(tmp_path: Path, row, code):
    with pytest.raises(Refused) as refused:
        pack(tmp_path, f"BIRTHS,{PROVINCE},,{YEAR},1100,up,Kế hoạch,Plan\n" + row)
    assert code in {fault.code for fault in refused.value.faults}
    assert not Plan.objects.exists()


def test_a_plan_for_a_place_that_is_not_there_is_passed_over(tmp_path: Path):
    pack(tmp_path, f"BIRTHS,99999,,{YEAR},1100,up,Kế hoạch,Plan\n")
    assert holding() == []


def test_row_level_security_holds_for_targets_and_chances():
    actions.set_target(SYSTEM, BIRTHS)
    with policy.acting_as(someone("aa", "commune-officer", COMMUNES[0])):
        assert Target.objects.count() == 0
        assert Target.objects.update(value=1) == 0
    with policy.acting_as(someone("dd", "department-officer", sector="farming")):
        assert Target.objects.count() == 0
    with policy.acting_as(someone("cc", "analyst")):
        assert Target.objects.count() == 1
        assert Target.objects.update(value=1) == 0
    with policy.acting_as(someone("ll", "leader")):
        assert Target.objects.update(value=1) == 1


def test_whoever_may_not_see_the_figures_sees_no_target():
    actions.set_target(SYSTEM, BIRTHS)
    for actor, count in ((policy.ANONYMOUS, 0), (someone("bb", "leader", "08"), 0), (someone("ll", "leader"), 1)):
        assert len(queries.standings(Reader(actor), province(), YEAR)) == count


def pack(folder: Path, rows: str) -> loading.Report:
    """Load a pack whose only table is that of targets."""
    made = folder / "plans"
    made.mkdir(exist_ok=True)
    (made / "pack.csv").write_text("code,name_vi,name_en,needs\nplans,Kế hoạch,Plans,\n", encoding="utf-8")
    (made / "targets.csv").write_text(HEAD + rows, encoding="utf-8")
    return loading.load(made)


def holding() -> list[tuple[int, int | None]]:
    found = goals.holding(snapshot.current(), index.current(), areas=[province()])
    return [(int(goal.value), goal.set_by) for goal in found]
