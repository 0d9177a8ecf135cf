"""Answers that come in at the same moment: none is lost, none counts twice. With real connections."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection

from terrace.base.access import policy
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.conftest import PACK as INDICATORS
from terrace.facts.questionnaires import receiving
from terrace.facts.questionnaires.models import Answer, Part
from terrace.facts.questionnaires.tests.conftest import PACK, people
from terrace.facts.questionnaires.tests.forms import filled, household
from terrace.facts.questionnaires.tests.test_answers import held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officers() -> Iterator[list[policy.Actor]]:
    """Two of one commune."""
    index.expire()
    places.load_country()
    loading.load(INDICATORS)
    loading.load(PACK)
    found = people()
    yield [policy.actor_of(found.hoa), policy.actor_of(found.mai)]
    index.expire()


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Each in a thread with a connection of its own."""

    def run(call: Callable[[], Any]) -> Any:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(run, calls))


def test_answers_of_one_commune_at_once_all_count_and_each_once(officers):
    xmls = [filled(household([number])) for number in range(1, 13)]
    calls = [(officers[number % 2], xml) for number, xml in enumerate(xmls)] * 2
    done = at_once([partial(receiving.receive, actor, xml) for actor, xml in calls])
    assert Answer.objects.count() == len(xmls)
    assert set(Answer.objects.values_list("state", flat=True)) == {"counted"}
    assert Part.objects.filter(answer__in=done).count() == 3 * len(xmls)
    assert held("PIGS") == sum(range(1, 13))
