"""Loading as a whole: one transaction, everything or nothing."""

from pathlib import Path

import pytest

from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.kernel.problems import Refused
from terrace.base.packs import columns, loading, problems
from terrace.base.packs.models import Pack
from terrace.base.packs.registry import Batch, Counts, Registry, Table

PACK = 'code,name_vi,name_en,needs\nhealth,Y tế,Health,"{}"\n'


def registry(seen: list[object] | None = None) -> Registry:
    """One table, whose loader only notes what it got."""
    found = Registry()

    def load(batch: Batch) -> Counts:
        keys = tuple(record.values["code"] for record in batch.sound)
        (seen if seen is not None else []).extend(keys)
        return Counts(added=keys)

    found.add(Table("beds", (columns.code("code", "[A-Z]+", "mã", "a code"), columns.integer("count", 0, 9)), load))
    return found


def folder(path: Path, needs: str = "", beds: str = "code,count\nA,1\n") -> Path:
    (path / "pack.csv").write_text(PACK.format(needs))
    (path / "beds.csv").write_text(beds)
    return path


def refusal(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        loading.load(path, registry=registry())
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


@pytest.mark.django_db
def test_a_load_is_audited_and_published(tmp_path):
    report = loading.load(folder(tmp_path), registry=registry())
    assert report.as_dict()["tables"]["beds"]["added"] == ("A",)
    assert Pack.objects.get().name_vi == "Y tế"
    assert list(Entry.objects.values_list("verb", "subject")) == [("pack.load", "pack:health")]
    assert list(Outbox.objects.values_list("type", "subject")) == [("pack.loaded", "pack/health")]


@pytest.mark.django_db
def test_every_fault_of_every_file_is_listed_and_nothing_is_stored(tmp_path):
    folder(tmp_path, needs="common, places", beds="code,cont,count\nA,,x\nb,,\nC,,3\n")
    (tmp_path / "bed.csv").write_text("code\nA\n")
    assert refusal(tmp_path) == [
        ("bed.csv", "pack.table_unknown"),
        ("beds.csv:1:cont", "pack.column_unknown"),
        ("beds.csv:2:count", "pack.cell_value"),
        ("beds.csv:3:code", "pack.cell_value"),
        ("beds.csv:3:count", "pack.cell_empty"),
        ("pack.csv:2:needs", "pack.need_missing"),
        ("pack.csv:2:needs", "pack.need_missing"),
    ]
    assert not Pack.objects.exists()
    assert not Entry.objects.exists()
    assert not Outbox.objects.exists()


@pytest.mark.django_db
def test_a_missing_column_is_one_fault_not_one_in_every_row(tmp_path):
    folder(tmp_path, beds="code\nA\nB\n")
    assert refusal(tmp_path) == [("beds.csv:1:count", "pack.column_missing")]


@pytest.mark.django_db
def test_a_pack_has_one_row_about_itself(tmp_path):
    folder(tmp_path)
    (tmp_path / "pack.csv").write_text(PACK.format("") + "b,B,B,\n")
    assert refusal(tmp_path) == [("pack.csv:3", "pack.one_row")]


@pytest.mark.django_db
def test_a_pack_loads_when_what_it_needs_is_there(tmp_path):
    Pack.objects.create(code="common", name_vi="", name_en="")
    loading.load(folder(tmp_path, needs="common"), registry=registry())
    assert Pack.objects.get(code="health").needs == "common"


@pytest.mark.django_db
def test_a_folder_without_a_description_is_a_pack_named_as_the_folder(tmp_path):
    path = tmp_path / "health"
    path.mkdir()
    (path / "beds.csv").write_text("code,count\nA,1\n")
    assert loading.load(path, registry=registry()).pack == "health"


@pytest.mark.django_db
def test_a_fault_found_by_a_finisher_takes_everything_back(tmp_path):
    made = registry()
    made.finish(lambda batch: batch.faults.append(problems.EMPTY.fault("beds", path="")))
    with pytest.raises(Refused):
        loading.load(folder(tmp_path), registry=made)
    assert not Pack.objects.exists()


@pytest.mark.django_db
def test_a_violation_that_no_check_foresaw_is_a_problem(tmp_path):
    made = registry()
    made.finish(lambda batch: Pack(code="BAD", name_vi="", name_en="").save(force_insert=True))
    with pytest.raises(Refused, match=r"pack\.constraint"):
        loading.load(folder(tmp_path), registry=made)


def test_a_table_is_registered_once():
    made = registry()
    with pytest.raises(ValueError, match="twice"):
        made.add(made.tables["beds"])
