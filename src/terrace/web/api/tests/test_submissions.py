"""POST /submissions, GET /submissions/{number}, POST /submissions/{number}/withdraw."""

import io
import unicodedata

import msgspec
import pytest
from django.test import Client

from terrace.facts.collection.models import Observation, Submission
from terrace.facts.conftest import fact, send
from terrace.web.api.tests.conftest import OCTOBER, A, B, Caller, drain, pigs

BIRTHS = {"indicator": "BIRTHS", "area": A, "period": OCTOBER}


def codes(answer):
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return [fault["code"] for fault in answer.json()["faults"]]


def stored():
    return Submission.objects.count(), Observation.objects.count()


# handing in


def test_a_submission_is_acknowledged_with_a_number(as_):
    answer = as_("hoa").submit(pigs(), {**BIRTHS, "breakdown": {"SEX": "F"}, "reason": "missing"}, note="tháng 10")
    found = answer.json()
    assert (answer.status_code, found["facts"], found["status"]) == (201, 2, "accepted")
    assert answer["Location"] == found["links"]["self"] == f"/api/v1/submissions/{found['id']}"
    assert stored() == (1, 2)


def test_the_same_key_again_gives_the_same_number(as_):
    hoa = as_("hoa")
    first, again = hoa.submit(pigs()), hoa.submit(pigs())
    assert (again.status_code, again.json()) == (200, first.json())
    assert stored() == (1, 1)


def test_the_same_key_with_other_content_is_a_conflict(as_):
    hoa = as_("hoa")
    hoa.submit(pigs())
    answer = hoa.submit(pigs(value=13))
    assert (answer.status_code, codes(answer)) == (409, ["key.reused"])
    assert Observation.objects.get().value == 12


def test_keys_of_two_people_do_not_meet(as_):
    assert as_("hoa").submit(pigs()).status_code == 201
    assert as_("binh").submit(pigs(B)).status_code == 201


def test_a_number_is_kept_digit_for_digit(as_):
    body = f'{{"source":"commune","observations":[{{"indicator":"AREA","area":"{A}","period":"{OCTOBER}",'
    as_("hoa").post("/submissions", (body + '"value":123456789012345678.10}]}').encode(), {"Idempotency-Key": "k"})
    assert str(Observation.objects.get().value) == "123456789012345678.10"


def test_a_leader_sees_the_new_figure_after_the_roll_up(as_):
    as_("hoa").submit(pigs())
    drain()
    assert as_("chi").figure().json()["value"] == 12


# who may


def test_nobody_hands_in(nobody):
    answer = nobody.submit(pigs())
    assert (answer.status_code, codes(answer)) == (401, ["access.not_signed_in"])
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_bad_token_is_refused_and_in_the_end_made_to_wait(world):
    caller = Caller(Authorization="Bearer trc_1_" + "0" * 64)
    answers = [caller.submit(pigs()) for _ in range(25)]
    assert (answers[0].status_code, codes(answers[0])) == (401, ["access.token_bad"])
    assert (answers[-1].status_code, codes(answers[-1])) == (429, ["access.wait"])
    assert int(answers[-1]["Retry-After"]) > 0


def test_an_officer_does_not_write_in_another_commune(as_):
    answer = as_("hoa").submit(pigs(), pigs(B))
    assert (answer.status_code, codes(answer)) == (403, ["access.denied"])
    assert answer.json()["faults"][0]["pointer"].startswith("/observations/1")
    assert stored() == (0, 0)


@pytest.mark.parametrize("name", ["chi", "dung", "an"])
def test_only_officers_hand_in(as_, name):
    assert as_(name).submit(pigs()).status_code == 403
    assert stored() == (0, 0)


def test_row_level_security_lets_the_officer_in_and_nobody_else(as_, as_web):
    hoa, binh = as_("hoa"), as_("binh")
    with as_web():
        number = hoa.submit(pigs()).json()["id"]
        assert hoa.get(f"/submissions/{number}").json()["facts"] == 1
        assert binh.get(f"/submissions/{number}").status_code == 404
        assert binh.submit(pigs(A)).status_code == 403
        assert hoa.post(f"/submissions/{number}/withdraw", {"why": "sai"}).json()["cells"] == 1
    assert stored() == (1, 0)


def test_the_entry_grid_needs_the_sign_of_its_page_and_a_system_does_not(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.hoa)
    body = msgspec.json.encode({"source": "commune", "observations": [pigs()]})

    def post(**headers):
        return browser.post(
            "/api/v1/submissions", body, content_type="application/json",
            headers={"Idempotency-Key": "k", **headers},
        )  # fmt: skip

    assert (post().status_code, codes(post())) == (403, ["access.foreign_page"])
    browser.cookies["csrftoken"] = "x" * 32
    assert post(**{"X-CSRFToken": "x" * 32}).status_code == 201


