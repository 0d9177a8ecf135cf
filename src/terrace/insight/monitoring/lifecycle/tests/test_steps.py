"""What people do with a warning: by right, once, with step, audit and event."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from terrace.base.access import policy
from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.facts.conftest import PROVINCE
from terrace.insight.monitoring.lifecycle import queries, steps
from terrace.insight.monitoring.lifecycle.steps import Scope
from terrace.insight.monitoring.lifecycle.tests.conftest import (
    A,
    B,
    again,
    at,
    keys,
    place,
    refused,
    rise,
    told,
    warning,
)
from terrace.insight.monitoring.models import Silence, State, Step


def test_acknowledging_is_a_step_an_audit_entry_and_an_event(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    steps.acknowledge(cast.hoa, row, "Đang kiểm tra với thôn", now=at(16, 10))
    (row,) = again([row])
    assert (row.state, row.acknowledged_by, row.acknowledged_at) == (State.ACKNOWLEDGED, cast.hoa.person_id, at(16, 10))
    step = Step.objects.get(warning_id=row.pk, verb="acknowledged")
    assert (step.person_id, step.text) == (cast.hoa.person_id, "Đang kiểm tra với thôn")
    assert Entry.objects.filter(verb="warning.acknowledge", subject=f"warning/{row.pk}").count() == 1
    assert Outbox.objects.filter(type="warning.acknowledged").count() == 1


def test_acknowledging_again_changes_nothing(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    for actor in (cast.hoa, cast.hoa, cast.chi):
        steps.acknowledge(actor, row)
    assert Step.objects.filter(verb="acknowledged").count() == 1


@pytest.mark.parametrize("name", ["van", "an"])
def test_who_may_not_see_a_warning_gets_none(cast: SimpleNamespace, name: str):
    (row,) = rise(warning(A))
    with refused("warning.unknown"):
        steps.acknowledge(getattr(cast, name), row.pk)


def test_an_officer_of_another_sector_sees_nothing_of_it(cast: SimpleNamespace):
    (row,) = rise(warning(A, "BIRTHS", "birth"))
    with refused("warning.unknown"):
        steps.comment(cast.lan, row.pk, "?")


def test_the_web_role_holds_the_same(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    with transaction.atomic(), policy.acting_as(cast.hoa):
        steps.acknowledge(cast.hoa, row.pk)
        steps.assign(cast.hoa, row.pk, cast.minh.person_id, "Nhờ anh Minh xem")
        steps.comment(cast.hoa, row.pk, "Trạm thú y báo có dịch")
        steps.review(cast.hoa, row.pk, "real-change", "Dịch tả lợn")
        steps.silence(cast.hoa, Scope(place(A), rule="farm"), "Đang xử lý", at(18, year=2027, month=1))
        steps.clear(cast.hoa, row.pk, "Đã tiêu hủy, lập biên bản")
    (row,) = again([row])
    assert (row.state, row.verdict, row.owner_id) == (State.CLEARED, "real-change", cast.minh.person_id)


def test_who_is_assigned_is_told_once_and_owns_it(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    for _ in range(2):
        steps.assign(cast.chi, row.pk, cast.lan.person_id, "Kiểm tra tại chỗ", due=at(20, 17), key="k1", now=at(16))
    (row,) = again([row])
    assert (row.owner_id, row.due_at) == (cast.lan.person_id, at(20, 17))
    (notice,) = told(cast.lan, "warning.assigned")
    assert "Nông Thị Chi: Kiểm tra tại chỗ" in [line["vi"] for line in notice.body["lines"]]


def test_nobody_is_assigned_who_may_not_handle_it(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    for other in (cast.van.person_id, cast.an.person_id, 0, 999_999):
        with refused("warning.assignee"):
            steps.assign(cast.hoa, row.pk, other)


def test_a_deadline_lies_ahead(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    for due in (at(13), at(16, year=2028)):
        with refused("warning.deadline"):
            steps.assign(cast.hoa, row.pk, cast.hoa.person_id, due=due, now=at(16))


def test_a_comment_tells_the_owner_and_who_took_part_but_not_its_writer(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    steps.acknowledge(cast.chi, row.pk)
    steps.comment(cast.lan, row.pk, "Đã gọi xã", key="c1")
    assert steps.comment(cast.lan, row.pk, "Đã gọi xã", key="c1") is None
    assert len(told(cast.hoa, "warning.commented")) == len(told(cast.chi, "warning.commented")) == 1
    assert not told(cast.lan, "warning.commented")


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001, "a\x00b"])
def test_a_comment_has_words(cast: SimpleNamespace, text: str):
    (row,) = rise(warning(A))
    with refused("warning.text"):
        steps.comment(cast.hoa, row.pk, text)


def test_a_review_other_than_right_says_why(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    with refused("warning.text"):
        steps.review(cast.hoa, row.pk, "false-alarm")
    with refused("warning.verdict"):
        steps.review(cast.hoa, row.pk, "perhaps", "?")
    steps.review(cast.hoa, row.pk, "right")
    steps.review(cast.hoa, row.pk, "false-alarm", "Do đổi cách tính")
    (row,) = again([row])
    assert row.verdict == "false-alarm"
    assert Step.objects.filter(verb="reviewed").count() == 2


def test_what_is_cleared_is_not_acknowledged_any_more_but_can_be_reviewed(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    steps.clear(cast.hoa, row.pk, "Đã xử lý")
    with refused("warning.over"):
        steps.acknowledge(cast.hoa, row.pk)
    steps.review(cast.hoa, row.pk, "right")
    assert again([row])[0].cleared_why == "person"


def test_steps_are_kept_as_they_were(cast: SimpleNamespace):
    from django.db import IntegrityError

    (row,) = rise(warning(A))
    steps.comment(cast.hoa, row.pk, "Lần một")
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(warning_id=row.pk).update(text="Lần hai")


def test_a_silence_has_a_reason_an_end_and_a_place_of_hers(cast: SimpleNamespace):
    here = Scope(place(A), indicator=warning(A).indicator_id)
    wrong = ("", at(18), "warning.text"), ("x", at(13), "silence.until"), ("x", at(18, year=2028), "silence.until")
    for why, until, code in wrong:
        with refused(code):
            steps.silence(cast.hoa, here, why, until, now=at(16))
    with refused("access.refused"):
        steps.silence(cast.hoa, Scope(place(PROVINCE), indicator=here.indicator), "x", at(18), now=at(16))
    with refused("access.refused"):
        steps.silence(cast.lan, Scope(place(A)), "x", at(18), now=at(16))
    with refused("silence.scope"):
        steps.silence(cast.chi, Scope(place(A), indicator=999_999), "x", at(18), now=at(16))


def test_the_same_silence_twice_is_one_and_it_can_be_lifted(cast: SimpleNamespace):
    scope = Scope(place(A), indicator=warning(A).indicator_id)
    made = [steps.silence(cast.hoa, scope, "Kiểm kê", at(18), now=at(16)) for _ in range(2)]
    assert made[0].pk == made[1].pk
    assert Silence.objects.get().sector == "farming"
    with refused("access.refused"):
        steps.lift(cast.binh, made[0].pk, now=at(17))
    steps.lift(cast.hoa, made[0].pk, now=at(17))
    steps.lift(cast.hoa, made[0].pk, now=at(17, 12))
    assert Silence.objects.get().lifted_at == at(17)
    assert not queries.silences(cast.chi, at(17, 13))
    with refused("silence.unknown"):
        steps.lift(cast.hoa, 0)


def test_a_group_is_acknowledged_as_far_as_it_is_hers(cast: SimpleNamespace):
    mine, other = rise(warning(A), warning(B))
    assert [row.pk for row in steps.acknowledge_group(cast.hoa, mine.group_id or 0)] == [mine.pk]
    assert steps.acknowledge_group(cast.hoa, mine.group_id or 0) == []
    mine, other = again([mine, other])
    assert (mine.state, other.state) == (State.ACKNOWLEDGED, State.OPEN)
    with refused("warning.group"):
        steps.acknowledge_group(cast.van, mine.group_id or 0)


def test_a_signed_link_acknowledges_once_with_the_rights_of_now(cast: SimpleNamespace):
    from terrace.base.notify import links

    (row,) = rise(warning(A))
    opened = links.open(links.sign(cast.hoa.person_id, "warning.acknowledge", row.group_id))
    assert "Lợn" in links.asked(opened)[1].vi
    assert links.act(opened).vi == "Đã tiếp nhận 1 cảnh báo."
    assert links.act(opened).vi == "Cảnh báo đã được tiếp nhận trước đó."
    stranger = links.open(links.sign(cast.van.person_id, "warning.acknowledge", row.group_id))
    with refused("warning.group"):
        links.act(stranger)


def test_a_group_in_words_and_who_may_handle(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    view = queries.group(cast.hoa, row.group_id or 0)
    assert (view.still, view.owner, view.due_at) == (1, "Hoàng Thị Hoa", at(19, 17))
    assert view.matter("vi").startswith("Lợn, biến động thật, Tháng 10/2026 – ")
    able = {cast.hoa.person_id, cast.tu.person_id, cast.lan.person_id, cast.minh.person_id, cast.chi.person_id}
    assert set(queries.handlers(row)) == able
    with refused("warning.group"):
        queries.group(cast.van, row.group_id or 0)
    assert keys(cast.hoa) == ["raised"]
