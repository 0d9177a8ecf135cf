"""The numbers of a report against the figures of its moment: all equal, and one that was broken is told."""

import pytest
from django.db import connection

from terrace.base.access.policy import SYSTEM
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.pipeline.models import Figure as Kept
from terrace.insight.reports import queries, snapshots, verifying
from terrace.insight.reports.models import Fact, Issue
from terrace.insight.reports.snapshots import Figure
from terrace.insight.reports.tests.conftest import made

pytestmark = pytest.mark.usefixtures("months")


def broken(number: int, key: str, value: str) -> None:
    """A fact is changed in the database, past the trigger that forbids it."""
    fact = Fact.objects.get(issue=number, key=key)
    said = snapshots.load_content(fact.kind, fact.content)
    assert isinstance(said, Figure)
    connection.check_constraints()  # a table on whose checks anything waits is not altered
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reports_fact DISABLE TRIGGER reports_fact_kept")
        Fact.objects.filter(pk=fact.pk).update(content=fact.content.replace(str(said.value), value))
        connection.check_constraints()
        cursor.execute("ALTER TABLE reports_fact ENABLE TRIGGER reports_fact_kept")


def test_every_number_of_a_report_is_the_figure_of_its_moment():
    verdict = verifying.verify(made())
    assert verdict.good
    assert verdict.figures > 60


@pytest.mark.parametrize("when", ["2026-M10", "2026-M10+"])
def test_a_number_that_was_broken_is_told_with_its_place(when: str):
    number = made()
    key = next(each for each in queries.one(SYSTEM, number).facts if each.startswith("OUTPUT|") and each.endswith(when))
    broken(number, key, "1.000")
    verdict = verifying.verify(number)
    assert not verdict.whole
    assert [each.words for each in verdict.differences] == [f"OUTPUT 04 {when}"]
    assert verdict.differences[0].kept.startswith("1.000 ")


def test_a_report_that_was_made_of_wrong_figures_is_told():
    """The kept figures were wrong when it was made: the snapshot is whole, and yet not what was reported."""
    births = catalogue.current().indicators["BIRTHS"]
    Kept.objects.filter(period=2026610, indicator_id=births.id).update(value=7)
    verdict = verifying.verify(made())
    assert verdict.whole
    assert {each.words for each in verdict.differences} >= {"BIRTHS 04 2026-M10"}


def test_reports_that_were_made_are_verified_and_others_are_not():
    number = made()
    Issue.objects.filter(pk=number).update(state="failed")
    assert verifying.made() == []
