"""Which standing warnings explain others: the decision of `inhibition`, held in `explained_by_id`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from terrace.insight.monitoring.lifecycle import inhibition, territory
from terrace.insight.monitoring.lifecycle.inhibition import Key, Standing
from terrace.insight.monitoring.models import State, Warning

#: A row that another worker holds is left to it; a round looks again.
_SET = """
    UPDATE monitoring_warning w SET explained_by_id = NULLIF(new.by, 0)
    FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, by)
    WHERE w.id = new.id AND w.id IN (
        SELECT held.id FROM monitoring_warning held
        WHERE held.id = ANY (%s::bigint[]) AND held.state <> 'cleared' ORDER BY held.id FOR UPDATE SKIP LOCKED)
    RETURNING w.id
"""
_FIELDS = (
    "pk",
    "indicator_id",
    "breakdown_id",
    "period",
    "area_id",
    "severity",
    "value",
    "expected",
    "bound",
    "explained_by_id",
    "evidence__contributions",
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look changed: warnings that are explained now, and those that stand for themselves again, each with what
    explained it before."""

    explained: frozenset[int]
    released: Mapping[int, int]


def look(keys: Iterable[Key]) -> Looked:
    """Decide anew for these indicators, cells and periods what explains what."""
    wanted = {key for key in keys if key[0]}
    rows = _rows(wanted) if wanted else []
    by_period: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_period[row["period"]].append(row)
    found: dict[int, int] = {}
    for period, held in by_period.items():
        found |= inhibition.explained(map(standing, held), territory.tree(territory.day_of(period)))
    return _keep(rows, found)


def keys(warnings: Iterable[Warning]) -> set[Key]:
    return {(each.indicator_id, each.breakdown_id, each.period) for each in warnings}


def _rows(wanted: set[Key]) -> list[dict[str, Any]]:
    indicators, cells, periods = (set(column) for column in zip(*wanted, strict=True))
    found = Warning.objects.exclude(state=State.CLEARED)
    found = found.filter(indicator_id__in=indicators, breakdown_id__in=cells, period__in=periods)
    listed = list(found.order_by("pk").values(*_FIELDS))
    return [row for row in listed if (row["indicator_id"], row["breakdown_id"], row["period"]) in wanted]


def standing(row: Mapping[str, Any]) -> Standing:
    """A row as inhibition sees it."""
    about = row["pk"], row["indicator_id"], row["breakdown_id"], row["period"], row["area_id"]
    return Standing(*about, _way(row), row["severity"], shares(row["evidence__contributions"]))


def shares(contributions: object) -> dict[int, float] | None:
    """The share of each place in what moved, from the evidence; None when it is not known."""
    listed = contributions if isinstance(contributions, list) else []
    found = {each["area"]: float(each["share"]) for each in listed if each.get("share") is not None}
    return found or None


def _way(row: Mapping[str, Any]) -> int:
    """Up or down from what it is compared with; 0 when that is not known."""
    against: Decimal | None = row["expected"] if row["expected"] is not None else row["bound"]
    if row["value"] is None or against is None:
        return 0
    return 1 if row["value"] > against else -1


def _keep(rows: Sequence[Mapping[str, Any]], found: Mapping[int, int]) -> Looked:
    before = {row["pk"]: row["explained_by_id"] for row in rows}
    moved = {number: found.get(number, 0) for number, by in before.items() if (by or 0) != found.get(number, 0)}
    if not moved:
        return Looked(frozenset(), {})
    with connection.cursor() as cursor:
        cursor.execute(_SET, [list(moved), list(moved.values()), sorted(moved)])
        kept = {row[0] for row in cursor.fetchall()}
    explained = frozenset(number for number in kept if moved[number])
    return Looked(explained, {number: before[number] for number in kept if not moved[number]})
