"""The simulated indices: sent once, for every province of their time, marked, and a page can be made of them."""

from datetime import date

from terrace.base.access.policy import ANONYMOUS, SYSTEM
from terrace.base.places import index
from terrace.demo import governance
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import boards, indices


def test_simulated_indices_are_sent_once_are_marked_and_are_public(simulation):
    deliveries = governance.missing(simulation)
    assert [each.key.split(":")[3] for each in deliveries] == ["DTI", "PAR_INDEX", "SIPAS", "PAPI", "PCI"]
    assert governance.send(deliveries) == sum(len(each.intake.observations) for each in deliveries)
    assert governance.missing(simulation) == []
    assert {each.intake.source for each in deliveries} == {"simulation"}
    reader = Reader(ANONYMOUS)
    leaf = index.current().resolve("79", date(2024, 12, 31)) or 0
    found = indices.compare(reader, indices.one(reader, "PCI"), leaf)
    at = found.years.index(2024)
    assert found.simulated
    assert found.own.years[at].rank is not None
    assert found.known[at] == 63 - 14  # the others are rolled up by workers
    facts = [fact for fact in deliveries[-1].intake.observations if fact.period == "2024"]
    assert min(fact.value or 0 for fact in facts if fact.indicator == "PCI_RANK") == 1
    assert sum(fact.indicator == "PCI_SCORE" for fact in facts) == 63


def test_the_illustrative_plans_are_a_board(simulation):
    found = boards.board(Reader(SYSTEM), "MH-2026")
    assert len(found.standings) == 16
    assert all(each.agency_name and each.basis and "minh họa" in each.decided_by_vi for each in found.standings)
    assert [len(each.parts) for each in found.standings if each.spec.code == "BUDGET_REVENUE"] == [3]
