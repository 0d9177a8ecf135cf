"""The pages about conflicts: hers alone, both figures, a decision with a reason."""

from datetime import date

import pytest
from django.test import Client

from terrace.base.access import actions as access
from terrace.base.people.actions import create_person
from terrace.base.people.models import Person
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PROVINCE, country, fact, send, world  # noqa: F401 - fixtures
from terrace.facts.reconciliation.models import Conflict, State
from terrace.facts.reconciliation.tests.conftest import sides, work  # noqa: F401

pytestmark = pytest.mark.usefixtures("sides")
A, B, _ = COMMUNES


def client(name: str, role: str, area: str) -> Client:
    person: Person = create_person(name, name)
    place = index.current().resolve(area, date(2026, 1, 31))
    access.grant(person, role, place or 0, "", start=date(2025, 7, 1))
    found = Client()
    found.force_login(person)
    return found


@pytest.fixture
def conflict() -> Conflict:
    send(fact("PIGS", A, "2026-M01", 1100), key="c")
    send(fact("PIGS", A, "2026-M01", 1200), key="d", source="dept")
    work()
    return Conflict.objects.get()


def test_the_list_shows_both_figures_and_the_shares(conflict):
    page = client("lan", "leader", PROVINCE).get("/conflicts/").content.decode()
    assert "1.200" in page
    assert "1.100" in page
    assert "100,0 %" in page
    assert "Sở Nông nghiệp" in page


def test_another_commune_sees_nothing_of_it(conflict):
    other = client("binh", "commune-officer", B)
    assert "1.200" not in other.get("/conflicts/").content.decode()
    assert other.get(f"/conflicts/{conflict.pk}/").status_code == 404


def test_a_leader_decides_with_a_reason_and_the_page_says_so(conflict):
    lan = client("lan", "leader", PROVINCE)
    page = lan.get(f"/conflicts/{conflict.pk}/").content.decode()
    assert "Chọn số liệu nào?" in page
    posted = {"first": "1200", "second": "1100", "value": "other", "other": "1.150", "why": "Biên bản rà soát"}
    assert lan.post(f"/conflicts/{conflict.pk}/settle", posted).status_code == 302
    conflict.refresh_from_db()
    assert (conflict.state, conflict.settled_value) == (State.SETTLED, 1150)
    page = lan.get(f"/conflicts/{conflict.pk}/").content.decode()
    assert "Biên bản rà soát" in page
    assert "1.150" in page
    assert "Chọn số liệu nào?" not in page


def test_a_decision_without_a_reason_comes_back_with_what_was_typed(conflict):
    posted = {"first": "1200", "second": "1100", "value": "other", "other": "1.150", "why": ""}
    answer = client("lan", "leader", PROVINCE).post(f"/conflicts/{conflict.pk}/settle", posted)
    assert answer.status_code == 422
    assert 'value="1.150"' in answer.content.decode()
    assert "Chưa nêu lý do" in answer.content.decode()


def test_an_officer_sees_the_conflict_of_her_commune_and_does_not_settle_it(conflict):
    officer = client("an", "commune-officer", A)
    assert "Chọn số liệu nào?" not in officer.get(f"/conflicts/{conflict.pk}/").content.decode()
    assert officer.post(f"/conflicts/{conflict.pk}/settle", {"value": "1200", "why": "x"}).status_code == 403
