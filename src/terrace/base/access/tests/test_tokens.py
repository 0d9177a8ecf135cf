"""Tokens of systems."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from terrace.base.access import actions, tokens
from terrace.base.access.models import Token
from terrace.base.access.policy import actor_of, actor_of_token
from terrace.base.access.tests.land import At
from terrace.base.audit.models import Entry
from terrace.base.people.actions import end_person


@pytest.fixture
def token(cast):
    return actions.create_token(cast.hoa, "phone")


def test_a_token_is_its_person_with_her_grants(cast, token):
    assert actor_of_token(token) == actor_of(cast.hoa)


def test_the_secret_is_shown_once_and_never_stored(cast, token):
    kept = Token.objects.get()
    secret = token.split("_")[2]
    assert token.startswith(f"trc_{kept.pk}_")
    assert secret not in str(Token.objects.values().get())
    assert secret not in str(list(Entry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("text", ["", "trc_1", "trc_x_y", "trc_1_" + "0" * 64, "trc_" + "9" * 30 + "_" + "0" * 64])
def test_any_other_text_is_nobody(cast, token, text):
    assert actor_of_token(text) is None


def test_the_secret_of_one_token_is_worthless_with_the_number_of_another(cast, token):
    other = actions.create_token(cast.binh, "laptop")
    assert actor_of_token(f"trc_{other.split('_')[1]}_{token.split('_')[2]}") is None


def test_a_revoked_token_is_nobody(cast, token, django_capture_on_commit_callbacks):
    actor_of_token(token)
    with django_capture_on_commit_callbacks(execute=True):
        actions.revoke_token(Token.objects.get())
    assert actor_of_token(token) is None


def test_a_token_revoked_by_another_process_stops_within_five_seconds(cast, token, monkeypatch):
    monkeypatch.setattr(tokens, "TRUSTED", 0.2)
    assert actor_of_token(token) is not None
    Token.objects.update(revoked_at=timezone.now())
    time.sleep(0.25)
    assert actor_of_token(token) is None


def test_an_expired_token_is_nobody(cast, token):
    Token.objects.update(valid_until=timezone.now() - timedelta(seconds=1))
    assert actor_of_token(token) is None


def test_the_token_of_a_person_who_was_ended_is_nobody(cast, token):
    end_person(cast.hoa)
    assert actor_of_token(token) is None


def test_its_use_is_noted_at_most_once_a_minute(cast, token):
    actor_of_token(token)
    first = Token.objects.get().last_used_at
    tokens.forget()
    actor_of_token(token)
    assert first is not None
    assert Token.objects.get().last_used_at == first


def test_a_token_works_for_a_web_process(cast, token, as_web):
    with as_web(None):
        actor = actor_of_token(token)
    assert actor is not None
    assert actor.grants[0].area == At.A


def test_a_known_token_is_answered_in_less_than_a_millisecond(cast, token):
    actor_of_token(token)
    start = time.perf_counter()
    for _ in range(100):
        actor_of_token(token)
    assert (time.perf_counter() - start) / 100 < 0.001
