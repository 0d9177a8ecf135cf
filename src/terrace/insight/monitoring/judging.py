"""Judging series: whatever is found becomes a warning, and what stands for no reason any more is cleared.

What stands after it is a function of the figures, not of the order in which they came: the newest period known and
the one before it are judged, and what stands of older ones is judged anew.

Nearly all figures are usual, and nothing stands at their series: one look tells (`screening`), without locks, and a
round judges them in full when they have come to rest, without locks as well. The others are judged one after the
other, so that who comes last has seen everything. Who only looks may miss what another worker is about to raise from a
figure that was corrected meanwhile; so whoever raises notes the slice in the same transaction, and a round judges it
once more (`due`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.insight.monitoring import due, evidence, raising, rules, screening
from terrace.insight.monitoring.bench import Bench, Touched
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.models import Warning
from terrace.insight.monitoring.placed import Placed
from terrace.insight.monitoring.raising import Outcome

#: Series looked at together; judged in one transaction.
CHUNK: Final = 500
#: Series settled in one transaction, so that it never needs many locks and holds none for long.
SETTLED: Final = 100
_ALONE = "SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS t (number)"
#: The locks of series, apart from all other advisory locks.
_LOCK: Final = 7_305 << 48


def judge(touched: Touched, *, fresh: bool = False, today: date | None = None) -> Outcome:
    """Bring the warnings of these series to what their figures say; what was done.

    `fresh`: what is remembered of the places beside is read anew.
    """
    bench = Bench(catalogue.current(max_age=1), places.current(), rules.current(), today or timezone.localdate(), fresh)
    done = Outcome()
    for chunk in _chunks(bench.watched(touched)):
        usual = _usual(bench, {series: touched[series] for series in chunk})
        for part in _chunks([series for series in chunk if series not in usual], SETTLED):
            done += _settled(bench, {series: touched[series] for series in part})
        if not fresh:  # nobody who waits for a warning waits for this
            due.note_late(usual, bench.index)
    return done


def _chunks(series: Collection[Series], size: int = CHUNK) -> Iterator[list[Series]]:
    listed = sorted(series)
    return (listed[at : at + size] for at in range(0, len(listed), size))


def _usual(bench: Bench, touched: Touched) -> set[Series]:
    """Those where nothing stands and of which a look tells that nothing will: a short one, in rounds one at all of it.

    What had the short look only is judged in full by a round.
    """
    stands = set(raising.series_standing(touched))
    rest = {series: since for series, since in touched.items() if series not in stands}
    return _unremarkable(bench, rest) if bench.fresh else screening.usual(bench, rest)


def _unremarkable(bench: Bench, touched: Touched) -> set[Series]:
    """Those of which no rule tells."""
    found = bench.found(touched, [], bench.histories(touched))
    return set(touched) - {(each.indicator, each.area, each.breakdown) for each in found}


@transaction.atomic
def _settled(bench: Bench, touched: Touched) -> Outcome:
    """Judge one after the other, so that the last has seen everything; one transaction."""
    _alone(touched)
    held = [row for row in raising.standing(touched) if _is_ours(bench, row)]
    histories = bench.histories(touched)
    found = bench.found(touched, held, histories)
    done = raising.settle(held, found, _Why(bench, histories), evidence.Snapshots(bench, histories))
    due.note_late(((row.indicator_id, row.area_id, row.breakdown_id) for row in done.moved), bench.index, hold=True)
    return done


def _alone(touched: Iterable[Series]) -> None:
    """Nobody else settles these series until the commit."""
    numbers = {_LOCK + (indicator << 24) + area for indicator, area, _ in touched}
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [sorted(numbers)])


def _is_ours(bench: Bench, row: Warning) -> bool:
    """Of a rule of figures, or of one that is gone."""
    rule = bench.book.rule(row.rule)
    return row.subject == "" and (rule is None or rule.kind in rules.OF_FIGURES)


@dataclass(frozen=True, slots=True)
class _Why:
    """For what reason a warning stands no more."""

    bench: Bench
    histories: Mapping[Series, Placed]

    def __call__(self, row: Warning) -> str:
        series = (row.indicator_id, row.area_id, row.breakdown_id)
        if self.bench.book.rule(row.rule) not in self.bench.rules(series):
            return raising.RULE
        placed = self.histories.get(series)
        at = placed.at(row.period) if placed else -1
        if placed is None or at < 0 or np.isnan(placed.history.values[at]):
            return raising.WITHDRAWN
        exact = placed.exactly(self.bench.snapshot.by_id[series[0]])
        if exact(float(placed.history.values[at])) != row.value:
            return raising.CORRECTED
        return raising.PASSED if at < placed.newest - 1 else raising.BACK
