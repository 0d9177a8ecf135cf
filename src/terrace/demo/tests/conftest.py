"""The ground of the demonstration, with nothing sent yet."""

from datetime import date

import pytest

from terrace.base.bus.models import Outbox
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.demo import filling
from terrace.demo.ground import Ground
from terrace.demo.simulation import Simulation
from terrace.facts.catalogue import snapshot

#: Cao Bằng, whose ground did not change in 2025: 56 communes, 161 before.
PROVINCE, TODAY = "04", date(2026, 11, 21)


@pytest.fixture
def country(db):
    index.expire()
    places.load_country()
    for pack in filling.PACKS:
        loading.load(filling.packs() / pack)
    Outbox.objects.all().delete()
    yield
    index.expire()


@pytest.fixture
def simulation(country):
    return Simulation(Ground(index.current(), PROVINCE, TODAY), snapshot.current())
