"""Returns over REST: hers, the sheet, drafts, handing in, decisions; each with its problems."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts import returns
from terrace.facts.conftest import PROVINCE
from terrace.facts.returns import opening

from .conftest import A, Caller

ASKED = Path(returns.__file__).parent / "tests" / "pack"
FARM = {"PIGS": 340, "AREA": 12, "AREA:CROP=RICE": 8, "AREA:CROP=MAIZE": 4, "OUTPUT": 30}


def month() -> str:
    return periods.containing(timezone.localdate(), Frequency.MONTH).code


def path(form: str = "FARM-T", more: str = "") -> str:
    return f"/returns/{form}/{A}/{month()}{more}"


def body(said: dict[str, int], **more):
    facts = []
    for name, value in said.items():
        indicator, _, breakdown = name.partition(":")
        fact = {"indicator": indicator, "area": A, "period": month(), "value": value}
        facts.append(fact | ({"breakdown": breakdown} if breakdown else {}))
    return {"source": "commune", "observations": facts} | more


@pytest.fixture
def people(cast: SimpleNamespace) -> SimpleNamespace:
    """Hoa of commune A, Chi the leader, Lan of the department; the returns of the month are open."""
    loading.load(ASKED)
    lan = create_person("lan", "Bùi Thị Lan")
    place = index.current().resolve(PROVINCE, timezone.localdate())
    access.grant(lan, "department-officer", place or 0, "farming")
    opening.open_due(timezone.localdate())
    return SimpleNamespace(hoa=Caller(cast.hoa), chi=Caller(cast.chi), binh=Caller(cast.binh), lan=Caller(lan))


def hand_in(caller: Caller, said=None, key: str = "k1", form: str = "FARM-T", headers=None, **more):
    return caller.post(
        path(form), body(FARM if said is None else said, **more), {"Idempotency-Key": key, **(headers or {})}
    )


def test_the_whole_life_over_rest(people):
    answer = hand_in(people.hoa)
    assert (answer.status_code, answer.json()["state"], answer.json()["facts"]) == (201, "submitted", 5)
    assert people.lan.post(path(more="/send-back"), {"remark": "Xem lại"}).json()["state"] == "returned"
    assert hand_in(people.hoa, {"PIGS": 341}, key="k2").status_code == 201
    assert people.lan.post(path(more="/approve"), {}).json()["state"] == "approved"
    assert hand_in(people.hoa, {"PIGS": 1}, key="k3").json()["code"] == "return.state"
    assert people.chi.post(path(more="/reopen"), {"remark": "Sai"}).json()["state"] == "open"


def test_a_sheet_is_given_with_its_revision_as_etag(people):
    answer = people.hoa.get(path())
    assert answer.status_code == 200
    assert answer.headers["ETag"] == f'"{answer.json()["revision"]}"'
    assert [row["indicator"] for row in answer.json()["rows"]][:2] == ["PIGS", "AREA"]


def test_the_list_has_hers_or_what_waits_for_her(people):
    listed = people.hoa.get("/returns").json()["returns"]
    assert {each["form"]["code"] for each in listed} == {"FARM-T", "PEOPLE-T", "STAT-T"}
    assert (
        listed[0]["revision"] == people.hoa.get(listed[0]["links"]["self"].removeprefix("/api/v1")).json()["revision"]
    )
    assert people.hoa.get("/returns", state="submitted").json()["returns"] == []
    hand_in(people.hoa)
    assert [each["key"] for each in people.lan.get("/returns", **{"for": "approval"}).json()["returns"]] == [path()[9:]]
    assert people.hoa.get("/returns", state="lost").status_code == 400


def test_a_draft_is_kept_and_is_no_figure(people):
    rows = {"PIGS|": {"value": "12", "reason": ""}}
    answer = people.hoa.client.put(
        f"/api/v1{path()}", {"rows": rows}, content_type="application/json", headers=people.hoa.headers
    )
    assert answer.status_code == 204
    sheet = people.hoa.get(path()).json()
    assert (sheet["draft"], sheet["state"], sheet["rows"][0]["value"]) == ({"rows": rows}, "draft", None)


def test_a_figure_that_moved_since_she_looked_is_a_conflict_with_both(people):
    seen = people.hoa.get(path()).headers["ETag"]
    hand_in(people.lan, key="other")
    answer = hand_in(people.hoa, FARM | {"PIGS": 9}, headers={"If-Match": seen})
    assert answer.status_code == 409
    (fault,) = answer.json()["faults"]
    assert (fault["code"], fault["pointer"]) == ("return.changed", "/rows/PIGS|")
    assert "9" in fault["message_vi"]
    assert "340" in fault["message_vi"]


def test_the_same_key_again_is_answered_with_200(people):
    first, again = hand_in(people.hoa), hand_in(people.hoa)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert hand_in(people.hoa, {"PIGS": 1}).status_code == 409


def test_problems_have_their_status(people):
    assert people.binh.get(path()).status_code == 404
    assert people.hoa.get("/returns/NOTHING/01273/2026-M13").json()["code"] == "return.unknown"
    assert people.chi.post(path(), body(FARM), {"Idempotency-Key": "k"}).json()["code"] == "access.refused"
    assert hand_in(people.hoa, {"PIGS": 1}).json()["code"] == "return.incomplete"
    assert hand_in(people.hoa, {"PIGS": 1}, because="chưa xong").status_code == 201
    assert people.hoa.post(path(more="/approve"), {}).status_code == 403
    assert people.lan.post(path(more="/send-back"), {}).json()["code"] == "return.remark"
    assert people.lan.post(path(more="/send-back"), b"{").status_code == 400
    assert people.lan.post(path(more="/send-back"), {"remark": 3}).status_code == 422
    assert Caller().get(path()).status_code == 401


def test_the_device_makes_it_a_phone(people):
    from terrace.facts.collection.models import Submission

    hand_in(people.hoa, headers={"X-Device": "Máy của Hoa"})
    assert Submission.objects.get().device == "Máy của Hoa"
