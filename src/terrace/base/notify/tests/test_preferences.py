"""Her choices: channels by kind, digests, quiet hours, telephone."""

from datetime import time

import pytest

from terrace.base.access import policy
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.notify import preferences
from terrace.base.notify.models import Preference
from terrace.base.notify.preferences import USUAL, normal_phone
from terrace.base.notify.tests.conftest import KIND

pytestmark = pytest.mark.django_db


def test_what_is_given_changes_and_the_rest_stays(people, as_web):
    hoa = policy.actor_of(people.hoa)
    with as_web(people.hoa):
        preferences.change(hoa, digest="weekly", quiet=(time(22), time(6)), rest_days=True)
        preferences.change(hoa, channels={KIND: ["push"]})
        hers = preferences.change(hoa, phone="+84 912-345-678")
        assert preferences.of(people.hoa.pk) == hers
    assert (hers.digest, hers.quiet_from, hers.rest_days) == ("weekly", time(22), True)
    assert hers.wants(KIND) == {"push"}
    assert hers.phone == "+84912345678"
    assert Entry.objects.filter(verb="notice.choose", actor_id=people.hoa.pk).count() == 3


def test_who_chose_nothing_has_the_usual(people):
    assert preferences.of(None) == USUAL
    assert USUAL.wants(KIND) == {"email", "push", "sms"}
    assert USUAL.wants(KIND, "low") == set()
    assert USUAL.wants("nothing") == set()


def test_a_telephone_number_is_sealed_in_table_and_audit(people):
    preferences.change(policy.actor_of(people.hoa), phone="0912345678")
    kept = bytes(Preference.objects.get(person=people.hoa).phone or b"")
    assert b"912345678" not in kept
    assert not [each for each in Entry.objects.all() if "912345678" in str(each.detail)]


def test_another_secret_is_a_clear_problem(people, settings):
    hers = preferences.change(policy.actor_of(people.hoa), phone="0912345678")
    settings.SECRET_KEY = "another"
    with pytest.raises(Refused) as refused:
        _ = hers.phone
    assert refused.value.faults[0].code == "notify.sealed"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0912 345 678", "+84912345678"), ("(028) 3822-1234", "+842838221234"), ("84912345678", "+84912345678"),
     ("0084912345678", "+84912345678"), ("+1 212 555 1234", "+12125551234"), ("  ", "")],
)  # fmt: skip
def test_numbers_as_people_write_them(given, kept):
    assert normal_phone(given) == kept


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"phone": "12"}, "notify.phone_bad"),
        ({"phone": "0912345678; rm"}, "notify.phone_bad"),
        ({"phone": "٠٩١٢٣٤٥٦٧٨"}, "notify.phone_bad"),
        ({"digest": "hourly"}, "notify.digest_bad"),
        ({"channels": {"nothing": ["email"]}}, "notify.kind_unknown"),
        ({"channels": {KIND: ["webhook"]}}, "notify.channel_unknown"),
        ({"channels": {KIND: ["pigeon"]}}, "notify.channel_unknown"),
    ],
)
def test_what_cannot_be_chosen_is_a_problem_and_changes_nothing(people, values, code):
    before = preferences.of(people.hoa.pk)
    with pytest.raises(Refused) as refused:
        preferences.change(policy.actor_of(people.hoa), **values)
    assert refused.value.faults[0].code == code
    assert preferences.of(people.hoa.pk) == before
