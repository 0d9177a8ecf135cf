"""POST /originals, GET /originals/{sha256}, and what a submission says of its files."""

import hashlib
import io

import pytest

from terrace.facts.catalogue import snapshot
from terrace.facts.collection.models import Finding, Original, Submission
from terrace.web.api.tests.conftest import A, pigs
from terrace.web.api.tests.test_submissions import codes

PHOTO = bytes(range(256)) * 5000
HASH = hashlib.sha256(PHOTO).hexdigest()


def send(caller, content=PHOTO, name="ảnh 1.jpg", **more):
    return caller.post(f"/originals?name={name}", content, **({"content_type": "image/jpeg"} | more))


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_file_is_kept_and_given_back_byte_for_byte(as_, as_web):
    hoa = as_("hoa")
    with as_web():
        sent = send(hoa)
        assert (sent.status_code, sent.json()["sha256"], sent.json()["size"]) == (201, HASH, len(PHOTO))
        assert (sent.json()["name"], sent.json()["known"], sent.json()["used"]) == ("ảnh 1.jpg", False, [])
        got = hoa.get(f"/originals/{HASH}")
        assert body(got) == PHOTO
    assert got["Content-Length"] == str(len(PHOTO))
    assert got["Content-Disposition"] == "attachment; filename*=UTF-8''%E1%BA%A3nh%201.jpg"
    assert (got["X-Content-Type-Options"], "sandbox" in got["Content-Security-Policy"]) == ("nosniff", True)
    assert sent["Location"] == f"/api/v1/originals/{HASH}"


def test_the_same_bytes_again_are_known(as_):
    hoa = as_("hoa")
    send(hoa)
    again = send(hoa, name="khac.jpg")
    assert (again.status_code, again.json()["known"], again.json()["name"]) == (200, True, "ảnh 1.jpg")
    assert Original.objects.count() == 1


