"""Forms come in by workbook and by pack; versions are kept; offices keep their own."""

import csv
import shutil
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.collection import originals
from terrace.facts.questionnaires import queries, uploading
from terrace.facts.questionnaires.models import Questionnaire, Version
from terrace.facts.questionnaires.tests.conftest import PACK
from terrace.facts.questionnaires.tests.forms import HEADER, PIXEL, WALK, workbook

PICTURE = [(*HEADER, "media::image"), ("text", "a", "A", "a.png"), ("text", "b", "B", "b.png")]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_an_upload_is_kept_byte_for_byte(actor):
    content = workbook(WALK)
    done = uploading.upload(actor("lan"), "walk.xlsx", content)
    assert done.created
    assert b"".join(originals.read(done.version.original_id)) == content
    assert done.questionnaire.sector == "farming"


def test_the_same_form_again_changes_nothing(actor):
    content = workbook(WALK)
    first = uploading.upload(actor("lan"), "walk.xlsx", content)
    again = uploading.upload(actor("lan"), "walk.xlsx", content)
    assert (again.created, again.version) == (False, first.version)


def test_other_content_needs_another_version_and_both_are_kept(actor):
    uploading.upload(actor("lan"), "walk.xlsx", workbook(WALK))
    more = [*WALK, ("text", "c", "C")]
    with pytest.raises(Refused) as refused:
        uploading.upload(actor("lan"), "walk.xlsx", workbook(more))
    assert codes(refused) == ["xlsform.version_same"]
    assert refused.value.faults[0].pointer == "settings:2:version"
    done = uploading.upload(actor("lan"), "walk.xlsx", workbook(more, version="2"))
    found = Questionnaire.objects.get(form="walk")
    assert found.current == done.version
    assert list(found.versions.order_by("pk").values_list("name", flat=True)) == ["1", "2"]


def test_a_version_is_never_changed(actor):
    done = uploading.upload(actor("lan"), "walk.xlsx", workbook(WALK))
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=done.version.pk).update(title="x")


@pytest.mark.parametrize("name", ["hoa", "chi"])
def test_only_those_who_keep_forms_upload(actor, name):
    with pytest.raises(Refused) as refused:
        uploading.upload(actor(name), "walk.xlsx", workbook(WALK))
    assert refused.value.status == 403


def test_a_form_of_another_office_is_not_overwritten(actor):
    uploading.upload(actor("an"), "walk.xlsx", workbook(WALK))
    with pytest.raises(Refused) as refused:
        uploading.upload(actor("lan"), "walk.xlsx", workbook(WALK, version="2"))
    assert codes(refused) == ["xlsform.foreign"]


def test_pictures_are_kept_missing_ones_warned_of_and_old_ones_carried_over(actor):
    done = uploading.upload(actor("lan"), "f.xlsx", workbook(PICTURE), {"a.png": PIXEL})
    assert [fault.pointer for fault in done.warnings if fault.code == "xlsform.medium_missing"] == ["b.png"]
    again = uploading.upload(actor("lan"), "f.xlsx", workbook(PICTURE, version="2"), {"b.png": PIXEL})
    assert sorted(again.version.media.values_list("name", flat=True)) == ["a.png", "b.png"]


def test_a_file_that_the_form_does_not_name_is_refused(actor):
    with pytest.raises(Refused) as refused:
        uploading.upload(actor("lan"), "f.xlsx", workbook(WALK), {"a.png": PIXEL})
    assert codes(refused) == ["xlsform.medium_unasked"]
    assert not Questionnaire.objects.filter(form="walk").exists()


def test_a_version_that_drops_a_mapped_question_is_warned_of(actor):
    done = uploading.upload(actor("lan"), "f.xlsx", workbook(WALK[:2]))
    assert [fault.message_en for fault in done.warnings if fault.code == "xlsform.map_lost"] != []


def test_the_pack_holds_a_form_that_everybody_in_the_country_fills_in(actor):
    assert [each.form for each in queries.fillable(actor("hoa"))] == ["herd"]
    found = Questionnaire.objects.get(form="herd")
    assert found.current is not None
    assert (found.current.name, found.current.title) == ("1", "Phiếu đếm")
    assert b"".join(originals.read(found.current.original_id)).startswith(b"PK")


