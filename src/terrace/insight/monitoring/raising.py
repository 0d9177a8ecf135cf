"""Warnings are raised, moved and cleared here and nowhere else: row, step, audit and event in one transaction.

PostgreSQL holds that of one key (`models.SERIES`) only one warning stands. So what was raised before a worker died is
found again and not raised twice, whoever asks and however often.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.insight.monitoring import events
from terrace.insight.monitoring.found import QUIET, TELLING, Found, Key, Series
from terrace.insight.monitoring.models import State, Step, Warning

#: Why a warning ends that no person ended: the figures of its period changed, were taken back, came back to what is
#: usual, the period is over, the rule is gone.
CORRECTED, WITHDRAWN, BACK, PASSED, RULE = "corrected", "withdrawn", "back", "passed", "rule"
PERSON = "person"

Evidence = Callable[[Sequence[Found]], Sequence[Mapping[str, object]]]
Why = Callable[[Warning], str]

_STANDING = """
    SELECT w.id, w.indicator_id, w.area_id, w.breakdown_id FROM monitoring_warning w
    JOIN unnest(%s::int[], %s::int[], %s::int[]) AS s (indicator, area, breakdown)
        ON w.indicator_id = s.indicator AND w.area_id = s.area AND w.breakdown_id = s.breakdown
    WHERE w.state <> 'cleared'
"""
#: What a person has dealt with is not raised again for the same figure.
_DEALT_WITH = """
    SELECT w.rule, w.indicator_id, w.area_id, w.breakdown_id, w.subject, w.period, w.value FROM monitoring_warning w
    JOIN unnest(%s::text[], %s::int[], %s::int[], %s::int[], %s::text[], %s::int[])
        AS f (rule, indicator, area, breakdown, subject, period)
        ON w.rule = f.rule AND w.indicator_id = f.indicator AND w.area_id = f.area AND w.breakdown_id = f.breakdown
            AND w.subject = f.subject AND w.period = f.period
    WHERE w.state = 'cleared' AND (w.cleared_why = 'person' OR w.verdict <> '')
