"""The watched folder: complete files are taken, stored or refused with the reasons beside them."""

import os
import time
from pathlib import Path

import pytest

from terrace.facts.bulk import actions as bulk
from terrace.facts.bulk.models import Job
from terrace.facts.collection.models import Observation, Submission
from terrace.facts.gateways.inbox import folders, senders, watching
from terrace.facts.gateways.models import Drop
from terrace.facts.gateways.tests.conftest import A, B

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mapped")]
HEAD = "indicator,area,period,breakdown,value,reason,status,because\n"


@pytest.fixture
def inbox(tmp_path, monkeypatch, hoa) -> Path:
    """The folder of Hoa, a registered sender."""
    root = tmp_path / "inbox"
    (root / "hoa").mkdir(parents=True)
    monkeypatch.setenv("TERRACE_INBOX", str(root))
    monkeypatch.setenv("TERRACE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(folders, "QUIET", 0.0)
    senders.add(hoa.person, "commune")
    return Path(root / "hoa")


def put(folder: Path, name: str, *rows: str, text: str | None = None) -> Path:
    path = folder / name
    path.write_text(text if text is not None else HEAD + "\n".join(rows) + "\n")
    return path


def look_and_work() -> None:
    """A worker looks, runs the jobs, and looks again."""
    watching.look()
    for job in Job.objects.filter(state="queued"):
        bulk.run(job.pk)
    watching.look()


def names(folder: Path, part: str) -> set[str]:
    where = folder / part
    return {path.name for path in where.iterdir()} if where.exists() else set()


def test_a_complete_file_is_stored_in_the_name_of_its_sender(inbox, hoa):
    put(inbox, "thang10.csv", f"PIGS,{A},2026-M10,,12,,,")
    look_and_work()
    assert names(inbox, "done") == {"thang10.csv"}
    assert names(inbox, "taken") == names(inbox, "refused") == set()
    assert Observation.objects.get().value == 12
    assert (Submission.objects.get().door, Submission.objects.get().person_id) == ("folder", hoa.person.pk)


def test_sdmx_and_dhis2_files_are_taken_too(inbox):
    head = "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\n"
    put(inbox, "x.csv", text=f"{head}dataflow,TERRACE:OBSERVATIONS(1.0),I,PIGS,{A},2026-M10,12\n")
    values = f'{{"orgUnit": "{A}", "period": "202609", "dataValues": [{{"dataElement": "PIG_STOCK", "value": "3"}}]}}'
    put(inbox, "y.json", text=values)
    look_and_work()
    assert names(inbox, "done") == {"x.csv", "y.json"}, [path.read_text() for path in (inbox / "refused").glob("*.txt")]
    assert sorted(Job.objects.values_list("format", flat=True)) == ["dhis2", "sdmx-csv"]


def test_a_refused_file_has_its_faults_beside_it_in_both_languages(inbox):
    put(inbox, "thang10.csv", f"PIGS,{A},2026-M10,,12,,,", f"PIGS,{B},2026-M10,,12,,,", "=CMD,1,2,,3,,,")
    look_and_work()
    assert names(inbox, "refused") == {"thang10.csv", "thang10.csv.problems.csv", "thang10.csv.problems.txt"}
    table = (inbox / "refused/thang10.csv.problems.csv").read_text("utf-8-sig").splitlines()
    assert table[0].startswith("position,pointer,code,message_vi,message_en")
    assert [line.split(",")[0] for line in table[1:]] == ["3", "4"]
    text = (inbox / "refused/thang10.csv.problems.txt").read_text()
    assert "bị từ chối" in text
    assert "refused" in text
    assert not Observation.objects.exists()


def test_the_same_file_twice_is_recognised(inbox):
    for name in ("a.csv", "b.csv"):
        put(inbox, name, f"PIGS,{A},2026-M10,,12,,,")
        look_and_work()
    assert names(inbox, "done") == {"a.csv", "b.csv", "b.csv.received-before.txt"}
    assert (Job.objects.count(), Submission.objects.count(), Drop.objects.filter(state="done").count()) == (1, 1, 2)


def test_a_refused_file_may_be_put_in_again(inbox):
    for _ in range(2):
        put(inbox, "a.csv", f"PIGS,{B},2026-M10,,12,,,")
        look_and_work()
    assert {"a.csv", "a-2.csv", "a-2.csv.problems.txt"} <= names(inbox, "refused")
    assert Job.objects.count() == 2


def test_what_is_still_being_written_is_left_alone(inbox, monkeypatch):
    for name in ("a.csv.part", "b.tmp", ".c.csv", "d.filepart"):
        put(inbox, name, f"PIGS,{A},2026-M10,,12,,,")
    look_and_work()
    monkeypatch.setattr(folders, "QUIET", 60.0)
    put(inbox, "e.csv", f"PIGS,{A},2026-M10,,12,,,")
    os.utime(inbox / "e.csv", (time.time() - 999, time.time() - 999))
    look_and_work()
    assert not Drop.objects.exists()
    monkeypatch.setattr(folders, "QUIET", 0.0)
    (inbox / "a.csv.part").rename(inbox / "a.csv")
    look_and_work()
    assert {"a.csv", "e.csv"} <= names(inbox, "done")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("half.json", '{"source": "commune", "observations": [{"indi', ""),
        ("empty.csv", "", ""),
        ("photo.jpg", "\x00\x01", ""),
        ("half.xml", "<?xml version='1.0'?><m:GenericData", "sdmx"),
    ],
)
def test_files_that_cannot_be_read_are_refused(inbox, name, text, code):
    put(inbox, name, text=text)
    look_and_work()
    assert {name, f"{name}.problems.csv", f"{name}.problems.txt"} == names(inbox, "refused")
    assert code in (inbox / "refused" / f"{name}.problems.csv").read_text("utf-8-sig")
    assert not Observation.objects.exists()


