"""Rights at the moment of sending, quiet hours, the limit of an hour, gathering, what dead senders left."""

from datetime import UTC, datetime, time

import pytest
from django.db.models import F

from terrace.base.access.tests.land import At
from terrace.base.bus.duties import DUTIES
from terrace.base.notify import actions, calendar, claiming, planning, preferences, queries, sending
from terrace.base.notify.messages import Need, Urgency, Words
from terrace.base.notify.models import Delivery, Notice
from terrace.base.notify.preferences import USUAL, Wishes
from terrace.base.notify.tests.conftest import SITE, awake, go_out, hasten, message, states
from terrace.base.people import actions as accounts

pytestmark = pytest.mark.django_db


def test_who_lost_the_right_meanwhile_is_told_nothing(people, post):
    needs = (Need("figure.read", At.A, "agriculture"),)
    actions.tell([people.hoa.pk, people.binh.pk], message(needs=needs, urgency=Urgency.URGENT))
    go_out()
    assert [letter.recipient for letter in post.letters] == ["hoa@ho.gov.vn"]
    assert Delivery.objects.get(person_id=people.binh.pk).state == "withheld"


def test_every_need_counts(people, post):
    needs = (Need("figure.read", At.A), Need("grant.change"))
    actions.tell([people.hoa.pk], message(needs=needs))
    go_out()
    assert states() == {"k": "withheld"}


def test_an_account_that_ended_is_told_nothing(people, post):
    actions.tell([people.hoa.pk], message("before"))
    accounts.end_person(people.hoa)
    actions.tell([people.hoa.pk], message("after"))
    go_out()
    assert post.letters == []
    assert states() == {}


def test_over_the_limit_of_an_hour_everything_else_is_gathered_into_one(people, post, monkeypatch):
    monkeypatch.setitem(sending.MOST, "email", 3)
    for number in range(8):
        actions.tell([people.hoa.pk], message(f"k{number}", title=Words(f"Việc {number}", f"Matter {number}")))
    actions.tell([people.chi.pk], message("other"))
    go_out()
    assert len([each for each in post.letters if each.recipient.startswith("hoa@")]) == 3
    assert len([each for each in post.letters if each.recipient.startswith("chi@")]) == 1
    waiting = Delivery.objects.filter(state="waiting")
    assert {row.held for row in waiting} == {True}
    Delivery.objects.filter(state="sent").update(sent_at=datetime(2020, 1, 1, tzinfo=calendar.ZONE))
    hasten(hours=1)
    go_out()
    last = post.letters[-1]
    assert len(post.letters) == 5
    assert last.message["Subject"] == "5 thông báo từ Terrace"
    assert all(f"Việc {number}" in last.plain for number in range(3, 8))
    assert sorted(states().values()) == ["gathered"] * 4 + ["sent"] * 5
    assert last.message["List-Unsubscribe"]


def test_several_kinds_in_one_message_cannot_be_ended_by_one_press_and_each_leads_to_its_page(people, post):
    awake(people.hoa, quiet_from="00:00", quiet_until="23:59")
    actions.tell([people.hoa.pk], message("a", path="/a/"))
    actions.tell([people.hoa.pk], message("b", path="/b/", kind="mail.bounced"))
    go_out()
    hasten(days=2)
    go_out()
    (letter,) = post.letters
    assert letter.message["List-Unsubscribe"] is None
    for text in (letter.plain, letter.html):
        assert f"{SITE}/a/" in text
        assert f"{SITE}/b/" in text
        assert "/notices/unsubscribe/" not in text


def test_the_limit_does_not_hold_what_is_urgent(people, post, monkeypatch):
    monkeypatch.setitem(sending.MOST, "email", 1)
    for number in range(3):
        actions.tell([people.hoa.pk], message(f"u{number}", urgency=Urgency.URGENT))
    actions.tell([people.hoa.pk], message("normal"))
    go_out()
    assert states() == {"u0": "sent", "u1": "sent", "u2": "sent", "normal": "waiting"}


def test_what_is_gathered_leaves_out_what_she_may_not_see(people, post):
    awake(people.hoa, quiet_from="00:00", quiet_until="23:59")
    actions.tell([people.hoa.pk], message("a"))
    actions.tell([people.hoa.pk], message("secret", title=Words("Mật", "Secret"), needs=(Need("grant.change"),)))
    actions.tell([people.hoa.pk], message("b"))
    go_out()
    assert post.letters == []
    hasten(days=2)
    go_out()
    assert len(post.letters) == 1
    assert "Mật" not in post.letters[0].plain
    assert states() == {"a": "sent", "b": "gathered", "secret": "withheld"}


def test_what_is_gathered_is_forgotten_by_itself(people, post):
    awake(people.hoa, quiet_from="00:00", quiet_until="23:59")
    for key in ("a", "b", "c"):
        actions.tell([people.hoa.pk], message(key))
    go_out()
    actions.forget("b")
    hasten(days=2)
    go_out()
    assert post.letters[0].message["Subject"] == "2 thông báo từ Terrace"


