"""Signed links: for one person, one purpose, one object, until a moment; with the rights of the moment."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from terrace.base.kernel.problems import Refused
from terrace.base.notify import actions, links, preferences
from terrace.base.notify.messages import Link, Words
from terrace.base.notify.tests.conftest import DONE, KIND, SITE, go_out, message
from terrace.base.people import actions as accounts

pytestmark = pytest.mark.django_db


def refused(token: str) -> str:
    with pytest.raises(Refused) as raised:
        links.open(token)
    return raised.value.faults[0].code


def test_opening_says_what_it_is_and_does_nothing(people, as_web):
    token = links.sign(people.hoa.pk, "test", "w/7")
    with as_web(None):
        opened = links.open(token)
        assert (opened.person, opened.purpose, opened.object) == (people.hoa.pk, "test", "w/7")
        assert links.asked(opened)[0].vi == "Làm"
        assert DONE == []
        assert links.act(opened).vi == "Xong"
        assert links.act(opened).vi == "Xong"
    assert [opened, opened] == DONE


def test_the_actor_is_that_person_with_the_grants_of_now(people, as_web):
    opened = links.Opened(people.hoa.pk, "test", "7", timezone.now())
    with as_web(None):
        actor = links.actor(opened)
        assert (actor.username, [held.role for held in actor.grants]) == ("hoa", ["commune-officer"])


def test_a_changed_a_foreign_and_an_old_link_are_refused(people):
    token = links.sign(people.hoa.pk, "test", "7")
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")
    other_use = signing.dumps([people.hoa.pk, "test", "7", 9_999_999_999], salt="another")
    for bad in (swapped, "", "x", token * 30, other_use, token[:20], "\x00", "a:b:c", "đ"):
        assert refused(bad) == "notify.link_bad"
    assert refused(links.sign(people.hoa.pk, "test", "7", timezone.now() - timedelta(seconds=1))) == "notify.link_old"


def test_another_secret_makes_them_worthless_unless_it_is_kept_as_a_fallback(people, settings):
    token, before = links.sign(people.hoa.pk, "test", "7"), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert refused(token) == "notify.link_bad"
    settings.SECRET_KEY_FALLBACKS = [before]
    assert links.open(token).object == "7"


def test_the_links_of_who_has_left_are_worthless(people):
    token = links.sign(people.hoa.pk, "test", "7")
    accounts.end_person(people.hoa)
    assert refused(token) == "notify.link_bad"
    assert refused(links.sign(10**9, "test", "7")) == "notify.link_bad"


def test_a_purpose_nobody_handles_cannot_be_signed(people):
    with pytest.raises(KeyError):
        links.sign(people.hoa.pk, "nothing", "7")
    with pytest.raises(ValueError, match="twice"):
        links.handle("test", links.HANDLERS["test"])


def test_a_link_in_a_message_acts_as_its_reader(people, post):
    actions.tell([people.hoa.pk], message(links=(Link(Words("Tiếp nhận", "Take"), "w/7", "test"),)))
    go_out()
    address = next(line for line in post.letters[0].plain.splitlines() if "/notices/open/" in line)
    opened = links.open(address.removeprefix(f"{SITE}/notices/open/").strip())
    assert (opened.person, opened.object) == (people.hoa.pk, "w/7")


def test_one_press_ends_e_mail_of_a_kind_and_nothing_else(people, post, as_web):
    actions.tell([people.hoa.pk, people.chi.pk], message())
    go_out()
    letter = next(each for each in post.letters if each.recipient == "hoa@ho.gov.vn")
    token = str(letter.message["List-Unsubscribe"]).strip("<>").rpartition("/")[2]
    with as_web(None):
        opened = links.open(token)
        assert "Việc thử" in links.asked(opened)[1].vi
        links.act(opened)
        links.act(opened)
    assert preferences.of(people.hoa.pk).wants(KIND) == {"push", "sms"}
    assert preferences.of(people.hoa.pk).wants("mail.bounced") == {"email"}
    actions.tell([people.hoa.pk, people.chi.pk], message("after"))
    go_out()
    assert [each.recipient for each in post.letters[2:]] == ["chi@ho.gov.vn"]
