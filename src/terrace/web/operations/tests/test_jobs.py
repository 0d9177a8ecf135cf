"""The pages of large files: handed in, watched, stopped; in both languages, without script too."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.access import reach
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.bulk import actions as bulk
from terrace.facts.bulk.models import Job
from terrace.facts.conftest import COMMUNES, PACK

A, B, _ = COMMUNES
MONTH = "2026-M10"
HEAD = "indicator,area,period,value\n"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    reach.forget()
    index.expire()
    yield
    reach.forget()
    index.expire()


@pytest.fixture
def world(db: None) -> None:
    """The places of the country and the indicators of the test pack."""
    places.load_country()
    loading.load(PACK)


def browser(name: str, role: str, code: str) -> Client:
    person = create_person(name, name.title())
    place = index.current().resolve(code, timezone.localdate())
    assert place
    access.grant(person, role, place, start=date(2025, 7, 1))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def hoa(world: None) -> Client:
    return browser("hoa", "commune-officer", A)


def hand_in(client: Client, *lines: str, key: str = "k", name: str = "thang10.csv") -> Any:
    file = SimpleUploadedFile(name, (HEAD + "".join(f"{line}\n" for line in lines)).encode(), "text/csv")
    return client.post("/operations/jobs/", {"file": file, "source": "commune", "because": "", "key": key})


def page(client: Client, path: str, language: str = "vi") -> str:
    client.cookies["django_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_a_file_is_handed_in_and_watched_until_it_is_stored(hoa: Client):
    answer = hand_in(hoa, f"PIGS,{A},{MONTH},12")
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/operations/jobs/{job.pk}/"
    waiting = page(hoa, answer.headers["Location"])
    assert 'hx-trigger="every 2s"' in waiting
    assert '<meta http-equiv="refresh"' in waiting
    assert "đang chờ" in waiting
    bulk.run(job.pk)
    done = page(hoa, answer.headers["Location"])
    assert "Đã lưu 1 trên 1 số liệu" in done
    assert "refresh" not in done
    assert "/submissions/" in done
    assert "thang10.csv" in page(hoa, "/operations/jobs/")


def test_faults_are_shown_with_lines_and_downloaded(hoa: Client):
    hand_in(hoa, f"PIGX,{A},{MONTH},12", f"PIGS,{B},{MONTH},1")
    job = Job.objects.get()
    bulk.run(job.pk)
    for language, text in (("vi", "Không có chỉ tiêu PIGX."), ("en", "There is no indicator PIGX.")):
        shown = page(hoa, f"/operations/jobs/{job.pk}/", language)
        assert text in shown
        assert f"/operations/jobs/{job.pk}/faults.csv" in shown
    answer = hoa.get(f"/operations/jobs/{job.pk}/faults.csv")
    table = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [line.split(",")[0] for line in table.splitlines()] == ["line", "2", "3"]


def test_a_file_that_cannot_be_taken_is_refused_on_the_form(hoa: Client):
    answer = hand_in(hoa, "x", name="thang10.pdf")
    # text/csv names the format, whatever the suffix; without either it is not known
    assert answer.status_code == 302
    file = SimpleUploadedFile("thang10.pdf", b"%PDF", "application/pdf")
    refused = hoa.post("/operations/jobs/", {"file": file, "source": "commune", "key": "k2"})
    assert refused.status_code == 422
    assert "Không rõ định dạng tệp" in refused.content.decode()


def test_a_job_is_taken_back_on_its_page(hoa: Client):
    hand_in(hoa, f"PIGS,{A},{MONTH},12")
    job = Job.objects.get()
    bulk.run(job.pk)
    assert 'name="why"' in page(hoa, f"/operations/jobs/{job.pk}/")
    hoa.post(f"/operations/jobs/{job.pk}/withdraw", {"why": "nhầm tháng"})
    bulk.run(job.pk)
    shown = page(hoa, f"/operations/jobs/{job.pk}/")
    assert "đã rút" in shown
    assert "nhầm tháng" in shown


def test_others_see_neither_jobs_nor_form(hoa: Client):
    hand_in(hoa, f"PIGS,{A},{MONTH},12")
    job = Job.objects.get()
    binh = browser("binh", "commune-officer", B)
    assert binh.get(f"/operations/jobs/{job.pk}/").status_code == 404
    assert "thang10.csv" not in page(binh, "/operations/jobs/")
    assert 'type="file"' not in page(browser("dung", "analyst", A), "/operations/jobs/")
    assert Client().get("/operations/jobs/").status_code == 302
