"""The ladder by timer: nobody takes it on, or nobody ends it in time."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from terrace.insight.monitoring import raising
from terrace.insight.monitoring.lifecycle import escalating, rounds, steps
from terrace.insight.monitoring.lifecycle.models import Escalation
from terrace.insight.monitoring.lifecycle.steps import Scope
from terrace.insight.monitoring.lifecycle.tests.conftest import A, at, group_of, heard, keys, place, rise, told, warning
from terrace.insight.monitoring.models import Step


def run(*moments: datetime) -> None:
    for moment in moments:
        escalating.work(moment)


def test_what_nobody_takes_on_goes_up_commune_department_province_each_rung_once(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    assert group_of(row).next_at == at(19, 17)
    run(at(19, 16, 59))
    assert not told(cast.tu)
    # 17:00 is after hours: it waits until the office opens
    run(at(19, 17), at(20, 7, 29))
    assert not told(cast.tu)
    run(at(20, 7, 30), at(20, 7, 31))
    assert keys(cast.tu) == ["rung/1"]
    assert not told(cast.lan)
    # Friday: the next working day ends on Monday
    run(at(21), at(22), at(23, 16))
    assert not told(cast.lan)
    run(at(24, 17), at(25, 8))
    assert keys(cast.lan) == ["rung/2"]
    assert not told(cast.minh)
    run(*(at(day, 8) for day in range(26, 31)), at(2, 8, month=12))
    assert keys(cast.chi) == ["rung/3"]
    run(*(at(day, 9, month=12) for day in range(3, 20)))
    assert [keys(each) for each in (cast.tu, cast.lan, cast.chi)] == [["rung/1"], ["rung/2"], ["rung/3"]]
    assert Escalation.objects.count() == Step.objects.filter(verb="escalated").count() == 3
    assert group_of(row).next_at is None


def test_what_is_taken_on_waits_for_its_deadline(cast: SimpleNamespace):
    (row,) = rise(warning(A, "BIRTHS", "birth", severity=3))
    owner = row.owner_id
    assert group_of(row).next_at == at(17, 17)
    steps.acknowledge(cast.chi, row.pk, now=at(17, 9))
    run(at(18, 8))
    assert owner == cast.hoa.person_id
    assert not told(cast.tu)
    assert group_of(row).next_at == row.due_at == at(23, 17)
    run(at(25, 8))
    assert keys(cast.tu) == ["rung/1"]
    assert "quá hạn xử lý" in told(cast.tu)[0].title_vi


def test_one_for_at_once_does_not_wait_for_the_office(cast: SimpleNamespace):
    (row,) = rise(warning(A, severity=4), now=at(21, 23))
    run(at(21, 23) + timedelta(hours=2))
    assert keys(cast.tu) == ["rung/1"]
    assert told(cast.tu)[0].urgency == "urgent"
    run(at(22, 3))
    assert keys(cast.lan) == ["rung/2"]
    assert group_of(row).rung == 2


def test_what_is_cleared_goes_no_further(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    raising.clear([row], raising.CORRECTED)
    run(at(20, 8))
    heard()
    run(at(30, 8))
    assert not told(cast.tu)


def test_what_is_silenced_waits_for_the_end_of_the_silence(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    steps.silence(cast.hoa, Scope(place(A), rule="farm"), "Kiểm kê", at(27, 9), now=at(16, 10))
    run(at(20, 8), at(26, 8))
    assert not told(cast.tu)
    rounds.end_silences(at(27, 9))
    assert len(told(cast.hoa)) == 2
    run(at(27, 9, 1))
    assert keys(cast.tu) == ["rung/1"]
    assert row.group_id


def test_another_deadline_moves_the_clock_either_way(cast: SimpleNamespace):
    sooner, later = rise(warning(A), warning(A, "BIRTHS", "birth"))
    for row in (sooner, later):
        steps.acknowledge(cast.hoa, row.pk, now=at(16))
    run(at(20, 8))
    assert group_of(sooner).next_at is not None
    steps.assign(cast.chi, later.pk, cast.hoa.person_id, due=at(20, 12), now=at(16, 11))
    heard()
    assert group_of(later).due_at == at(20, 12)
    run(at(20, 12))
    assert len(told(cast.tu)) == 2
    (other,) = rise(warning(A, "AREA", "farm"))
    steps.acknowledge(cast.hoa, other.pk, now=at(16))
    steps.assign(cast.chi, other.pk, cast.hoa.person_id, due=at(27, 17), now=at(16, 11))
    heard()
    run(at(20, 13), at(26, 8))
    assert len(told(cast.tu)) == 2
    run(at(30, 8))
    assert len(told(cast.tu)) == 3
