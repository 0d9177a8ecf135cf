"""Accounts and their passwords."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.db import connection

from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.people import presence, queries
from terrace.base.people.actions import create_person, end_person, set_password
from terrace.base.people.models import Password, Person

PASSWORD = "mưa phùn Tây Bắc 7"


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.faults[0].code


def current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('terrace.person', true)")
        return str(cursor.fetchone()[0] or "")


@pytest.fixture
def hoa(db):
    yield create_person(" Hoa", "Hoàng  Thị Hoa ", PASSWORD)
    presence.leave()


def test_a_person_is_stored_in_one_form(hoa):
    assert get_user_model() is Person
    assert (hoa.username, hoa.full_name, hoa.language, hoa.kind) == ("hoa", "Hoàng Thị Hoa", "vi", "person")
    assert queries.named("HOA") == hoa


def test_making_a_person_is_in_the_audit(hoa):
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "person.create",
        "person.password",
    ]


def test_a_user_name_is_taken_once_in_any_letter_case(hoa):
    with pytest.raises(Refused) as refused:
        create_person("HOA", "Another")
    assert code_of(refused) == "person.username_taken"


@pytest.mark.parametrize("username", ["", "h", "hòa", "a b", "x" * 81, "<script>"])
def test_a_user_name_that_is_not_allowed_is_refused(db, username):
    with pytest.raises(Refused) as refused:
        create_person(username, "Somebody")
    assert code_of(refused) == "person.username_bad"


def test_a_weak_password_is_refused_and_nobody_is_made(db):
    with pytest.raises(Refused) as refused:
        create_person("hoa", "Hoa", "123456")
    assert code_of(refused) == "person.password_weak"
    assert not Person.objects.exists()


def test_the_password_is_hashed_with_scrypt_and_kept_apart(hoa):
    assert Password.objects.get().hash.startswith("scrypt$")
    assert PASSWORD not in str(Person.objects.values().get())


def test_only_the_right_password_proves_the_person(hoa):
    assert authenticate(username="Hoa", password=PASSWORD) == hoa
    assert authenticate(username="hoa", password="wrong") is None
    assert authenticate(username="nobody", password=PASSWORD) is None
    assert hoa.check_password(PASSWORD)


def test_no_password_is_no_log_in(hoa):
    set_password(hoa, None)
    assert authenticate(username="hoa", password=PASSWORD) is None


def test_a_new_password_ends_the_sessions(hoa):
    before = hoa.get_session_auth_hash()
    set_password(hoa, "một mật khẩu mới toanh")
    assert Person.objects.get().get_session_auth_hash() != before


def test_a_person_who_was_ended_cannot_log_in_and_stays_for_the_history(hoa):
    end_person(hoa)
    assert authenticate(username="hoa", password=PASSWORD) is None
    assert queries.names([hoa.pk, None]) == {hoa.pk: "Hoàng Thị Hoa"}


def test_acting_for_one_person_within_another_goes_back_to_the_first(db):
    presence.enter(1)
    with presence.acting(2):
        assert current() == "2"
    assert current() == "1"
    presence.leave()
    assert current() == ""
