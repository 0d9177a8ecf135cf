"""The burden of reporting, as figures: how many cells returns ask for, how many nobody had to enter again.

After the close of a month each place's counts go through the one door, like any other figure, as the source that the
table `measures` names. They are worked out anew while returns of the month still come in; only what changed is sent.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.collection import actions as collection
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.returns.models import Measure

#: Months after their close for which the counts are kept up to date.
MONTHS = 4
DOOR = "system"
#: Facts in one submission.
TOGETHER = 5_000

_COUNTED = """
    SELECT r.area_id, p.level, sum(asked.cells), sum(r.spared), count(*),
        count(*) FILTER (WHERE r.late_at IS NULL AND r.submitted_at IS NOT NULL)
    FROM returns_return r JOIN places_place p ON p.id = r.area_id
    JOIN (SELECT form_id, count(*) AS cells FROM returns_formcell GROUP BY form_id) AS asked
        ON asked.form_id = r.form_id
    WHERE r.expected AND r.period = ANY (%s) GROUP BY r.area_id, p.level
"""
_SAID = """
    SELECT area_id, value FROM collection_observation
    WHERE indicator_id = %s AND period = %s AND breakdown_id = 0 AND source_id = %s AND reason = 0
"""
#: Where each count stands in a row of `_COUNTED`.
COLUMN = {"cells-asked": 2, "cells-spared": 3, "returns-expected": 4, "returns-on-time": 5}


def keep_up() -> bool:
    """The counts of the months that closed last."""
    today = timezone.localdate()
    month = periods.containing(today, Frequency.MONTH)
    for _ in range(MONTHS):
        month = month.previous()
        report(month)
    return False


def report(month: Period) -> int:
    """Send what changed of the counts of a month; how many figures."""
    counted = _counted(month)
    by_source: dict[str, list[Fact]] = defaultdict(list)
    sources = {source.id: source.code for source in catalogue.current().sources.values()}
    for measure in Measure.objects.filter(retired=False).order_by("code"):
        by_source[sources[measure.source_id]] += _facts(measure, counted, month)
    return sum(_send(source, facts, month) for source, facts in by_source.items())


def _counted(month: Period) -> list[tuple[int, ...]]:
    """By place: what the returns of periods that end in the month come to."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [[each.id for each in _ending_with(month)]])
        return list(cursor.fetchall())


def _ending_with(month: Period) -> Iterator[Period]:
    """The periods of every frequency whose last day is the month's."""
    for frequency in Frequency:
        period = periods.containing(month.end, frequency)
        if period.end == month.end:
            yield period


def _facts(measure: Measure, counted: list[tuple[int, ...]], month: Period) -> Iterator[Fact]:
    """The figures of a measure that differ from what was said, of places of the level that reports them."""
    spec, index = catalogue.current().by_id[measure.indicator_id], places.current()
    said = _said(measure, month)
    for row in counted:
        version = index.version(row[0], month.end)
        value = Decimal(row[COLUMN[measure.code]])
        if row[1] == spec.reported_at and version and said.get(row[0]) != value:
            yield Fact(spec.code, version.code, month.code, value)


def _said(measure: Measure, month: Period) -> dict[int, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [measure.indicator_id, month.id, measure.source_id])
        return dict(cursor.fetchall())


def _send(source: str, facts: list[Fact], month: Period) -> int:
    """The key says the content and the hour: sent twice at once it is stored once, and a figure may come back later."""
    for part in _parts(facts):
        intake = Intake(source, part)
        key = f"burden/{month.code}/{timezone.now():%Y%m%d%H}/{intake.digest.hex()[:24]}"
        collection.submit(SYSTEM, key, DOOR, intake)
    return len(facts)


def _parts(facts: list[Fact]) -> Iterator[list[Fact]]:
    for start in range(0, len(facts), TOGETHER):
        yield facts[start : start + TOGETHER]
