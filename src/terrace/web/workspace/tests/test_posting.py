"""A grid that was sent without script: only what changed is handed in, and every fault finds its row."""

from decimal import Decimal

from terrace.base.kernel.problems import define
from terrace.web.ui.components import EntryCell, EntryGroup
from terrace.web.workspace import posting

KIND = define("test.row", vi="sai", en="wrong", advice_vi="sửa", advice_en="mend")
GROUPS = [
    EntryGroup(
        "",
        (
            EntryCell("PIGS", "Lợn", "con", 0, value=Decimal(340)),
            EntryCell("AREA", "Diện tích", "ha", 2, reason="missing"),
            EntryCell("OUTPUT", "Sản lượng", "tấn", 3),
            EntryCell("BIRTHS", "Sinh", "người", 0, value=Decimal(3), editable=False),
        ),
    )
]
HELD = {"value:PIGS|": "340", "reason:AREA|": "missing", "value:BIRTHS|": "3"}


def facts(**posted: str):
    found = posting.facts(GROUPS, HELD | posted, "01273", "2026-M10", "vi")
    return [(fact.indicator, fact.value, fact.reason, fact.because) for fact in found]


def test_what_the_server_holds_already_is_not_sent_again():
    assert facts() == []
    assert facts(**{"value:PIGS|": "340,0"}) == []


def test_what_was_typed_is_sent_in_exact_digits():
    assert facts(**{"value:PIGS|": "1.341", "value:OUTPUT|": "2,5"}) == [
        ("PIGS", Decimal(1341), None, None),
        ("OUTPUT", Decimal("2.5"), None, None),
    ]


def test_a_reason_stands_for_a_value_and_an_explanation_makes_a_row_new():
    assert facts(**{"reason:OUTPUT|": "not_applicable"}) == [("OUTPUT", None, "not_applicable", None)]
    assert facts(**{"because:PIGS|": "đã kiểm đếm"}) == [("PIGS", Decimal(340), None, "đã kiểm đếm")]


def test_what_is_no_number_is_left_to_the_door():
    ((_, value, _, _),) = facts(**{"value:OUTPUT|": "hai"})
    assert value is not None
    assert value.is_nan()


def test_a_locked_row_is_never_sent():
    assert facts(**{"value:BIRTHS|": "4"}) == []


def test_a_draft_is_what_was_typed_as_it_was_typed():
    assert posting.draft(GROUPS, {"value:OUTPUT|": " 2,5 ", "because:PIGS|": "x"}) == {
        "rows": {
            "PIGS|": {"value": "", "reason": "", "because": "x"},
            "OUTPUT|": {"value": "2,5", "reason": "", "because": ""},
        }
    }


def test_faults_go_to_their_rows_whether_they_point_to_a_fact_or_to_a_row():
    sent = posting.facts(GROUPS, HELD | {"value:OUTPUT|": "1"}, "01273", "2026-M10", "vi")
    faults = [KIND.fault("/observations/0/value"), KIND.fault("/rows/AREA|"), KIND.fault("/source")]
    assert posting.by_row(sent, faults, "vi") == {"OUTPUT|": "sai sửa", "AREA|": "sai sửa"}
