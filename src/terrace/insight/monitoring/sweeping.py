"""Series that are judged anew by rounds: those beside a place whose figure moved, and those of rules that changed.

How the places beside moved is known only when they have reported. So an indicator at the places below one is judged
as a whole when it has come to rest; then it does not matter in which order they reported.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.facts.catalogue import snapshot as catalogue
from terrace.insight.monitoring import judging, rules
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.peers import FEWEST
from terrace.insight.monitoring.rules import RuleSpec

#: Seconds between rounds; of rest; that it may wait at the most. Slices of one round.
SECONDS: Final = 10
REST, LONGEST = 30, 900
TOGETHER: Final = 4
EVERYWHERE: Final = 0

_NOTE = """
    INSERT INTO monitoring_due AS kept (indicator_id, root_id, since_at, moved_at)
    SELECT indicator, root, now(), now() FROM unnest(%s::int[], %s::int[]) AS t (indicator, root) ORDER BY 1, 2
    ON CONFLICT (indicator_id, root_id) DO UPDATE SET moved_at = now()
    WHERE kept.moved_at < now() - interval '5 seconds'
"""
_TAKE = """
    DELETE FROM monitoring_due WHERE (indicator_id, root_id) IN (
        SELECT indicator_id, root_id FROM monitoring_due
        WHERE moved_at <= now() - make_interval(secs => %s) OR since_at <= now() - make_interval(secs => %s)
            OR root_id = 0
        ORDER BY since_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING indicator_id, root_id
"""
#: Every cell of an indicator of which something is known in these periods, at these places (none: at all).
_CELLS = """
    SELECT DISTINCT area_id, breakdown_id FROM (
        SELECT area_id, breakdown_id FROM pipeline_figure
        WHERE indicator_id = %(indicator)s AND period >= %(since)s AND basis > 0
            AND (%(areas)s::int[] IS NULL OR area_id = ANY (%(areas)s))
        UNION ALL
        SELECT area_id, breakdown_id FROM collection_observation
        WHERE indicator_id = %(indicator)s AND period >= %(since)s
            AND (%(areas)s::int[] IS NULL OR area_id = ANY (%(areas)s))) known
"""


def note(touched: Iterable[Series], index: Index, today: date) -> int:
    """Note the slices of these series; how many."""
    compared = _compared()
    slices: set[tuple[int, int]] = set()
    for indicator, area, _ in touched:
        above = index.ancestors(area, today)
        if above and indicator in compared and len(index.children(above[0], today)) > FEWEST:
            slices.add((indicator, above[0]))
    return _note(slices)


def note_late(touched: Iterable[Series], index: Index) -> int:
    """Note the slices of series that no handler judges at once; how many."""
    today = timezone.localdate()
    above = {(indicator, area): index.ancestors(area, today) for indicator, area, _ in touched}
    return _note({(indicator, chain[0] if chain else EVERYWHERE) for (indicator, _), chain in above.items()})


def _compared() -> set[int]:
    """Indicators for which a rule looks at the places beside."""
    looking = [rule for kind in (RuleKind.DETECTOR, RuleKind.PEERS) for rule in rules.current().every(kind)]
    by_id = catalogue.current().by_id
    return {number for number, spec in by_id.items() if any(_speaks(rule, spec.code, spec.sector) for rule in looking)}


def _speaks(rule: RuleSpec, code: str, sector: str) -> bool:
    return rule.active and (rule.indicator == code if rule.indicator else rule.sector in ("", sector))


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


def _note(slices: set[tuple[int, int]]) -> int:
    if slices:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [list(column) for column in zip(*sorted(slices), strict=True)])
    return len(slices)


def work(rest: float = REST, longest: float = LONGEST) -> bool:
    """Judge what has come to rest; True when more waits."""
    return all(_one(rest, longest) for _ in range(TOGETHER))


@transaction.atomic
def _one(rest: float, longest: float) -> bool:
    """One slice, in a transaction: a worker that dies gives it back."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [rest, longest])
        taken = cursor.fetchone()
    if taken:
        sweep(*taken)
    return taken is not None


def sweep(indicator: int, root: int = EVERYWHERE) -> int:
    """Judge every series of an indicator at the places right below one (or everywhere); how many."""
    spec, today = catalogue.current().by_id[indicator], timezone.localdate()
    index = places.current()
    areas = None if root == EVERYWHERE else [*index.children(root, today)]
    since = (today.year - 3) * 1000
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, {"indicator": indicator, "since": since, "areas": areas})
        known: set[Series] = {(indicator, area, cell) for area, cell in cursor.fetchall()}
    wholes = {(indicator, area, whole) for _, area, cell in known for whole in spec.wholes.get(cell, ())}
    series = {each for each in known | wholes if index.version(each[1], today)}
    judging.judge(dict.fromkeys(series, None), fresh=True)
    return len(series)
