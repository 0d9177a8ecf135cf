"""A new warning: one group, one owner, one deadline, one notice."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from terrace.facts.conftest import PROVINCE, fact, send
from terrace.insight.monitoring.lifecycle import rounds, upkeep
from terrace.insight.monitoring.lifecycle.tests.conftest import (
    PERIOD,
    A,
    B,
    C,
    at,
    group_of,
    keys,
    place,
    rise,
    told,
    warning,
)
from terrace.insight.monitoring.models import Group, Warning


def test_the_nearest_officer_answers_until_the_deadline_of_the_rule(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    assert row.owner_id == cast.hoa.person_id
    assert row.due_at == at(19, 17)
    assert group_of(row).owner_id == cast.hoa.person_id
    assert keys(cast.hoa) == ["raised"]
    assert not any(told(each) for each in (cast.binh, cast.tu, cast.lan, cast.minh, cast.chi))


def test_the_rule_says_that_the_department_answers_first(cast: SimpleNamespace):
    (row,) = rise(warning(A, rule="office"))
    assert row.owner_id == cast.lan.person_id
    assert keys(cast.lan) == ["raised"]
    assert not told(cast.hoa)


def test_a_sector_that_nobody_holds_there_goes_to_who_answers_for_all(cast: SimpleNamespace):
    (row,) = rise(warning(C, "BIRTHS", "birth"))
    assert row.owner_id == cast.minh.person_id


def test_warnings_of_one_indicator_and_period_are_one_group_with_one_notice_for_each(cast: SimpleNamespace):
    first = rise(warning(A), warning(B))
    later = rise(warning(C), now=at(16, 10))
    assert len({row.group_id for row in (*first, *later)}) == 1
    group = group_of(first[0])
    assert (group.root_id, group.warnings, group.still) == (place(PROVINCE), 3, 3)
    assert group.owner_id == cast.lan.person_id
    assert keys(cast.hoa) == keys(cast.binh) == keys(cast.lan) == ["raised"]


def test_entry_errors_and_real_changes_are_two_matters(cast: SimpleNamespace):
    one, other = rise(warning(A), warning(B, kind="error"))
    assert one.group_id != other.group_id


def test_what_one_submission_brought_is_one_matter(cast: SimpleNamespace):
    receipt = send(fact("PIGS", A, "2026-M10", 120))
    sent: dict[str, Any] = {"evidence": {"submissions": [receipt.id]}}
    rows = rise(warning(A, **sent), warning(A, "BIRTHS", "birth", **sent), warning(A, "AREA", "farm", **sent))
    assert len({row.group_id for row in rows}) == 1
    assert group_of(rows[0]).cause == f"submission/{receipt.id}"
    assert keys(cast.hoa) == ["raised"]


def test_a_warning_for_at_once_tells_the_top_as_well(cast: SimpleNamespace):
    rise(warning(A, severity=4))
    assert keys(cast.hoa) == keys(cast.chi) == ["raised"]
    assert told(cast.chi)[0].urgency == "urgent"


def test_a_group_that_becomes_one_for_at_once_is_told_once_more(cast: SimpleNamespace):
    rise(warning(A))
    rise(warning(A, "PIGS", "office", severity=4), now=at(16, 10))
    assert keys(cast.hoa) == ["raised", "at-once"]
    assert keys(cast.chi) == ["at-once"]


def test_the_health_of_the_system_is_for_administrators(cast: SimpleNamespace):
    rise(warning(PROVINCE, "", "health-disk", kind="health", subject="disk", period=0, since=0, value=None))
    assert keys(cast.an) == ["raised"]
    assert not told(cast.chi)


def test_a_notice_says_what_and_where_and_until_when_in_both_languages(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    notice = told(cast.hoa)[0]
    assert "Lợn" in notice.title_vi
    assert "Pigs" in notice.title_en
    assert notice.path == f"/operations/warnings/{row.pk}/"
    assert notice.body["lines"][-1]["vi"] == "Hạn xử lý: 17:00, 19/11/2026."
    assert notice.body["links"][0]["purpose"] == "warning.acknowledge"
    assert {(each["verb"], each["area"]) for each in notice.body["needs"]} == {("warning.read", place(A))}


def test_raising_the_same_rows_again_tells_nobody_twice(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    with transaction.atomic():
        upkeep.begin([row], at(16, 11))
    assert keys(cast.hoa) == ["raised"]


def test_a_warning_that_no_group_has_is_taken_up_by_the_round(cast: SimpleNamespace):
    Warning.objects.bulk_create([warning(A)])
    rounds.work(at(16, 9, 1))
    assert keys(cast.hoa) == ["raised"]
    assert Warning.objects.get().owner_id == cast.hoa.person_id


def test_who_gets_the_right_later_is_told_then(cast: SimpleNamespace):
    from datetime import date

    from terrace.base.access import actions as access
    from terrace.base.people.actions import create_person

    (row,) = rise(warning("24", "BIRTHS", "birth"))
    assert row.owner_id is None
    assert Group.objects.get().told_at is None
    newcomer = create_person("moi", "Vũ Thị Mới")
    access.grant(newcomer, "leader", place("24"), start=date(2026, 1, 1))
    rounds.work(at(16, 12))
    rounds.work(at(16, 13))
    row.refresh_from_db()
    assert row.owner_id == newcomer.pk
    assert keys(SimpleNamespace(person_id=newcomer.pk)) == ["raised"]


@pytest.mark.parametrize("many", [1, 4])
def test_nothing_is_told_of_what_is_silenced_and_all_of_it_when_the_silence_is_over(cast: SimpleNamespace, many: int):
    from terrace.insight.monitoring.lifecycle import steps
    from terrace.insight.monitoring.lifecycle.steps import Scope

    spec = warning(A).indicator_id
    steps.silence(cast.hoa, Scope(place(A), indicator=spec), "Kiểm kê đàn lợn đến thứ Tư", at(18), now=at(16))
    rows = rise(*(warning(A, period=PERIOD - each, since=PERIOD - each, subject=str(each)) for each in range(many)))
    assert not told(cast.hoa)
    rounds.work(at(17))
    assert not told(cast.hoa)
    rounds.work(at(18, 9, 1))
    rounds.work(at(18, 9, 2))
    assert [each.key.split("/")[1] for each in told(cast.hoa)] == ["silence"]
    assert all(row.owner_id == cast.hoa.person_id for row in rows)
