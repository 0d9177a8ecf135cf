"""Files that cannot be read: each is refused with its place, and nothing of it is stored."""

import gzip
import json
from typing import Any

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.problems import Refused
from terrace.facts.bulk import queries
from terrace.facts.bulk.tests.conftest import HEAD, MONTH, A, B, csv, hand_in, ndjson
from terrace.facts.collection.models import Observation, Submission

GOOD = f"PIGS,{A},{MONTH},,12,"
FACT = {"indicator": "PIGS", "area": A, "period": MONTH, "value": 12}


def refused(body: bytes, name: str = "figures.csv", **more: Any) -> list[tuple[int, str, str]]:
    """Position, code and message of each fault of a file that must be refused whole."""
    job = hand_in(body, name, **more)
    assert job.state == "refused", job
    assert job.faults == sum(job.codes.values())
    assert not Observation.objects.exists()
    assert not Submission.objects.exists()
    return [(each.position, each.code, each.message_en) for each in queries.faults(SYSTEM, job.id)]


def codes(body: bytes, name: str = "figures.csv", **more: Any) -> list[tuple[int, str]]:
    return [each[:2] for each in refused(body, name, **more)]


def test_gzip_that_is_cut_off(world: None):
    body = gzip.compress(csv(*[GOOD] * 5_000))
    assert codes(body[: len(body) // 2]) == [(0, "file.cut")]
    assert codes(body[:-8] + b"12345678", key="crc") == [(0, "file.cut")]


def test_a_bomb_is_stopped_at_the_limit(world: None, settings: Any):
    settings.JOB_LIMIT = 2**20
    assert codes(gzip.compress(b"\0" * 200_000_000, compresslevel=1)) == [(0, "file.expands")]


def test_several_members_and_zeros_at_the_end_are_one_file(world: None):
    body = gzip.compress(csv(GOOD)) + gzip.compress(f"PIGS,{B},{MONTH},,1,\n".encode()) + b"\0" * 20
    assert hand_in(body).stored == 2


def test_too_many_facts(world: None, settings: Any):
    settings.JOB_FACTS = 2
    lines = [f"PIGS,{A},2026-M{month:02},,1," for month in range(1, 4)]
    assert codes(csv(*lines)) == [(0, "file.rows")]
    assert codes(ndjson(*[FACT] * 3), "figures.ndjson", key="n") == [(0, "file.rows")]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'[{"indicator": "PIGS"},\n{"area": }]', "line 2, column 10"),
        (b'{"source": "commune", "observations": [{"indicator": "PIGS"}', "line 1, column"),
        (b"[" * 100_000, "line 1"),
        (b'[{"indicator": "PIGS"}] x', "line 1, column 26"),
    ],
)
def test_broken_json_says_where(world: None, body: bytes, place: str):
    ((position, code, message),) = refused(body, "figures.json")
    assert (position, code) == (0, "file.json")
    assert place in message


def test_broken_json_on_a_line_says_which(world: None):
    body = ndjson(FACT) + b"\n" + b'{"indicator": "PIGS", "area": nothing}\n'
    ((_, code, message),) = refused(body, "figures.ndjson")
    assert code == "file.json"
    assert "line 3, column 32" in message


def test_wrong_types_are_named_one_by_one(world: None):
    body = ndjson(FACT, FACT | {"area": 1273}, [1], FACT | {"value": True}, FACT | {"breakdown": {"SEX": 1}})
    kinds = ["type.wrong", "type.wrong", "value.not_number", "type.wrong"]
    assert codes(body, "figures.ndjson") == list(zip([2, 3, 4, 5], kinds, strict=True))
    array = json.dumps([FACT, FACT | {"area": 1273}]).encode()
    assert codes(array, "figures.json", key="array") == [(2, "type.wrong")]


def test_a_name_that_is_there_twice_is_a_fault(world: None):
    body = (
        ndjson(FACT | {"area": B})
        + f'{{"indicator":"PIGS","area":"{A}","period":"{MONTH}","value":1,"value":2}}\n'.encode()
    )
    ((position, code, message),) = refused(body, "figures.ndjson")
    assert (position, code) == (2, "type.wrong")
    assert "value is there twice" in message


