"""The official series reproduce the published totals of regions and country; where they do not, that is told.

The statistics office's tables print provinces, regions and the country side by side. Here provinces are rolled up by
the road of every figure, and what comes out is held against what the office printed; the rows where the office
disagrees with itself are kept in `official_disagreements.tsv`.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction

from terrace.base.kernel import periods
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import pxweb_door
from terrace.facts.collection.pxweb.tests.test_office import DATA
from terrace.facts.conftest import check_once, hear_all
from terrace.facts.pipeline.differing import differs
from terrace.facts.pipeline.results import Basis
from terrace.share.opendata import disagreements, publishing, verifying
from terrace.share.opendata.datasets import Shelf
from terrace.share.opendata.models import Disagreement

pytestmark = pytest.mark.skipif(DATA is None, reason="../shared/data/gso is not here")
PACKS = Path(__file__).parents[5] / "packs"
KNOWN = Path(__file__).parent / "official_disagreements.tsv"
HEAD = ("indicator", "breakdown", "place", "year", "published", "places come to")


class Total(NamedTuple):
    """A printed total of a region or the country, and what its provinces come to."""

    indicator: str
    breakdown: str
    place: str
    year: str
    published: Decimal
    come_to: Decimal
    differs: bool
    rule: str

    @property
    def written(self) -> tuple[str, ...]:
        return *self[:4], format(self.published, "f"), format(self.come_to, "f")


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All official tables, rolled up and published."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        for pack in ("common", "agriculture", "population", "education"):
            loading.load(PACKS / pack)
        assert DATA
        pxweb_door.load(sorted((DATA / "pxweb_csv").glob("*.csv")))
        hear_all(("rollup", "opendata"))
        while publishing.work():
            pass
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def totals(office: None, db: None) -> list[Total]:
    """Every printed total all of whose places below are printed too."""
    known, tree = snapshot.current(), index.current()
    with connection.cursor() as cursor:
        cursor.execute("SELECT indicator_id, breakdown_id, period, area_id, value FROM collection_observation")
        said = {row[:4]: row[4] for row in cursor.fetchall() if row[4] is not None}
        cursor.execute(
            "SELECT indicator_id, breakdown_id, period, area_id, value, below FROM pipeline_figure"
            " WHERE basis = %s AND value IS NOT NULL AND below IS NOT NULL",
            [int(Basis.REPORTED)],
        )
        rows = cursor.fetchall()
    found = []
    for indicator, breakdown, number, area, value, below in rows:
        spec, period = known.by_id[indicator], periods.from_id(number)
        parts = [said.get((indicator, breakdown, number, each)) for each in tree.children(area, period.end)]
        values = [part for part in parts if part is not None]
        if spec.area_rule == "none" or not parts or len(values) < len(parts):
            continue
        if spec.area_rule == "sum":
            assert below == sum(values, Decimal(0)), "the roll-up is the plain sum"
        version = tree.version(area, period.end)
        assert version is not None
        odd = differs(spec, value, below, values)
        cell = known.cells[breakdown] if breakdown else ""
        found.append(Total(spec.code, cell, version.code, period.code, value, below, odd, spec.area_rule))
    return sorted(found)


def test_provinces_come_to_the_printed_totals_but_for_those_that_are_known(totals: list[Total]):
    wrong = [each.written for each in totals if each.differs]
    with KNOWN.open(encoding="utf-8", newline="") as file:
        head, *known = csv.reader(file, delimiter="\t")
    assert tuple(head) == HEAD
    assert sorted(wrong) == sorted(map(tuple, known))
    counts = Counter((each.rule, each.differs) for each in totals)
    assert counts == {("sum", False): 3355, ("sum", True): 30, ("mean", False): 97, ("mean", True): 29}


def test_open_data_names_the_same_totals(totals: list[Total]):
    shelf = Shelf()
    summed = [each for each in totals if each.rule == "sum"]
    rows = Disagreement.objects.filter(by_places=True)
    assert rows.count() == sum(each.differs for each in summed)
    for dataset in shelf.datasets.values():
        found = disagreements.found(shelf, dataset)
        assert found.count <= found.compared
        assert len(found.listed) == min(found.count, disagreements.LISTED)
    assert verifying.verify().differences == []
