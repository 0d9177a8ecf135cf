"""Releases: public once is public for ever, and only ever wider."""

import pytest

from terrace.base.access.actors import SYSTEM
from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.kernel import periods
from terrace.base.places.models import Level
from terrace.facts.catalogue import queries, releasing, snapshot

MONTH = periods.parse("2026-M01").id


def level() -> int | None:
    return queries.released_level(snapshot.current().indicators["PIGS"].id, MONTH)


def test_a_release_is_audited_and_told_once(world):
    assert releasing.release("PIGS", [MONTH, MONTH], Level.PROVINCE, SYSTEM) == 1
    assert releasing.release("PIGS", [MONTH], Level.PROVINCE, SYSTEM) == 0
    assert level() == Level.PROVINCE
    assert Entry.objects.filter(verb="figure.release").count() == 1
    assert Outbox.objects.filter(type="facts.released").count() == 1


def test_a_release_is_widened_to_a_finer_level_and_never_taken_back(world):
    releasing.release("PIGS", [MONTH], Level.PROVINCE, SYSTEM)
    assert releasing.release("PIGS", [MONTH], Level.COMMUNE, SYSTEM) == 1
    assert releasing.release("PIGS", [MONTH], Level.COUNTRY, SYSTEM) == 0
    assert level() == Level.COMMUNE


def test_an_unknown_indicator_cannot_be_released(world):
    with pytest.raises(KeyError):
        releasing.release("DRAGONS", [MONTH], Level.PROVINCE, SYSTEM)