@pytest.mark.parametrize("name", ["figures.csv", "figures.ndjson"])
def test_what_is_not_utf_8_says_on_which_line(world: None, name: str):
    body = HEAD.encode() + f"{GOOD}\nPIGS,Hà Giang,{MONTH},,1,\n".encode("cp1252")
    ((_, code, message),) = refused(body, name)
    assert code == "file.encoding"
    assert "Line 3" in message
    assert "0xE0" in message


def test_utf_16_and_nul_are_told_apart(world: None):
    assert codes("indicator,area\n".encode("utf-16")) == [(0, "file.encoding")]
    ((_, code, message),) = refused(csv(GOOD, "PIGS,\0,2026-M10,,1,"), key="nul")
    assert code == "file.nul"
    assert "Line 3" in message


def test_the_mark_of_utf_8_and_blank_lines_are_passed_over(world: None):
    assert hand_in(b"\xef\xbb\xbf" + csv(GOOD, "", f"PIGS,{B},{MONTH},,1,", "")).stored == 2
    assert hand_in(b"\xef\xbb\xbf" + ndjson(FACT | {"value": 13}) + b"\n\n", "figures.ndjson", key="n").stored == 1


def test_positions_are_lines_whatever_stands_before(world: None):
    body = csv('"PIGS",' + f'{A},{MONTH},,12,"', '"', "", f"PIGS,{B},{MONTH},,x,")
    assert (5, "value.not_number") in codes(body)
    assert codes(csv("", "", f"PIGX,{B},{MONTH},,1,"), key="blank") == [(4, "indicator.unknown")]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("indicator,area,value\n", ["header.missing"]),
        ("indicator,area,period\n", ["header.missing"]),
        ("indicator,area,period,value,valeu\n", ["header.unknown"]),
        ("indicator,area,period,value,value\n", ["header.twice"]),
        ("PIGS,01273,2026-M10,12\n", ["header.missing"] * 4 + ["header.unknown"] * 4),
    ],
)
def test_a_wrong_header_is_named(world: None, head: str, found: list[str]):
    assert sorted(code for _, code in codes(csv(GOOD, head=head))) == found


def test_columns_may_stand_in_any_order_and_semicolons_will_do(world: None):
    job = hand_in(f"Value;period;AREA;indicator\n12;{MONTH};{A};PIGS\n".encode())
    assert job.stored == 1


def test_rows_of_another_length_and_open_quotes(world: None):
    assert codes(csv(GOOD, "PIGS,1", f"{GOOD},,,")) == [(3, "file.columns"), (4, "file.columns")]
    ((_, code, message),) = refused(csv(GOOD, f'PIGS,"{A},{MONTH}'), key="quote")
    assert code == "file.csv"
    assert "line 3" in message


@pytest.mark.parametrize(("name", "body"), [("a.csv", HEAD.encode()), ("a.json", b"[]"), ("a.ndjson", b"\n\n")])
def test_a_file_without_facts_is_none(world: None, name: str, body: bytes):
    assert codes(body, name) == [(0, "observations.none")]


def test_an_empty_file_is_refused_at_the_door(world: None):
    with pytest.raises(Refused) as caught:
        hand_in(b"")
    assert caught.value.faults[0].code == "original.empty"


def test_the_source_is_named_once(world: None):
    body = json.dumps({"source": "office", "observations": [FACT]}).encode()
    assert codes(body, "a.json") == [(0, "file.source")]
    assert codes(csv(GOOD), source="", key="none") == [(0, "source.missing")]
    assert hand_in(body, "a.json", source="", key="own").source == "office"


def test_the_head_of_a_json_object_is_checked_as_at_the_door(world: None):
    body = json.dumps({"source": 1, "note": [], "observations": {}}).encode()
    assert codes(body, "a.json", source="") == [(0, "type.wrong")] * 3
