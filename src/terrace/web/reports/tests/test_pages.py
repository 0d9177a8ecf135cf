"""Pages of reports: made by a press, looked at, approved, downloaded, compared; templates with their faults shown."""

import io
from collections.abc import Callable

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from terrace.base.access.policy import Actor
from terrace.base.people.models import Person
from terrace.insight.reports import making, queries, versions
from terrace.insight.reports.models import Issue, State
from terrace.insight.reports.tests.conftest import CODE, PERIOD, made

pytestmark = pytest.mark.usefixtures("months")


def signed_in(actor: Actor, client: Client) -> Client:
    client.force_login(
        Person.objects.get(pk=actor.person_id or 0), backend="terrace.base.people.backends.PasswordBackend"
    )
    return client


def test_the_pdf_of_the_month_is_one_press_from_a_leaders_first_page(chi: Actor, client: Client):
    number = made(chi)
    page = signed_in(chi, client).get("/operations/04/").content.decode()
    assert f'href="/reports/{number}/report.pdf"' in page
    answer = client.get(f"/reports/{number}/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "monthly_04_2026-M10_du-thao.pdf" in answer["Content-Disposition"]


def test_a_report_is_asked_for_watched_and_carried_through(chi: Actor, client: Client):
    leader = signed_in(chi, client)
    asked = leader.post("/reports/make", {"report": f"{CODE} {PERIOD}", "place": "04"})
    page = asked["Location"]
    assert "hx-trigger" in leader.get(page).content.decode()
    while making.left():
        pass
    shown = leader.get(page).content.decode()
    assert "Sản lượng tháng 10 năm 2026 đạt 6.600,000" in shown
    assert 'role="img" aria-label="Biểu đồ đường' in shown
    assert leader.post(f"{page}comment", {"text": ""}).status_code == 422
    leader.post(f"{page}comment", {"text": "Giải thích thêm."})
    leader.post(f"{page}approve")
    assert "1/BC-UBND" in leader.get(page).content.decode()
    assert leader.post(f"{page}issue", {"people": []}).status_code == 422
    leader.post(f"{page}issue", {"people": [chi.person_id]})
    assert Issue.objects.get().state == State.ISSUED
    assert leader.post(f"{page}approve").status_code == 409
    assert leader.get(f"{page}report.docx").content.startswith(b"PK")


def test_what_may_not_be_seen_is_in_no_page_and_no_file(chi: Actor, dung: Actor, client: Client):
    number = made(chi)
    analyst = signed_in(dung, client)
    page = analyst.get(f"/reports/{number}/").content.decode()
    assert "6.600,000" in page
    assert "Trẻ sinh" not in page
    assert "Bản trích theo quyền xem" in page
    assert analyst.post(f"/reports/{number}/approve").status_code == 403
    assert analyst.get("/reports/999999/").status_code == 404


def test_two_reports_are_compared(chi: Actor, client: Client):
    first, second = made(chi), made(chi)
    page = signed_in(chi, client).get(f"/reports/{second}/compare?with={first}")
    assert page.status_code == 200
    assert client.get(f"/reports/{second}/compare?with=x").status_code == 404


def test_an_edited_word_template_shows_its_faults_or_a_preview(someone: Callable[..., Actor], client: Client):
    keeper = signed_in(someone("an", "analyst"), client)
    address = f"/reports/templates/{CODE}/"
    refused = keeper.post(address, {"word": upload("{{ tittle }}")})
    assert refused.status_code == 422
    assert "tittle" in refused.content.decode()
    assert keeper.get(f"{address}999/").status_code == keeper.get(f"{address}999/preview").status_code == 404
    before = versions.current(CODE).number
    offered = keeper.post(address, {"word": upload("{{ title }}")})["Location"]
    shown = keeper.get(offered).content.decode()
    assert "<progress" in shown
    assert f'hx-get="{offered}preview"' in shown
    assert f'href="{offered}preview"' in shown, "without script there is a link"
    assert "Sản lượng" in keeper.get(f"{offered}preview").content.decode()
    assert versions.current(CODE).number == before
    keeper.post(f"{offered}use")
    assert versions.current(CODE).number > before
    table = keeper.get(f"{address}report_parts.csv").content
    same = keeper.post(address, {"table": SimpleUploadedFile("parts.csv", table)})
    assert same["Location"] == offered
    broken = SimpleUploadedFile("parts.csv", table.replace(b"{said}", b"{sad}", 1))
    assert "report_parts.csv:3:text_vi" in keeper.post(address, {"table": broken}).content.decode()
    assert keeper.get(f"{address}report.docx").content.startswith(b"PK")


def upload(text: str) -> SimpleUploadedFile:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return SimpleUploadedFile("report.docx", out.getvalue())


def test_a_list_shows_reports_of_her_places_only(chi: Actor, someone: Callable[..., Actor], client: Client):
    number = made(chi)
    far = someone("xa", "leader", "08")
    assert f"/reports/{number}/" not in signed_in(far, client).get("/reports/").content.decode()
    assert queries.listed(far) == []
