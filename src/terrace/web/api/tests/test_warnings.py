"""Warnings at the API: hers alone, taken on, given away, silenced, reviewed; nothing twice."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.insight.monitoring import raising
from terrace.insight.monitoring.found import Found
from terrace.insight.monitoring.models import Silence, Step, Warning
from terrace.web.api.tests.conftest import URL, A, B

PERIOD = periods.parse("2026-M10").id


def found(code: str, value: int = 5200, **more: Any) -> Found:
    spec = snapshot.current().indicators["PIGS"]
    area = index.current().resolve(code, timezone.localdate()) or 0
    band: dict[str, Any] = {"expected": Decimal(520), "low": Decimal(420), "high": Decimal(620), "against": "forecast"}
    return Found(
        "detector", "error", area, PERIOD, PERIOD, 3, spec.id, value=Decimal(value), sector=spec.sector,
        sure=Decimal("0.99"), error_chance=Decimal("0.9"), **band | more,
    )  # fmt: skip


@pytest.fixture
def warned(cast) -> tuple[int, int]:
    """One warning at commune A, one at commune B."""
    made = {each.area_id: each.pk for each in raising.raise_([found(A), found(B, 4100)])}
    first, second = (index.current().resolve(code, timezone.localdate()) for code in (A, B))
    return made[first or 0], made[second or 0]


def test_an_officer_sees_the_warnings_of_her_commune_and_a_leader_all(as_, warned):
    hers = as_("hoa").get("/warnings").json()
    assert ([each["id"] for each in hers["warnings"]], hers["count"]) == ([warned[0]], 1)
    assert as_("chi").get("/warnings").json()["count"] == 2
    assert as_("an").get("/warnings").json()["count"] == 0


def test_a_warning_says_in_both_languages_what_and_how_sure(as_, warned):
    told = as_("hoa").get(f"/warnings/{warned[0]}").json()
    assert "5.200" in told["sentence_vi"]
    assert "5,200" in told["sentence_en"]
    assert (told["value"], told["expected"], told["sure"], told["state"]) == (5200, 520, 0.99, "open")
    assert [step["verb"] for step in told["steps"]] == ["raised"]
    assert "Hoàng Thị Hoa" in [each["name"] for each in told["handlers"]]


def test_lists_are_narrowed_and_odd_words_are_refused(as_, warned):
    chi = as_("chi")
    assert chi.get("/warnings", area=A).json()["count"] == 1
    assert chi.get("/warnings", kind="late").json()["count"] == 0
    assert chi.get("/warnings", severity="4").json()["count"] == 0
    assert chi.get("/warnings", state="cleared").json()["count"] == 0
    assert chi.get("/warnings", indicator="PIGS", order="newest", at="1").json()["count"] == 2
    assert len(chi.get("/warnings", at="1").json()["warnings"]) == 1
    for odd in ({"kind": "x"}, {"at": "-1"}, {"severity": "9"}, {"colour": "red"}, {"group": "9" * 30}):
        assert chi.get("/warnings", **odd).status_code == 400
    assert chi.get("/warnings", indicator="NOTHING").status_code == 404


def test_another_commune_and_nobody_know_of_no_warning(as_, nobody, warned):
    assert as_("binh").get(f"/warnings/{warned[0]}").status_code == 404
    assert as_("binh").post(f"/warnings/{warned[0]}/acknowledge", {}).status_code == 404
    assert nobody.get("/warnings").status_code == 401
    assert as_("chi").get(f"/warnings/{10**30}").status_code == 404


def test_taking_it_on_twice_is_one_step(as_, warned):
    hoa, path = as_("hoa"), f"/warnings/{warned[0]}/acknowledge"
    assert hoa.post(path, {"note": "đang kiểm tra"}).json()["state"] == "acknowledged"
    assert hoa.post(path, {}).json()["owner"] == "Hoàng Thị Hoa"
    assert Step.objects.filter(warning_id=warned[0], verb="acknowledged").count() == 1


def test_it_is_given_to_a_handler_and_to_nobody_else(as_, warned, cast):
    chi, path = as_("chi"), f"/warnings/{warned[0]}/assign"
    assert chi.post(path, {"person": cast.hoa.pk, "text": "Kiểm tra giúp"}).json()["owner"] == "Hoàng Thị Hoa"
    assert chi.post(path, {"person": cast.binh.pk}).status_code == 422
    assert chi.post(path, {"person": "hoa"}).status_code == 422
    assert chi.post(path, b"{").status_code == 400


def test_a_comment_with_one_key_is_written_once(as_, warned):
    for _ in range(2):
        as_("hoa").post(f"/warnings/{warned[0]}/comment", {"text": "Nhập thừa số 0"}, {"Idempotency-Key": "c1"})
    told = as_("chi").get(f"/warnings/{warned[0]}").json()
    assert [step["text"] for step in told["steps"] if step["verb"] == "commented"] == ["Nhập thừa số 0"]
    assert as_("hoa").post(f"/warnings/{warned[0]}/comment", {"text": " "}).status_code == 422


def test_a_silence_has_a_reason_an_end_and_can_be_lifted(as_, warned):
    hoa, path = as_("hoa"), f"/warnings/{warned[0]}/silence"
    until = (timezone.now() + timedelta(days=3)).isoformat()
    made = hoa.post(path, {"scope": "indicator", "why": "Đang rà soát", "until": until})
    assert (made.status_code, made.json()["indicator"]) == (201, "PIGS")
    assert hoa.post(path, {"scope": "world", "why": "x", "until": until}).status_code == 422
    assert hoa.post(path, {"scope": "rule", "why": "", "until": until}).status_code == 422
    assert len(hoa.get("/warnings/silences").json()["silences"]) == 1
    assert as_("binh").post(f"/warnings/silences/{made.json()['id']}/lift", b"").status_code in {403, 404}
    assert hoa.post(f"/warnings/silences/{made.json()['id']}/lift", b"").json()["lifted_at"]
    assert Silence.objects.get().lifted_at


def test_it_is_reviewed_and_closed_with_a_reason(as_, warned):
    hoa = as_("hoa")
    told = hoa.post(f"/warnings/{warned[0]}/review", {"verdict": "entry-error", "note": "Đã gửi lại"}).json()
    assert told["verdict"] == "entry-error"
    assert hoa.post(f"/warnings/{warned[0]}/review", {"verdict": "perhaps"}).status_code == 422
    assert hoa.post(f"/warnings/{warned[0]}/clear", {"why": "Đã sửa"}).json()["state"] == "cleared"
    assert hoa.post(f"/warnings/{warned[0]}/acknowledge", {}).status_code == 409
    assert Warning.objects.get(pk=warned[0]).cleared_why == "person"


def test_rules_are_listed_for_whoever_sees_warnings(as_):
    assert as_("chi").get("/warnings/rules").status_code == 200
    assert as_("an").get("/warnings/rules").status_code == 403


def put(caller, path: str, wanted: dict[str, Any]) -> Any:
    return caller.client.put(URL + path, msgspec.json.encode(wanted), "application/json", headers=caller.headers)


RULE = {
    "name_vi": "Đàn lợn giảm", "kind": "last_period", "area": A, "indicator": "PIGS", "level": "commune",
    "params": {"per_cent": 10, "direction": "down"}, "severity": 3,
}  # fmt: skip


def test_a_rule_is_tried_written_and_changed_but_not_by_an_officer(as_):
    chi = as_("chi")
    assert chi.post("/warnings/rules/back-test", RULE).json()["count"] == 0
    kept = put(chi, "/warnings/rules/pigs-fall", RULE)
    assert (kept.status_code, kept.json()["active"], kept.json()["revision"]) == (200, False, 1)
    assert kept.json()["tried"] is None
    again = put(chi, "/warnings/rules/pigs-fall", RULE | {"active": True, "revision": 1}).json()
    assert (again["active"], again["params"]) == (True, {"direction": "down", "per_cent": "10"})
    assert again["tried"] == chi.post("/warnings/rules/back-test", RULE).json()
    assert put(chi, "/warnings/rules/pigs-fall", RULE | {"severity": 1}).status_code == 409
    assert "pigs-fall" in [each["code"] for each in chi.get("/warnings/rules").json()["rules"]]
    assert put(as_("hoa"), "/warnings/rules/mine", RULE).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "village"},
        {"area": "99999"},
        {"params": {"per_cent": -5, "direction": "down"}},
        {"params": {"per_cent": 10, "direction": "sideways"}},
        {"kind": "guess"},
        {"indicator": "NOTHING"},
        {"severity": 9},
        {"name_vi": ""},
        {"deadline_days": "soon"},
    ],
)
def test_a_faulty_rule_is_refused_with_its_faults(as_, wrong):
    chi = as_("chi")
    assert chi.post("/warnings/rules/back-test", RULE | wrong).status_code == 422
    assert put(chi, "/warnings/rules/pigs-fall", RULE | wrong).status_code == 422
    assert chi.post("/warnings/rules/back-test?years=99", RULE).status_code == 400
