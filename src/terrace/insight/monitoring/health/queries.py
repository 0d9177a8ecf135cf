"""Reading the health of the system: administrators only; row-level security asks the same of every row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.insight.monitoring.health import measures
from terrace.insight.monitoring.health.lights import AMBER, GREEN, GREY, RED, Limits
from terrace.insight.monitoring.health.measures import MEASURES, Measure
from terrace.insight.monitoring.health.models import Reading

READ: Final = "health.read"
#: Seconds after which readings are old: no worker measures any more.
OLD: Final = 120


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with its last reading; None where there is none yet."""

    measure: Measure
    limits: Limits
    value: Decimal | None
    light: str
    since: datetime | None
    at: datetime | None
    detail: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Health:
    """The whole: its worst light, when it was measured, and whether that is too long ago."""

    measured: tuple[Measured, ...]
    at: datetime | None
    old: bool

    @property
    def light(self) -> str:
        found = {each.light for each in self.measured}
        if self.old:
            return RED
        return next((light for light in (RED, AMBER, GREEN) if light in found), GREY)


def health(actor: Actor) -> Health:
    """Every measure in its order; raises `access.refused` (403) for who is no administrator."""
    policy.demand(actor, READ)
    rows = {row.measure: row for row in Reading.objects.all()}
    limits = measures.limits()
    found = tuple(_measured(measure, limits[code], rows.get(code)) for code, measure in MEASURES.items())
    at = max((row.at for row in rows.values()), default=None)
    return Health(found, at, at is None or timezone.now() - at > timedelta(seconds=OLD))


def answers() -> bool:
    """PostgreSQL answers; a database that does not raises, and the site says 503."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _measured(measure: Measure, limits: Limits, row: Reading | None) -> Measured:
    if row is None:
        return Measured(measure, limits, None, GREY, None, None, ())
    detail = tuple((str(name), str(number)) for name, number in row.detail)
    return Measured(measure, limits, row.value, row.light, row.since, row.at, detail)
