"""XLSForms become forms, or are refused with sheet, row, column and advice."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from terrace.base.kernel.problems import Refused
from terrace.facts.questionnaires import conversion, structure
from terrace.facts.questionnaires.tests.forms import HEADER, workbook

SHARED = Path(__file__).parents[6] / "shared" / "data" / "xlsform"
REAL = sorted(SHARED.glob("*.xls*"))
there = pytest.mark.skipif(not REAL, reason="the shared forms are not on this machine")


def refused(content: bytes, name: str = "form.xlsx"):
    with pytest.raises(Refused) as caught:
        conversion.read(content, name)
    return caught.value.faults


@there
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_form_works(path: Path):
    """All of them work; one that did not would raise Refused, whose faults the test would show."""
    made = conversion.read(path.read_bytes(), path.name)
    assert made.structure.form
    assert made.structure.asked
    assert structure.read(made.xform) == made.structure


@there
def test_widgets_say_what_the_expected_form_says():
    """The expected file is of an older converter: its root is named otherwise and choices are written in place."""
    made = conversion.read((SHARED / "widgets.xls").read_bytes(), "widgets.xls").xform
    expected = (SHARED / "widgets.xml").read_text()
    assert binds(made) == binds(expected)
    assert controls(made) == controls(expected)
    assert made.count("<h:title>widgets</h:title>") == 1


def binds(xform: str):
    tree = ET.fromstring(xform)
    return {
        path(bind.get("nodeset", "")): {
            name.rpartition("}")[2]: spaced(text) for name, text in bind.attrib.items() if name != "nodeset"
        }
        for bind in tree.iter(f"{structure.X}bind")
        if "instanceID" not in bind.get("nodeset", "")
    }


def path(nodeset: str) -> str:
    return nodeset.split("/", 2)[-1]


def spaced(text: str) -> str:
    return " ".join(re.sub(r"select(ed)?\b", r"select\1", text).split())


def controls(xform: str):
    """Every control in order: kind, question, appearance, label and choices, whichever way these are written."""
    tree = ET.fromstring(xform)
    texts = structure._texts(tree.find(f"{structure.H}head/{structure.X}model"))  # type: ignore[arg-type]
    return [
        (
            control.tag.rpartition("}")[2],
            path(control.get("ref", "")),
            control.get("appearance", ""),
            structure._label(control, texts),
        )
        for control in tree.iter()
        if control.tag in structure.CONTROLS
    ]


def test_what_the_web_cannot_ask_is_warned_of():
    lines = [HEADER, ("text", "a", "A"), ("geotrace", "way", "The way"), ("barcode", "code", "Typed by hand")]
    warned = [
        fault for fault in conversion.read(workbook(lines), "f.xlsx").warnings if fault.code == "xlsform.unsupported"
    ]
    assert [(fault.pointer, "way (geotrace)" in fault.message_en) for fault in warned] == [("survey:3:type", True)]


WRONG: dict[str, tuple[list[tuple[str, ...]], str, str]] = {
    "unknown type": ([HEADER, ("text", "a", "A"), ("integr", "b", "B")], "xlsform.question_type", "survey:3:type"),
    "no list": ([HEADER, ("select_one x", "a", "A")], "xlsform.choice_list", "survey"),
    "no name": ([HEADER, ("text", "", "A")], "xlsform.name_missing", "survey:2:name"),
    "no type": ([HEADER, ("", "a", "A")], "xlsform.type_missing", "survey:2:type"),
    "bad name": ([HEADER, ("text", "1 a", "A")], "xlsform.name_wrong", "survey:2:name"),
    "same name": ([HEADER, ("text", "a", "A"), ("text", "a", "B")], "xlsform.name_twice", "survey:3:name"),
    "open group": ([HEADER, ("begin_group", "g", "G"), ("text", "a", "A")], "xlsform.unmatched", "survey:2:type"),
    "no such question": ([HEADER, ("text", "a", "${b}")], "xlsform.reference", "survey:2:label"),
    "no label": ([HEADER, ("text", "a", "")], "xlsform.label", "survey:2:label"),
    "nothing asked": ([HEADER], "xlsform.empty", "survey"),
    "broken expression": (
        [(*HEADER, "constraint"), ("text", "x", "X", ""), ("integer", "a", "A", ". > ")],
        "xlsform.expression",
        "survey:3:constraint",
    ),
    "broken calculation": (
        [(*HEADER, "calculation"), ("text", "x", "X", ""), ("calculate", "a", "", "1 + (2")],
        "xlsform.expression",
        "survey:3:calculation",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_form_is_refused_at_its_place_in_both_languages(name: str):
    lines, code, pointer = WRONG[name]
    fault = refused(workbook(lines))[0]
    assert (fault.code, fault.pointer) == (code, pointer)
    assert fault.message_vi != fault.message_en
    assert not re.search(r"(?<!\$)[{]", fault.message_vi + fault.advice_vi + fault.advice_en)


def test_the_type_that_was_perhaps_meant_is_named():
    assert "'integer'" in refused(workbook([HEADER, ("integr", "a", "A")]))[0].advice_en


@pytest.mark.parametrize("content", [b"", b"| survey |", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0junk", b"<xml/>"])
def test_what_is_no_workbook_is_refused(content: bytes):
    assert refused(content)[0].code == "xlsform.file"


def test_a_form_id_that_no_address_can_hold_is_refused():
    assert refused(workbook([HEADER, ("text", "a", "A")], form="a/b"))[0].code == "xlsform.id"


def test_a_function_that_odk_does_not_know_is_warned_of():
    content = workbook([(*HEADER, "constraint"), ("integer", "a", "A", "grows(.) > 'not(x)'")])
    warned = [fault for fault in conversion.read(content, "f.xlsx").warnings if fault.code == "xlsform.function"]
    assert [(fault.pointer, "grows" in fault.message_en) for fault in warned] == [("survey:2:constraint", True)]


def test_a_form_without_id_takes_the_name_of_its_file():
    content = workbook([HEADER, ("text", "a", "A")], form="", version="")
    assert conversion.read(content, "Đếm lợn 2026.xlsx").structure.form.endswith("2026")
