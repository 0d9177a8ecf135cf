"""Files: kept byte for byte, stored once, known again, seen by those who may."""

import hashlib
import random
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM, Actor
from terrace.base.kernel.problems import Refused
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.collection import actions, originals, queries
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.models import Enclosure, Original, OriginalPart
from terrace.facts.conftest import COMMUNES, PROVINCE, fact

A, B, _ = COMMUNES
MB = 2**20


def content(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def pieces(whole: bytes, size: int) -> Iterator[bytes]:
    return (whole[start : start + size] for start in range(0, len(whole), size))


def person(username: str, role: str, code: str) -> Actor:
    made = create_person(username, username.title())
    place = index.current().resolve(code, date(2026, 1, 31))
    assert place is not None
    access.grant(made, role, place, "", start=date(2025, 7, 1))
    return policy.actor_of(made)


@pytest.fixture
def hoa(world: None) -> Actor:
    return person("hoa", "commune-officer", A)


@pytest.fixture
def binh(world: None) -> Actor:
    return person("binh", "commune-officer", B)


@pytest.fixture
def chi(world: None) -> Actor:
    return person("chi", "leader", PROVINCE)


def hand_in(actor: Actor, *facts: Any, key: str = "k", attachments: Any = (), because: str = "", **rest: Any) -> Any:
    content = Intake("commune", list(facts), attachments=list(attachments), because=because)
    return actions.submit(actor, key, "excel", content, **rest)


# keeping


@pytest.mark.parametrize("size", [1, MB - 1, MB, MB + 1, 3 * MB + 17])
@pytest.mark.parametrize("piece", [1000, MB, 5 * MB])
def test_what_comes_out_is_what_came_in_however_it_was_cut(hoa, size, piece):
    whole = content(size)
    kept = originals.keep(hoa, "a.bin", "application/octet-stream", pieces(whole, piece))
    assert b"".join(originals.read(kept.id, hoa)) == whole
    assert (kept.sha256, kept.size, kept.known) == (hashlib.sha256(whole).hexdigest(), size, False)


def test_the_same_bytes_are_stored_once_and_known_again(hoa, binh):
    whole = content(2 * MB)
    first = originals.keep(hoa, "bieu.xlsx", "x/y", [whole])
    again = originals.keep(hoa, "ban-sao.xlsx", "x/y", [whole])
    other = originals.keep(binh, "khac.xlsx", "x/y", [whole])
    assert (again.id, again.known, again.again) == (first.id, True, True)
    assert (other.known, other.again) == (False, False)
    assert other.id != first.id
    assert OriginalPart.objects.count() == 2
    assert Original.objects.get(pk=first.id).name == "bieu.xlsx"


def test_a_large_file_passes_in_bounded_memory(hoa):
    part = content(MB)
    tracemalloc.start()
    kept = originals.keep(hoa, "large.bin", "x/y", (part[number:] + part[:number] for number in range(1, 25)))
    size = sum(len(piece) for piece in originals.read(kept.id, hoa))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == 24 * MB
    assert peak < 12 * MB


def test_an_empty_file_and_one_that_is_too_large_are_refused(hoa, settings):
    settings.FILE_LIMIT = 2 * MB
    for chunks, code in (
        ([], "original.empty"),
        ([b""], "original.empty"),
        ([content(2 * MB + 1)], "original.too_large"),
    ):
        with pytest.raises(Refused) as raised:
            originals.keep(hoa, "a", "x/y", chunks)
        assert raised.value.faults[0].code == code
    assert not Original.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [("C:\\Biểu\\tháng 10.xlsx", "tháng 10.xlsx"), ("../../etc/passwd", "passwd"), ("a\x00b\nc", "abc"), ("", "file")],
)
def test_a_name_is_only_a_name(given, kept):
    assert originals.clean_name(given) == kept


# belonging to a submission


