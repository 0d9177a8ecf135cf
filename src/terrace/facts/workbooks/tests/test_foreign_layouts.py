"""Sheets that others laid out: guessed, explained once, recognised next time."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from msgspec import structs

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.kernel.problems import Refused
from terrace.base.kernel.tests.test_legacy import abc, vni
from terrace.base.places import index
from terrace.facts.bulk import actions as bulk
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.models import Observation, Submission
from terrace.facts.workbooks import actions, mappings, queries, recognising
from terrace.facts.workbooks.guessing import Guess
from terrace.facts.workbooks.layouts import HEAD, TITLE, Layout
from terrace.facts.workbooks.models import Mapping, State, Upload
from terrace.facts.workbooks.outcomes import Outcome
from terrace.facts.workbooks.placing import Placing
from terrace.facts.workbooks.sheets import Sheet
from terrace.facts.workbooks.tests.books import table
from terrace.facts.workbooks.tests.conftest import BEFORE, MONTH, A, B, hire
from terrace.facts.workbooks.wordings import Catalogue

TITLE_ROW = [f"TỔNG HỢP CHĂN NUÔI THÁNG {MONTH.index} NĂM {MONTH.year}"]
WIDE: list[list[Any]] = [
    ["UBND TỈNH", None, None, None, None],
    TITLE_ROW,
    [],
    ["STT", "Mã xã", "Tên xã", "Lợn (nghìn con)", "Trẻ sinh", None],
    [None, None, None, None, "Nữ", "Nam"],
    ["A", "B", "C", 1, 2, 3],
    [None, None, "Tổng số", 1.5, 10, 8],
    [1, A, "", 0.34, 2, 3],
    [2, B, "", "1,1", "-", "thiếu"],
    [],
    [None, None, "Người lập biểu", None, None],
]
LONG: list[list[Any]] = [
    ["Địa bàn", "Chỉ tiêu", "Phân tổ", "Kỳ", "Giá trị"],
    ["{a}", "Lợn", "", f"T{MONTH.index}/{MONTH.year}", "1.234"],
    ["{a}", "Trẻ sinh", "Nữ", MONTH.code, 3],
    ["{b}", "BIRTHS", "SEX=M", f"tháng {MONTH.index}/{MONTH.year}", 4.0],
]


def name(code: str) -> str:
    version = index.current().version(index.current().resolve(code, timezone.localdate()) or 0, timezone.localdate())
    return version.full_name if version else ""


def guess(actor: Actor, sheet: Sheet) -> Layout:
    placing = Placing(index.current(), policy.which(actor, "submission.create"), timezone.localdate())
    return Guess(sheet, placing, Catalogue(snapshot.current())).layout("commune")


def upload(actor: Actor, rows: list[list[Any]], title: str = "Sheet1") -> tuple[Upload, Layout]:
    made = actions.receive(actor, "cua-so.xlsx", table(rows, title))
    return made, guess(actor, queries.sheet(actor, made, 0))


def codes(made: Upload) -> list[tuple[str, str]]:
    return [(fault.address, fault.code) for sheet in Outcome.read(made.outcome).sheets for fault in sheet.faults]


def test_a_wide_table_is_guessed_from_its_names(lan: Actor):
    made, layout = upload(lan, WIDE)
    assert made.state == State.UNKNOWN
    assert (layout.head, layout.heads, layout.first, layout.period) == (3, 2, 6, TITLE)
    assert [(each.role, each.indicator, each.breakdown, each.factor) for each in layout.columns] == [
        ("skip", "", "", "1"),
        ("area_code", "", "", "1"),
        ("area_name", "", "", "1"),
        ("value", "PIGS", "", "1000"),
        ("value", "BIRTHS", "SEX=F", "1"),
        ("value", "BIRTHS", "SEX=M", "1"),
    ]


def test_it_is_handed_in_and_recognised_next_time(lan: Actor):
    made, layout = upload(lan, WIDE)
    made = actions.explain(lan, made.pk, 0, layout, name="Chăn nuôi của Sở")
    assert made.state == State.STORED, made.outcome
    assert Observation.objects.get(indicator_id=snapshot.current().indicators["PIGS"].id, value=340)
    assert Observation.objects.filter(value=1100).count() == 1
    assert Observation.objects.filter(value=None).count() == 2
    moved = [["Báo cáo"], *WIDE[:7], [1, A, "", "0,35", 2, 3]]
    again = actions.receive(lan, "thang-sau.xlsx", table(moved))
    assert again.state == State.STORED, again.outcome
    assert Outcome.read(again.outcome).sheets[0].mapping == "Chăn nuôi của Sở"
    assert Observation.objects.filter(value=350).exists()


def test_a_long_table_is_guessed_and_read(lan: Actor):
    rows: list[list[Any]] = [
        [str(cell).format(a=name(A), b=name(B)) if isinstance(cell, str) else cell for cell in row] for row in LONG
    ]
    made, layout = upload(lan, rows)
    assert [each.role for each in layout.columns] == ["area_name", "indicator", "breakdown", "period", "value"]
    made = actions.explain(lan, made.pk, 0, layout)
    assert made.state == State.STORED, made.outcome
    assert {row.value for row in Observation.objects.all()} == {1234, 3, 4}


def test_columns_may_be_periods(lan: Actor):
    rows: list[list[Any]] = [
        ["Mã", "Lợn"],
        ["", f"{BEFORE.index}/{BEFORE.year}", f"{MONTH.index}/{MONTH.year}"],
        [A, 5, 6],
        [B, 7, 8],
    ]
    made, layout = upload(lan, rows)
    columns = [structs.replace(each, role="value", indicator="PIGS") if each.at else each for each in layout.columns]
    layout = structs.replace(layout, columns=columns, period=HEAD)
    made = actions.explain(lan, made.pk, 0, layout)
    assert made.state == State.STORED, made.outcome
    assert {(row.period, row.value) for row in Observation.objects.all()} == {
        (BEFORE.id, 5), (MONTH.id, 6), (BEFORE.id, 7), (MONTH.id, 8),
    }  # fmt: skip


def test_a_layout_with_a_fixed_period_asks_for_it_again(lan: Actor):
    rows: list[list[Any]] = [["Mã xã", "Lợn"], [A, 5]]
    made, layout = upload(lan, rows)
    assert layout.period == ""
    with pytest.raises(Refused):
        actions.explain(lan, made.pk, 0, layout)
    layout = structs.replace(layout, period=MONTH.code)
    assert actions.explain(lan, made.pk, 0, layout).state == State.STORED
    again = actions.receive(lan, "2.xlsx", table([["Mã xã", "Lợn"], [A, 6]]))
    assert again.state == State.UNKNOWN


def test_faults_of_all_kinds_are_told_at_their_cells_and_nothing_is_stored(lan: Actor):
    rows: list[list[Any]] = [
        TITLE_ROW,
        ["Tên xã", "Lợn", "Trẻ sinh"],
        [name(A), "nhiều", 1],
        ["Xã Không Có", 1, 1],
        [name(B), 2, 99999],
    ]
    made, layout = upload(lan, rows)
    made = actions.explain(lan, made.pk, 0, layout)
    assert made.state == State.REFUSED
    assert codes(made) == [("B3", "cell.not_number"), ("A4", "row.area_unknown"), ("C5", "value.range")]
    assert not Observation.objects.exists()


def test_names_are_read_in_old_fonts_and_within_her_area(lan: Actor):
    found = Placing(index.current(), policy.which(lan, "submission.create"), timezone.localdate())
    for written in (
        name(A),
        name(A).upper(),
        abc(name(A)),
        vni(name(A)),
        f"1. {name(A)}",
        name(A).replace("Phường ", ""),
    ):
        assert found.find("", written) == index.current().resolve(A, timezone.localdate()), written
    assert found.find(A.lstrip("0"), "") == index.current().resolve(A, timezone.localdate())
    everywhere = Placing(index.current(), policy.which(policy.SYSTEM, "submission.create"), timezone.localdate())
    assert not isinstance(everywhere.find("", "Xã Tân Tiến"), int)


def test_a_mapping_is_hers_and_of_her_office(lan: Actor, hoa: Actor):
    made, layout = upload(lan, WIDE)
    actions.explain(lan, made.pk, 0, layout)
    colleague = hire("minh", "commune-officer", "04")
    assert [each.name for each in mappings.hers(colleague)] == ["Sheet1"]
    assert mappings.hers(hoa) == []
    with pytest.raises(Refused):
        mappings.forget(colleague, Mapping.objects.get().pk)
    mappings.forget(lan, Mapping.objects.get().pk)
    assert not Mapping.objects.exists()


def test_uploads_of_others_are_unknown(lan: Actor, hoa: Actor):
    made, _ = upload(lan, WIDE)
    with pytest.raises(Refused) as raised:
        queries.upload(hoa, made.pk)
    assert raised.value.status == 404


def test_a_sheet_with_very_many_facts_goes_to_a_job(lan: Actor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "LARGEST", 3)
    made, layout = upload(lan, WIDE)
    made = actions.explain(lan, made.pk, 0, layout)
    assert made.state == State.QUEUED, made.outcome
    [handed] = Outcome.read(made.outcome).sheets[0].handed
    bulk.run(handed.job)
    assert Observation.objects.count() == 6
    assert Submission.objects.get().door == "excel"


def test_the_first_rows_are_checked_without_storing(lan: Actor):
    made, layout = upload(lan, [TITLE_ROW, ["Tên xã", "Lợn"], [name(A), "nhiều"], [name(B), 3]])
    marks, sheet = actions.check(lan, made, 0, layout, 10)
    assert [(mark.address, mark.fault.code) for mark in marks] == [("B3", "cell.not_number")]
    assert recognising.read(lan, sheet, layout).facts[0].value == Decimal(3)
    assert not Observation.objects.exists()
