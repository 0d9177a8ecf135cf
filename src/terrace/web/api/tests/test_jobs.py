"""Large files at the API."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.facts.bulk import actions, queries
from terrace.facts.collection.models import Observation
from terrace.web.api.tests.conftest import OCTOBER, A, B, Caller

HEAD = "indicator,area,period,value\n"
GOOD = f"{HEAD}PIGS,{A},{OCTOBER},12\nBIRTHS,{A},{OCTOBER},3\n".encode()


def send(caller: Caller, body: bytes, key: str = "j1", media_type: str = "text/csv", **parameters: Any) -> Any:
    query = "&".join(f"{name}={value}" for name, value in ({"source": "commune"} | parameters).items())
    return caller.post(f"/jobs?{query}", body, headers={"Idempotency-Key": key}, content_type=media_type)


@pytest.fixture
def hoa(as_: Callable[[str], Caller]) -> Caller:
    return as_("hoa")


def test_a_file_is_kept_and_answered_with_the_address_of_its_job(hoa: Caller):
    answer = send(hoa, GOOD)
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["Location"] == f"/api/v1/jobs/{job['id']}"
    assert job["state"] == "queued"
    actions.run(job["id"])
    done = hoa.get(f"/jobs/{job['id']}").json()
    assert (done["state"], done["rows"], done["stored"], done["submissions"]) == ("done", 2, 2, 1)
    assert Observation.objects.count() == 2


def test_the_file_may_be_packed(hoa: Caller):
    answer = send(hoa, gzip.compress(GOOD))
    actions.run(answer.json()["id"])
    assert hoa.get(f"/jobs/{answer.json()['id']}").json()["state"] == "done"


def test_the_same_key_or_the_same_file_is_the_same_job(hoa: Caller):
    first = send(hoa, GOOD)
    for key in ("j1", "j2"):
        again = send(hoa, GOOD, key=key)
        assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    other = send(hoa, GOOD + b"\n", key="j1")
    assert (other.status_code, other.json()["code"]) == (409, "job.key_reused")


def test_faults_are_shown_with_their_lines_and_nothing_is_stored(hoa: Caller):
    number = send(hoa, GOOD + f"PIGX,{A},{OCTOBER},1\nPIGS,{B},{OCTOBER},1\n".encode()).json()["id"]
    actions.run(number)
    job = hoa.get(f"/jobs/{number}").json()
    assert (job["state"], job["stored"], job["codes"]) == ("refused", 0, {"indicator.unknown": 1, "access.denied": 1})
    found = hoa.get(f"/jobs/{number}/faults")
    lines = b"".join(found.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("line,pointer,code")
    assert lines[1].startswith("4,/observations/2/indicator,indicator.unknown")
    assert lines[2].startswith("5,/observations/3/area,access.denied")
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("media_type", "parameters", "status", "code"),
    [
        ("application/pdf", {}, 415, "file.format"),
        ("text/csv", {"format": "parquet"}, 415, "file.format"),
        ("text/csv", {"source": "nobody"}, 422, "source.unknown"),
        ("multipart/form-data; boundary=x", {}, 415, "original.form"),
        ("text/csv", {"soruce": "commune"}, 400, "parameter.unknown"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_once(hoa: Caller, media_type, parameters, status, code):
    answer = send(hoa, GOOD, media_type=media_type, **parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_key_is_needed(hoa: Caller):
    assert send(hoa, GOOD, key="").json()["code"] == "key.missing"


def test_nobody_else_may_know_of_a_job(hoa: Caller, as_: Any, nobody: Caller):
    number = send(hoa, GOOD).json()["id"]
    for path in (f"/jobs/{number}", f"/jobs/{number}/faults"):
        assert as_("binh").get(path).status_code == 404
        assert nobody.get(path).status_code == 401
    assert as_("binh").get("/jobs").json()["jobs"] == []
    assert [job["id"] for job in hoa.get("/jobs").json()["jobs"]] == [number]


def test_a_leader_of_all_that_it_speaks_of_sees_it_once_it_is_checked(hoa: Caller, as_: Any):
    number = send(hoa, GOOD).json()["id"]
    assert as_("chi").get(f"/jobs/{number}").status_code == 404
    actions.run(number)
    assert as_("chi").get(f"/jobs/{number}").status_code == 200
    assert as_("dung").get(f"/jobs/{number}").status_code == 404  # farming only


def test_who_may_not_send_is_told_so(as_: Any):
    assert send(as_("chi"), GOOD).status_code == 403


def test_a_job_is_taken_back(hoa: Caller):
    number = send(hoa, GOOD).json()["id"]
    actions.run(number)
    answer = hoa.post(f"/jobs/{number}/withdraw", {"why": "nhầm tháng"})
    assert (answer.status_code, answer.json()["state"]) == (202, "withdrawing")
    actions.run(number)
    assert hoa.get(f"/jobs/{number}").json()["state"] == "withdrawn"
    assert not Observation.objects.exists()
    assert hoa.post(f"/jobs/{number}/withdraw", {"why": "lại"}).json()["code"] == "job.over"


def test_a_web_process_receives_and_shows_jobs(hoa: Caller, as_web: Any):
    with as_web():
        answer = send(hoa, GOOD)
        assert answer.status_code == 202, answer.content
        assert hoa.get(f"/jobs/{answer.json()['id']}").status_code == 200
        assert hoa.get("/jobs").status_code == 200
    assert queries.job(SYSTEM, answer.json()["id"]).state == "queued"