def test_a_submission_names_the_file_it_came_from_its_photos_its_device_and_its_job(hoa):
    sheet = originals.keep(hoa, "bieu.xlsx", "x/y", [b"sheet"])
    photo = originals.keep(hoa, "anh.jpg", "image/jpeg", [b"photo"])
    receipt = hand_in(
        hoa, fact("PIGS", A, "2026-M01", 1), original=sheet.id, attachments=[photo.sha256], device="Máy 1", job=7
    )
    view = queries.submissions([receipt.id])[receipt.id]
    assert (view.device, view.job) == ("Máy 1", 7)
    assert [(each.name, each.use) for each in queries.files(receipt.id)] == [
        ("bieu.xlsx", "source"),
        ("anh.jpg", "attachment"),
    ]


def test_a_file_of_somebody_else_or_of_nobody_is_refused(hoa, binh):
    foreign = originals.keep(binh, "a", "x/y", [b"secret"])
    for rest, pointer in (
        ({"original": foreign.id}, "/original"),
        ({"original": 999}, "/original"),
        ({"attachments": [foreign.sha256]}, "/attachments/0"),
        ({"attachments": ["zz"]}, "/attachments/0"),
    ):
        with pytest.raises(Refused) as raised:
            hand_in(hoa, fact("PIGS", A, "2026-M01", 1), **rest)
        assert [(fault.pointer, fault.code) for fault in raised.value.faults] == [(pointer, "original.unknown")]


def test_a_repeated_file_is_refused_naming_the_earlier_submission_unless_a_reason_is_given(hoa, chi):
    facts = [fact("PIGS", A, "2026-M01", 1), fact("BIRTHS", A, "2026-M01", 2)]
    sheet = originals.keep(hoa, "bieu.xlsx", "x/y", [b"sheet"])
    first = hand_in(hoa, *facts, original=sheet.id)
    again = originals.keep(hoa, "bieu (1).xlsx", "x/y", [b"sheet"])
    assert [use.submission for use in again.used] == [first.id]
    with pytest.raises(Refused) as raised:
        hand_in(hoa, *facts, key="k2", original=again.id)
    assert (raised.value.faults[0].code, raised.value.status) == ("original.known", 409)
    assert f"submission {first.id}" in raised.value.faults[0].message_en
    assert hand_in(hoa, *facts, key="k2", original=again.id, because="Gửi lại theo yêu cầu").created


def test_the_same_key_with_the_same_file_is_only_a_repetition(hoa):
    sheet = originals.keep(hoa, "bieu.xlsx", "x/y", [b"sheet"])
    first = hand_in(hoa, fact("PIGS", A, "2026-M01", 1), original=sheet.id)
    again = hand_in(hoa, fact("PIGS", A, "2026-M01", 1), original=sheet.id)
    assert (again.id, again.created) == (first.id, False)


def test_one_file_may_give_many_submissions_about_different_cells_and_be_sent_anew_after_a_withdrawal(hoa):
    sheet = originals.keep(hoa, "nam.xlsx", "x/y", [b"year"])
    first = hand_in(hoa, fact("PIGS", A, "2026-M01", 1), key="1", original=sheet.id)
    assert hand_in(hoa, fact("PIGS", A, "2026-M02", 1), key="2", original=sheet.id).created
    actions.withdraw(hoa, first.id, "Nhập nhầm")
    assert hand_in(hoa, fact("PIGS", A, "2026-M01", 1), key="3", original=sheet.id).created


def test_a_repeated_file_is_known_whoever_sends_it(hoa, chi):
    officer = person("dat", "department-officer", PROVINCE)
    hand_in(hoa, fact("PIGS", A, "2026-M01", 1), original=originals.keep(hoa, "a", "x/y", [b"sheet"]).id)
    with pytest.raises(Refused) as raised:
        hand_in(officer, fact("PIGS", A, "2026-M01", 1), original=originals.keep(officer, "a", "x/y", [b"sheet"]).id)
    assert raised.value.faults[0].code == "original.known"


