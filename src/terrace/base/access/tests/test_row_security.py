"""A forgotten filter leaks nothing: the same tables as a web process sees them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from terrace.base.access import actions, protection
from terrace.base.access.models import Grant, Token
from terrace.base.access.policy import actor_of
from terrace.base.access.tests.land import At
from terrace.base.audit import actions as audit
from terrace.base.people.models import Password, Person

DENIED = "permission denied|row-level security"


def run(sql: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def refused(do: Callable[[], object]) -> None:
    with pytest.raises((ProgrammingError, DatabaseError), match=DENIED), transaction.atomic():
        do()


@pytest.fixture
def sample(cast):
    """A table of unpublished figures with the policies that collection uses."""
    rule = {
        "SELECT": {"using": protection.readable("area_id", "sector")},
        "INSERT": {"check": protection.writable("area_id", "sector")},
        "UPDATE": {"using": protection.writable("area_id", "sector")},
    }
    run("CREATE TABLE sample (area_id int, sector text, value numeric)")
    run("GRANT SELECT, INSERT, UPDATE, DELETE ON sample TO terrace_web")
    run(protection.enabled("sample").sql)
    for command, rows in rule.items():
        run(protection.policy("sample", command, **rows).sql)
    for area in (At.A, At.B, At.M1):
        run(f"INSERT INTO sample VALUES ({area}, 'agriculture', 1), ({area}, 'health', 2)")
    return cast


def seen() -> set[tuple[Any, ...]]:
    return set(run("SELECT area_id, sector FROM sample"))


def test_a_web_process_without_a_person_sees_nothing(sample, as_web):
    with as_web(None):
        assert seen() == set()


def test_an_officer_of_commune_a_sees_nothing_of_commune_b(sample, as_web):
    with as_web(sample.hoa):
        assert {area for area, _ in seen()} == {At.A, At.M1}
    with as_web(sample.binh):
        assert {area for area, _ in seen()} == {At.B}


def test_a_grant_for_one_sector_shows_that_sector_only(sample, as_web):
    with as_web(sample.dung):
        assert seen() == {(At.A, "agriculture"), (At.M1, "agriculture")}


def test_a_grant_on_the_country_shows_all(sample, as_web):
    actions.grant(sample.binh, "auditor", At.COUNTRY)
    with as_web(sample.binh):
        assert len(seen()) == 6


def test_a_grant_that_ended_shows_nothing(sample, as_web):
    actions.end_grant(Grant.objects.get(person=sample.binh))
    with as_web(sample.binh):
        assert seen() == set()


def test_an_officer_cannot_write_for_another_commune(sample, as_web):
    with as_web(sample.hoa):
        run(f"INSERT INTO sample VALUES ({At.A}, 'health', 5), ({At.M1}, 'health', 5)")
        refused(lambda: run(f"INSERT INTO sample VALUES ({At.B}, 'health', 5)"))
        refused(lambda: run(f"UPDATE sample SET area_id = {At.B}"))
        run("DELETE FROM sample")
    assert len(run("SELECT 1 FROM sample")) == 8, "without a policy nothing is deleted"


def test_a_leader_reads_and_cannot_write(sample, as_web):
    with as_web(sample.chi):
        assert {area for area, _ in seen()} == {At.A, At.M1}
        refused(lambda: run(f"INSERT INTO sample VALUES ({At.A}, 'health', 5)"))


def test_an_administrator_sees_no_figures(sample, as_web):
    with as_web(sample.an):
        assert seen() == set()


def test_password_hashes_cannot_be_read_by_a_web_process(cast, as_web):
    with as_web(cast.an):
        refused(lambda: list(Password.objects.all()))


def test_officials_see_officials_and_a_citizen_only_herself(cast, as_web):
    citizen = actions.grant(Person.objects.create(username="mai", full_name="Mai", stamp="x"), "citizen", At.A).person
    with as_web(cast.hoa):
        assert set(Person.objects.values_list("username", flat=True)) == {"hoa", "binh", "chi", "dung", "an"}
    with as_web(citizen):
        assert list(Person.objects.all()) == [citizen]
    with as_web(None):
        assert not Person.objects.exists()


def test_a_person_reads_her_own_grants_and_cannot_change_them(cast, as_web):
    with as_web(cast.hoa):
        held = list(Grant.objects.all())
        assert [grant.person_id for grant in held] == [cast.hoa.pk]
        assert actor_of(cast.hoa).grants[0].area == At.A
        refused(lambda: Grant.objects.create(person=cast.hoa, role="leader", area_id=At.B, valid=held[0].valid))
        assert Grant.objects.update(valid=held[0].valid) == 0


def test_an_administrator_grants_in_her_province_only_and_not_to_herself(cast, as_web):
    an = actor_of(cast.an)
    with as_web(cast.an):
        actions.grant(cast.hoa, "analyst", At.C, by=an)
        assert cast.binh.pk not in Grant.objects.values_list("person_id", flat=True)
        days = Grant.objects.all()[0].valid
        refused(lambda: Grant.objects.create(person=cast.binh, role="leader", area_id=At.B, valid=days))
        refused(lambda: Grant.objects.create(person=cast.an, role="leader", area_id=At.A, valid=days))


def test_a_token_is_kept_without_its_hash_being_readable(cast, as_web):
    with as_web(cast.hoa):
        actions.create_token(cast.hoa, "phone", by=actor_of(cast.hoa))
        assert [token.name for token in Token.objects.defer("hash")] == ["phone"]
        refused(lambda: list(Token.objects.all()))
    with as_web(cast.binh):
        assert not Token.objects.defer("hash").exists()


def test_an_audit_entry_is_written_by_the_web_and_never_read_or_changed(cast, as_web):
    with as_web(cast.hoa):
        audit.record("submission.create", "submission:1", cast.hoa.pk, {})
        refused(lambda: run("SELECT verb FROM audit_entry"))
        refused(lambda: run("UPDATE audit_entry SET verb = ''"))
        refused(lambda: run("DELETE FROM audit_entry"))


def test_roles_and_places_cannot_be_changed_by_a_web_process(cast, as_web):
    with as_web(cast.an):
        refused(lambda: run("INSERT INTO access_permission (role, verb, level) VALUES ('x', 'figure.read', 4)"))
        refused(lambda: run("UPDATE places_place SET level = 0"))


def test_every_table_has_a_decision_and_postgresql_holds_it(db):
    rows = run(
        "SELECT relname::text, relrowsecurity FROM pg_class WHERE relkind IN ('r', 'p') "
        "AND relnamespace = 'public'::regnamespace AND NOT relispartition"
    )
    present = dict(rows)
    assert sorted(set(present) - set(protection.TABLES)) == []
    wrong = [name for name, on in present.items() if on is not protection.TABLES[name].guarded]
    assert wrong == [], "guarded tables need protection.enabled in a migration"


def test_the_web_role_cannot_log_in_and_owns_nothing(db):
    assert run("SELECT rolcanlogin, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = 'terrace_web'") == [
        (False, False, False)
    ]
    assert run("SELECT 1 FROM pg_class WHERE relowner = 'terrace_web'::regrole") == []


def test_every_function_that_runs_as_the_owner_is_pinned_to_its_search_path(db):
    loose = run(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND NOT coalesce(proconfig::text, '') LIKE '%search_path=pg_catalog, public, pg_temp%'"
    )
    assert loose == []


def test_reading_is_by_the_day_in_vietnam(db):
    assert isinstance(run("SELECT access_today()")[0][0], date)
