"""Settling: who may, with which figure, and what becomes of it."""

from datetime import date
from decimal import Decimal

import pytest

from terrace.base.access import actions as access
from terrace.base.access.policy import SYSTEM, Actor, actor_of
from terrace.base.audit.models import Entry
from terrace.base.kernel import periods
from terrace.base.kernel.problems import Refused
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.collection.models import Submission
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.reconciliation import queries, settling
from terrace.facts.reconciliation.models import Conflict, State
from terrace.facts.reconciliation.tests.conftest import work

pytestmark = pytest.mark.usefixtures("sides")
A, B, _ = COMMUNES
MONTH = "2026-M01"


def someone(name: str, role: str, area: str, sector: str = "") -> Actor:
    person = create_person(name, name)
    place = index.current().resolve(area, date(2026, 1, 31))
    access.grant(person, role, place or 0, sector, start=date(2025, 7, 1))
    return actor_of(person)


@pytest.fixture
def conflict() -> Conflict:
    send(fact("PIGS", A, MONTH, 100), key="c")
    send(fact("PIGS", A, MONTH, 120), key="d", source="dept")
    work()
    return Conflict.objects.get()


def shown() -> Decimal | None:
    reader, period = Reader(SYSTEM), periods.parse(MONTH)
    place = reader.index.resolve(PROVINCE, period.end) or 0
    return reader.figure(Asked(reader.snapshot.indicators["PIGS"], place, period, 0)).value


def test_the_settled_figure_is_the_one_that_shows_and_says_whom_it_comes_from(conflict):
    leader = someone("lan", "leader", PROVINCE)
    assert shown() == 120
    settling.settle(leader, conflict.pk, "104", "Biên bản rà soát ngày 5/2")
    work()
    conflict.refresh_from_db()
    submission = Submission.objects.get(pk=conflict.submission_id)
    assert shown() == 104
    assert (conflict.state, conflict.settled_by, submission.note) == (
        State.SETTLED,
        leader.person_id,
        "Biên bản rà soát ngày 5/2",
    )
    assert Entry.objects.filter(verb="conflict.settle", actor_id=leader.person_id).count() == 1


def test_both_figures_stay_and_their_history_can_be_read(conflict):
    settling.settle(someone("lan", "leader", PROVINCE), conflict.pk, "104", "rà soát")
    send(fact("PIGS", A, MONTH, 101), key="c2")
    work()
    said = [(each.source, each.value, each.until is None) for each in queries.history(conflict)]
    assert sorted(said) == [
        ("commune", Decimal(100), False),
        ("commune", Decimal(101), True),
        ("dept", Decimal(120), True),
        ("settled", Decimal(104), True),
    ]


def test_it_opens_again_when_a_side_moves_and_the_settled_figure_goes_when_both_agree(conflict):
    settling.settle(someone("lan", "leader", PROVINCE), conflict.pk, "104", "rà soát")
    work()
    send(fact("PIGS", A, MONTH, 90), key="c2")
    work()
    conflict.refresh_from_db()
    assert (conflict.state, shown()) == (State.OPEN, 104)
    send(fact("PIGS", A, MONTH, 120), key="c3")
    work()
    conflict.refresh_from_db()
    assert (conflict.state, shown()) == (State.AGREED, 120)


@pytest.mark.parametrize(
    ("role", "area", "sector"), [("commune-officer", A, ""), ("leader", "08", ""), ("auditor", PROVINCE, "")]
)
def test_nobody_settles_without_the_right_at_the_place(conflict, role, area, sector):
    with pytest.raises(Refused) as refused:
        settling.settle(someone("an", role, area, sector), conflict.pk, "104", "rà soát")
    assert refused.value.status == 403


def test_an_officer_of_another_sector_does_not_settle(conflict):
    with pytest.raises(Refused):
        settling.settle(someone("an", "department-officer", PROVINCE, "people"), conflict.pk, "104", "rà soát")
    settling.settle(someone("binh", "department-officer", PROVINCE, "farming"), conflict.pk, "104", "rà soát")


@pytest.mark.parametrize(
    ("value", "why", "code"),
    [
        ("104", " ", "conflict.why"),
        ("một trăm", "rà soát", "conflict.figure"),
        ("-4", "rà soát", "conflict.figure"),
        ("104.5", "rà soát", "conflict.figure"),
        ("NaN", "rà soát", "conflict.figure"),
    ],
)
def test_a_decision_needs_a_reason_and_a_figure(conflict, value, why, code):
    with pytest.raises(Refused) as refused:
        settling.settle(someone("lan", "leader", PROVINCE), conflict.pk, value, why)
    assert refused.value.faults[0].code == code
    assert Conflict.objects.get().state == State.OPEN


def test_a_decision_on_figures_that_moved_meanwhile_is_not_taken(conflict):
    leader = someone("lan", "leader", PROVINCE)
    with pytest.raises(Refused) as refused:
        settling.settle(leader, conflict.pk, "104", "rà soát", seen=("119", "100"))
    assert refused.value.faults[0].code == "conflict.moved"
    settling.settle(leader, conflict.pk, "104", "rà soát", seen=("120", "100"))
    with pytest.raises(Refused) as again:
        settling.settle(leader, conflict.pk, "105", "rà soát")
    assert again.value.faults[0].code == "conflict.over"


def test_the_list_is_hers_alone(conflict):
    assert list(queries.listed(someone("aa", "commune-officer", A))) == [conflict]
    assert list(queries.listed(someone("bb", "commune-officer", B))) == []
    assert list(queries.listed(someone("cc", "department-officer", PROVINCE, "farming"))) == [conflict]
    assert list(queries.listed(someone("dd", "department-officer", PROVINCE, "people"))) == []
    with pytest.raises(Refused):
        queries.one(someone("ee", "commune-officer", B), conflict.pk)


def test_those_who_must_settle_it_are_named(conflict):
    someone("lan", "leader", PROVINCE)
    someone("an", "commune-officer", A)
    assert queries.settlers(conflict) == ["lan"]