def test_parts_of_one_job_are_not_repetitions_of_each_other(hoa):
    sheet = originals.keep(hoa, "lon.csv", "text/csv", [b"many"])
    same = fact("PIGS", A, "2026-M01", 1)
    assert hand_in(hoa, same, key="job/1/0", original=sheet.id, job=1).created
    assert hand_in(hoa, same, key="job/1/1", original=sheet.id, job=1).created
    with pytest.raises(Refused):
        hand_in(hoa, same, key="job/2/0", original=sheet.id, job=2)


# who may


def test_a_file_is_read_by_its_owner_and_by_those_who_may_read_a_submission_that_used_it(hoa, binh, chi):
    photo = originals.keep(hoa, "anh.jpg", "image/jpeg", [b"photo"])
    assert originals.find(hoa, photo.sha256)
    for other in (binh, chi):
        assert originals.find(other, photo.sha256) is None
        assert list(originals.read(photo.id, other)) == []
    hand_in(hoa, fact("PIGS", A, "2026-M01", 1), attachments=[photo.sha256])
    assert originals.find(chi, photo.sha256)
    assert b"".join(originals.read(photo.id, chi)) == b"photo"
    assert originals.find(binh, photo.sha256) is None
    assert list(originals.read(photo.id, binh)) == []


def run(statement: str, values: list[Any], actor: Actor) -> None:
    with transaction.atomic(), policy.acting_as(actor), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_postgresql_refuses_a_part_that_is_not_what_its_name_says(hoa):
    with pytest.raises(DatabaseError, match="collection_originalpart_true"):
        run("INSERT INTO collection_originalpart VALUES (%s, %s)", [hashlib.sha256(b"a").digest(), b"b"], hoa)


@pytest.mark.parametrize("actor", ["system", "hoa"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE collection_original SET name = 'x'",
        "DELETE FROM collection_original",
        "UPDATE collection_originalpart SET content = content",
        "DELETE FROM collection_originalpart",
        "UPDATE collection_enclosure SET use = 'attachment'",
        "DELETE FROM collection_enclosure",
        "UPDATE collection_submission SET note = 'x'",
        "UPDATE collection_submission SET content = content",
        "DELETE FROM collection_submission",
    ],
)
def test_nothing_of_a_file_or_a_submission_can_be_changed_by_anybody(hoa, statement, actor):
    hand_in(hoa, fact("PIGS", A, "2026-M01", 1), original=originals.keep(hoa, "a", "x/y", [b"sheet"]).id)
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
        run(statement, [], SYSTEM if actor == "system" else hoa)


def test_nobody_hangs_a_file_of_another_on_her_own_submission(hoa, binh):
    foreign = originals.keep(binh, "a", "x/y", [b"secret"])
    receipt = hand_in(hoa, fact("PIGS", A, "2026-M01", 1))
    statement = (
        "INSERT INTO collection_enclosure (submission_id, original_id, use, sha256, cells)"
        " VALUES (%s, %s, 'source', %s, %s)"
    )
    with pytest.raises(DatabaseError, match="row-level security"):
        run(statement, [receipt.id, foreign.id, bytes.fromhex(foreign.sha256), bytes(32)], hoa)
    assert not Enclosure.objects.exists()


def test_nobody_hands_over_a_file_in_the_name_of_another_or_hangs_hers_on_a_foreign_submission(hoa, binh):
    with pytest.raises(DatabaseError, match="row-level security"):
        run(
            "INSERT INTO collection_original (sha256, size, name, media_type, person_id, parts)"
            " VALUES (%s, 1, 'a', 'b', %s, %s)",
            [bytes(32), binh.person_id, [bytes(32)]],
            hoa,
        )
    hers = originals.keep(binh, "a", "x/y", [b"hers"])
    receipt = hand_in(hoa, fact("PIGS", A, "2026-M01", 1))
    with pytest.raises(DatabaseError, match="row-level security"):
        run(
            "INSERT INTO collection_enclosure (submission_id, original_id, use, sha256, cells)"
            " VALUES (%s, %s, 'source', %s, %s)",
            [receipt.id, hers.id, bytes.fromhex(hers.sha256), bytes(32)],
            binh,
        )