def test_urgent_goes_through_the_night_and_low_goes_nowhere(people, post):
    awake(people.hoa, quiet_from="00:00", quiet_until="23:59")
    for key, urgency in (("u", Urgency.URGENT), ("n", Urgency.NORMAL), ("l", Urgency.LOW)):
        actions.tell([people.hoa.pk], message(key, urgency=urgency))
    go_out()
    assert states() == {"u": "sent", "n": "waiting"}
    assert Notice.objects.count() == 3


NIGHTS = Wishes(rest_days=False)


@pytest.mark.parametrize(
    ("hers", "moment", "end"),
    [
        (USUAL, "2026-11-25 10:00", None),
        (USUAL, "2026-11-25 19:59:59", None),
        (USUAL, "2026-11-25 20:00", "2026-11-26 07:00"),
        (USUAL, "2026-11-26 06:59", "2026-11-26 07:00"),
        (USUAL, "2026-11-26 07:00", None),
        (USUAL, "2026-11-27 21:00", "2026-11-30 07:00"),
        (USUAL, "2026-11-28 12:00", "2026-11-30 07:00"),
        (NIGHTS, "2026-11-28 12:00", None),
        (NIGHTS, "2026-11-27 21:00", "2026-11-28 07:00"),
        (USUAL, "2026-02-13 20:30", "2026-02-23 07:00"),
        (USUAL, "2026-02-17 09:00", "2026-02-23 07:00"),
        (USUAL, "2025-12-31 22:00", "2026-01-02 07:00"),
        (Wishes(quiet_from=time(12), quiet_until=time(13)), "2026-11-25 12:30", "2026-11-25 13:00"),
        (Wishes(quiet_from=time(0), quiet_until=time(0)), "2026-11-25 03:00", None),
    ],
)
def test_quiet_hours_end_at_the_next_hour_of_a_working_day(hers, moment, end):
    at = datetime.fromisoformat(moment).replace(tzinfo=calendar.ZONE)
    expected = end and datetime.fromisoformat(end).replace(tzinfo=calendar.ZONE)
    assert preferences.quiet_until(hers, at) == expected
    assert preferences.quiet_until(hers, at.astimezone(UTC)) == expected


def test_a_dead_senders_deliveries_are_given_back_and_a_living_ones_are_not(people, post):
    actions.tell([people.hoa.pk, people.chi.pk], message())
    planning.plan()
    with claiming.sender() as alive:
        claiming.claim(alive, "email")
        Delivery.objects.filter(person_id=people.chi.pk).update(sender=999)
        assert claiming.give_back(grace=-60) == 1
        assert dict(Delivery.objects.values_list("person_id", "state")) == {
            people.hoa.pk: "sending",
            people.chi.pk: "waiting",
        }
    assert claiming.give_back(grace=-60) == 1
    go_out()
    assert len(post.letters) == 2


def test_a_broken_template_holds_up_nobody_else(people, post, monkeypatch):
    actions.tell([people.hoa.pk], message("broken", urgency=Urgency.URGENT))
    gone = {"words": {"vi": "x", "en": "x"}, "path": "1", "purpose": "nobody registers this"}
    Notice.objects.update(body={"lines": [], "links": [gone], "needs": [], "template": "", "data": {}})
    actions.tell([people.chi.pk], message("whole"))
    go_out()
    assert states() == {"broken": "waiting", "whole": "sent"}
    assert "KeyError" in Delivery.objects.get(notice__key="broken").why


def test_how_sending_stands(people, post):
    post.at_recipient = lambda address: "550 5.1.1 nobody" if address.startswith("hoa@") else None
    actions.tell([people.hoa.pk, people.chi.pk], message())
    go_out()
    stand = queries.stand()
    line = next(line for line in stand.lines if line.channel == "email")
    assert (stand.mail, stand.bounced) == (f"127.0.0.1:{post.port}", 1)
    assert (line.sent, line.failed, line.waiting) == (1, 1, 0)
    assert stand.unplanned == 1
    assert Delivery.objects.filter(state="sent", sent_at__gt=F("notice__made_at")).count() == 1


def test_workers_send_as_soon_as_they_hear_and_look_again_by_the_clock(people, post, web):
    hearings = {each.name: each for each in DUTIES.hearings}
    assert {hearings[name].subject for name in ("notify-mail", "notify-others")} == {"notice.made.*"}
    actions.tell([people.hoa.pk], message("heard"))
    hearings["notify-others"].handle([])
    assert states() == {"heard": "waiting"}
    hearings["notify-mail"].handle([])
    assert states() == {"heard": "sent"}
    actions.tell([people.hoa.pk], message("not heard"))
    (look,) = (each for each in DUTIES.rounds if each.name == "notify")
    assert not look.work()
    assert states() == {"heard": "sent", "not heard": "sent"}
