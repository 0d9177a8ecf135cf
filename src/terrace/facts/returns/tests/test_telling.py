"""Who is told about returns, in words: due soon, late, sent back, waiting; and what an officer reads in her mail."""

from datetime import timedelta

import pytest

from terrace.base.notify import planning, sending
from terrace.base.notify.models import Notice
from terrace.base.notify.tests.conftest import _post, awake, post  # noqa: F401 - fixtures
from terrace.base.people.models import Person
from terrace.facts.returns import actions, opening
from terrace.facts.returns.models import Return

from .conftest import FARM, PEOPLE, A, hand_in, row, words


def told(kind: str) -> dict[str, list[Notice]]:
    """Notices of a kind by the user name of who is told."""
    found: dict[str, list[Notice]] = {}
    for notice in Notice.objects.filter(kind=kind).select_related("person").order_by("pk"):
        found.setdefault(notice.person.username if notice.person else "", []).append(notice)
    return found


def test_the_officers_of_a_commune_are_reminded_once_of_all_that_is_due(opened):
    due = row().due
    opening.remind(due - timedelta(days=2))
    opening.remind(due)
    notices = told("return.due_soon")
    assert {"hoa", "mai", "binh"} <= set(notices)
    assert "tu" not in notices
    (first,) = (each for each in notices["hoa"] if f"{due:%d/%m/%Y}" in each.title_vi)
    assert "sắp đến hạn" in first.title_vi
    assert notices["hoa"][0].key == notices["mai"][0].key


def test_what_is_late_is_told_once(opened):
    late = row().due + timedelta(days=1)
    opening.mark_late(late)
    count = Notice.objects.count()
    opening.mark_late(late + timedelta(days=1))
    assert Notice.objects.filter(key__startswith="return.late/").count() == count
    assert "trễ hạn" in told("return.late")["binh"][0].title_vi


def test_nobody_is_told_of_more_returns_than_a_message_can_name(opened):
    Return.objects.update(due=row().due)
    opening.remind(row().due)
    for notices in told("return.due_soon").values():
        assert all(len(notice.body["lines"]) <= 13 for notice in notices)


def test_who_handed_it_in_hears_why_it_came_back(opened):
    hand_in(opened.hoa, FARM)
    actions.send_back(opened.lan, *words(), remark="Đàn lợn thiếu một thôn.")
    (notice,) = told("return.returned")["hoa"]
    assert notice.title_vi.startswith("Bị trả lại: ")
    assert "Đàn lợn thiếu một thôn." in notice.body["lines"][0]["vi"]
    assert notice.path == f"/workspace/returns/FARM-T/{A}/{words()[2]}/"
    assert set(told("return.returned")) == {"hoa"}


def test_those_who_approve_hear_once_a_day_that_something_waits(opened):
    hand_in(opened.hoa, FARM)
    hand_in(opened.binh, FARM, area="01279")
    waiting = told("return.submitted")
    assert len(waiting["lan"]) == 1
    assert "hoa" not in waiting
    hand_in(opened.hoa, PEOPLE, form="PEOPLE-T")
    assert "tu" not in told("return.submitted")


@pytest.mark.parametrize(("language", "subject"), [("vi", "Bị trả lại: "), ("en", "Sent back: ")])
def test_an_officer_gets_an_e_mail_in_her_language(opened, post, language, subject):  # noqa: F811 - the fixture
    hoa = Person.objects.get(username="hoa")
    hoa.email, hoa.language = "hoa@caobang.gov.vn", language
    hoa.save()
    awake(hoa)
    hand_in(opened.hoa, FARM)
    actions.send_back(opened.lan, *words(), remark="Đàn lợn thiếu một thôn.")
    planning.plan()
    sending.send("email")
    (letter,) = post.letters
    assert letter.message["Subject"].startswith(subject)
    assert "Đàn lợn thiếu một thôn." in letter.plain
    assert letter.message["Content-Language"] == language
    assert "https://" in letter.plain or "http://" in letter.plain