def test_a_form_for_a_province_is_not_for_another(actor, cast):
    from datetime import date

    from terrace.base.access import actions as access
    from terrace.base.access import policy
    from terrace.base.people.actions import create_person
    from terrace.base.places import index

    uploading.upload(actor("lan"), "walk.xlsx", workbook(WALK))
    far = create_person("xa", "Người nơi khác")
    place = index.current().resolve("01", date(2026, 10, 1))
    assert place is not None
    access.grant(far, "commune-officer", place, start=date(2026, 1, 1))
    assert [each.form for each in queries.fillable(policy.actor_of(far))] == ["herd"]
    assert [each.form for each in queries.fillable(actor("hoa"))] == ["herd", "walk"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "count"))


def change(pack: Path, table: str, row: int, column: str, text: str) -> None:
    with (pack / f"{table}.csv").open() as file:
        rows = list(csv.reader(file))
    rows[row][rows[0].index(column)] = text
    with (pack / f"{table}.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)


WRONG = [
    ("questionnaire_maps", 1, "indicator", "PIGGS", "questionnaire.code", "questionnaire_maps.csv:2:indicator"),
    ("questionnaire_maps", 3, "breakdown", "SEX=X", "questionnaire.code", "questionnaire_maps.csv:4:breakdown"),
    (
        "questionnaire_maps",
        1,
        "question",
        "animals/nummer",
        "questionnaire.question",
        "questionnaire_maps.csv:2:question",
    ),
    ("questionnaire_maps", 1, "question", "who", "questionnaire.kind", "questionnaire_maps.csv:2:gather"),
    ("questionnaire_maps", 1, "where", "animals/x=pig", "questionnaire.question", "questionnaire_maps.csv:2:where"),
    ("questionnaire_maps", 1, "form", "other", "questionnaire.form", "questionnaire_maps.csv:2:form"),
    ("questionnaires", 1, "source", "nobody", "questionnaire.code", "questionnaires.csv:2:source"),
    ("questionnaires", 1, "period", "dey", "questionnaire.question", "questionnaires.csv:2:period"),
    ("questionnaire_questions", 3, "type", "integr", "xlsform.question_type", "questionnaire_questions.csv:4:type"),
    ("questionnaire_questions", 3, "label_vi", "Người", "questionnaire.version", "questionnaire_questions.csv:2:form"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong[4]} {wrong[5]}")
def test_a_wrong_row_of_a_pack_is_told_at_its_cell(cast, pack, wrong):
    *where, code, pointer = wrong
    change(pack, *where)
    with pytest.raises(Refused) as refused:
        loading.load(pack)
    assert (code, pointer) in [(fault.code, fault.pointer) for fault in refused.value.faults]


def test_two_rows_for_one_cell_are_both_sums(cast, pack):
    change(pack, "questionnaire_maps", 5, "indicator", "PEOPLE")
    with pytest.raises(Refused) as refused:
        loading.load(pack)
    assert "questionnaire.mixed" in codes(refused)


def test_the_same_pack_again_changes_nothing_and_a_new_version_is_told(cast, pack):
    assert loading.load(pack).same
    change(pack, "questionnaires", 1, "version", "2")
    assert loading.load(pack).tables["questionnaire_choices"].added == ("herd@2",)


def test_the_shipped_questionnaire_is_a_form_that_can_be_used():
    from terrace.base.packs import reading
    from terrace.facts.questionnaires import conversion, packed
    from terrace.facts.questionnaires.models import Plan

    folder = reading.read(Path(__file__).parents[5] / "packs" / "household-survey")
    plan = Plan(form="household-livestock", version="1", name_vi="Phiếu")
    tables = [list(folder.sheets[f"questionnaire_{name}"].rows) for name in ("questions", "choices")]
    made = conversion.read(packed.workbook(plan, *tables), "x.xlsx")
    assert made.warnings == ()
    assert made.structure.form == "household-livestock"


def test_nobody_reads_the_tables_of_forms_without_a_role(cast, as_web):
    from terrace.base.people.actions import create_person

    cast.nobody = create_person("dan", "Người dân")
    with as_web("nobody"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM questionnaires_version")
        assert cursor.fetchone()[0] == 0
