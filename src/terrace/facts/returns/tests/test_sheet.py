"""A sheet: its rows in order, the figures beside them, its history, and what she may do."""

from typing import Any

import msgspec

from terrace.facts.conftest import fact, send
from terrace.facts.returns import actions, queries
from terrace.facts.returns.models import State

from .conftest import FARM, A, B, hand_in, month, row, words


def test_rows_stand_as_the_form_asks_the_total_before_its_parts(opened):
    sheet = queries.sheet(opened.hoa, *words())
    assert [(each.indicator, each.breakdown) for each in sheet.rows] == [
        ("PIGS", ""),
        ("AREA", ""),
        ("AREA", "CROP=RICE"),
        ("AREA", "CROP=MAIZE"),
        ("OUTPUT", ""),
    ]
    assert [each.group for each in sheet.rows] == ["", "Diện tích", "Diện tích", "Diện tích", ""]


def test_the_figures_of_the_period_before_and_of_a_year_ago_stand_beside(opened):
    year_ago = month().shifted(-12)
    send(fact("PIGS", A, month().previous().code, 300), fact("PIGS", A, year_ago.code, 250), key="before")
    pigs = queries.sheet(opened.hoa, *words()).rows[0]
    assert (pigs.last, pigs.last_year, pigs.value) == ("300", "250", None)


def test_remarks_history_and_the_language_of_the_reader(opened):
    hand_in(opened.hoa, FARM)
    actions.send_back(opened.lan, *words(), "Xem lại đàn lợn")
    sheet = queries.sheet(opened.hoa, *words(), "en")
    assert sheet.form.name == "Monthly farming return"
    assert [each.step for each in sheet.history] == ["return.submit", "return.send_back"]
    assert [(each.text, each.by) for each in sheet.remarks] == [("Xem lại đàn lợn", "Bùi Thị Lan")]


def test_what_she_may_do_follows_the_state_and_her_part(opened):
    def may(actor) -> Any:
        return msgspec.to_builtins(queries.sheet(actor, *words()).may)

    nothing = {"fill": False, "approve": False, "send_back": False, "reopen": False}
    assert may(opened.hoa) == nothing | {"fill": True}
    assert may(opened.tu) == nothing
    hand_in(opened.hoa, FARM)
    assert may(opened.chi) == nothing | {"approve": True, "send_back": True}
    hand_in(opened.lan, {"PIGS": 1}, key="lan")
    assert may(opened.lan) == nothing | {"fill": True, "send_back": True}
    actions.approve(opened.chi, *words())
    assert may(opened.lan) == nothing | {"reopen": True}
    assert may(opened.hoa) == nothing


def test_her_list_has_the_places_granted_to_her_the_most_urgent_first(opened):
    hand_in(opened.hoa, FARM)
    actions.send_back(opened.lan, *words(), "sửa")
    hand_in(opened.hoa, {"BIRTHS": 1}, "STAT-T")
    listed = queries.hers(opened.hoa)
    assert [line.found.form.code for line in listed] == ["FARM-T", "PEOPLE-T", "STAT-T"]
    assert {line.found.place.code for line in listed} == {A}
    assert [line.found.form.code for line in queries.hers(opened.hoa, [State.SUBMITTED])] == ["STAT-T"]
    assert queries.hers(opened.chi) == []


def test_answered_rows_are_counted_from_whatever_door(opened):
    send(fact("PIGS", A, month().code, 3), key="door", source="office")
    (line,) = [each for each in queries.hers(opened.hoa) if each.found.form.code == "FARM-T"]
    assert (line.answered, line.asked) == (1, 5)


def test_what_waits_for_her_decision_leaves_out_her_own_and_what_others_decide(opened):
    hand_in(opened.hoa, FARM)
    hand_in(opened.lan, FARM, area=B)
    hand_in(opened.hoa, {"BIRTHS": 1}, "STAT-T")
    assert [line.found.row.pk for line in queries.waiting(opened.lan)] == [row().pk]
    assert len(queries.waiting(opened.chi)) == 3
    assert [line.found.form.code for line in queries.waiting(opened.chi, form="STAT-T")] == ["STAT-T"]
    assert queries.waiting(opened.hoa) == queries.waiting(opened.tu) == []


def test_revisions_of_a_list_are_those_of_the_sheets(opened):
    hand_in(opened.hoa, FARM)
    lines = queries.hers(opened.hoa)
    marks = queries.revisions([line.found for line in lines])
    assert marks == [queries.sheet(opened.hoa, *line.found.key.split("/")).revision for line in lines]


def test_the_sheet_is_plain_json(opened):
    written = msgspec.json.decode(msgspec.json.encode(queries.sheet(opened.hoa, *words())))
    assert {"form", "area", "period", "source", "state", "due", "days_left", "revision", "rows"} <= set(written)
    assert written["rows"][0]["minimum"] == "0"
