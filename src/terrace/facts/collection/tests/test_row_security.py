"""What row-level security lets through when Python forgets to ask: locks, findings, figures for rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM, Actor
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import actions, held, locks
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.locks import Locked
from terrace.facts.collection.models import Finding, Lock, Reason, Submission
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.facts.rules.cells import CellKey

A, B, _ = COMMUNES
#: A commune of another province.
FAR = "00691"
M1 = 2026601
pytestmark = pytest.mark.usefixtures("world")


def place(code: str) -> int:
    found = index.current().resolve(code, date(2026, 1, 31))
    assert found is not None
    return found


def cell(indicator: str = "PIGS", area: str = A) -> CellKey:
    catalogue = snapshot.current()
    spec = catalogue.indicators[indicator]
    return spec.id, M1, catalogue.breakdown(spec, "") or 0, place(area)


def locked(indicator: str = "PIGS", area: str = A) -> Locked:
    found = cell(indicator, area)
    return Locked(found[0], M1, found[3], snapshot.current().sources["commune"].id)


def person(username: str, role: str, code: str, sector: str = "") -> Actor:
    made = create_person(username, username.title())
    access.grant(made, role, place(code), sector, start=date(2025, 7, 1))
    return policy.actor_of(made)


@contextmanager
def bound(actor: Actor) -> Iterator[None]:
    with transaction.atomic(), policy.acting_as(actor):
        yield


@pytest.fixture
def hoa() -> Actor:
    return person("hoa", "commune-officer", A)


@pytest.fixture
def chi() -> Actor:
    """Leader of the province."""
    return person("chi", "leader", PROVINCE)


@pytest.fixture
def dat() -> Actor:
    """Officer of the department of farming."""
    return person("dat", "department-officer", PROVINCE, "farming")


# locks


def test_who_approves_locks_and_who_reopens_unlocks_her_sector_only(dat):
    with bound(dat):
        assert locks.lock([locked()], "return/1") == 1
    with pytest.raises(DatabaseError, match="row-level security"), bound(dat):
        locks.lock([locked("BIRTHS")], "return/2")
    locks.lock([locked("BIRTHS")], "return/2")
    with bound(dat):
        assert locks.unlock([locked("BIRTHS")], "return/2") == 0
        assert locks.unlock([locked()], "return/1") == 1


def test_an_officer_who_only_sends_sees_locks_and_neither_sets_nor_lifts_them(hoa):
    locks.lock([locked()], "return/1")
    with bound(hoa):
        assert locks.among({(place(A), M1, locked().source)}) == {locked()}
        assert locks.unlock([locked()], "return/1") == 0
    with pytest.raises(DatabaseError, match="row-level security"), bound(hoa):
        locks.lock([locked(area=B)], "return/2")
    with pytest.raises(DatabaseError, match="permission denied"), bound(hoa):
        Lock.objects.update(holder="x")


# findings


def note(submission: int, **rest: object) -> Finding:
    number, period, breakdown, area = cell()
    return Finding.objects.create(
        submission_id=submission, rule="r", severity="soft", indicator_id=number, period=period,
        breakdown_id=breakdown, area_id=area, because="đúng", **rest,
    )  # fmt: skip


def test_a_finding_is_seen_with_its_submission_and_by_those_who_read_the_figure(hoa, chi, dat):
    receipt = actions.submit(hoa, "k", "web", Intake("commune", [fact("PIGS", A, "2026-M01", 1)]))
    note(receipt.id)
    stranger, people = person("binh", "commune-officer", B), person("lan", "analyst", PROVINCE, "people")
    for actor, seen in ((hoa, 1), (chi, 1), (dat, 1), (stranger, 0), (people, 0), (policy.ANONYMOUS, 0)):
        with bound(actor):
            assert Finding.objects.count() == seen, actor


def test_nobody_writes_a_finding_into_the_submission_of_another(hoa):
    receipt = send(fact("PIGS", A, "2026-M01", 1))
    with pytest.raises(DatabaseError, match="row-level security"), bound(hoa):
        note(receipt.id)


def test_who_settles_changes_the_state_of_a_finding_and_nothing_else(hoa, chi):
    found = note(send(fact("PIGS", A, "2026-M01", 1)).id, state=Finding.State.OPEN)
    with bound(hoa):
        assert Finding.objects.update(state="accepted") == 0
    with bound(chi):
        assert Finding.objects.update(state="accepted") == 1
    with pytest.raises(DatabaseError, match="permission denied"), bound(chi):
        Finding.objects.filter(pk=found.pk).update(because="x")
    with pytest.raises(DatabaseError, match="permission denied"), bound(chi):
        Finding.objects.filter(pk=found.pk).delete()


# figures for rules


def test_rules_see_her_own_places_and_their_neighbours_and_nothing_farther(hoa):
    send(fact("PIGS", A, "2026-M01", 1), fact("PIGS", B, "2026-M01", 2), fact("PIGS", FAR, "2026-M01", 3))
    asked = {cell(), cell(area=B), cell(area=FAR)}
    source = snapshot.current().sources["commune"].id
    assert held.read(asked, source) == {cell(): 1, cell(area=B): 2, cell(area=FAR): 3}
    with bound(hoa):
        assert held.read(asked, source) == {cell(): 1, cell(area=B): 2}
    with bound(policy.ANONYMOUS):
        assert held.read(asked, source) == {}


def test_who_only_reads_is_shown_nothing_by_the_function_for_rules(chi):
    send(fact("PIGS", A, "2026-M01", 1))
    with bound(chi):
        assert held.read({cell()}, 1) == {}


def test_the_own_source_goes_first_then_the_strongest_and_a_reason_is_not_a_value():
    sources = snapshot.current().sources
    send(fact("PIGS", A, "2026-M01", 5), key="a")
    send(fact("PIGS", A, "2026-M01", reason="missing"), key="b", source="office")
    asked = {cell()}
    assert held.read(asked, sources["commune"].id) == {cell(): 5}
    assert held.read(asked, sources["office"].id) == {cell(): Reason.MISSING}
    assert held.read(asked, sources["simulation"].id) == {cell(): Reason.MISSING}
    assert held.read({cell("BIRTHS")}, 1) == {}


# submissions

CHANGES: list[dict[str, Any]] = [{"door": "x"}, {"person_id": 0}, {"device": "x"}, {"about": []}, {"key": "x"}]


def test_a_submission_can_be_marked_as_withdrawn_and_nothing_else_of_it_changes(hoa):
    receipt = actions.submit(hoa, "k", "web", Intake("commune", [fact("PIGS", A, "2026-M01", 1)]))
    for actor in (hoa, SYSTEM):
        for change in CHANGES:
            with pytest.raises(DatabaseError, match="append-only"), bound(actor):
                Submission.objects.filter(pk=receipt.id).update(**change)
    actions.withdraw(hoa, receipt.id, "Nhập nhầm")
    row = Submission.objects.get(pk=receipt.id)
    assert (row.state, row.withdrawn_why, row.withdrawn_by) == ("withdrawn", "Nhập nhầm", hoa.person_id)
