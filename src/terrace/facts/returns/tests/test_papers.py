"""The Word layout of a return: what an official paper must have, and the figures in the way the office writes them."""

import io

from docx import Document

from terrace.facts.conftest import fact, send
from terrace.facts.returns import finding, papers, sheeting

from .conftest import FARM, A, hand_in, month, words


def document(actor, form: str = "FARM-T"):
    found = finding.find(actor, *words(form))
    return Document(io.BytesIO(papers.paper(sheeting.sheet(actor, found, "vi"), found)))


def texts(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_paper_has_the_national_title_the_form_and_who_reports_to_whom(opened):
    head, *_ = document(opened.hoa).tables
    whole = "\n".join(texts(head)[0])
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập – Tự do – Hạnh phúc",
        "Biểu số: FARM-T",
        "Ban hành theo: Báo cáo hành chính",
        "Đơn vị nhận báo cáo: Sở Nông nghiệp, Tỉnh Cao Bằng",
    ):
        assert said in whole
    assert "Đơn vị báo cáo: " in whole


def test_each_cell_that_is_asked_is_a_row_with_its_figures(opened):
    send(fact("PIGS", A, month().previous().code, 1200), key="before")
    hand_in(opened.hoa, FARM | {"AREA": 1234, "OUTPUT": "missing"})
    _, table, _ = document(opened.hoa).tables
    rows = texts(table)
    assert rows[0][1] == "Chỉ tiêu"
    assert rows[1][:5] == ["1", "Lợn", "con", "340", "1.200"]
    assert rows[2][:4] == ["2", "Diện tích", "ha", "1.234,00"]
    assert rows[3][:2] == ["", "    – Lúa"]
    assert rows[5][6] == "Không có số liệu"


def test_there_are_places_to_sign(opened):
    *_, signatures = document(opened.hoa).tables
    whole = "\n".join(texts(signatures)[0])
    assert "NGƯỜI LẬP BIỂU" in whole
    assert "THỦ TRƯỞNG ĐƠN VỊ" in whole
