"""A file is judged as a submission of the same facts: same faults at the same facts, same rows."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from terrace.base.access.policy import SYSTEM
from terrace.base.access.scopes import EVERYWHERE, Scope
from terrace.base.kernel.problems import Refused
from terrace.base.places import index
from terrace.facts.bulk import columns, examining
from terrace.facts.bulk.checking import FileChecker
from terrace.facts.bulk.columns import Batch
from terrace.facts.bulk.examining import Asked
from terrace.facts.bulk.tests.conftest import A, B, C
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Delivery
from terrace.facts.collection.checking import Checker
from terrace.facts.collection.intake import Fact, Intake

GOOD: dict[str, list[Any]] = {
    "indicator": ["PIGS", "BIRTHS", "PEOPLE", "AREA", "OUTPUT", "PRICE"],
    "area": [A, B, C],
    "period": ["2026-M10", "2026-10", "2026-M09", "2026M9"],
    "breakdown": [None, None, "", "SEX=F", "SEX=M", {"SEX": "F"}, "CROP=RICE", "AGE=Y0;SEX=F", "SEX=F; AGE=Y0"],
    "reason": [None],
    "status": [None, "final", "provisional", ""],
    "because": [None, None, "vì lũ"],
    "value": ["1", "12", "0", "007", "12.5", "12.500", "1E2", "1.20E+1", "-0", "100000", "3.141", "+5"],
}
BAD: dict[str, list[Any]] = {
    "indicator": ["YIELD", "HERD", "ALTITUDE", "PIGX", "", "Hµ", "e\u0302"],
    "area": ["04", "99999", "", "Hµ Néi", "VN"],
    "period": ["2026", "2027-M01", "2026-M13", "x", "", "1979-M01"],
    "breakdown": ["SEX=X", "x", {"SEX": "X"}, {}, "AGE=Y0", "SEX=F;SEX=F"],
    "reason": ["missing", "late", "", "because", "not_applicable"],
    "status": ["firm"],
    "because": ["x" * 1_001, "a\x00", "Hµ"],
    "value": [None, "-5", "1E30", "1E-13", "10001", "NaN", "Infinity", "1.2345678901", "9" * 19, "1" * 400, "0.0000"],
}


def random_fact(rnd: Random, wrong: float) -> Fact:
    said = {name: rnd.choice(BAD[name] if rnd.random() < wrong else GOOD[name]) for name in GOOD}
    if rnd.random() < 0.1:
        said |= {"value": None, "reason": rnd.choice(["missing", "late"])}
    value = said.pop("value")
    return Fact(value=None if value is None else Decimal(value), **said)


def checker(scope: Scope = EVERYWHERE) -> Checker:
    return Checker(snapshot.current(), index.current(), scope, timezone.localdate())


@pytest.mark.parametrize("wrong", [0.0, 0.02, 0.3])
def test_a_file_has_the_faults_and_the_rows_of_a_submission(world: None, wrong: float):
    rnd = Random(int(wrong * 100))
    for _ in range(60):
        facts = [random_fact(rnd, wrong) for _ in range(rnd.randint(1, 40))]
        one = checker()
        one.check(Intake("commune", facts))
        whole = FileChecker(checker(), columns.table([Batch.of(facts[:7]), Batch.of(facts[7:])]))
        rows = whole.check()
        assert [fault for _, fault in whole.found.kept] == one.faults
        assert sum(whole.found.codes.values()) == len(one.faults)
        if not one.faults:
            assert rows.indicator.tolist() == [row.indicator for row in one.rows]
            assert rows.period.tolist() == [row.period for row in one.rows]
            assert rows.breakdown.tolist() == [row.breakdown for row in one.rows]
            assert rows.area.tolist() == [row.area for row in one.rows]
            assert rows.reason.tolist() == [row.reason for row in one.rows]
            assert rows.status.tolist() == [row.status for row in one.rows]
            held = [None if text is None else Decimal(text) for text in whole.table.values]
            assert held == [None if row.value is None else Decimal(row.value) for row in one.rows]


def test_rights_are_asked_for_each_place_and_sector(world: None):
    rnd, now = Random(5), index.current()
    place = now.resolve(A, timezone.localdate())
    assert place
    scope = Scope(parts=frozenset({(place, "farming")}))
    facts = [random_fact(rnd, 0.01) for _ in range(300)]
    one = checker(scope)
    one.check(Intake("commune", facts))
    whole = FileChecker(checker(scope), columns.table([Batch.of(facts)]))
    whole.check()
    assert "access.denied" in whole.found.codes
    assert [fault for _, fault in whole.found.kept] == one.faults[: len(whole.found.kept)]


@pytest.mark.parametrize("facts", [400, 1])
def test_faults_beyond_the_first_thousand_are_counted(world: None, facts: int):
    rnd = Random(facts)
    some = [random_fact(rnd, 0.4) for _ in range(facts)]
    many = some * (4_000 // facts)
    whole = FileChecker(checker(), columns.table([Batch.of(many)]))
    whole.check()
    codes = dict(whole.found.codes)
    codes.pop("observation.duplicate", None)
    one = checker()
    for number, fact in enumerate(some):
        one.seen.clear()
        one.check_fact(number, fact)
    expected: dict[str, int] = {}
    for fault in one.faults:
        expected[fault.code] = expected.get(fault.code, 0) + 4_000 // facts
    assert codes == expected


def refused(facts: list[Fact], **more: Any) -> list[Any]:
    outcome = actions.check([Delivery(SYSTEM, "k", "rest", Intake("commune", facts, **more))])[0]
    return outcome.faults if isinstance(outcome, Refused) else []


def test_what_the_whole_of_a_submission_is_asked_is_asked_of_a_file(world: None):
    good = [Fact("PIGS", A, "2026-M10", Decimal(1))]
    for more in ({"note": "x" * 5_000}, {"because": "a\x00"}, {"note": "Hµ"}, {}):
        table = columns.table([Batch.of(good)])
        examined = examining.examine(table, SYSTEM, Asked("ndjson", "commune", **more))
        assert [fault for _, fault in examined.faults] == refused(good, **more)
