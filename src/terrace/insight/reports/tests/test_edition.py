"""The edition of the layout: an approved paper comes out byte for byte as long as nothing of its edition moves."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from terrace.insight.reports import laying, plans, printing
from terrace.insight.reports.laying import Decision
from terrace.insight.reports.tests import fixed

#: Of each edition: what the fixed snapshot says in both languages, and the layout that it is set in (SHA-256).
EDITIONS = {
    1: (
        "1cc3277ae99530e72e527aac4da7228e3ad46faa223506799477fe54373e05d4",
        "241d0f0f62ab5d1bfb22d4f03581b702db8b4c500467901cbcb835e79daacf56",
    ),
}
FONTS = "69ec275893407246"
DECIDED = Decision(15, date(2026, 11, 6), "Hoàng Linh Chi")


def said() -> str:
    """The papers of the fixed snapshot, as draft and approved, in both languages, as one word."""
    frame, facts = fixed.snapshot()
    papers = (
        laying.lay(frame, facts, language, which) for which in (laying.DRAFT, DECIDED) for language in ("vi", "en")
    )
    return hashlib.sha256("".join(printing.mark(paper) for paper in papers).encode()).hexdigest()


def layout(edition: int) -> str:
    return hashlib.sha256((printing.HERE / f"layout{edition}.typ").read_bytes()).hexdigest()


def test_wording_and_layout_are_those_of_the_edition():
    """When it fails, papers that were approved would come out otherwise. Make a new edition beside the old one (a
    layout of its own, `printing.EDITION`, what is worded differently), and only then write its line here."""
    assert (said(), layout(printing.EDITION)) == EDITIONS[printing.EDITION]


def test_layouts_of_former_editions_and_fonts_stay_as_they_were():
    assert printing.fonts() == FONTS
    assert {edition: layout(edition) for edition in EDITIONS} == {
        edition: kept[1] for edition, kept in EDITIONS.items()
    }


def test_the_fixed_snapshot_has_every_kind_of_part_and_is_drawn():
    frame, facts = fixed.snapshot()
    assert {part.kind for part in frame.plan.parts} == set(plans.KINDS)
    paper = laying.lay(frame, facts, "vi", DECIDED)
    assert {block.part for block in paper.blocks} == {part.code for part in frame.plan.parts}
    assert printing.pdf(paper).startswith(b"%PDF")


SENTENCES = {
    "vi": """
Sản lượng lúa tháng 10 năm 2026 đạt 1.520,5 tấn, bằng 102,0% cùng kỳ năm trước (tăng 30,5 tấn), tăng 149,2% so với
tháng trước; tính chung 10 tháng đạt 4.545,2 tấn, bằng 103,3% cùng kỳ năm trước, đạt 90,0% kế hoạch năm (5.050,0 tấn).

Tỷ lệ bao phủ (tháng 10 năm 2026): 96,00%, tăng 1,00 điểm phần trăm so với cùng kỳ năm trước, giảm 1,00 điểm phần trăm
so với tháng trước; tính chung 10 tháng đạt 95,50%, thấp hơn kế hoạch năm (96,20%) 0,70 điểm phần trăm.
""",
    "en": """
Rice in October 2026 came to 1,520.5 tonnes, 102.0% of the same period last year (up 30.5 tonnes), up 149.2% on the
month before; over ten months it came to 4,545.2 tonnes, 103.3% of the same months last year, 90.0% of the plan of the
year (5,050.0 tonnes).

Coverage (October 2026): 96.00%, up 1.00 percentage points on the same period last year, down 1.00 percentage points on
the month before; over ten months it came to 95.50%, 0.70 percentage points below the plan of the year (96.20%).
""",
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_sentences_say_what_officials_write(language: str):
    blocks = laying.lay(*fixed.snapshot(), language).blocks
    said = [block.text.replace("\u00a0", " ") for block in blocks if block.part in {"rice", "rate"}]
    assert said == [" ".join(each.split()) for each in SENTENCES[language].strip().split("\n\n")]


def test_names_lose_the_period_of_their_indicator():
    table = next(block for block in laying.lay(*fixed.snapshot(), "vi").blocks if block.part == "table")
    assert [row[0].text for row in table.rows] == ["Sản lượng lúa", "Số lợn cuối kỳ", "Tỷ lệ bao phủ"]


def test_figures_of_which_very_different_shares_are_in_are_not_compared():
    frame, facts = fixed.snapshot()
    key = next(each for each in facts if each == "RICE|1|0|2025-M10")
    half = replace(fixed.figure("745"), reported=62)
    for language, said in (
        ("vi", "chưa đủ báo cáo để so sánh với cùng kỳ năm trước"),
        ("en", "with too few reports to compare"),
    ):
        blocks = laying.lay(frame, {**facts, key: half}, language).blocks
        assert said in next(block.text for block in blocks if block.part == "rice")
        table = next(block for block in blocks if block.part == "table")
        assert [cell.text for cell in table.rows[0]][3:5] == [
            "745,0\u00a0(*)" if language == "vi" else "745.0\u00a0(*)",
            "–",
        ]


def test_a_column_without_any_figure_is_left_out_and_gaps_are_said():
    blocks = {block.part: block for block in laying.lay(*fixed.snapshot(), "vi").blocks}
    assert blocks["below"].head == ("Địa bàn", "Sản lượng lúa (tấn)")
    assert "15.621.765\u00a0(ư,*)" in [cell.text for row in blocks["table"].rows for cell in row]
    assert blocks["table"].note.startswith("(ư) số ước tính; (*) chưa đủ báo cáo.")


def test_a_process_that_draws_nothing_loads_neither_compiler_nor_word_writer():
    code = (
        "import sys, django; django.setup();"
        "from terrace.insight.reports import making, reproducing, sending, versions;"
        "print(sorted({'typst', 'docxtpl'} & sys.modules.keys()))"
    )
    own = os.environ | {"DJANGO_SETTINGS_MODULE": "terrace.settings"}
    ran = subprocess.run([sys.executable, "-c", code], env=own, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
