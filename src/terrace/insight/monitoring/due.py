"""Slices that a round judges anew (`sweeping`): an indicator at the places below one, or everywhere."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db import connection
from django.utils import timezone

from terrace.base.places.index import Index
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.insight.monitoring import rules
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.peers import FEWEST
from terrace.insight.monitoring.rules import Rulebook, RuleSpec

EVERYWHERE: Final = 0

#: Noted a moment ago, and nobody has taken it.
_NOTED = """
    NOT EXISTS (
        SELECT FROM monitoring_due d WHERE d.indicator_id = t.indicator AND d.root_id = t.root
            AND d.taken_at IS NULL AND d.moved_at >= clock_timestamp() - interval '5 seconds')
"""
_NOTE = """
    INSERT INTO monitoring_due AS kept (indicator_id, root_id, since_at, moved_at)
    SELECT indicator, root, clock_timestamp(), clock_timestamp()
    FROM unnest(%s::int[], %s::int[]) AS t (indicator, root) WHERE {0} ORDER BY 1, 2
    ON CONFLICT (indicator_id, root_id) DO UPDATE SET moved_at = clock_timestamp()
    WHERE kept.taken_at IS NOT NULL OR kept.moved_at < clock_timestamp() - interval '5 seconds'
"""
#: Rules and catalogue, and the indicators that they compare.
_kept: list[tuple[Rulebook, Snapshot, set[int]]] = []


def note(touched: Iterable[Series], index: Index, today: date) -> int:
    """Note the slices of these series; how many."""
    compared = _compared(rules.current(), catalogue.current(max_age=1))
    slices: set[tuple[int, int]] = set()
    for indicator, area, _ in touched:
        above = index.ancestors(area, today)
        if above and indicator in compared and len(index.children(above[0], today)) > FEWEST:
            slices.add((indicator, above[0]))
    return _note(slices)


def note_late(touched: Iterable[Series], index: Index, *, hold: bool = False) -> int:
    """Note the slices of series that no handler judges at once; how many. `hold`: no round takes them before the
    caller's transaction ends."""
    today = timezone.localdate()
    above = {(indicator, area): index.ancestors(area, today) for indicator, area, _ in touched}
    return _note({(indicator, chain[0] if chain else EVERYWHERE) for (indicator, _), chain in above.items()}, hold)


def _compared(book: Rulebook, snapshot: Snapshot) -> set[int]:
    """Indicators for which a rule looks at the places beside; worked out once for both."""
    if not _kept or _kept[0][0] is not book or _kept[0][1] is not snapshot:
        looking = [rule for kind in (RuleKind.DETECTOR, RuleKind.PEERS) for rule in book.every(kind) if rule.active]
        by_id = snapshot.by_id.items()
        found = {number for number, spec in by_id if any(_speaks(rule, spec.code, spec.sector) for rule in looking)}
        _kept[:] = [(book, snapshot, found)]
    return _kept[0][2]


def _speaks(rule: RuleSpec, code: str, sector: str) -> bool:
    return rule.indicator == code if rule.indicator else rule.sector in ("", sector)


def note_rules(changed: Sequence[RuleSpec]) -> int:
    """Note every indicator that these rules speak of, switched off or not."""
    by_id = catalogue.current().by_id
    said = ((rule.indicator, rule.sector) for rule in changed)
    about = {
        number
        for indicator, sector in said
        for number, spec in by_id.items()
        if (spec.code == indicator if indicator else sector in ("", spec.sector))
    }
    return _note({(number, EVERYWHERE) for number in about})


def _note(slices: set[tuple[int, int]], hold: bool = False) -> int:
    """Without `hold` what is noted already is left alone: no lock, no wait for whoever holds it."""
    if slices:
        with connection.cursor() as cursor:
            cursor.execute(
                _NOTE.format("true" if hold else _NOTED), [list(column) for column in zip(*sorted(slices), strict=True)]
            )
    return len(slices)
