"""Tables of targets: out as Excel and CSV, edited, and back in; all rows or none."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.problems import Refused
from terrace.facts.conftest import PROVINCE
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import actions, dividing, papers
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.bases import Basis
from terrace.insight.targets.dividing import WantedPart
from terrace.insight.targets.models import Part, Target
from terrace.insight.targets.papers import COLUMNS
from terrace.insight.targets.tests.conftest import YEAR, province
from terrace.insight.targets.tests.test_setting import pack, someone

pytestmark = pytest.mark.usefixtures("world", "today")
DOCUMENT = Basis("resolution", "58/NQ-HĐND", date(2025, 12, 10), "Điều 1")
BIRTHS = Wanted("BIRTHS", PROVINCE, YEAR, Decimal(1150), basis=DOCUMENT, agency="Sở Y tế")
HEAD = "indicator;place;breakdown;period;value;direction;decided_by\n"


def held():
    return papers.of_place(Reader(SYSTEM), province(), YEAR)


def table(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows)).encode()


@pytest.fixture
def planned(world, today):
    actions.set_target(SYSTEM, BIRTHS)
    dividing.set_part(SYSTEM, WantedPart("BIRTHS", PROVINCE, f"{YEAR}-Q1", Decimal(250)))


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(("write", "name"), [(papers.as_csv, "a.csv"), (papers.as_workbook, "a.xlsx")])
def test_what_goes_out_comes_back_and_changes_nothing(write, name):
    content = write(Reader(SYSTEM), held())
    assert papers.take(SYSTEM, content, name) == papers.Taken(0, 2)


def test_the_targets_of_a_pack_come_back_and_stay_those_of_the_pack(tmp_path):
    pack(tmp_path, f"BIRTHS,{PROVINCE},,{YEAR},1100,up,Kế hoạch,Plan\n")
    assert papers.take(SYSTEM, papers.as_csv(Reader(SYSTEM), held()), "a.csv") == papers.Taken(0, 1)
    assert not Target.objects.exists()


@pytest.mark.usefixtures("planned")
def test_an_edited_workbook_sets_lifts_and_adds():
    rows = CalamineWorkbook.from_filelike(io.BytesIO(papers.as_workbook(Reader(SYSTEM), held()))).get_sheet_by_index(0)
    head, first, part = rows.to_python()
    first[COLUMNS.index("value")] = 1200
    part[COLUMNS.index("value")] = ""
    pigs = ["PIGS", "", "", 4, "", YEAR, 10_500.0, "up", "", "", "", "plan", "9/KH-UBND", "05/01/2026", "", ""]
    assert papers.take(someone("lan", "leader"), book([head, first, part, pigs]), "kế hoạch.xlsx").changed == 3
    assert {row.value for row in Target.objects.all()} == {1200, 10_500}
    assert Part.objects.get().value is None
    assert Target.objects.get(value=10_500).basis_date == date(2026, 1, 5)


def book(rows) -> bytes:
    content = io.BytesIO()
    made = Workbook(content, {"in_memory": True})
    sheet = made.add_worksheet()
    for line, cells in enumerate(rows):
        sheet.write_row(line, 0, cells)
    made.close()
    return content.getvalue()


def test_every_fault_is_told_at_its_row_and_nothing_is_kept():
    content = table(
        f"BIRTHS;{PROVINCE};;{YEAR};1.150,0;up;NQ",
        f"NOTHING;{PROVINCE};;{YEAR};1;up;NQ",
        f"PIGS;{PROVINCE};;{YEAR};nhiều;up;NQ",
        f"PIGS;{PROVINCE};;năm nay;5;up;NQ",
        f"OUTPUT;99999;;{YEAR};5;up;NQ",
        f"BIRTHS;{PROVINCE};;{YEAR};1150;up;NQ",
        f"OUTPUT;{PROVINCE};;{YEAR};5;sideways;",
    )
    with pytest.raises(Refused) as refused:
        papers.take(SYSTEM, content, "a.csv")
    told = [(fault.pointer, fault.code) for fault in refused.value.faults]
    assert told == [
        ("/rows/3/indicator", "target.indicator"),
        ("/rows/4/value", "target.table_cell"),
        ("/rows/5/period", "target.table_cell"),
        ("/rows/6/place", "target.place"),
        ("/rows/7", "target.table_twice"),
        ("/rows/8/direction", "target.direction"),
        ("/rows/8/decided_by", "target.decided_by"),
    ]
    assert not Target.objects.exists()


def test_whoever_may_not_set_a_target_sets_none_by_a_table():
    with pytest.raises(Refused) as refused:
        papers.take(someone("an", "analyst"), table(f"BIRTHS;{PROVINCE};;{YEAR};1150;up;NQ"), "a.csv")
    assert refused.value.status == 403
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "workbook.empty"),
        (b"PK\x03\x04nonsense", "workbook.unreadable"),
        (b"a;b\n1;2\n", "target.table_column"),
        (HEAD.encode(), "target.table_empty"),
        (table(*["x;y;;2026;1;up;NQ"] * 1001), "target.table_long"),
    ],
)
def test_files_that_are_no_tables_are_refused(content, code):
    with pytest.raises(Refused) as refused:
        papers.take(SYSTEM, content, "a.csv")
    assert refused.value.faults[0].code == code


def test_text_that_a_spreadsheet_would_work_out_is_kept_as_text():
    actions.set_target(SYSTEM, replace(BIRTHS, decided_by="=1+1"))
    assert "'=1+1" in papers.as_csv(Reader(SYSTEM), held()).decode()
    assert papers.take(SYSTEM, papers.as_csv(Reader(SYSTEM), held()), "a.csv").changed == 0
