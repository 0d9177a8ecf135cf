"""What is published when: releases, levels, embargo, corrections, and what stays as it was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from terrace.base.access.policy import ANONYMOUS, SYSTEM
from terrace.base.kernel import periods
from terrace.base.places.models import Level
from terrace.facts.catalogue import releasing
from terrace.facts.catalogue.models import Release
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, hear_all, send
from terrace.facts.pipeline.models import Published
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.share.opendata import publishing, reading
from terrace.share.opendata.datasets import Shelf
from terrace.share.opendata.questions import Question

pytestmark = pytest.mark.usefixtures("world")

QUEUES = ("rollup", "opendata")


def settle():
    """What workers do until nothing is left."""
    hear_all(QUEUES)
    while publishing.work():
        pass


def sent(value="120", period="2026-M03", key="k", indicator="PIGS", commune=COMMUNES[0]):
    send(fact(indicator, commune, period, value), key=key)


def release(indicator="PIGS", period="2026-M03", level=Level.PROVINCE):
    releasing.release(indicator, [periods.parse(period).id], level, SYSTEM)


def shown(dataset="FARMING", **rest):
    shelf = Shelf()
    if dataset not in shelf.datasets:
        return {}
    found = reading.answer(shelf, Question(shelf.dataset(dataset), **rest)).observations
    return {(each.series[1], each.series[2], each.time): each.value for each in found}


def test_nothing_is_public_before_its_release():
    sent()
    settle()
    assert shown() == {}
    release()
    settle()
    assert shown() == {("VN", "PIGS", "2026-M03"): 120, (PROVINCE, "PIGS", "2026-M03"): 120}


def test_a_release_in_the_future_is_an_embargo():
    sent()
    Release.objects.create(
        indicator_id=Shelf().snapshot.indicators["PIGS"].id,
        period=periods.parse("2026-M03").id,
        level=Level.PROVINCE,
        released_at=timezone.now() + timedelta(hours=1),
    )
    settle()
    assert shown() == {}
    Release.objects.update(released_at=timezone.now() - timedelta(seconds=1))
    settle()
    assert len(shown()) == 2


def test_a_finer_level_is_public_only_when_it_was_released():
    sent()
    release()
    settle()
    assert (COMMUNES[0], "PIGS", "2026-M03") not in shown()
    release(level=Level.COMMUNE)
    settle()
    assert shown()[COMMUNES[0], "PIGS", "2026-M03"] == 120


def test_a_correction_is_published_and_what_stood_before_is_remembered():
    sent()
    release()
    settle()
    between = clock()
    sent("125.0", key="k2")
    settle()
    key = (PROVINCE, "PIGS", "2026-M03")
    assert shown()[key] == 125
    assert shown(as_of=between)[key] == 120
    assert shown(as_of=between - timedelta(days=1)) == {}
    assert shown(updated_after=between)[key] == 125
    assert shown(updated_after=clock()) == {}
    history = reading.answer(Shelf(), Question(Shelf().dataset("FARMING"), history=True)).observations
    assert [each.value for each in history if each.series[1] == PROVINCE] == [120, 125]


def test_looking_again_changes_nothing():
    sent()
    release()
    settle()
    before = list(Published.objects.order_by("id").values_list("id", "since", "until"))
    publishing.publish({(Shelf().snapshot.indicators["PIGS"].id, 2026)})
    assert list(Published.objects.order_by("id").values_list("id", "since", "until")) == before


def test_every_published_number_is_what_the_reader_shows_to_the_public():
    sent("120", commune=COMMUNES[0])
    sent("7", key="k2", commune=COMMUNES[1])
    send(fact("AREA", COMMUNES[0], "2026-M03", "3.25"), fact("OUTPUT", COMMUNES[0], "2026-M03", "10.125"), key="k3")
    for indicator in ("PIGS", "AREA", "OUTPUT", "YIELD"):
        for period in ("2026-M03", "2026-Q1", "2026"):
            release(indicator, period, Level.COMMUNE)
    settle()
    shelf, reader = Shelf(), Reader(ANONYMOUS)
    compared = 0
    for figure in Published.objects.filter(until=None):
        spec, when = shelf.snapshot.by_id[figure.indicator_id], periods.from_id(figure.period)
        view = reader.figure(Asked(spec, figure.area_id, when, figure.breakdown_id))
        assert view.value == figure.value
        compared += 1
    assert compared > 30
    assert Decimal("3.12") in set(shown("FARMING_BY_CROP").values())


def clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
