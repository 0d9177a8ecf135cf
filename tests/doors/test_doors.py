"""The same thing said at any door gets the same answer: taken, or refused for the same reasons."""

from types import SimpleNamespace

import pytest

from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.intake import Fact
from terrace.facts.collection.models import Finding, Observation, Reason
from tests.doors import table
from tests.doors.cases import CASES, Case
from tests.doors.conftest import prepare, sender_of
from tests.doors.registry import Door
from tests.doors.table import DOORS

HELD = [(door, case) for door in DOORS for case in CASES if case.name not in door.cannot]


@pytest.mark.parametrize(("door", "case"), HELD, ids=[f"{door.name}-{case.name}" for door, case in HELD])
def test_every_door_gives_the_same_answer(door: Door, case: Case, senders: SimpleNamespace):
    prepare(case)
    before = Observation.objects.count()
    outcome = door.deliver(case, sender_of(case, senders))
    assert outcome.codes == door.expected(case)
    if outcome.codes:
        assert Observation.objects.count() == before
        assert not Finding.objects.exists()
    else:
        assert {_stored(fact) for fact in case.facts} == {_meant(fact) for fact in case.facts}
        assert {found.rule for found in Finding.objects.all()} == ({case.finding} - {""})


def _meant(fact: Fact) -> tuple[str, object]:
    return f"{fact.indicator} {fact.breakdown}", fact.reason or fact.value


def _stored(fact: Fact) -> tuple[str, object]:
    """What is in force of the cell: the value, or the reason for none."""
    catalogue, period = snapshot.current(), periods.parse(fact.period)
    spec = catalogue.indicators[fact.indicator]
    row = Observation.objects.get(
        indicator_id=spec.id,
        period=period.id,
        breakdown_id=catalogue.breakdown(spec, fact.breakdown or ""),
        area_id=index.current().resolve(fact.area, period.end),
        source_id=catalogue.sources["commune"].id,
    )
    return f"{fact.indicator} {fact.breakdown}", row.value if row.reason == 0 else Reason(row.reason).label


def test_what_a_door_cannot_say_or_answers_otherwise_names_a_case():
    names = {case.name for case in CASES}
    for door in DOORS:
        assert set(door.cannot) | set(door.differs) <= names, door.name


def test_the_table_in_the_documents_is_that_of_the_doors():
    assert table.PAGE.read_text() == table.page(), "run: python -m tests.doors"
