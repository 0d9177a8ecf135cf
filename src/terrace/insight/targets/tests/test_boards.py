"""Boards of resolutions, lights and their rules, who answers for a target and what it rests on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.db import ProgrammingError, transaction

from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.conftest import PROVINCE
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import actions, boards, lights, queries, resolutions
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.bases import Basis
from terrace.insight.targets.lights import Rule
from terrace.insight.targets.models import Resolution
from terrace.insight.targets.resolutions import WantedPaper
from terrace.insight.targets.tests.conftest import YEAR, province
from terrace.insight.targets.tests.test_setting import someone

pytestmark = pytest.mark.usefixtures("years")
DOCUMENT = Basis("resolution", "58/NQ-HĐND", date(2025, 12, 10), "khoản 2 Điều 1")
PAPER = WantedPaper("NQ58", "Nghị quyết 58", "Resolution 58", PROVINCE, YEAR, YEAR + 4, replace(DOCUMENT, clause=""))
BIRTHS = Wanted("BIRTHS", PROVINCE, YEAR, Decimal(1150), basis=DOCUMENT, agency="Sở Y tế", resolution="NQ58")


def board(actor=SYSTEM, year=None):
    return boards.board(Reader(actor), "NQ58", year)


def test_a_board_tells_how_many_targets_are_in_each_state():
    resolutions.keep(SYSTEM, PAPER)
    actions.set_target(SYSTEM, replace(BIRTHS, value=Decimal(900)))
    actions.set_target(SYSTEM, replace(BIRTHS, indicator="PIGS", value=Decimal(20_000)))
    actions.set_target(SYSTEM, replace(BIRTHS, indicator="OUTPUT", value=Decimal(6_000)))
    found = board()
    assert (len(found.standings), found.met, found.year) == (3, 1, YEAR)
    assert found.counts["off_track"] == 1
    assert sum(found.counts.values()) == 3


def test_a_target_names_who_answers_and_what_it_rests_on():
    resolutions.keep(SYSTEM, PAPER)
    official = someone("lan", "department-officer")
    actions.set_target(SYSTEM, replace(BIRTHS, person="lan"))
    found = queries.standings(Reader(official), province(), YEAR)[0]
    assert found.basis.words() == "Nghị quyết 58/NQ-HĐND ngày 10/12/2025, khoản 2 Điều 1"
    assert (found.agency_name, found.person_name, found.resolution) == ("Sở Y tế", "lan", "NQ58")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"resolution": "NONE"}, "target.resolution"),
        ({"person": "nobody-here"}, "target.person"),
        ({"agency": "x" * 301}, "target.agency"),
        ({"basis": Basis("poem", "5")}, "target.basis"),
        ({"basis": Basis("", "", date(2025, 1, 1))}, "target.basis"),
        ({"basis": Basis("plan", "5", None, "x" * 121)}, "target.basis"),
        ({"basis": Basis()}, "target.decided_by"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, code):
    resolutions.keep(SYSTEM, PAPER)
    with pytest.raises(Refused) as refused:
        actions.set_target(SYSTEM, replace(BIRTHS, **wrong))
    assert refused.value.faults[0].code == code


def test_a_resolution_is_kept_once_with_its_audit():
    leader = someone("lan", "leader")
    assert resolutions.keep(leader, PAPER)
    assert not resolutions.keep(leader, PAPER)
    assert resolutions.keep(leader, replace(PAPER, name_vi="Nghị quyết năm mươi tám"))
    assert Entry.objects.filter(subject="resolution/NQ58").count() == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "a b"}, "target.code"),
        ({"name_vi": " "}, "target.name"),
        ({"name_vi": "x" * 301}, "target.name"),
        ({"first_year": YEAR + 5}, "target.years"),
        ({"first_year": 1}, "target.years"),
        ({"basis": Basis()}, "target.basis"),
        ({"place": "99999"}, "target.place"),
    ],
)
def test_a_resolution_that_makes_no_sense_is_refused(wrong, code):
    with pytest.raises(Refused) as refused:
        resolutions.keep(SYSTEM, replace(PAPER, **wrong))
    assert refused.value.faults[0].code == code
    assert not Resolution.objects.exists()


@pytest.mark.parametrize(
    ("role", "area", "sector"),
    [("analyst", PROVINCE, ""), ("leader", "08", ""), ("department-officer", PROVINCE, "farming")],
)
def test_only_who_leads_all_sectors_of_the_place_keeps_a_resolution(role, area, sector):
    person = someone("an", role, area, sector)
    with pytest.raises(Refused) as refused:
        resolutions.keep(person, PAPER)
    assert refused.value.status == 403
    with policy.acting_as(person), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        _insert()


def _insert():
    words = {"name_vi": "a", "name_en": "a", "place": PROVINCE, "area_id": province(), "basis_kind": "plan"}
    Resolution.objects.create(code="X", first_year=YEAR, last_year=YEAR, basis_number="1", **words)


def test_row_security_lets_a_leader_keep_one():
    with policy.acting_as(someone("lan", "leader")):
        _insert()
    assert Resolution.objects.count() == 1


def test_whoever_may_not_see_the_figures_finds_the_board_empty_and_not_listed():
    resolutions.keep(SYSTEM, PAPER)
    actions.set_target(SYSTEM, BIRTHS)
    stranger = someone("bb", "leader", "08")
    assert board(stranger).standings == ()
    assert boards.boards(Reader(stranger)) == []
    assert [each.paper.code for each in boards.boards(Reader(SYSTEM))] == ["NQ58"]


def test_a_board_of_later_years_shows_the_year_that_comes_next_and_forecasts_up_to_it():
    resolutions.keep(SYSTEM, PAPER)
    actions.set_target(SYSTEM, replace(BIRTHS, year=YEAR + 4, value=Decimal(1300)))
    found = board()
    assert (found.year, found.years) == (YEAR + 4, (YEAR + 4,))
    assert found.standings[0].so_far is None
    actions.set_target(SYSTEM, replace(BIRTHS, year=YEAR + 1, value=Decimal(1300)))
    wide = [each.high - each.low for each in (board(year=YEAR + 1).standings[0], found.standings[0])]
    assert wide[0] < wide[1]


def test_the_rule_of_an_indicator_goes_before_its_sectors_and_that_before_the_usual_one(tmp_path: Path):
    _rules(tmp_path, "usual,,,0.9,0.6,1,0.9,0.02\nfarm,,farming,0.7,0.4,1,0.9,0.02\npigs,PIGS,,0.6,0.3,1,0.9,0.02\n")
    held, known = lights.current(), Reader(SYSTEM).snapshot.indicators
    assert [held.of(known[code]).code for code in ("BIRTHS", "OUTPUT", "PIGS")] == ["usual", "farm", "pigs"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("usual,NOTHING,,0.9,0.6,1,0.9,0.02\n", "target.indicator"),
        ("usual,,nowhere,0.9,0.6,1,0.9,0.02\n", "target.sector"),
        ("usual,,,0.5,0.6,1,0.9,0.02\n", "target.rule"),
        ("usual,,,90,0.6,1,0.9,0.02\n", "pack.cell_value"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(tmp_path: Path, row, code):
    with pytest.raises(Refused) as refused:
        _rules(tmp_path, row)
    assert refused.value.faults[0].code == code


def test_a_rule_says_itself_in_words():
    assert Rule().words().startswith("Xanh: khả năng đạt từ 80\u00a0%; vàng: từ 50\u00a0%")
    assert "missed by no more than 2\u00a0%" in Rule().words("en")


def test_lights_follow_the_rule():
    rule = Rule()
    judged = partial(lights.judge, rule, met=None, chance=None, path=None, missed=None)
    chances = [judged(over=False, chance=Decimal(each)).light for each in ("0.8", "0.5", "0.49")]
    assert chances == ["green", "amber", "red"]
    missed = [judged(over=True, met=False, missed=Decimal(each)) for each in ("0.02", "0.03")]
    assert [(each.light, each.state) for each in missed] == [("amber", "missed"), ("red", "missed")]
    assert judged(over=False).light == "grey"
    assert judged(over=False, path=Decimal("0.95")).by == "path"


def _rules(folder: Path, rows: str) -> None:
    (folder / "pack.csv").write_text("code,name_vi,name_en,needs\nlights,Quy tắc,Rules,\n", encoding="utf-8")
    head = "code,indicator,sector,green_chance,amber_chance,green_path,amber_path,amber_missed\n"
    (folder / "target_rules.csv").write_text(head + rows, encoding="utf-8")
    loading.load(folder)
