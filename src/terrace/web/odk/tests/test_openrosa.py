"""The addresses of the field app, held against the standard by a client that acts as the app does."""

import logging
from typing import Any, cast

import pytest
from django.conf import settings
from django.test import override_settings

from terrace.base.access import actions as access
from terrace.base.access.models import Grant, Token
from terrace.facts.questionnaires import uploading
from terrace.facts.questionnaires.models import Answer
from terrace.facts.questionnaires.tests.forms import HEADER, PIXEL, filled, household, workbook
from terrace.facts.questionnaires.tests.test_answers import held
from terrace.web.odk import keys
from terrace.web.odk.masking import TokenFilter
from terrace.web.odk.tests.collect import Collect
from terrace.web.odk.tests.conftest import ROOT

PICTURE = [(*HEADER, "media::image"), ("text", "a", "A", "a.png")]


def test_forms_are_listed_and_downloaded_with_the_hashes_they_promise(phone):
    forms = phone.forms()
    assert set(forms) == {"herd"}
    assert {"formID", "name", "version", "hash", "downloadUrl"} == set(forms["herd"])
    xml, files = phone.download(forms["herd"])
    assert 'id="herd"' in xml
    assert files == {}


def test_files_of_a_form_come_by_its_manifest(phone, actor):
    uploading.upload(actor("lan"), "f.xlsx", workbook(PICTURE), {"a.png": PIXEL})
    _, files = phone.download(phone.forms()["walk"])
    assert files == {"a.png": PIXEL}


def test_one_form_can_be_asked_for(phone, actor):
    uploading.upload(actor("lan"), "f.xlsx", workbook([HEADER, ("text", "a", "A")]))
    assert b"<formID>walk</formID>" in phone.get(f"{phone.server}/formList?formID=walk").content
    assert b"<formID>" not in phone.get(f"{phone.server}/formList?formID=none").content


def test_an_answer_is_taken_with_201_and_counted(phone):
    assert phone.send(filled(household([3]))) == [201]
    assert phone.said == "Đã nhận và đã tính vào số liệu."
    assert (held("PIGS"), Answer.objects.get().device) == (3, "collect:abc")


@pytest.mark.parametrize("chunked", [False, True])
def test_an_answer_with_files_comes_in_several_posts(phone, chunked):
    phone.most = len(PIXEL)
    xml = filled(household([3], photo="a.jpg"))
    assert phone.send(xml, {"x.jpg": PIXEL, "a.jpg": PIXEL}, chunked=chunked) == [202, 201]
    assert held("PIGS") == 3


def test_a_repeated_post_answers_the_same_and_counts_once(phone):
    xml = filled(household([3]))
    assert [phone.send(xml) for _ in range(3)] == [[201]] * 3
    assert (held("PIGS"), Answer.objects.count()) == (3, 1)


def test_a_post_that_broke_off_is_taken_when_it_is_sent_again(phone):
    xml = filled(household([3], photo="a.jpg"))
    assert phone.post(xml, {}).status_code == 202
    assert phone.send(xml, {"a.jpg": PIXEL}) == [201]


def test_other_xml_for_a_known_instance_is_409(phone):
    phone.send(filled(household([3]), id="uuid:1"))
    assert phone.send(filled(household([4]), id="uuid:1")) == [409]
    assert "uuid:1" in phone.said


def test_figures_that_are_refused_are_told_and_the_answer_is_kept(phone):
    assert phone.send(filled(household([5_000_000]))) == [201]
    assert phone.said.startswith("Đã nhận, nhưng số liệu chưa được chấp nhận")


@pytest.mark.parametrize(
    ("xml", "status"),
    [(b"<data", 400), (filled("", form="nothing"), 404), (filled("", version="9"), 404), (b"<a/>", 400)],
)
def test_what_cannot_be_taken_is_told_in_xml_and_in_her_language(phone, xml, status):
    assert phone.send(xml) == [status]
    assert any(letter in phone.said for letter in "ếôảđ")


