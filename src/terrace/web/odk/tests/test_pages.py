"""Pages of questionnaires: phones, uploads, answers, and what the page of a questionnaire sends."""

import re
import zlib
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from terrace.base.access.models import Token
from terrace.base.audit.models import Entry
from terrace.facts.questionnaires import receiving
from terrace.facts.questionnaires.models import Answer, Questionnaire
from terrace.facts.questionnaires.receiving import File
from terrace.facts.questionnaires.tests.forms import HEADER, PIXEL, WALK, filled, household, workbook
from terrace.facts.questionnaires.tests.test_answers import held
from terrace.web.odk import enrolment
from terrace.web.odk.tests.collect import scanned

SEND = "/questionnaires/herd/submission"


def posted(client: Client, xml: bytes, **files: bytes):
    parts = {name: SimpleUploadedFile(name, content, "image/png") for name, content in files.items()}
    return client.post(SEND, {"xml_submission_file": SimpleUploadedFile("x.xml", xml, "text/xml"), **parts})


def test_an_officer_connects_her_phone_and_sees_the_code_once(browser, cast):
    hoa = browser("hoa")
    page = hoa.post("/questionnaires/phones", {"name": "Samsung"})
    server = unescape(re.search(r'id="server"[^>]*value="([^"]*)"', page.content.decode())[1])  # type: ignore[index]
    assert scanned(enrolment.settings_text(server, "x")) == server
    assert page.headers["Cache-Control"] == "no-store"
    assert b'<svg role="img"' in page.content
    assert Client().get(server.removeprefix("http://testserver") + "/formList").status_code == 200
    again = hoa.get("/questionnaires/phones").content.decode()
    assert "trc_" not in again
    assert "Samsung" in again
    assert Entry.objects.filter(verb="device.enrol", actor_id=cast.hoa.pk).exists()


def test_a_phone_is_disconnected_by_its_owner_only(browser, cast, token):
    row = Token.objects.get()
    browser("mai").post(f"/questionnaires/phones/{row.pk}/end")
    assert not Token.objects.filter(revoked_at__isnull=False).exists()
    browser("hoa").post(f"/questionnaires/phones/{row.pk}/end")
    assert Token.objects.filter(revoked_at__isnull=False).exists()


@pytest.mark.parametrize("name", ["an", "chi"])
def test_whoever_may_not_connect_a_phone_has_no_page(browser, name):
    assert browser(name).get("/questionnaires/phones").status_code == 403


def test_the_settings_are_json_deflated_in_base64():
    import base64

    text = enrolment.settings_text("https://x/odk/key/t", "Lào Cai")
    assert zlib.decompress(base64.b64decode(text)).startswith(b'{"general"')


def test_a_form_is_uploaded_on_a_page(browser):
    file = SimpleUploadedFile("walk.xlsx", workbook(WALK))
    page = browser("lan").post("/questionnaires/forms", {"file": file}, follow=True)
    assert page.redirect_chain == [("/questionnaires/walk/about", 302)]
    original = browser("lan").get(f"/questionnaires/walk/{Questionnaire.objects.get(form='walk').current_id}/xlsform")
    file.seek(0)
    assert original.content == file.read()
    assert 'filename="walk.xlsx"' in original.headers["Content-Disposition"]


def test_a_form_that_cannot_be_used_is_refused_on_the_page_with_its_place(browser):
    file = SimpleUploadedFile("f.xlsx", workbook([HEADER, ("integr", "a", "A")]))
    page = browser("lan").post("/questionnaires/forms", {"file": file})
    assert page.status_code == 422
    assert "survey:2:type" in page.content.decode()
    assert "integer" in page.content.decode()


def test_the_web_page_sends_by_the_same_path(browser):
    answer = posted(browser("hoa"), filled(household([3], photo="a.jpg")))
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    answer = posted(browser("hoa"), filled(household([4])))
    assert (answer.status_code, answer.json()["state"], held("PIGS")) == (201, "counted", 4)


def test_the_web_page_needs_a_csrf_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.hoa)
    assert posted(client, filled(household([3]))).status_code == 403


