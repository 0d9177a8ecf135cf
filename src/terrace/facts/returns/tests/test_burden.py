"""The burden of reporting is a figure like any other: counted by the system, through the one door, once."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from terrace.facts.catalogue import snapshot
from terrace.facts.collection.models import Observation, Submission
from terrace.facts.conftest import fact, send
from terrace.facts.returns import burden, opening
from terrace.facts.returns.models import Return

from .conftest import FARM, A, hand_in, month, row


def said(indicator: str) -> Any:
    spec = snapshot.current().indicators[indicator]
    found = Observation.objects.get(indicator_id=spec.id, area_id=row().area_id, period=month().id)
    return found.value


def test_cells_asked_and_spared_are_told_for_each_commune(opened):
    hand_in(opened.hoa, FARM)
    hand_in(opened.hoa, {"BIRTHS": 9}, "STAT-T")
    assert burden.report(month()) > 0
    assert said("CELLS_ASKED") == 5 + 3 + 2
    assert said("CELLS_SPARED") == 1


def test_what_did_not_change_is_not_told_again_and_what_changed_replaces_it(opened):
    burden.report(month())
    count = Submission.objects.count()
    assert burden.report(month()) == 0
    assert Submission.objects.count() == count
    send(fact("PIGS", A, month().code, 1), fact("BIRTHS", A, month().code, 1), key="door")
    hand_in(opened.hoa, {}, "STAT-T")
    assert burden.report(month()) == 1
    assert said("CELLS_SPARED") == 2


def test_returns_of_places_that_are_no_longer_expected_do_not_count(opened):
    burden.report(month())
    Return.objects.filter(pk=row().pk).update(expected=False)
    burden.report(month())
    assert said("CELLS_ASKED") == 5


def test_the_round_counts_months_that_are_closed(cast):
    opening.open_due(month().start - timedelta(days=1), since=month().shifted(-3).start)
    burden.keep_up()
    spoken = set(Observation.objects.values_list("period", flat=True))
    assert month().previous().id in spoken
    assert month().id not in spoken


def test_figures_come_from_the_source_that_the_pack_names(opened):
    burden.report(month())
    kept = Submission.objects.get()
    assert kept.source_id == snapshot.current().sources["counted"].id
    assert (kept.person_id, kept.door) == (0, "system")
    assert kept.received_at <= timezone.now()