def test_what_is_not_multipart_and_what_has_no_xml_is_400(phone):
    for content, kind in (
        (b"{}", "application/json"),
        (b"--b--\r\n", "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data"),
    ):
        assert (
            phone._ask(
                "POST", f"{phone.server}/submission", content=content, headers={"Content-Type": kind}
            ).status_code
            == 400
        )
        assert phone.said


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_above_the_limit_is_413(phone, chunked):
    with override_settings(BODY_LIMIT=1000):
        answer = phone.post(filled(household([3], photo="a.jpg")), {"a.jpg": b"x" * 2000}, chunked=chunked)
    assert answer.status_code == 413
    assert not Answer.objects.exists()


def test_a_wrong_token_is_403_everywhere(http, cast):
    stranger = Collect(http, f"{ROOT}/odk/key/trc_1_{'0' * 64}")
    for path in ("formList", "submission", "forms/herd/1/form.xml"):
        assert stranger.get(f"{stranger.server}/{path}").status_code in {403, 405}
    assert stranger.post(filled(""), {}).status_code == 403
    assert stranger._ask("HEAD", f"{stranger.server}/submission").status_code == 403


def test_a_token_of_the_programming_interface_opens_nothing_here_and_ours_nothing_there(http, cast, token):
    system = access.create_token(cast.hoa, "api")
    assert Collect(http, f"{ROOT}/odk/key/{system}").get(f"{ROOT}/odk/key/{system}/formList").status_code == 403
    answer = http.get("/api/v1/submissions", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_a_phone_that_was_disconnected_sends_no_more(phone, cast, actor, django_capture_on_commit_callbacks):
    assert phone.forms()
    with django_capture_on_commit_callbacks(execute=True):
        access.revoke_token(Token.objects.get(name="phone"), by=actor("hoa"))
    assert phone.post(filled(household([3])), {}).status_code == 403


def test_a_grant_that_ended_ends_her_phones(http, cast, token):
    Grant.objects.filter(person=cast.hoa).delete()
    phone = Collect(http, f"{ROOT}/odk/key/{token}")
    assert phone.get(f"{phone.server}/formList").status_code == 403


def test_guessing_tokens_has_to_wait(http, cast):
    stranger = Collect(http, f"{ROOT}/odk/key/trc_1_{'0' * 64}")
    statuses = [stranger.get(f"{stranger.server}/formList").status_code for _ in range(25)]
    assert statuses[0] == 403
    assert statuses[-1] == 429
    assert int(stranger.answers[-1].headers["Retry-After"]) > 0


def test_a_phone_that_asks_too_often_has_to_wait(phone, monkeypatch):
    monkeypatch.setattr(keys, "PACE", 3)
    assert [phone.get(f"{phone.server}/formList").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert phone.answers[-1].headers["Retry-After"]


@pytest.mark.parametrize("path", ["nothing", "formList/", "forms/herd/999999999/form.xml", "forms/x/1/manifest"])
def test_an_address_that_is_not_there_answers_xml_and_never_redirects(phone, path):
    assert phone.get(f"{phone.server}/{path}").status_code == 404
    assert phone.said


def test_other_methods_are_refused_in_xml(phone):
    assert phone._ask("DELETE", f"{phone.server}/submission").status_code == 405
    assert phone.said


def test_the_log_does_not_hold_the_token(token):
    assert all(
        "tokens" in handler["filters"] for handler in cast(dict[str, Any], settings.LOGGING["handlers"]).values()
    )
    record = logging.makeLogRecord({"msg": "%s: %s", "args": ("Not Found", f"/odk/key/{token}/nothing")})
    assert TokenFilter().filter(record)
    assert record.getMessage() == "Not Found: /odk/key/…/nothing"


def test_no_csrf_token_is_asked_for_and_no_session_looked_at_or_made(phone):
    phone.http.cookies.set("sessionid", "of-somebody-else")
    assert phone.send(filled(household([3]))) == [201]
    assert phone.answers[-1].headers["Cache-Control"] == "no-store"