# bad input


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        (pigs("99999"), "/observations/1/area", "observation.area"),
        (pigs(indicator="NOPE"), "/observations/1/indicator", "indicator.unknown"),
        (pigs(period="2099-M01"), "/observations/1/period", "period.future"),
        (pigs(period="2026-M13"), "/observations/1/period", "period.unknown"),
        (pigs(period="2026-Q3"), "/observations/1/period", "period.frequency"),
        (pigs(value=-1), "/observations/1/value", "value.range"),
        (pigs(value=10**17), "/observations/1/value", "value.range"),
        (pigs(value=1.5), "/observations/1/value", "value.decimals"),
        (pigs(value="twelve"), "/observations/1/value", "value.not_number"),
        (pigs(value="NaN"), "/observations/1/value", "value.not_number"),
        (pigs(value=True), "/observations/1/value", "value.not_number"),
        (pigs(value=None), "/observations/1", "value.or_reason"),
        (pigs(reason="missing"), "/observations/1", "value.or_reason"),
        (pigs(value=None, reason="lazy"), "/observations/1/reason", "reason.unknown"),
        (pigs(status="sure"), "/observations/1/status", "status.unknown"),
        (pigs(breakdown={"SEX": "F"}), "/observations/1/breakdown", "observation.breakdown"),
        (pigs(breakdown=7), "/observations/1/breakdown", "type.wrong"),
        (pigs(area=1273), "/observations/1/area", "type.wrong"),
        (pigs(indicator=None), "/observations/1/indicator", "type.wrong"),
        ("pigs", "/observations/1", "type.wrong"),
        (pigs(), "/observations/1", "observation.duplicate"),
        (pigs(indicator="§µn lîn"), "/observations/1/indicator", "text.legacy_font"),
        (pigs(unicodedata.normalize("NFD", "Xã")), "/observations/1/area", "text.not_nfc"),
    ],
)
def test_a_fault_is_named_with_its_place_and_nothing_is_stored(as_, wrong, pointer, code):
    hoa = as_("hoa")
    hoa.submit(pigs(period="2026-M09"), key="before")
    answer = hoa.submit(pigs(), wrong)
    assert answer.status_code == 422, answer.content
    assert (pointer, code) in {(each["pointer"], each["code"]) for each in answer.json()["faults"]}
    assert all(each["message_vi"] and each["message_en"] and each["advice"] for each in answer.json()["faults"])
    assert stored() == (1, 1), "what was handed in before stays, and nothing more"


def test_every_fault_is_listed_not_the_first(as_):
    answer = as_("hoa").submit(pigs("99999"), pigs(indicator="NOPE"), source="nowhere")
    assert sorted(codes(answer)) == ["indicator.unknown", "observation.area", "source.unknown"]


@pytest.mark.parametrize("field", ["source", "note"])
def test_text_in_a_legacy_font_is_told_how_to_mend(as_, field):
    answer = as_("hoa").submit(pigs(), **{field: "B¸o c¸o th¸ng"})
    assert "text.legacy_font" in codes(answer)
    assert stored() == (0, 0)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"source": "a"', b"\xff\xfe", b'{"source":"commune","observations":[],}', b'{"x":' + b"[" * 100_000],
)
def test_broken_json_is_a_problem(as_, body):
    answer = as_("hoa").post("/submissions", body, {"Idempotency-Key": "k"})
    assert (answer.status_code, codes(answer)) == (400, ["body.broken"])
    assert stored() == (0, 0)


@pytest.mark.parametrize("body", [[], 7, None, "text", {"source": "commune"}, {"observations": []}])
def test_a_body_of_another_form_is_a_problem(as_, body):
    answer = as_("hoa").post("/submissions", body, {"Idempotency-Key": "k"})
    assert (answer.status_code, set(codes(answer))) == (422, {"type.wrong"})


def test_a_submission_without_observations_is_refused(as_):
    answer = as_("hoa").submit()
    assert (answer.status_code, codes(answer)) == (422, ["observations.none"])


def test_a_submission_without_a_key_is_refused(as_):
    answer = as_("hoa").submit(pigs(), key="")
    assert (answer.status_code, codes(answer)) == (400, ["key.missing"])


@pytest.mark.parametrize("note", ["a\x00b", "x" * 4_001])
def test_a_note_that_cannot_be_kept_is_refused(as_, note):
    assert as_("hoa").submit(pigs(), note=note).status_code == 422
    assert stored() == (0, 0)


def test_a_key_that_is_too_long_is_refused(as_):
    answer = as_("hoa").submit(pigs(), key="k" * 201)
    assert answer.status_code == 400
    assert stored() == (0, 0)


