"""Rules of packs: loading, what is refused and where, and that they are in memory at once."""

import csv

import pytest

from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.catalogue import snapshot as catalogues
from terrace.facts.catalogue.tests import samples
from terrace.facts.catalogue.tests.samples import BASIC, write
from terrace.facts.rules import snapshot
from terrace.facts.rules.models import Rule

pytestmark = pytest.mark.django_db
HEAD = ("code", "severity", "condition", "level", "message_vi", "message_en", "advice_vi", "advice_en")
TEXTS = ("Sai {AREA}", "Wrong {AREA}", "Sửa", "Correct it")


def pack(folder, *rows, tables=BASIC):
    """A pack with these rules; a rule is a condition, or a row of cells by column."""
    write(folder, tables)
    with (folder / "rules.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number, row in enumerate(rows):
            cells = {"condition": row} if isinstance(row, str) else row
            texts = dict(zip(HEAD[4:], TEXTS, strict=True))
            plain = {"code": f"rule-{number}", "severity": "hard", "level": ""} | texts
            writer.writerow([(plain | cells)[name] for name in HEAD])
    return folder


def faults(folder):
    with pytest.raises(Refused) as refused:
        loading.load(folder)
    return [(fault.code, fault.pointer) for fault in refused.value.faults]


def test_rules_are_loaded_in_their_order_and_bound_to_the_catalogue(tmp_path):
    soft = {"condition": "AREA > 1", "severity": "soft", "level": "commune"}
    loading.load(pack(tmp_path / "basic", "AREA <= 5", soft))
    first, second = snapshot.current().every
    assert (first.code, first.hard, first.level, second.hard, second.level) == ("rule-0", True, None, False, 4)
    assert first.asked[0].indicator == catalogues.current().indicators["AREA"].id
    assert loading.load(tmp_path / "basic").same


def test_a_changed_rule_is_in_memory_at_once_and_a_rule_that_left_is_out_of_force(tmp_path):
    loading.load(pack(tmp_path / "basic", "AREA <= 5", "AREA <= 6"))
    before = snapshot.current()
    assert snapshot.current() is before
    loading.load(pack(tmp_path / "basic", "AREA <= 7"))
    assert [rule.condition.text for rule in snapshot.current().every] == ["AREA <= 7"]
    assert Rule.objects.get(code="rule-1").retired


REFUSED = [
    ("AREA <= ", "rule.condition"),
    ("AREA + 1", "rule.condition"),
    ("1 <= 2", "rule.condition"),
    ("AREA <= 5 and ARAE <= 6", "rule.input_unknown"),
    ("AREA <= YIELD", "rule.input_derived"),
    ("AREA <= WOOD", "rule.frequency"),
    ("parts(AREA, SEX*AGE) = AREA", "rule.group_unknown"),
    ("parts(AREA, KIND) = AREA", "rule.group_unknown"),
    ({"condition": "AREA <= 5", "message_vi": "{OUTPUT}"}, "rule.text_place"),
    ({"condition": "AREA <= previous(AREA)", "advice_en": "{previous(OUTPUT)}"}, "rule.text_place"),
    ({"condition": "AREA <= 5", "severity": "heavy"}, "pack.cell_value"),
    ({"condition": "AREA <= 5", "level": "village"}, "pack.cell_value"),
    ({"condition": "AREA <= 5", "code": "Rule 1"}, "pack.cell_value"),
]


@pytest.mark.parametrize(("row", "code"), REFUSED)
def test_what_cannot_be_a_rule_is_refused_at_its_cell(tmp_path, row, code):
    ((found, pointer),) = faults(pack(tmp_path / "basic", row))
    assert (found, pointer.rpartition(":")[0]) == (code, "rules.csv:2")
    assert not Rule.objects.exists()


def test_every_fault_is_told_at_once(tmp_path):
    found = faults(pack(tmp_path / "basic", "AREA <=", "AREA <= YIELD", {"condition": "A > 1", "code": "rule-0"}))
    assert {code for code, _ in found} == {
        "rule.condition",
        "rule.input_derived",
        "rule.input_unknown",
        "rule.text_place",
        "pack.row_twice",
    }


def test_an_indicator_that_a_rule_of_another_pack_names_cannot_leave(tmp_path):
    loading.load(write(tmp_path / "basic", BASIC))
    other = pack(tmp_path / "other", "WOOD <= 5", tables={})
    with (other / "rules.csv").open(encoding="utf-8") as file:
        text = file.read().replace("{AREA}", "{WOOD}")
    (other / "rules.csv").write_text(text, encoding="utf-8")
    loading.load(other)
    rows = [row for row in BASIC["indicators"] if not row.startswith("WOOD")]
    assert ("rule.still_used", "rules:rule-0") in faults(write(tmp_path / "basic", {**BASIC, "indicators": rows}))


def test_indicators_still_refuse_the_words_of_rules(tmp_path):
    rows = [samples.derived("RATIO", "AREA / previous(AREA)")]
    assert faults(write(tmp_path / "basic", {**BASIC, "indicators": [*BASIC["indicators"], *rows]})) == [
        ("formula.refused", "indicators.csv:7:formula")
    ]


def test_the_shipped_rules_are_sound():
    samples.ship()
    every = snapshot.current().every
    assert len(every) > 25
    assert {rule.severity for rule in every} == {"hard", "soft"}
    assert all(rule.cells for rule in every)
