"""Rules by table on the page: downloaded, edited, previewed with what they would have done, kept as a whole."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from terrace.facts.conftest import COMMUNES, PROVINCE, _fresh_snapshots, country, fact, send, world  # noqa: F401
from terrace.insight.monitoring import papers
from terrace.insight.monitoring.models import Rule
from terrace.web.operations.tests.test_warnings import _fresh_rules, client, place, text  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("world")
A, B, _ = COMMUNES
RULES = "/operations/warnings/rules/"
NEW = {
    "code": "pigs-fall", "name_vi": "Đàn lợn giảm", "name_en": "Pigs fall", "kind": "last_period", "indicator": "PIGS",
    "level": "commune", "direction": "down", "per_cent": 10, "severity": 3, "active": "yes",
}  # fmt: skip


@pytest.fixture
def chi():
    return client("chi", "leader", PROVINCE)


@pytest.fixture
def kept():
    said = {
        "name_vi": "Ít lợn",
        "name_en": "Few pigs",
        "kind": "limit",
        "params": {"limit": "5.5", "direction": "below"},
    }
    about = {"indicator": "PIGS", "sector": "farming", "level": 4, "severity": 3, "advice_vi": "Dòng một\r\nDòng hai"}
    return Rule.objects.create(code="pigs-low", area_id=place(PROVINCE), changed_by=0, **about, **said)


def downloaded(browser):
    return openpyxl.load_workbook(io.BytesIO(browser.get(f"{RULES}warning_rules.xlsx").content))


def column(sheet, name):
    return [cell.value for cell in sheet[1]].index(name) + 1


def add(sheet, row):
    sheet.append([row.get(cell.value) for cell in sheet[1]])


def hand_in(browser, book):
    content = io.BytesIO()
    book.save(content)
    return browser.post(f"{RULES}table", {"file": SimpleUploadedFile("warning_rules.xlsx", content.getvalue())})


def confirm(browser, preview):
    sealed = re.search(r'name="table" value="([^"]+)"', text(preview))
    assert sealed
    return browser.post(f"{RULES}table/keep", {"table": sealed[1]})


def test_the_table_handed_in_as_it_came_changes_nothing(chi, kept):
    book = downloaded(chi)
    assert book.sheetnames == ["warning_rules", "help"]
    assert book.worksheets[0].cell(2, column(book.worksheets[0], "limit")).value == 5.5
    answer = hand_in(chi, book)
    assert answer.headers["Location"] == RULES
    assert "không có gì thay đổi" in text(chi.get(RULES))
    assert Rule.objects.get().revision == 1


def test_changes_are_previewed_with_what_they_would_have_done_and_kept_when_confirmed(chi, kept):
    for month in range(1, 11):
        send(fact("PIGS", A, f"2026-M{month:02}", 500 if month != 6 else 300), key=f"m{month}")
    book = downloaded(chi)
    sheet = book.worksheets[0]
    sheet.cell(2, column(sheet, "limit")).value = 400
    sheet.cell(2, column(sheet, "severity")).value = 4
    add(sheet, NEW)
    preview = hand_in(chi, book)
    page = text(preview)
    assert "Sửa 1 quy tắc, thêm 1 quy tắc, giữ nguyên 0 quy tắc" in page
    assert "<del>5.5</del> → <strong>400</strong>" in page
    assert "<del>3</del> → <strong>4</strong>" in page
    assert page.count("Trong ba năm qua quy tắc này sẽ báo 1 lần, ở 1 địa bàn.") == 2
    assert [(rule.code, rule.revision) for rule in Rule.objects.all()] == [("pigs-low", 1)]
    assert confirm(chi, preview).headers["Location"] == RULES
    assert "Đã lưu 2 quy tắc của bảng" in text(chi.get(RULES))
    low, new = Rule.objects.get(code="pigs-low"), Rule.objects.get(code="pigs-fall")
    assert (low.params["limit"], low.severity, low.revision, low.advice_vi) == ("400", 4, 2, "Dòng một\nDòng hai")
    assert (new.area_id, new.active, new.sector, new.params) == (
        place(PROVINCE),
        True,
        "farming",
        {"direction": "down", "per_cent": "10"},
    )


def test_a_rule_is_switched_off_by_the_table_without_being_tried(chi, kept):
    book = downloaded(chi)
    book.worksheets[0].cell(2, column(book.worksheets[0], "active")).value = "no"
    preview = hand_in(chi, book)
    assert "sẽ tắt" in text(preview)
    assert "Trong ba năm qua" not in text(preview)
    confirm(chi, preview)
    assert not Rule.objects.get().active


def test_every_fault_is_said_at_its_row_and_nothing_is_kept(chi, kept):
    book = downloaded(chi)
    sheet = book.worksheets[0]
    sheet.cell(2, column(sheet, "severity")).value = 9
    add(sheet, NEW | {"code": "Lợn giảm"})
    add(sheet, NEW | {"place": "99"})
    add(sheet, NEW | {"code": "pigs-low"})
    answer = hand_in(chi, book)
    assert answer.status_code == 422
    page = text(answer)
    for pointer in ("/rows/2/severity", "/rows/3/code", "/rows/4/place"):
        assert pointer in page
    assert "số nguyên từ 1 đến 4" in page
    assert Rule.objects.get().severity == 3


def test_what_the_checks_of_rules_refuse_is_said_at_its_row_too(chi):
    book = downloaded(chi)
    add(book.worksheets[0], NEW | {"indicator": "NOTHING"})
    add(book.worksheets[0], NEW | {"code": "twice", "per_cent": -5})
    add(book.worksheets[0], NEW | {"code": "twice"})
    assert "/rows/4/code" in text(hand_in(chi, book))
    book.worksheets[0].delete_rows(4)
    page = text(hand_in(chi, book))
    assert "/rows/2/indicator" in page
    assert "/rows/3/per_cent" in page
    assert not Rule.objects.exists()


def test_what_somebody_changed_meanwhile_is_not_overwritten(chi, kept):
    book = downloaded(chi)
    book.worksheets[0].cell(2, column(book.worksheets[0], "severity")).value = 4
    preview = hand_in(chi, book)
    Rule.objects.update(revision=2)
    answer = confirm(chi, preview)
    assert answer.status_code == 409
    assert "rule.moved" in text(answer)
    assert "rule.moved" in text(hand_in(chi, book))
    assert Rule.objects.get().severity == 3


def test_a_preview_is_its_makers_alone_and_cannot_be_forged(chi):
    book = downloaded(chi)
    add(book.worksheets[0], NEW)
    preview = hand_in(chi, book)
    other = client("lan", "leader", PROVINCE)
    assert confirm(other, preview).status_code == 409
    assert chi.post(f"{RULES}table/keep", {"table": "made-up"}).status_code == 409
    assert not Rule.objects.exists()


def test_a_rule_of_another_place_or_without_the_right_is_refused_at_its_row(kept):
    hoa = client("hoa", "department-officer", PROVINCE, "people")
    book = downloaded(hoa)
    book.worksheets[0].cell(2, column(book.worksheets[0], "severity")).value = 4
    answer = hand_in(hoa, book)
    assert answer.status_code == 403
    assert "/rows/2" in text(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "rule.table_empty"),
        (b"code,name_vi,name_en,kind\n", "rule.table_empty"),
        (b"code,name_vi\nx,y\n", "rule.table_column"),
        (b"code,name_vi,name_en,kind,colour\nx,y,z,limit,red\n", "rule.table_unknown"),
        (b"PK\x03\x04nothing", "workbook."),
        (b"code,name_vi,name_en,kind\n" + b"x,y,z,limit\n" * 1001, "rule.table_long"),
    ],
)
def test_odd_files_are_problems_with_advice(chi, content, said):
    answer = chi.post(f"{RULES}table", {"file": SimpleUploadedFile("rules.csv", content)})
    assert answer.status_code in {413, 415, 422}
    assert said in text(answer)


def test_too_many_changes_at_once_are_refused(chi, monkeypatch):
    monkeypatch.setattr(papers, "MOST_CHANGED", 1)
    book = downloaded(chi)
    add(book.worksheets[0], NEW)
    add(book.worksheets[0], NEW | {"code": "another"})
    assert "rule.table_many" in text(hand_in(chi, book))


def test_an_officer_hands_in_no_table():
    hoa = client("hoa", "commune-officer", A)
    assert "rules-file" not in text(hoa.get(RULES))
    assert hoa.post(f"{RULES}table").status_code == 403
    assert hoa.post(f"{RULES}table/keep").status_code == 403