def test_a_body_of_100_mb_is_refused_before_it_is_read(as_):
    class Unread(io.BytesIO):
        def read(self, size=-1):
            raise AssertionError("the body was read")

    answer = as_("hoa").post("/submissions", b"{}", CONTENT_LENGTH=str(100 * 2**20), **{"wsgi.input": Unread()})
    assert (answer.status_code, codes(answer)) == (413, ["body.too_large"])
    assert stored() == (0, 0)


def test_a_body_in_chunks_is_read_to_its_end_and_no_further_than_the_limit(as_, settings):
    settings.BODY_LIMIT = 3 * 2**20

    def post(stream, key):
        more = {"CONTENT_LENGTH": "", "wsgi.input": stream, "wsgi.input_terminated": True}
        return as_("hoa").post("/submissions", b"", {"Idempotency-Key": key}, **more)

    whole = msgspec.json.encode({"source": "commune", "observations": [pigs()]})
    assert post(io.BytesIO(whole), "k1").status_code == 201
    endless = io.BytesIO(b" " * (100 * 2**20))
    assert post(endless, "k2").status_code == 413
    assert endless.tell() <= settings.BODY_LIMIT + 2**20


@pytest.mark.parametrize("kind", ["text/csv", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_a_body_of_another_type_is_refused(as_, kind):
    answer = as_("hoa").post("/submissions", b"{}", {"Idempotency-Key": "k"}, content_type=kind)
    assert (answer.status_code, codes(answer)) == (415, ["api.media_type"])


def test_a_packed_body_is_refused(as_):
    answer = as_("hoa").post("/submissions", b"{}", {"Content-Encoding": "gzip"})
    assert answer.status_code == 415


# looking up


def test_a_submission_is_shown_as_it_came(as_):
    hoa = as_("hoa")
    number = hoa.submit(pigs(), {**BIRTHS, "breakdown": {"SEX": "F"}, "value": 3}, note="ghi chú").json()["id"]
    found = as_("chi").get(f"/submissions/{number}").json()
    assert (found["person"]["name"], found["door"], found["status"]) == ("Hoàng Thị Hoa", "rest", "accepted")
    assert (found["source"], found["facts"], found["note"], len(found["digest"])) == ("commune", 2, "ghi chú", 64)
    assert found["observations"][1]["breakdown"] == {"SEX": "F"}
    assert [each["value"] for each in found["observations"]] == [12, 3]


def test_a_submission_about_another_commune_is_not_found(as_, nobody):
    number = as_("hoa").submit(pigs()).json()["id"]
    for name in ("binh", "dung", "an"):
        expected = 200 if name == "dung" else 404
        assert as_(name).get(f"/submissions/{number}").status_code == expected
    assert nobody.get(f"/submissions/{number}").status_code == 401


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_a_number_that_was_never_given_is_not_found(as_, number):
    answer = as_("hoa").get(f"/submissions/{number}")
    assert (answer.status_code, codes(answer)) == (404, ["submission.unknown"])


# taking back


def test_what_was_taken_back_says_again_what_was_before(as_):
    hoa = as_("hoa")
    hoa.submit(pigs(value=10), key="first")
    number = hoa.submit(pigs(value=99), key="second").json()["id"]
    answer = hoa.post(f"/submissions/{number}/withdraw", {"why": "gõ nhầm"})
    assert (answer.status_code, answer.json()["status"], answer.json()["cells"]) == (200, "withdrawn", 1)
    assert Observation.objects.get().value == 10
    assert hoa.submit(pigs(value=99), key="second").json()["status"] == "withdrawn"


def test_a_submission_is_taken_back_once(as_):
    hoa = as_("hoa")
    number = hoa.submit(pigs()).json()["id"]
    hoa.post(f"/submissions/{number}/withdraw", {"why": "nhầm"})
    again = hoa.post(f"/submissions/{number}/withdraw", {"why": "nhầm"})
    assert (again.status_code, codes(again)) == (409, ["submission.withdrawn"])


def test_nobody_else_takes_it_back(as_):
    number = as_("hoa").submit(pigs()).json()["id"]
    for name in ("binh", "chi", "dung", "an"):
        assert as_(name).post(f"/submissions/{number}/withdraw", {"why": "x"}).status_code == 404
    assert stored() == (1, 1)


@pytest.mark.parametrize(("body", "status"), [({}, 422), ({"why": " "}, 422), ({"why": 7}, 422), (b"{", 400)])
def test_taking_back_needs_a_reason(as_, body, status):
    hoa = as_("hoa")
    number = hoa.submit(pigs()).json()["id"]
    assert hoa.post(f"/submissions/{number}/withdraw", body).status_code == status
    assert stored() == (1, 1)


def test_what_the_system_handed_in_is_not_shown_to_an_officer_of_another_place(as_):
    number = send(fact("PIGS", B, OCTOBER, 5), key="s").id
    assert as_("hoa").get(f"/submissions/{number}").status_code == 404
    assert as_("chi").get(f"/submissions/{number}").json()["person"] == {"id": 0, "name": None}