def test_links_and_pipes_are_refused_and_never_followed(inbox, tmp_path):
    secret = put(tmp_path, "secret.csv", f"PIGS,{A},2026-M10,,12,,,")
    (inbox / "link.csv").symlink_to(secret)
    os.mkfifo(inbox / "pipe.csv")
    target = tmp_path / "target"
    (inbox / "refused").mkdir()
    (inbox / "refused" / "link.csv.problems.txt").symlink_to(target)
    look_and_work()
    assert {"link.csv", "pipe.csv"} <= names(inbox, "refused")
    assert "inbox.link" in (inbox / "refused/link.csv.problems.csv").read_text("utf-8-sig")
    assert not target.exists()
    assert not Submission.objects.exists()


def test_a_sender_cannot_lead_the_sub_folders_elsewhere(inbox, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (inbox / "taken").symlink_to(elsewhere)
    put(inbox, "a.csv", f"PIGS,{A},2026-M10,,12,,,")
    look_and_work()
    assert list(elsewhere.iterdir()) == []
    assert "taken" in names(inbox, "refused")
    assert names(inbox, "done") == {"a.csv"}


def test_a_folder_of_nobody_is_refused_and_a_linked_folder_not_looked_into(inbox, tmp_path):
    other = inbox.parent / "nobody"
    other.mkdir()
    (inbox.parent / "linked").symlink_to(inbox)
    put(other, "a.csv", f"PIGS,{A},2026-M10,,12,,,")
    look_and_work()
    assert "inbox.sender_unknown" in (other / "refused/a.csv.problems.csv").read_text("utf-8-sig")


def test_a_folder_may_name_its_sender_in_a_file_that_only_the_owner_writes(inbox):
    other = inbox.parent / "kho-lieu"
    other.mkdir()
    (other / "sender.toml").write_text('person = "hoa"\nsource = "commune"\n')
    (other / "sender.toml").chmod(0o644)
    put(other, "a.csv", f"PIGS,{A},2026-M10,,12,,,")
    look_and_work()
    assert names(other, "done") == {"a.csv"}
    (other / "sender.toml").chmod(0o666)
    put(other, "b.csv", f"PIGS,{A},2026-M09,,12,,,")
    look_and_work()
    assert "inbox.sender_file" in (other / "refused/b.csv.problems.csv").read_text("utf-8-sig")


def test_a_look_that_died_is_taken_up_again(inbox, monkeypatch):
    put(inbox, "a.csv", f"PIGS,{A},2026-M10,,12,,,")
    monkeypatch.setattr(watching, "_hand_over", lambda *_: None)
    watching.look()
    assert names(inbox, "taken") == {"a.csv"}
    Drop.objects.all().delete()
    monkeypatch.undo()
    monkeypatch.setenv("TERRACE_INBOX", str(inbox.parent))
    look_and_work()
    assert names(inbox, "done") == {"a.csv"}
    assert Submission.objects.count() == 1