"""


@dataclass(slots=True)
class Outcome:
    """What a settling did."""

    raised: list[Warning] = field(default_factory=list)
    changed: list[Warning] = field(default_factory=list)
    cleared: list[Warning] = field(default_factory=list)

    @property
    def moved(self) -> list[Warning]:
        """All of them."""
        return [*self.raised, *self.changed, *self.cleared]

    def __iadd__(self, more: "Outcome") -> "Outcome":
        self.raised += more.raised
        self.changed += more.changed
        self.cleared += more.cleared
        return self


def raise_(found: Iterable[Found]) -> list[Warning]:
    """Raise what does not stand yet, move what does; those raised or moved. Nothing is cleared."""
    listed = list(found)
    with transaction.atomic():
        keys = {each.key for each in listed}
        held = [row for row in standing({each.series for each in listed}) if key(row) in keys]
        outcome = settle(held, listed)
    return outcome.raised + outcome.changed


def standing(series: Iterable[Series]) -> list[Warning]:
    """The warnings that stand at these series, locked until the end of the transaction."""
    numbers = [row[0] for row in _stands(series)]
    return list(Warning.objects.select_for_update().filter(pk__in=numbers).order_by("pk")) if numbers else []


def series_standing(series: Iterable[Series]) -> list[Series]:
    """Those of these series at which a warning stands; nothing is locked."""
    return sorted({(indicator, area, breakdown) for _, indicator, area, breakdown in _stands(series)})


def _stands(series: Iterable[Series]) -> list[tuple[int, int, int, int]]:
    wanted = sorted(set(series))
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(column) for column in zip(*wanted, strict=True)])
        return list(cursor.fetchall())


def key(warning: Warning) -> Key:
    """Of these only one stands at a time."""
    return warning.rule, warning.indicator_id, warning.area_id, warning.breakdown_id, warning.subject


def settle(
    held: Sequence[Warning], found: Sequence[Found], why: Why = lambda _: BACK, evidence: Evidence | None = None
) -> Outcome:
    """Bring these standing warnings to what was found: raise, move, clear (`why` says for what reason).

    `evidence` makes the snapshots of those that are raised or moved. In one transaction with the caller's.
    """
    if not held and not found:
        return Outcome()
    with transaction.atomic():
        by_key, wanted = {key(row): row for row in held}, {each.key: each for each in found}
        fresh = _not_dealt_with([each for at, each in wanted.items() if at not in by_key])
        moved = [(row, wanted[at]) for at, row in by_key.items() if at in wanted and _differs(row, wanted[at])]
        snapshots = _snapshots([*fresh, *(each for row, each in moved if _is_told(row, each))], evidence)
        outcome = Outcome(raised=_insert(fresh, snapshots), changed=_move(moved, snapshots))
        outcome.cleared = _clear([(row, why(row)) for at, row in by_key.items() if at not in wanted])
        _tell(outcome)
    return outcome


def clear(warnings: Sequence[Warning], why: str, by: int = 0, text: str = "") -> list[Warning]:
    """Clear standing warnings; those that were standing. `by` is the person, 0 for the system itself."""
    with transaction.atomic():
        cleared = _clear([(row, why) for row in warnings if row.state != State.CLEARED])
        _tell(Outcome(cleared=cleared), by, text)
    return cleared


def _not_dealt_with(fresh: list[Found]) -> list[Found]:
    if not fresh:
        return []
    with connection.cursor() as cursor:
        columns = zip(*((*each.key, each.period) for each in fresh), strict=True)
        cursor.execute(_DEALT_WITH, [list(column) for column in columns])
        dealt = set(cursor.fetchall())
    return [each for each in fresh if (*each.key, each.period, each.value) not in dealt]


def _is_told(row: Warning, found: Found) -> bool:
    """People see that it moved."""
    return any(getattr(row, name) != getattr(found, name) for name in TELLING)


def _differs(row: Warning, found: Found) -> bool:
    names = (*TELLING, *QUIET)
    return any(getattr(row, name) != getattr(found, name) for name in names) or row.reasons != list(found.reasons)


def _snapshots(found: Sequence[Found], evidence: Evidence | None) -> dict[Key, Mapping[str, object]]:
    made = evidence(found) if evidence and found else [each.evidence for each in found]
    return {each.key: {**each.evidence, **more} for each, more in zip(found, made, strict=True)}


def _insert(found: Sequence[Found], snapshots: Mapping[Key, Mapping[str, object]]) -> list[Warning]:
    """Store new ones; one that another worker raised meanwhile is left to it."""
    if not found:
        return []
    rows = [_row(each, snapshots[each.key]) for each in found]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('monitoring_warning_id_seq') FROM generate_series(1, %s)", [len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
    Warning.objects.bulk_create(rows, ignore_conflicts=True)
    stored = set(Warning.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in stored]


def _row(found: Found, evidence: Mapping[str, object]) -> Warning:
    now = timezone.now()
    return Warning(
        rule=found.rule,
        indicator_id=found.indicator,
        area_id=found.area,
        breakdown_id=found.breakdown,
        subject=found.subject,
        sector=found.sector,
        reasons=list(found.reasons),
        raised_at=now,
        seen_at=now,
        evidence=dict(evidence),
        **{name: getattr(found, name) for name in (*TELLING, *QUIET)},
    )


def _move(moved: Sequence[tuple[Warning, Found]], snapshots: Mapping[Key, Mapping[str, object]]) -> list[Warning]:
    """Bring standing ones up to date; those of which people see that they moved."""
    told = [row for row, found in moved if _is_told(row, found)]
    for row, found in moved:
        for name in (*TELLING, *QUIET):
            setattr(row, name, getattr(found, name))
        row.reasons, row.evidence = list(found.reasons), dict(snapshots.get(found.key, row.evidence))
        row.seen_at, row.revision = timezone.now(), row.revision + 1
    fields = [*TELLING, *QUIET, "reasons", "evidence", "seen_at", "revision"]
    Warning.objects.bulk_update([row for row, _ in moved], fields, batch_size=500)
    return told


def _clear(gone: Sequence[tuple[Warning, str]]) -> list[Warning]:
    """One statement for each reason: a storm ends as fast as it came."""
    now, numbers = timezone.now(), defaultdict[str, list[int]](list)
    for row, why in gone:
        row.state, row.cleared_at, row.cleared_why = State.CLEARED, now, why
        row.revision += 1
        numbers[why].append(row.pk)
    for why, held in numbers.items():
        said = {"state": State.CLEARED, "cleared_at": now, "cleared_why": why, "revision": F("revision") + 1}
        Warning.objects.filter(pk__in=held).update(**said)
    return [row for row, _ in gone]


def _tell(outcome: Outcome, by: int = 0, text: str = "") -> None:
    """Steps, audit and events of all; `lifecycle` hears them, groups them, finds owners and tells people."""
    told = ((events.RAISED, outcome.raised), (events.CHANGED, outcome.changed), (events.CLEARED, outcome.cleared))
    steps = [_step(verb, row, by, text) for verb, rows in told for row in rows]
    if not steps:
        return
    Step.objects.bulk_create(steps, batch_size=2_000)
    audit.record_all((verb, f"warning/{row.pk}", by or None, _plain(row)) for verb, rows in told for row in rows)
    bus.publish_all(event for verb, rows in told for event in events.told(verb, rows))


def _step(verb: str, row: Warning, by: int, text: str) -> Step:
    return Step(warning_id=row.pk, verb=verb.partition(".")[2], person_id=by, text=text, data=_plain(row))


def _plain(row: Warning) -> dict[str, object]:
    value = None if row.value is None else format(row.value, "f")
    return {"period": row.period, "kind": row.kind, "value": value, "why": row.cleared_why}