def test_a_refusal_tells_the_page_what_and_why(browser):
    posted(browser("hoa"), filled(household([3]), id="uuid:1"))
    answer = posted(browser("hoa"), filled(household([4]), id="uuid:1"))
    assert (answer.status_code, answer.json()["code"]) == (409, "answer.changed")
    answer = posted(browser("hoa"), filled(household([5_000_000])))
    assert answer.json()["state"] == "refused"
    assert answer.json()["faults"]


def test_only_the_page_of_a_questionnaire_allows_wasm_and_the_position(browser):
    page = browser("hoa").get("/questionnaires/herd/")
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in page.headers["Content-Security-Policy"].replace("'wasm-unsafe-eval'", "")
    assert "geolocation=(self)" in page.headers["Permissions-Policy"]
    home = browser("hoa").get("/questionnaires/")
    assert "wasm" not in home.headers["Content-Security-Policy"]
    assert b"odk.js" not in home.content


def test_a_questionnaire_that_is_not_there_is_404(browser):
    assert browser("hoa").get("/questionnaires/nothing/").status_code == 404


@pytest.fixture
def answer(actor):
    """Hoa's, on a form that Lan keeps."""
    Questionnaire.objects.filter(form="herd").update(owner_id=actor("lan").person_id)
    xml = filled(household([3], photo="p.jpg", who="Ông Bí Mật"))
    return receiving.receive(actor("hoa"), xml, [File("p.jpg", "text/html", [PIXEL])])


@pytest.mark.parametrize(("name", "reads"), [("hoa", True), ("lan", True), ("mai", False), ("chi", False)])
def test_answers_are_read_by_sender_and_owner_and_each_read_is_noted(browser, cast, answer, name, reads):
    page = browser(name).get(f"/questionnaires/answers/{answer.pk}")
    assert page.status_code == 200
    assert ("Bí Mật" in page.content.decode()) is reads
    noted = Entry.objects.filter(verb="answer.read", actor_id=getattr(cast, name).pk).exists()
    assert noted is reads


def test_a_file_is_handed_out_byte_for_byte_and_never_as_a_page(browser, answer):
    address = f"/questionnaires/answers/{answer.pk}/files/{answer.attachments.get().pk}"
    file = browser("lan").get(address)
    assert (file.content, file.headers["Content-Type"]) == (PIXEL, "application/octet-stream")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert browser("chi").get(address).status_code == 404


def test_a_fault_is_shown_to_officer_and_owner_and_the_officer_tries_again(browser, actor):
    Questionnaire.objects.filter(form="herd").update(owner_id=actor("lan").person_id)
    bad = receiving.receive(actor("hoa"), filled(household([5_000_000])))
    for name in ("hoa", "lan"):
        assert "VALUE" in browser(name).get(f"/questionnaires/answers/{bad.pk}").content.decode().upper()
    assert "chưa được chấp nhận" in browser("hoa").get("/questionnaires/").content.decode()
    assert "chưa được chấp nhận" in browser("lan").get("/questionnaires/herd/answers").content.decode()
    browser("hoa").post(f"/questionnaires/answers/{bad.pk}/again", {"because": "đúng là vậy"})
    assert Answer.objects.get().because == "đúng là vậy"


def test_an_answer_is_withdrawn_on_its_page(browser, answer):
    browser("hoa").post(f"/questionnaires/answers/{answer.pk}/withdraw", {"why": "nhầm hộ"})
    assert (Answer.objects.get().state, held("PIGS")) == ("withdrawn", "missing")


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("hoa", "/questionnaires/forms", 403),
        ("an", "/questionnaires/forms", 200),
        ("an", "/questionnaires/", 403),
        ("chi", "/questionnaires/herd/", 403),
        ("lan", "/questionnaires/herd/about", 200),
        ("hoa", "/questionnaires/herd/about", 200),
    ],
)
def test_pages_are_for_those_who_need_them(browser, name, path, status):
    assert browser(name).get(path).status_code == status
