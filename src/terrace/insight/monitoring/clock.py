"""Rules that the clock judges: returns that do not come, figures of which too few reports are in, plans in danger.

Each is a round over what stands in the tables; doing it twice is doing it once.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.returns import forms
from terrace.facts.returns.life import WAITING
from terrace.insight.monitoring import raising, rules
from terrace.insight.monitoring.found import Found
from terrace.insight.monitoring.models import Kind, RuleKind, State, Warning
from terrace.insight.monitoring.raising import Outcome
from terrace.insight.monitoring.rules import Rulebook, RuleSpec

#: Seconds between rounds; the lock that makes workers take turns.
SECONDS: Final = 120
TURN: Final = 7_305_001
#: Returns that were due longer ago are history.
OLDEST: Final = timedelta(days=60)
#: A plan is out of danger only when its chance is so much better than where the danger began.
BETTER: Final = Decimal("0.1")
#: Coverage is told in steps, so that not every return that comes is news.
STEP: Final = 5
#: Fewer places than this have no coverage to speak of.
FEWEST: Final = 5

_LATE = """
    SELECT r.form_id, r.area_id, max(r.period), min(r.period), min(r.due)
    FROM returns_return r WHERE r.expected AND r.state = ANY (%s) AND r.due < %s AND r.due >= %s
    GROUP BY r.form_id, r.area_id
"""
_COVERED = """
    SELECT b.indicator_id, b.area_id, coalesce(f.reported, 0), greatest(f.expected, b.expected)
    FROM unnest(%s::int[], %s::int[], %s::int[]) AS w (indicator, period, before)
    JOIN pipeline_figure b ON b.indicator_id = w.indicator AND b.period = w.before AND b.breakdown_id = 0
        AND b.basis > 0 AND b.reported > 0
    LEFT JOIN pipeline_figure f ON f.indicator_id = w.indicator AND f.period = w.period AND f.area_id = b.area_id
        AND f.breakdown_id = 0
    WHERE greatest(f.expected, b.expected) >= %s
"""
_CHANCES = """
    SELECT DISTINCT ON (indicator_id, area_id, breakdown_id) indicator_id, area_id, breakdown_id, period, simulated,
        target, so_far, likely, met
    FROM targets_chance WHERE year = %s AND day > %s
    ORDER BY indicator_id, area_id, breakdown_id, day DESC
