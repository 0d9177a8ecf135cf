"""The life of a report: made, commented, approved, issued, withdrawn, made again, drawn again later; and its template:
tables and Word files with every fault and its place, versions, officials' own before and in use. (One file: one world.)
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from jinja2.exceptions import SecurityError

from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM, Actor
from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.kernel import periods
from terrace.base.kernel.problems import Refused
from terrace.base.notify.channels import mails
from terrace.base.notify.models import Delivery, Notice
from terrace.base.notify.parcels import Parcel
from terrace.base.people.models import Person
from terrace.base.places.models import Level
from terrace.facts.catalogue import releasing
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, hear_all, send
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.reports import (
    actions,
    checking,
    differing,
    gathering,
    making,
    plans,
    printing,
    queries,
    reproducing,
    snapshots,
    versions,
    writing,
)
from terrace.insight.reports.models import Fact, Issue, State
from terrace.insight.reports.snapshots import Figure
from terrace.insight.reports.tests.conftest import CODE, PARTS, PERIOD, REPORTS, TODAY, load, made
from terrace.insight.targets.actions import Wanted, set_target

pytestmark = pytest.mark.usefixtures("months")


def change() -> None:
    """One figure moves after the report was made."""
    send(fact("OUTPUT", COMMUNES[0], PERIOD, "2100.000"), key="later")
    hear_all(("rollup-",))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.faults[0].code


def test_a_report_says_what_figures_say():
    view, reader = queries.one(SYSTEM, made()), Reader(SYSTEM)
    figures = {key: each for key, each in view.facts.items() if isinstance(each, Figure) and not key.endswith("+")}
    assert len(figures) > 20
    for key, figure in figures.items():
        asked = gathering.asked_by(reader.snapshot, key)
        assert isinstance(asked, Asked)
        assert reader.figure(asked).value == figure.value
    text = " ".join(block.text for block in view.paper("vi").blocks)
    assert "Sản lượng tháng 10 năm 2026 đạt 6.600,000" in text
    assert "bằng 110,0% cùng kỳ năm trước (tăng 600,000" in text
    assert "; tính chung 10 tháng đạt 66.000,000" in text
    assert "không đổi so với cùng kỳ năm trước, không đổi so với tháng trước" in text


def test_the_same_paper_comes_out_byte_for_byte_when_clock_and_figures_have_moved(
    chi: Actor, monkeypatch: pytest.MonkeyPatch
):
    number = made(chi)
    actions.approve(chi, number)
    view = queries.one(chi, number)
    pdf, word = printing.pdf(view.paper("vi")), reproducing.word(view, "vi")
    assert pdf.startswith(b"%PDF")
    change()
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: date(2031, 2, 3))
    again = reproducing.again(number)
    assert (again.same, again.whole, again.pdf) == (True, True, pdf)
    assert reproducing.word(queries.one(SYSTEM, number), "vi") == word


def test_a_snapshot_that_was_tampered_with_is_noticed(chi: Actor):
    number = made(chi)
    actions.approve(chi, number)
    frame = Issue.objects.get(pk=number).frame
    Issue.objects.filter(pk=number).update(frame=frame.replace("Sản lượng", "Sản Lượng"))
    again = reproducing.again(number)
    assert (again.same, again.whole) == (False, False)


def test_facts_of_a_report_are_never_changed(chi: Actor):
    made(chi)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Fact.objects.update(content="{}")


def test_a_report_goes_from_draft_to_issued_and_each_step_is_in_the_audit(chi: Actor, someone: Callable[..., Actor]):
    hoa = someone("hoa", "commune-officer", COMMUNES[0])
    number = made(chi)
    actions.comment(chi, number, "Cần giải thích sản lượng tăng.")
    assert Issue.objects.get(pk=number).state == State.COMMENTED
    assert actions.approve(chi, number) == "1/BC-UBND"
    paper = queries.one(chi, number).paper("vi")
    assert (paper.head.number, paper.head.draft, paper.head.signer) == ("Số: 1/BC-UBND", "", "Chi")
    assert paper.head.dated.endswith("ngày 22 tháng 11 năm 2026")
    with pytest.raises(Refused) as refused:
        actions.issue(chi, number, [hoa.person_id or 0])
    assert code_of(refused) == "report.recipients"
    assert actions.issue(chi, number, [chi.person_id or 0]) == 1
    verbs = list(Entry.objects.filter(subject=f"report/{number}").order_by("id").values_list("verb", flat=True))
    assert verbs == ["report.make", "report.comment", "report.approve", "report.issue"]
    assert Outbox.objects.filter(type="report.issued").count() == 1
    with pytest.raises(Refused) as refused:
        actions.comment(chi, number, "Muộn rồi")
    assert code_of(refused) == "report.state"


def test_numbers_have_no_gap_and_a_withdrawn_number_is_not_given_again(chi: Actor):
    first, second = made(chi), made(chi, period="2026-M09")
    with pytest.raises(Refused):
        actions.approve(policy.ANONYMOUS, first)
    assert actions.approve(chi, second) == "1/BC-UBND"
    actions.withdraw(chi, second, "Sai kỳ")
    assert actions.approve(chi, first) == "2/BC-UBND"
    third = made(chi, period="2026-M09")
    assert Issue.objects.get(pk=third).edition == 2
    assert actions.approve(chi, third) == "3/BC-UBND"


def test_differences_between_two_issues_are_named_from_what_to_what(chi: Actor):
    first = made(chi)
    change()
    second = made(chi)
    moved = differing.between(queries.one(chi, first), queries.one(chi, second), "vi")
    texts = {(each.place, each.period, each.was, each.now) for each in moved if each.name.startswith("Sản lượng")}
    month = "tháng 10 năm 2026"
    province = queries.one(chi, second).frame
    assert province is not None
    name = province.places[str(province.area)].name
    assert (name, month, "6.600,000", "7.600,000") in texts
    assert (name, f"{month} (10 tháng)", "66.000,000", "67.000,000") in texts
    assert {each.kind for each in moved} == {"changed"}
    assert differing.between(queries.one(chi, second), queries.one(chi, second), "vi") == []


def test_a_reader_of_one_sector_gets_an_extract_and_cannot_approve(chi: Actor, dung: Actor):
    number = made(chi)
    whole, part = queries.one(chi, number), queries.one(dung, number)
    assert (whole.hidden, part.hidden > 0) == (0, True)
    assert not any(key.startswith("BIRTHS|") for key in part.facts)
    text = " ".join(block.text for block in part.paper("vi").blocks)
    assert "6.600,000" in text
    assert "Trẻ sinh" not in text
    assert part.paper("vi").head.extract
    with pytest.raises(Refused) as refused:
        actions.approve(dung, number)
    assert refused.value.status == 403


def test_the_year_so_far_is_not_shown_because_its_last_month_was_released(chi: Actor, someone: Callable[..., Actor]):
    binh = someone("binh", "analyst", sector="people")
    releasing.release("OUTPUT", [periods.parse(PERIOD).id], Level.PROVINCE, SYSTEM)
    number = made(chi)
    facts = queries.one(binh, number).facts
    assert any(key.startswith("OUTPUT|") and key.endswith(PERIOD) for key in facts)
    assert not any(key.startswith(("OUTPUT|", "YIELD|")) and key.endswith(snapshots.SO_FAR) for key in facts)
    with policy.acting_as(binh):
        rows = set(Fact.objects.filter(issue_id=number).values_list("key", flat=True))
    assert not any(key.startswith(("OUTPUT|", "YIELD|")) and key.endswith(snapshots.SO_FAR) for key in rows)
    assert "66.000,000" not in " ".join(block.text for block in queries.one(binh, number).paper("vi").blocks)


def test_the_plan_is_held_against_the_year_up_to_the_end_of_the_report(chi: Actor):
    set_target(SYSTEM, Wanted("OUTPUT", PROVINCE, 2026, Decimal(120_000), decided_by="Nghị quyết 58/NQ-HĐND"))
    paper = queries.one(chi, made(chi, period="2026-M06")).paper("vi")
    rows = [[cell.text for cell in row] for block in paper.blocks if block.part == "plan" for row in block.rows]
    assert [row[2:5] for row in rows] == [["120.000,000", "39.600,000\u00a0(*)", "33,0"]], "not what ten months came to"


def test_row_level_security_hides_facts_from_a_forgotten_filter(chi: Actor, dung: Actor):
    number = made(chi)
    with policy.acting_as(dung):
        sectors = set(Fact.objects.filter(issue_id=number).values_list("sector", flat=True))
    assert sectors == {"farming"}


def test_the_mail_carries_what_its_recipient_may_see(chi: Actor, dung: Actor):
    number = made(chi)
    actions.approve(chi, number)
    actions.issue(chi, number, [chi.person_id or 0, dung.person_id or 0])
    papers = {}
    for notice in Notice.objects.filter(kind="report.issued"):
        person = Person.objects.get(pk=notice.person_id or 0)
        person.email = "x@terrace.invalid"
        parcel = Parcel(Delivery(pk=1, notice=notice), person, policy.actor_of(person))
        enclosed = list(mails.build(parcel).iter_attachments())
        assert [each.get_content_type() for each in enclosed] == ["application/pdf"]
        papers[person.username] = enclosed[0].get_content()
    assert set(papers) == {"chi", "dung"}
    assert papers["chi"] == printing.pdf(queries.one(chi, number).paper("vi"))
    assert papers["dung"] == printing.pdf(queries.one(dung, number).paper("vi"))
    assert papers["chi"] != papers["dung"]


def test_the_word_file_can_be_read_and_says_the_same(chi: Actor):
    view = queries.one(chi, made(chi))
    content = reproducing.word(view, "vi")
    document = docx.Document(io.BytesIO(content))
    text = "\n".join(each.text for each in document.paragraphs)
    assert "Tình hình tháng 10 năm 2026" in text
    assert "6.600,000" in text
    assert len(document.inline_shapes) >= 2
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert any(cell.startswith("6.600,000") for row in rows for cell in row)
    assert rows[-1][0].endswith("- Như trên;\n- Lưu: VT.")
    drawn = [table for table in document.tables if len(table.rows) > 1]
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in drawn), "headings come again on each page"
    for table in drawn:
        widths = [cell.width for cell in table.rows[0].cells]
        assert abs(sum(width.mm for width in widths) - writing.LINE_MM) < 1
        assert [column.width for column in table.columns] == widths, "LibreOffice goes by columns"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_missing_is_said_and_nothing_is_made_up(chi: Actor):
    view = queries.one(chi, made(chi, period="2026-M11"))
    text = " ".join(block.text for block in view.paper("vi").blocks)
    assert "Chưa có số liệu về trẻ sinh tháng 11 năm 2026." in text
    assert "Chưa có số liệu kỳ này" in text
    english = " ".join(block.text for block in view.paper("en").blocks)
    assert "There is no figure yet of births for November 2026." in english


@pytest.mark.parametrize(
    ("template", "place", "period", "code"),
    [
        ("nothing", PROVINCE, PERIOD, "report.template_absent"),
        (CODE, "99999", PERIOD, "report.place"),
        (CODE, PROVINCE, "2026-Q3", "report.period"),
        (CODE, PROVINCE, "2027-M01", "report.period"),
        (CODE, PROVINCE, "soon", "report.period"),
    ],
)
def test_a_report_that_cannot_be_is_refused_with_the_reason(
    chi: Actor, template: str, place: str, period: str, code: str
):
    with pytest.raises(Refused) as refused:
        actions.make(chi, template, place, period)
    assert code_of(refused) == code


def test_the_mark_of_a_snapshot_moves_with_any_of_its_facts():
    facts = {"a": "1", "b": "2"}
    assert snapshots.mark("frame", facts) == snapshots.mark("frame", dict(reversed(facts.items())))
    assert snapshots.mark("frame", facts) != snapshots.mark("frame", {**facts, "b": "3"})


def test_a_whole_life_passes_row_level_security_and_others_cannot_approve(chi: Actor, dung: Actor):
    with policy.acting_as(chi):
        number = actions.make(chi, CODE, PROVINCE, PERIOD)
    while making.left():
        pass
    with policy.acting_as(dung):
        actions.comment(dung, number, "Đề nghị bổ sung nguyên nhân.")
        assert not Issue.objects.filter(pk=number, number__isnull=False).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Issue.objects.filter(pk=number).update(number=7, year=2026, day=TODAY, state="approved", pdf_sha256="x")
    with policy.acting_as(chi):
        assert actions.approve(chi, number) == "1/BC-UBND"
        assert actions.issue(chi, number, [chi.person_id or 0]) == 1
        actions.withdraw(chi, number, "Có số liệu mới")
    assert Issue.objects.get(pk=number).state == State.WITHDRAWN
    assert Notice.objects.filter(kind="report.withdrawn", person_id=chi.person_id or 0).count() == 1


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


@pytest.mark.parametrize("notice", ["", "Báo cáo có số liệu mô phỏng."])
def test_the_usual_word_file_says_that_figures_are_simulated(notice: str):
    paper = queries.one(SYSTEM, made()).paper("vi")
    said = replace(paper, head=replace(paper.head, notice=notice))
    document = docx.Document(io.BytesIO(writing.word(said, reproducing.USUAL.read_bytes())))
    assert [each.text for each in document.paragraphs if "mô phỏng" in each.text] == [notice] * bool(notice)


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
