"""Three days at work: an officer of a commune, an analyst of the province, its chairwoman."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.notify import links
from terrace.facts.conftest import PROVINCE
from terrace.insight.monitoring import queries, raising
from terrace.insight.monitoring.found import Found
from terrace.insight.monitoring.lifecycle import digesting, escalating, rounds, steps
from terrace.insight.monitoring.lifecycle.steps import Scope
from terrace.insight.monitoring.lifecycle.tests.conftest import (
    PERIOD,
    A,
    B,
    again,
    at,
    group_of,
    heard,
    keys,
    place,
    refused,
    rise,
    told,
    warning,
)
from terrace.insight.monitoring.models import State, Step


def test_a_commune_officer_is_told_of_a_slip_corrects_it_and_is_done(cast: SimpleNamespace):
    """Monday: the herd of her commune is ten times what it was. She presses the link in the mail, corrects the return,
    and the warning ends by itself; her leader never hears of it.
    """
    (row,) = rise(warning(A, kind="error", value=3000, error_chance="0.96"))
    (notice,) = told(cast.hoa)
    assert notice.title_vi == "Cần xem xét · Có thể nhập sai: Lợn, Phường Thục Phán"
    assert "khả năng nhập sai 96 %" in notice.body["lines"][0]["vi"]
    link = notice.body["links"][0]
    opened = links.open(links.sign(cast.hoa.person_id, link["purpose"], link["path"]))
    assert links.act(opened).vi == "Đã tiếp nhận 1 cảnh báo."
    steps.comment(cast.hoa, row.pk, "Gõ thừa một số 0, đã gửi lại báo cáo")
    raising.clear(again([row]), raising.CORRECTED)
    heard()
    escalating.work(at(20, 8))
    steps.review(cast.hoa, row.pk, "entry-error", "Gõ thừa số 0")
    (row,) = again([row])
    assert (row.state, row.cleared_why, row.verdict) == (State.CLEARED, "corrected", "entry-error")
    verbs = list(Step.objects.filter(warning_id=row.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["acknowledged", "commented", "cleared", "reviewed"]
    assert keys(cast.hoa) == ["raised", "cleared"]
    assert not told(cast.tu)
    with refused("warning.unknown"):
        queries.one(cast.van, row.pk)


def test_an_analyst_sees_one_matter_where_there_are_many_silences_it_and_finds_it_again(cast: SimpleNamespace):
    """A disease: two communes and the province. She sees one group, silences the commune that is being counted anew,
    gives the other to its officer, and at the end of the silence hears what still stands.
    """
    shares: dict[str, Any] = {
        "evidence": {
            "contributions": [
                {"area": place(A), "by": "-150", "share": 0.5},
                {"area": place(B), "by": "-90", "share": 0.3},
            ]
        }
    }
    one, other, whole = rise(warning(A), warning(B), warning(PROVINCE, **shares))
    assert whole.explained_by_id == one.pk
    seen = queries.listed(cast.minh, queries.Filters(group=one.group_id, inhibited=False))
    assert {each.id for each in seen} == {one.pk, other.pk}
    with transaction.atomic(), policy.acting_as(cast.minh):
        scope = Scope(place(A), indicator=one.indicator_id)
        steps.silence(cast.minh, scope, "Đang kiểm kê lại sau dịch", at(20), now=at(16))
        steps.assign(cast.minh, other.pk, cast.binh.person_id, "Anh Bình kiểm tra giúp", key="form-1")
    assert [each.kind for each in told(cast.binh)] == ["warning.raised", "warning.assigned"]
    steps.acknowledge(cast.binh, other.pk, now=at(17))
    rounds.work(at(19))
    before = len(told(cast.hoa))
    rounds.work(at(20, 9, 1))
    (notice,) = told(cast.hoa)[before:]
    assert notice.title_vi == "Hết thời gian tạm im: 1 cảnh báo vẫn còn"
    steps.review(cast.minh, one.pk, "real-change", "Dịch tả lợn châu Phi, có biên bản")
    assert again([one])[0].verdict == "real-change"


def test_a_chairwoman_reads_one_page_and_hears_at_once_of_what_is_for_at_once(cast: SimpleNamespace):
    """She gets one page in the morning, a message only for what is for at once, or when nobody below her took it on,
    and closes a matter with one press. What she may not see never reaches her.
    """
    quiet, urgent = rise(warning(A), warning(B, "BIRTHS", "birth", severity=4))
    rise(warning("01", "AREA", "farm", severity=4))
    assert keys(cast.chi) == ["raised"]
    assert told(cast.chi)[0].body["needs"][0]["area"] == place(B)
    digesting.work(at(17, 7))
    brief = told(cast.chi, "warning.brief")[0]
    items = brief.body["data"]["sections"][0]["items"]
    assert [each["path"] for each in items] == [f"/operations/warnings/{row.pk}/" for row in (urgent, quiet)]
    opened = links.open(links.sign(cast.chi.person_id, "warning.acknowledge", urgent.group_id))
    assert links.act(opened).vi == "Đã tiếp nhận 1 cảnh báo."
    for day in range(19, 31):
        escalating.work(at(day, 8))
    up = [each for each in told(cast.chi, "warning.escalated") if f"/{quiet.group_id}/" in each.key]
    assert len(up) == 1
    assert "Chuyển cấp trên" in up[0].title_vi
    assert group_of(quiet).rung == 3


def test_a_figure_that_a_person_closed_is_not_raised_again(cast: SimpleNamespace):
    spec = warning(A)
    about: dict[str, Any] = {"indicator": spec.indicator_id, "sector": "farming", "value": spec.value}
    found = Found("farm", "change", place(A), PERIOD, PERIOD, **about)
    (row,) = raising.raise_([found])
    heard()
    row.refresh_from_db()
    steps.clear(cast.hoa, row.pk, "Số liệu đúng, đã xác minh")
    heard()
    assert raising.raise_([found]) == []
    assert group_of(row).closed_at is not None
    rounds.work(timezone.now() + timedelta(minutes=1))
    assert len(told(cast.hoa, "warning.raised")) == 1