def test_a_body_in_chunks_is_kept_too(as_):
    stream = io.BytesIO(PHOTO)
    caller = as_("hoa")
    sent = caller.client.generic(
        "POST", "/api/v1/originals", b"", "image/jpeg", headers=caller.headers,
        **{"wsgi.input": stream, "wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )  # fmt: skip
    assert (sent.status_code, sent.json()["sha256"]) == (201, HASH)


def test_an_empty_file_a_form_and_a_file_that_is_too_large_are_refused(as_, settings):
    hoa = as_("hoa")
    assert codes(send(hoa, b"")) == ["original.empty"]
    form = send(hoa, b"a=b", content_type="application/x-www-form-urlencoded")
    assert (form.status_code, codes(form)) == (415, ["original.form"])
    settings.FILE_LIMIT = 1000
    large = send(hoa)
    assert (large.status_code, codes(large)) == (413, ["original.too_large"])
    assert not Original.objects.exists()


def test_a_file_larger_than_a_body_may_be_is_taken(as_, settings):
    settings.BODY_LIMIT = 1000
    assert send(as_("hoa")).status_code == 201


def test_nobody_and_no_stranger_reads_a_file_until_she_may_read_its_submission(as_, nobody, as_web):
    hoa, chi, binh = as_("hoa"), as_("chi"), as_("binh")
    with as_web():
        assert send(nobody).status_code == 401
        send(hoa)
        for stranger in (chi, binh):
            answer = stranger.get(f"/originals/{HASH}")
            assert (answer.status_code, codes(answer)) == (404, ["original.not_found"])
        number = hoa.submit(pigs(), attachments=[HASH]).json()["id"]
        assert body(chi.get(f"/originals/{HASH}")) == PHOTO
        assert binh.get(f"/originals/{HASH}").status_code == 404
        assert [use["id"] for use in send(chi).json()["used"]] == []
    assert hoa.get(f"/submissions/{number}").json()["attachments"][0]["sha256"] == HASH


@pytest.mark.parametrize("wrong", ["zz", "00" * 32, "0" * 63, "%00"])
def test_a_hash_of_nothing_is_not_found(as_, wrong):
    assert as_("hoa").get(f"/originals/{wrong}").status_code == 404


def test_a_submission_names_its_device_and_the_file_that_it_was_read_from(as_, as_web):
    hoa = as_("hoa")
    content = {"source": "commune", "observations": [pigs()], "because": "Nộp thay"}
    with as_web():
        send(hoa, b"sheet", name="bieu.xlsx")
        sheet = hashlib.sha256(b"sheet").hexdigest()
        headers = {"Idempotency-Key": "k", "X-Device": "Máy xã A", "X-Original": sheet}
        number = hoa.post("/submissions", content, headers).json()["id"]
        shown = hoa.get(f"/submissions/{number}").json()
    assert (shown["device"], shown["because"], shown["original"]["name"]) == ("Máy xã A", "Nộp thay", "bieu.xlsx")
    assert (shown["source_vi"], shown["source_en"]) == ("Xã báo cáo", "Commune return")


def test_a_file_that_was_never_sent_and_one_that_was_handed_in_before_are_refused(as_):
    hoa = as_("hoa")
    sheet = hashlib.sha256(b"sheet").hexdigest()
    content = {"source": "commune", "observations": [pigs()]}
    unknown = hoa.post("/submissions", content, {"Idempotency-Key": "a", "X-Original": sheet})
    assert (unknown.status_code, codes(unknown)) == (422, ["original.unknown"])
    send(hoa, b"sheet", name="bieu.xlsx")
    for key, status in (("a", 201), ("a", 200), ("b", 409)):
        answer = hoa.post("/submissions", content, {"Idempotency-Key": key, "X-Original": sheet})
        assert answer.status_code == status
    assert codes(answer) == ["original.known"]
    assert [use["id"] for use in send(hoa, b"sheet").json()["used"]] == [Submission.objects.get().pk]


def test_a_submission_shows_what_rules_found_and_why_it_was_withdrawn(as_, as_web):
    hoa, chi = as_("hoa"), as_("chi")
    number = hoa.submit(pigs()).json()["id"]
    row = Submission.objects.get(pk=number)
    area, _ = row.about[0].split(":")
    detail = {"message_vi": "Tăng nhanh", "message_en": "It jumps"}
    Finding.objects.create(
        submission=row, rule="pigs-jump", severity="soft", indicator_id=_pigs(), period=2026610, breakdown_id=_whole(),
        area_id=int(area), because="Trang trại mới", detail=detail,
    )  # fmt: skip
    with as_web():
        hoa.post(f"/submissions/{number}/withdraw", {"why": "Nhập nhầm xã"})
        shown = chi.get(f"/submissions/{number}").json()
    found = shown["findings"][0]
    assert (found["rule"], found["indicator"], found["area"], found["period"]) == ("pigs-jump", "PIGS", A, "2026-M10")
    assert (found["message_en"], found["because"], found["state"]) == ("It jumps", "Trang trại mới", "explained")
    assert (shown["withdrawn"]["why"], shown["withdrawn"]["person"]["name"]) == ("Nhập nhầm xã", "Hoàng Thị Hoa")


def _pigs() -> int:
    return snapshot.current().indicators["PIGS"].id


def _whole() -> int:
    return snapshot.current().breakdown(snapshot.current().indicators["PIGS"], "") or 0


def test_a_withdrawal_without_a_reason_is_refused(as_):
    hoa = as_("hoa")
    number = hoa.submit(pigs()).json()["id"]
    answer = hoa.post(f"/submissions/{number}/withdraw", {"why": " "})
    assert (answer.status_code, codes(answer)) == (422, ["withdrawal.why"])


def test_a_reason_stands_at_its_observation(as_):
    hoa = as_("hoa")
    number = hoa.submit(pigs() | {"because": "Đúng"}).json()["id"]
    assert hoa.get(f"/submissions/{number}").json()["observations"][0]["because"] == "Đúng"
