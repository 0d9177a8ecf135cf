"""A round of health: a sign of life, and, by one worker at a time, new readings and the warnings that follow."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places import index as places
from terrace.insight.monitoring import raising
from terrace.insight.monitoring.found import Found
from terrace.insight.monitoring.health import lights, measures, probes, signs
from terrace.insight.monitoring.health.lights import AMBER, RED, Limits
from terrace.insight.monitoring.health.measures import MEASURES
from terrace.insight.monitoring.health.models import Reading
from terrace.insight.monitoring.health.probes import Probed
from terrace.insight.monitoring.lifecycle.owners import HEALTH, Owners
from terrace.insight.monitoring.models import Kind, State, Warning

#: Seconds between two rounds of a worker; seconds that readings are good for; the lock of whoever measures.
SECONDS: Final = 15
FRESH: Final = 25
LOCK: Final = 7_226_121
RULE: Final = "health"
#: The warning code of a limit as `against` names it.
LIMIT: Final = "limit"


def work() -> None:
    """One round of a worker."""
    signs.give()
    if _are_fresh(timezone.now()):
        return
    probed = probes.probe()
    with transaction.atomic():
        if _is_mine():
            keep(probed, timezone.now())


def _are_fresh(now: datetime) -> bool:
    """Another worker has just measured."""
    return Reading.objects.filter(at__gt=now - timedelta(seconds=FRESH)).exists()


def _is_mine() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def keep(probed: Mapping[str, Probed], now: datetime) -> list[Reading]:
    """Keep readings, and bring the warnings to them, in one transaction."""
    limits = measures.limits()
    with transaction.atomic():
        before = {row.measure: row for row in Reading.objects.select_for_update()}
        rows = [_reading(code, each, limits[code], before.get(code), now) for code, each in probed.items()]
        Reading.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["measure"],
            update_fields=["value", "light", "since", "told", "at", "detail"],
        )
        _settle(rows, limits, now)
    return rows


def _reading(code: str, probed: Probed, limits: Limits, before: Reading | None, now: datetime) -> Reading:
    light = lights.light(limits, probed.value, before.light if before else lights.GREEN)
    same = before is not None and before.light == light
    since, told = (before.since, before.told) if before is not None and same else (now, probed.value)
    return Reading(measure=code, value=probed.value, light=light, since=since, told=told, at=now, detail=probed.detail)


def _settle(rows: list[Reading], limits: Mapping[str, Limits], now: datetime) -> None:
    """Raise, move and clear: the same again changes nothing."""
    held = list(Warning.objects.select_for_update().filter(kind=Kind.HEALTH, rule=RULE).exclude(state=State.CLEARED))
    standing = {row.subject: row for row in held}
    area = _area(standing)
    bad = [row for row in rows if row.light in (AMBER, RED) and (row.measure in standing or _lasts(row, now))]
    unsure = {row.measure for row in rows if row.light == lights.GREY}
    judged = [row for row in held if row.subject not in unsure]
    raising.settle(judged, [_found(row, limits[row.measure], area) for row in bad])


def _lasts(row: Reading, now: datetime) -> bool:
    """It has been bad for long enough."""
    return (now - row.since).total_seconds() >= MEASURES[row.measure].held


def _area(standing: Mapping[str, Warning]) -> int:
    """Where the administrators are: the finest place of their grants, which those above cover too; else the country."""
    if standing:
        return next(iter(standing.values())).area_id
    grants = Owners(timezone.localdate()).grants(HEALTH)
    index = places.current()
    finest = sorted((-index.level(grant[4]), grant[4]) for grant in grants)
    return finest[0][1] if finest else index.resolve("VN", timezone.localdate()) or 0


def _found(row: Reading, limits: Limits, area: int) -> Found:
    measure = MEASURES[row.measure]
    period = periods.containing(timezone.localdate(row.since), Frequency.MONTH).id
    told: Decimal | None = row.told
    return Found(
        rule=RULE,
        kind=Kind.HEALTH,
        area=area,
        period=period,
        since=period,
        severity=measure.severe(row.light),
        subject=row.measure,
        value=told,
        bound=limits.bound(row.light),
        against=LIMIT,
        evidence=_evidence(row),
    )


def _evidence(row: Reading) -> dict[str, object]:
    """What the warning is about in words, and what was measured."""
    measure = MEASURES[row.measure]
    told = measure.means[1] if measure.means else measure.names
    units = [f" ({unit})" if unit else "" for unit in measure.unit]
    names = {"vi": f"{told[0]}{units[0]}", "en": f"{told[1]}{units[1]}"}
    advice = {"vi": measure.advices[0], "en": measure.advices[1]}
    return {"what": names, "advice": advice, "detail": row.detail, "light": row.light}
