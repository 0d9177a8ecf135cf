"""Our own workbooks: downloaded, filled in, saved by whatever program, read back."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from terrace.base.access.actors import Actor
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.intake import inflate
from terrace.facts.collection.models import Observation, Original, Submission
from terrace.facts.returns import queries as returns
from terrace.facts.returns.models import Return
from terrace.facts.workbooks import actions, drawing, keys
from terrace.facts.workbooks.models import State, Upload
from terrace.facts.workbooks.outcomes import Outcome
from terrace.facts.workbooks.tests.books import BECAUSE, LIST_VALUE, REASON, as_csv, as_ods, change, fill, row_of
from terrace.facts.workbooks.tests.conftest import BEFORE, FORM, MONTH, A, B

WHOLE = {"PIGS": 340, "BIRTHS||": 5, "BIRTHS|SEX=F": 2, "BIRTHS|SEX=M": 3, "AREA": 12.5, "OUTPUT": 50}

#: The same by the whole name of the cell.
LISTED = {"PIGS|": 7, "BIRTHS|": 3, "BIRTHS|SEX=F": 1, "BIRTHS|SEX=M": 2, "AREA|": 1, "OUTPUT|": 2}


def download(actor: Actor, area: str = A, month: str = MONTH.code, language: str = "vi") -> bytes:
    return drawing.draw([returns.sheet(actor, FORM, area, month, language)], language=language)


def held() -> dict[str, Decimal | None]:
    """The figures in force, by indicator and number of the breakdown."""
    by_id = snapshot.current().by_id
    return {f"{by_id[row.indicator_id].code}|{row.breakdown_id or ''}": row.value for row in Observation.objects.all()}


def outcome(upload: Upload) -> Outcome:
    return Outcome.read(upload.outcome)


def test_a_return_is_filled_in_and_handed_in(hoa: Actor):
    upload = actions.receive(hoa, "bieu.xlsx", fill(download(hoa), WHOLE))
    assert upload.state == State.STORED, upload.outcome
    assert outcome(upload).stored == 6
    assert Return.objects.get(area__versions__code=A, period=MONTH.id).state == "submitted"
    assert held()["AREA|"] == Decimal("12.5")
    assert Original.objects.get().sha256.hex() == upload.digest


def test_the_same_file_again_changes_nothing_and_says_so(hoa: Actor):
    content = fill(download(hoa), WHOLE)
    actions.receive(hoa, "bieu.xlsx", content)
    again = actions.receive(hoa, "bieu (1).xlsx", content)
    assert again.state == State.STORED
    assert outcome(again).before
    assert [each.state for each in outcome(again).sheets[0].handed] == ["known"]
    assert Observation.objects.count() == 6


def test_her_own_correction_in_the_same_workbook_is_taken(hoa: Actor):
    content = fill(download(hoa), WHOLE)
    actions.receive(hoa, "bieu.xlsx", content)
    upload = actions.receive(hoa, "bieu.xlsx", fill(content, {"PIGS": 350}))
    assert upload.state == State.STORED, upload.outcome
    assert held()["PIGS|"] == 350


def test_a_figure_that_somebody_else_changed_meanwhile_is_not_written_over(hoa: Actor, lan: Actor):
    old = download(hoa)
    actions.receive(lan, "lan.xlsx", fill(download(lan), WHOLE))
    upload = actions.receive(hoa, "hoa.xlsx", fill(old, WHOLE | {"PIGS": 999}))
    assert upload.state == State.REFUSED
    assert {fault.code for fault in outcome(upload).sheets[0].faults} == {"return.changed"}
    assert held()["PIGS|"] == 340


def test_blank_zero_and_a_reason_are_three_things(hoa: Actor):
    values = WHOLE | {"PIGS": 0, "AREA": None, "OUTPUT": None}
    content = fill(fill(download(hoa), values), {"AREA": "thiếu"}, REASON)
    upload = actions.receive(hoa, "bieu.xlsx", content)
    [fault] = outcome(upload).sheets[0].faults
    assert fault.code == "return.incomplete"
    assert Observation.objects.count() == 0
    upload = actions.receive(hoa, "bieu.xlsx", fill(content, {"OUTPUT": "không có"}, REASON))
    assert upload.state == State.STORED
    assert (held()["PIGS|"], held()["AREA|"]) == (0, None)


def test_blank_rows_are_explained_once_for_the_whole_return(hoa: Actor):
    upload = actions.receive(hoa, "bieu.xlsx", fill(download(hoa), {"PIGS": 3}), because="Chưa tổng hợp xong")
    assert upload.state == State.STORED
    assert Observation.objects.count() == 1


def renamed(book: Workbook) -> None:
    book.worksheets[0].title = "Báo cáo của tôi"


def inserted(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.protection.disable()
    sheet.insert_cols(3, 2)
    sheet.insert_rows(2, 3)
    sheet.insert_rows(row_of(sheet, "BIRTHS|SEX=M"), 1)


def sorted_down(book: Workbook) -> None:
    sheet = book.worksheets[0]
    one, two = row_of(sheet, "PIGS"), row_of(sheet, "OUTPUT")
    for column in range(1, 11):
        first, second = sheet.cell(one, column), sheet.cell(two, column)
        first.value, second.value = second.value, first.value


def shown(book: Workbook) -> None:
    """As LibreOffice does with very hidden sheets."""
    book[keys.HIDDEN_SHEET].sheet_state = "hidden"


@pytest.mark.parametrize("edit", [renamed, inserted, sorted_down, shown])
def test_it_is_recognised_after_people_worked_on_it(hoa: Actor, edit: Callable[[Workbook], None]):
    upload = actions.receive(hoa, "bieu.xlsx", change(fill(download(hoa), WHOLE), edit))
    assert upload.state == State.STORED, upload.outcome
    assert held()["PIGS|"] == 340


def test_it_is_recognised_without_its_hidden_row(hoa: Actor):
    content = change(fill(download(hoa), WHOLE), lambda book: book.worksheets[0].delete_rows(1))
    assert actions.receive(hoa, "bieu.xlsx", content).state == State.STORED


@pytest.mark.parametrize(
    ("save", "name"),
    [
        (as_ods, "bieu.ods"),
        (as_csv, "bieu.csv"),
        (lambda content: as_csv(content, ",", "utf-8"), "bieu.csv"),
        (lambda content: as_csv(content, "\t", "utf-16"), "bieu.csv"),
    ],
)
def test_it_comes_back_in_other_formats(hoa: Actor, save: Callable[[bytes], bytes], name: str):
    upload = actions.receive(hoa, name, save(fill(download(hoa), WHOLE)))
    assert upload.state == State.STORED, upload.outcome
    assert held()["AREA|"] == Decimal("12.5")


def test_a_changed_key_is_noticed(hoa: Actor):
    def tamper(book: Workbook) -> None:
        cell = book.worksheets[0].cell(1, 1)
        cell.value = str(cell.value)[:-4] + "AAAA"

    upload = actions.receive(hoa, "bieu.xlsx", change(fill(download(hoa), WHOLE), tamper))
    assert outcome(upload).sheets[0].faults[0].code == "workbook.key_tampered"
    assert Observation.objects.count() == 0


def test_a_row_of_another_place_is_noticed(hoa: Actor):
    def tamper(book: Workbook) -> None:
        sheet = book.worksheets[0]
        row = row_of(sheet, "PIGS")
        sheet.cell(row, 1, f"PIGS||{B}|{MONTH.code}")

    upload = actions.receive(hoa, "bieu.xlsx", change(fill(download(hoa), WHOLE), tamper))
    assert {"workbook.key_other"} <= {fault.code for fault in outcome(upload).sheets[0].faults}


def test_many_communes_and_periods_in_one_workbook(lan: Actor):
    sheets = [returns.sheet(lan, FORM, area, month.code) for area in (A, B) for month in (BEFORE, MONTH)]
    content = drawing.draw(sheets)
    names = load_workbook(BytesIO(content)).sheetnames
    assert len(set(names)) == 6
    assert names[4:] == ["Hướng dẫn", keys.HIDDEN_SHEET]
    upload = actions.receive(lan, "nam.xlsx", fill(content, WHOLE))
    assert [each.state for each in outcome(upload).sheets][:4] == ["stored", "blank", "blank", "blank"]


def test_many_returns_in_one_long_list(lan: Actor):
    sheets = [returns.sheet(lan, FORM, area, MONTH.code) for area in (A, B)]
    content = drawing.draw(sheets, layout="list")
    values = {f"{start}|{area}": value for area in (A, B) for start, value in LISTED.items()}
    upload = actions.receive(lan, "xa.xlsx", fill(content, values, LIST_VALUE))
    assert upload.state == State.STORED, upload.outcome
    assert [each.area for each in outcome(upload).sheets[0].handed] == [A, B]
    assert Observation.objects.count() == 12


def test_what_stood_there_already_is_not_entered_again(hoa: Actor):
    actions.receive(hoa, "1.xlsx", fill(download(hoa), WHOLE))
    upload = actions.receive(hoa, "2.xlsx", fill(download(hoa), {"PIGS": 341}))
    assert upload.state == State.STORED, upload.outcome
    assert outcome(upload).stored == 1


def test_explanations_come_with_the_figure(hoa: Actor):
    content = fill(fill(download(hoa), WHOLE), {"PIGS": "Dịch đã hết"}, BECAUSE)
    upload = actions.receive(hoa, "1.xlsx", content)
    assert upload.state == State.STORED
    facts = inflate(bytes(Submission.objects.get().content)).observations
    assert [fact.because for fact in facts if fact.indicator == "PIGS"] == ["Dịch đã hết"]


def test_an_officer_of_another_commune_is_refused(hoa: Actor, lan: Actor):
    upload = actions.receive(hoa, "b.xlsx", fill(download(lan, B), WHOLE))
    assert upload.state == State.REFUSED
    assert Observation.objects.count() == 0


def test_the_workbook_looks_official_and_is_locked_without_a_password(hoa: Actor):
    book = load_workbook(BytesIO(download(hoa)))
    sheet = book.worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(text.startswith("Biểu số") for text in texts)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    row = row_of(sheet, "PIGS")
    assert [sheet.cell(row, column).protection.locked for column in (3, 7, 8, 9)] == [True, False, False, False]
    assert any("thiếu" in str(each.formula1) for each in sheet.data_validations.dataValidation)
    assert book[keys.HIDDEN_SHEET].sheet_state == "veryHidden"


def test_it_comes_in_english_too(hoa: Actor):
    sheet = load_workbook(BytesIO(download(hoa, language="en"))).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("Figure of this period" in text for text in texts)
