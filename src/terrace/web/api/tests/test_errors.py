"""Every error is a problem in both languages, and nothing of a fault of ours is shown."""

import pytest
from django.db import DatabaseError, OperationalError
from psycopg.errors import InsufficientPrivilege

from terrace.web.api import questions


def problem(answer, status):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    found = answer.json()
    assert found["status"] == status
    assert set(found) >= {"type", "title", "status", "detail", "code", "faults"}
    assert all(each["message_vi"] and each["message_en"] and each["advice"] for each in found["faults"])
    return found


@pytest.mark.parametrize("path", ["/nothing", "/", "/figures/deeper/still", "/submissions/seven", "/docs"])
def test_an_address_that_is_not_there(nobody, path):
    assert problem(nobody.get(path), 404)["code"] == "api.not_found"


def test_a_method_that_an_address_does_not_have(nobody):
    answer = nobody.client.delete("/api/v1/figures")
    assert problem(answer, 405)["code"] == "api.method"
    assert answer["Allow"] == "GET"


def test_head_is_get_without_the_body(nobody):
    answer = nobody.client.head("/api/v1/sources")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_client_chooses_the_language_of_title_and_detail(nobody):
    english = nobody.get("/nothing", {"Accept-Language": "en-GB,en"}).json()
    vietnamese = nobody.get("/nothing", {"Accept-Language": "fr"}).json()
    assert english["title"] == english["faults"][0]["message_en"]
    assert vietnamese["title"] == vietnamese["faults"][0]["message_vi"]


@pytest.fixture
def failing(monkeypatch):
    """Reading a figure fails with this error."""

    def fail(error):
        def raises(request):
            raise error

        monkeypatch.setattr(questions, "cell", raises)

    return fail


def test_a_fault_of_ours_shows_a_number_that_the_log_has(nobody, failing, caplog):
    failing(ZeroDivisionError("secret detail"))
    answer = nobody.figure()
    found = problem(answer, 500)
    assert b"secret" not in answer.content
    assert found["instance"].rpartition(":")[2] in caplog.text
    assert "secret detail" in caplog.text


def test_a_database_that_is_away_says_when_to_try_again(nobody, failing):
    failing(OperationalError("gone"))
    answer = nobody.figure()
    problem(answer, 503)
    assert int(answer["Retry-After"]) > 0


def test_what_row_level_security_refuses_is_a_refusal(nobody, failing):
    error = DatabaseError("new row violates row-level security policy")
    error.__cause__ = InsufficientPrivilege()
    failing(error)
    assert problem(nobody.figure(), 403)["code"] == "api.row_refused"
