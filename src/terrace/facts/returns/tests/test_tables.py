"""Tables of packs that define returns: loaded once, changed in place, refused with every fault."""

import shutil

import pytest

from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.returns import forms
from terrace.facts.returns.models import Form, FormCell, FormLine

from .conftest import ASKED


@pytest.fixture
def pack(cast, tmp_path):
    return shutil.copytree(ASKED, tmp_path / "asked")


def edit(pack, file: str, old: str, new: str) -> None:
    path = pack / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def codes(pack) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as raised:
        loading.load(pack)
    return [(fault.pointer, fault.code) for fault in raised.value.faults]


def test_loading_again_changes_nothing(pack):
    assert loading.load(pack).same


def test_a_form_has_a_row_for_each_cell_in_the_order_of_its_lines(pack):
    form = forms.current().by_code["FARM-T"]
    assert len(form.cells) == 5
    assert [cell[1] == 0 for cell in form.cells] == [True, True, False, False, True]


def test_a_line_that_is_added_or_taken_away_changes_the_form(pack):
    edit(pack, "return_lines.csv", "FARM-T,OUTPUT,", "FARM-T,OUTPUT,CROP")
    edit(pack, "return_lines.csv", "FARM-T,PIGS,\n", "")
    report = loading.load(pack)
    assert report.tables["return_lines"].retired == ("FARM-T=PIGS",)
    assert len(forms.current().by_code["FARM-T"].cells) == 6
    assert FormCell.objects.filter(form__code="FARM-T").count() == 6


def test_a_form_that_left_its_pack_is_retired(pack):
    edit(pack, "returns.csv", "STAT-T,", "STAT-U,")
    edit(pack, "return_lines.csv", "STAT-T,", "STAT-U,")
    loading.load(pack)
    assert Form.objects.get(code="STAT-T").retired
    assert "STAT-T" not in {form.code for form in forms.current().asked}
    assert FormLine.objects.filter(form__code="STAT-U").count() == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("returns.csv", "FARM-T,HC,", "FARM-T,HX,", ("returns.csv:2:regime", "pack.reference_unknown")),
        ("returns.csv", ",farming,month", ",farmin,month", ("returns.csv:2:sector", "pack.reference_unknown")),
        (
            "returns.csv",
            'commune,commune,-40,-16,5,province,"',
            'commune,comune,-40,-16,5,province,"',
            ("returns.csv:2:source", "pack.reference_unknown"),
        ),
        ("returns.csv", '-40,-16,5,province,"', '-40,6,5,province,"', ("returns.csv:2:due_days", "form.days")),
        ("returns.csv", "department-officer, leader", "analyst", ("returns.csv:2:approver", "form.approver")),
        (
            "returns.csv",
            "year,province,office,-60,0,20,province",
            "year,province,office,-60,0,20,commune",
            ("returns.csv:5:receiver", "form.receiver"),
        ),
        ("return_lines.csv", "FARM-T,OUTPUT", "FARM-T,BIRTHS", ("return_lines.csv:4:indicator", "form.sector")),
        ("return_lines.csv", "FARM-T,OUTPUT", "FARM-T,HERD", ("return_lines.csv:4:indicator", "form.frequency")),
        (
            "return_lines.csv",
            "FARM-T,OUTPUT",
            "FARM-T,YIELDS",
            ("return_lines.csv:4:indicator", "pack.reference_unknown"),
        ),
        ("return_lines.csv", "FARM-T,OUTPUT", "FARM-X,OUTPUT", ("return_lines.csv:4:form", "pack.reference_unknown")),
        (
            "return_lines.csv",
            "FARM-T,AREA,CROP",
            "FARM-T,AREA,SEX",
            ("return_lines.csv:3:breakdowns", "form.breakdowns"),
        ),
        ("return_lines.csv", "FARM-T,OUTPUT", "FARM-T,PIGS", ("return_lines.csv:4:form", "pack.row_twice")),
        (
            "measures.csv",
            "cells-asked,CELLS_ASKED",
            "cells-asked,BIRTHS",
            ("measures.csv:2:indicator", "measure.indicator"),
        ),
        (
            "measures.csv",
            "CELLS_ASKED,counted",
            "CELLS_ASKED,count",
            ("measures.csv:2:source", "pack.reference_unknown"),
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(pack, file, old, new, fault):
    edit(pack, file, old, new)
    assert fault in codes(pack)


def test_a_form_that_asks_nothing_is_refused(pack):
    edit(pack, "return_lines.csv", "HERD-N,HERD,\n", "")
    assert codes(pack) == [("returns:HERD-N", "form.empty")]
