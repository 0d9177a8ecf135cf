"""Templates: tables and Word files with every fault and its place; versions; officials' own before and in use."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from jinja2.exceptions import SecurityError

from terrace.base.access.policy import SYSTEM, Actor
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.insight.reports import actions, checking, plans, queries, reproducing, versions, writing
from terrace.insight.reports.tests.conftest import CODE, PARTS, PERIOD, REPORTS, load, made

pytestmark = pytest.mark.usefixtures("months")


def word(*paragraphs: str) -> bytes:
    """A Word file with these paragraphs."""
    document, out = docx.Document(), io.BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("was", "now", "pointer", "code"),
    [
        ("Sản lượng {said}.", "Sản lượng {sad}.", "report_parts.csv:3:text_vi", "report.template_word"),
        ("Sản lượng {said}.", "Sản lượng {said.", "report_parts.csv:3:text_vi", "report.template_broken"),
        ('BIRTHS,,,"last_year, previous"', "BRITHS,,,", "report_parts.csv:4:indicators", "report.indicator"),
        ("monthly,births", "monthly,harvest", "report_parts.csv:4:code", "report.part_twice"),
        ("monthly,one,section", "montly,one,section", "report_parts.csv:2:report", "report.unknown_template"),
        ("monthly,land,map,,,OUTPUT", "monthly,land,map,,,", "report_parts.csv:8:indicators", "report.no_indicators"),
    ],
)
def test_a_fault_of_the_table_names_its_place(tmp_path: Path, was: str, now: str, pointer: str, code: str):
    assert was in PARTS
    with pytest.raises(Refused) as refused:
        load(tmp_path, parts=PARTS.replace(was, now))
    assert (pointer, code) in [(each.pointer, each.code) for each in refused.value.faults]
    assert all(each.advice_vi and each.advice_en for each in refused.value.faults)


def test_the_same_pack_again_is_no_new_version_and_a_change_is(tmp_path: Path):
    before = versions.current(CODE).number
    assert load(tmp_path).same
    assert versions.current(CODE).number == before
    load(tmp_path, reports=REPORTS.replace("Tình hình {period}", "Kết quả {period}"))
    assert versions.current(CODE).number == before + 1


@pytest.mark.parametrize(
    ("text", "code", "word_"),
    [
        ("{{ tittle }}", "report.template_word", "tittle"),
        ("{{ part.harvets }}", "report.template_word", "harvets"),
        ("{{ figure.OUTPT }}", "report.template_word", "OUTPT"),
        ("{{ title ", "report.template_broken", "title"),
        ("{% for x in issuer %}{{ x }}", "report.template_broken", ""),
    ],
)
def test_a_fault_of_a_word_template_is_told_with_its_place(text: str, code: str, word_: str):
    found = checking.word_faults(versions.current(CODE).plan, word("{{ title }}", text))
    assert [each.code for each in found] == [code]
    assert word_ in f"{found[0].pointer} {found[0].message_vi}"


def test_files_that_are_no_word_files_or_reach_outside_are_refused():
    plan = versions.current(CODE).plan
    assert [each.code for each in checking.word_faults(plan, b"PK nothing")] == ["report.word_file"]
    assert [each.code for each in checking.word_faults(plan, b"x" * (6 * 2**20))] == ["report.word_file"]
    document, out = docx.Document(), io.BytesIO()
    document.part.relate_to("http://evil.invalid/a.png", "http://x/image", is_external=True)
    document.save(out)
    assert [each.code for each in checking.word_faults(plan, out.getvalue())] == ["report.word_file"]


def test_a_template_cannot_reach_into_python():
    paper = queries.one(SYSTEM, made()).paper("vi")
    with pytest.raises(SecurityError):
        writing.word(paper, word("{{ title.__class__.__mro__ }}"))


def test_texts_are_escaped_in_word():
    paper = queries.one(SYSTEM, made()).paper("vi")
    sharp = replace(paper, head=replace(paper.head, title="A < B & C"))
    text = docx.Document(io.BytesIO(writing.word(sharp, word("{{ title }}")))).paragraphs[0].text
    assert text == "A < B & C"


def test_an_uploaded_template_is_used_only_after_its_preview(someone: Callable[..., Actor]):
    an, hoa = someone("an", "administrator"), someone("hoa", "department-officer", sector="farming")
    plan, before = versions.current(CODE).plan, versions.current(CODE).number
    content = word("{{ title }}", "Sản lượng: {{ figure.OUTPUT }}", "{{p part.main }}")
    with pytest.raises(Refused) as refused:
        versions.offer(hoa, plan, content)
    assert refused.value.status == 403
    number = versions.offer(an, plan, content)
    assert (versions.current(CODE).number, versions.offer(an, plan, content)) == (before, number)
    assert versions.use(an, CODE, number)
    assert not versions.use(an, CODE, number)
    assert Entry.objects.filter(verb="report.template").count() == 1
    view = queries.one(SYSTEM, made())
    text = [each.text for each in docx.Document(io.BytesIO(reproducing.word(view, "vi"))).paragraphs]
    assert any(each.startswith("Sản lượng: 6.600,000") for each in text)


def test_an_issue_keeps_the_template_that_it_was_made_by(tmp_path: Path):
    number = made()
    load(tmp_path, reports=REPORTS.replace("Tình hình {period}", "Kết quả {period}"))
    assert queries.one(SYSTEM, number).paper("vi").head.title == "Tình hình tháng 10 năm 2026"


def test_parts_survive_being_kept():
    plan = versions.current(CODE).plan
    assert plans.load(plans.dump(plan)) == plan
    assert actions.make(SYSTEM, CODE, "04", PERIOD)