"""


def work() -> bool:
    """All of it; one worker at a time."""
    with transaction.atomic():
        if _my_turn():
            judge(timezone.localdate())
    return False


def _my_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def judge(today: date) -> Outcome:
    """Bring the warnings of these kinds to what stands on the day."""
    book, done = rules.current(), Outcome()
    kinds: tuple[tuple[str, Callable[[Rulebook, date], list[Found]]], ...] = (
        (RuleKind.LATENESS, late),
        (RuleKind.COVERAGE, covered),
        (RuleKind.PLAN, plans),
    )
    for kind, find in kinds:
        part = raising.settle(held(book, kind), find(book, today), lambda _: raising.BACK)
        done.raised += part.raised
        done.changed += part.changed
        done.cleared += part.cleared
    return done


def held(book: Rulebook, kind: str) -> list[Warning]:
    """What stands of the rules of a kind, those switched off included."""
    codes = [rule.code for rule in book.every(kind)]
    return list(Warning.objects.select_for_update().filter(rule__in=codes).exclude(state=State.CLEARED).order_by("pk"))


def _holding(book: Rulebook, kind: str, area: int, today: date) -> list[RuleSpec]:
    """The active rules of a kind that may hold at a place."""
    index = places.current()
    above = {area, *index.ancestors(area, today)}
    return [rule for rule in book.at(kind, above) if rule.level in (0, index.level(area))]


# returns that do not come


def late(book: Rulebook, today: date) -> list[Found]:
    """One for each form and place, of the newest return that is late."""
    if not any(rule.active for rule in book.every(RuleKind.LATENESS)):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LATE, [[str(state) for state in WAITING], today, today - OLDEST])
        rows = cursor.fetchall()
    known = forms.current().by_id
    return [found for row in rows if row[0] in known for found in _late(book, row, known[row[0]], today)]


def _late(book: Rulebook, row: Sequence[Any], form: forms.FormSpec, today: date) -> list[Found]:
    _, area, newest, oldest, due = row
    found = []
    for rule in _holding(book, RuleKind.LATENESS, area, today):
        if rule.sector in ("", form.sector) and today > due + timedelta(days=rule.params.days or 0):
            what = {"vi": f"{form.name_vi} ({form.code})", "en": f"{form.name_en} ({form.code})"}
            about: dict[str, Any] = {
                "area": area,
                "period": newest,
                "since": min(newest, oldest),
                "severity": rule.severity,
            }
            said: dict[str, Any] = {
                "subject": form.code,
                "sector": form.sector,
                "evidence": {"what": what, "due": due.isoformat()},
            }
            found.append(Found(rule=rule.code, kind=Kind.LATE, **about, **said))
    return found


# figures of which too few reports are in


def covered(book: Rulebook, today: date) -> list[Found]:
    """Figures of the newest period that should be whole by now."""
    active = [rule for rule in book.every(RuleKind.COVERAGE) if rule.active]
    found: list[Found] = []
    for rule in active:
        wanted = _due(rule, today)
        if wanted:
            with connection.cursor() as cursor:
                columns = [[each[number] for each in wanted] for number in range(3)]
                cursor.execute(_COVERED, [*columns, FEWEST])
                rows = cursor.fetchall()
            of = {number: period for number, period, _ in wanted}
            found += [made for row in rows if (made := _short(book, rule, row, of[row[0]], today))]
    return found


def _due(rule: RuleSpec, today: date) -> list[tuple[int, int, int]]:
    """Indicators that the rule speaks of, with the period that should be whole by now and the one before."""
    day = today - timedelta(days=rule.params.days or 0)
    wanted = []
    for spec in catalogue.current().by_id.values():
        about = rule.indicator == spec.code if rule.indicator else rule.sector in ("", spec.sector)
        if about and not spec.retired and not spec.formula:
            period = _ended(day, spec.frequency)
            wanted.append((spec.id, period.id, period.previous().id))
    return wanted


def _ended(day: date, frequency: Frequency) -> Period:
    """The newest period that ended by the day."""
    period = periods.containing(day, frequency)
    return period if period.end <= day else period.previous()


def _short(book: Rulebook, rule: RuleSpec, row: Sequence[Any], period: int, today: date) -> Found | None:
    indicator, area, reported, expected = row
    if not places.current().version(area, today):
        return None
    share = Decimal(100 * reported) / expected
    if share >= (rule.params.per_cent or 0) or rule not in _holding(book, RuleKind.COVERAGE, area, today):
        return None
    about: dict[str, Any] = {
        "indicator": indicator,
        "area": area,
        "period": period,
        "since": period,
        "severity": rule.severity,
    }
    told = Decimal(int(share) // STEP * STEP)
    sector = catalogue.current().by_id[indicator].sector
    said: dict[str, Any] = {"value": told, "bound": rule.params.per_cent, "against": "coverage", "sector": sector}
    return Found(rule=rule.code, kind=Kind.LATE, **about, **said)


# plans in danger


def plans(book: Rulebook, today: date) -> list[Found]:
    """Targets of the year that will hardly be met, as they were last worked out."""
    active = [rule for rule in book.every(RuleKind.PLAN) if rule.active]
    if not active:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CHANCES, [today.year, today - OLDEST])
        rows = cursor.fetchall()
    standing = {raising.key(row) for row in held(book, RuleKind.PLAN)}
    return [found for row in rows for found in _in_danger(book, row, standing, today)]


def _in_danger(book: Rulebook, row: Sequence[Any], standing: set[Any], today: date) -> list[Found]:
    indicator, area, breakdown, period, simulated, target, so_far, likely, met = row
    spec = catalogue.current().by_id.get(indicator)
    if spec is None or met is None:
        return []
    found = []
    cell = catalogue.current().cells[breakdown] if breakdown else ""
    for rule in _holding(book, RuleKind.PLAN, area, today):
        made = Found(
            rule=rule.code,
            kind=Kind.LIMIT,
            indicator=indicator,
            area=area,
            breakdown=breakdown,
            sector=spec.sector,
            period=period,
            since=period,
            severity=rule.severity,
            value=so_far,
            expected=likely,
            bound=target,
            against="plan",
            sure=met,
            simulated=simulated,
        )
        line = (rule.params.chance or 0) + (BETTER if made.key in standing else 0)
        if rule.fits(spec, places.current().level(area), cell) and met < line:
            found.append(made)
    return found
