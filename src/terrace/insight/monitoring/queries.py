"""Reading warnings: hers, one with its history, the places of a map. The actor comes first.

Warnings on the health of the system are seen by `health.read`, all others by `warning.read`, in place and sector;
row-level security asks the same of every row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor, Scope
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.people import queries as people
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.base.places.versions import Version
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.monitoring import problems, reasons, rules
from terrace.insight.monitoring.models import Kind, RuleKind, State, Step, Warning
from terrace.insight.monitoring.views import StepView, WarningView
from terrace.insight.monitoring.wording import Part, Said

READ, HANDLE, HEALTH = "warning.read", "warning.handle", "health.read"
STANDING: Final = (State.OPEN, State.ACKNOWLEDGED)
#: How a list may be ordered; the first is what a reader gets.
ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "severity": ("-severity", "-raised_at", "-id"),
    "newest": ("-raised_at", "-id"),
    "due": ("due_at", "-severity", "-id"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means all. `area`: at the place and all below it. `inhibited` False leaves
    out what another warning explains."""

    states: tuple[str, ...] = STANDING
    kinds: tuple[str, ...] = ()
    severity: int = 1
    area: int | None = None
    indicator: int | None = None
    sector: str = ""
    rule: str = ""
    owner: int | None = None
    group: int | None = None
    inhibited: bool = True
    order: str = "severity"
    numbers: tuple[int, ...] = ()


def listed(actor: Actor, filters: Filters | None = None, at: int = 0, most: int = 50) -> list[WarningView]:
    """Her warnings, the most severe first; without their steps."""
    asked = filters or Filters()
    order = ORDERS.get(asked.order, ORDERS["severity"])
    return _views(actor, list(rows(actor, asked).order_by(*order)[at : at + most]))


def count(actor: Actor, filters: Filters | None = None) -> int:
    """How many of hers there are."""
    return rows(actor, filters or Filters()).count()


def one(actor: Actor, number: int) -> WarningView:
    """A warning that she may see, with its steps; raises `warning.unknown`."""
    found = hers(actor).filter(pk=number).first()
    if found is None:
        raise problems.WARNING_UNKNOWN.problem(id=number)
    return _views(actor, [found], steps={number: _steps(number)})[0]


def several(actor: Actor, numbers: Iterable[int]) -> list[WarningView]:
    """These, as far as she may see them."""
    return _views(actor, list(hers(actor).filter(pk__in=list(numbers)).order_by("id")))


def rows(actor: Actor, asked: Filters) -> QuerySet[Warning]:
    """Her warnings as rows, narrowed."""
    found = hers(actor).filter(state__in=asked.states, severity__gte=asked.severity)
    exact = {"indicator_id": asked.indicator, "owner_id": asked.owner, "group_id": asked.group}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    found = found.filter(**{name: getattr(asked, name) for name in ("sector", "rule") if getattr(asked, name)})
    if asked.kinds:
        found = found.filter(kind__in=asked.kinds)
    if asked.numbers:
        found = found.filter(pk__in=asked.numbers)
    if asked.area is not None:
        found = found.filter(area_id__in=_below(asked.area))
    return found if asked.inhibited else found.filter(explained_by_id=None)


def _below(area: int) -> Sequence[int]:
    index = places.current()
    history = index.history(area)
    return index.descendants(area, _today()) or ((area,) if history else ())


def hers(actor: Actor) -> QuerySet[Warning]:
    """Those that she may see."""
    usual = _in_scope(policy.which(actor, READ)) & ~Q(kind=Kind.HEALTH)
    return Warning.objects.filter(usual | (_in_scope(policy.which(actor, HEALTH)) & Q(kind=Kind.HEALTH)))


def _in_scope(scope: Scope) -> Q:
    if scope.everywhere:
        return Q(pk__isnull=False)
    held = Q(area_id__in=scope.whole)
    for code in {sector for _, sector in scope.parts}:
        held |= Q(area_id__in=[area for area, sector in scope.parts if sector == code], sector=code)
    return held


def by_place(actor: Actor, areas: Iterable[int], filters: Filters | None = None) -> dict[int, tuple[int, int]]:
    """For each of these places how many warnings stand at it and below, and the highest severity: for a map."""
    index, today = places.current(), _today()
    asked = filters or Filters()
    found = rows(actor, asked).values_list("area_id").annotate(many=Count("id"), most=Max("severity"))
    held = {area: (many, most) for area, many, most in found}
    counted: dict[int, tuple[int, int]] = {}
    for area in areas:
        parts = [held[each] for each in index.descendants(area, today) or (area,) if each in held]
        counted[area] = (sum(part[0] for part in parts), max((part[1] for part in parts), default=0))
    return counted


def may_handle(actor: Actor, warning: Warning | WarningView) -> bool:
    """She handles it: place and sector, or the health of the system."""
    area = warning.area if isinstance(warning, WarningView) else warning.area_id
    if warning.kind == Kind.HEALTH:
        return policy.which(actor, HEALTH).holds(area)
    return policy.which(actor, HANDLE).holds(area, warning.sector or "")


def _steps(number: int) -> tuple[StepView, ...]:
    found = list(Step.objects.filter(warning_id=number).order_by("id"))
    names = people.names({row.person_id for row in found if row.person_id})
    return tuple(StepView(row.verb, names.get(row.person_id, ""), row.at, row.text, row.data) for row in found)


def views(found: Sequence[Warning], actor: Actor = policy.SYSTEM) -> list[WarningView]:
    """Rows that were read already, dressed; for whoever tells people of them."""
    return _views(actor, found)


@dataclass
class _Dresser:
    """Words for the numbers of rows."""

    actor: Actor
    names: Mapping[int, str]
    snapshot: Snapshot = field(default_factory=catalogue.current)
    index: Index = field(default_factory=places.current)
    book: rules.Rulebook = field(default_factory=rules.current)

    def view(self, row: Warning, steps: tuple[StepView, ...]) -> WarningView:
        spec = self.snapshot.by_id.get(row.indicator_id)
        place, rule = self.place(row.area_id, row.period), self.book.rule(row.rule)
        parts = tuple(self._parts(row))
        plain = ("kind", "subject", "sector", "value", "expected", "low", "high", "bound", "against", "sure", "twice")
        more = ("error_chance", "simulated", "severity", "state", "group_id", "explained_by_id", "owner_id", "due_at")
        last = (
            "raised_at",
            "seen_at",
            "acknowledged_at",
            "cleared_at",
            "cleared_why",
            "verdict",
            "evidence",
            "revision",
        )
        return WarningView(
            id=row.pk,
            rule_code=row.rule,
            rule=rule,
            spec=spec,
            place=place,
            area=row.area_id,
            breakdown=self.snapshot.cells.get(row.breakdown_id, "") if row.breakdown_id else "",
            breakdown_id=row.breakdown_id,
            period=_period(row.period),
            since=_period(row.since),
            reasons=tuple(row.reasons),
            owner=self.names.get(row.owner_id or 0, ""),
            acknowledged_by=self.names.get(row.acknowledged_by or 0, ""),
            said=self._said(row, rule, spec, place, parts),
            may_handle=may_handle(self.actor, row),
            parts=parts,
            steps=steps,
            **{name: getattr(row, name) for name in (*plain, *more, *last)},
        )

    def place(self, area: int, period: int) -> Version | None:
        found = _period(period)
        history = self.index.history(area)
        return (self.index.version(area, found.end) if found else None) or (history[-1] if history else None)

    def _parts(self, row: Warning) -> Iterable[Part]:
        for part in row.evidence.get("contributions", ()):
            place = self.place(part["area"], row.period)
            name = place.name if place else str(part["area"])
            yield Part(part["area"], name, Decimal(part["by"]), Decimal(str(part["share"])))

    def _said(
        self,
        row: Warning,
        rule: rules.RuleSpec | None,
        spec: IndicatorSpec | None,
        place: Version | None,
        parts: Sequence[Part],
    ) -> Said:
        numbers = ("value", "expected", "low", "high", "bound", "against", "sure", "error_chance", "twice")
        cell = (self.snapshot.cell_label(row.breakdown_id), self.snapshot.cell_label(row.breakdown_id, "en"))
        return Said(
            kind=row.kind,
            rule_kind=rule.kind if rule else "",
            what=self._what(row, spec, rule),
            where=place.full_name if place else "",
            period=_period(row.period),
            since=_period(row.since),
            unit=self._unit(spec, row),
            decimals=spec.decimals if spec and row.against != RuleKind.COVERAGE else 0,
            reason=reasons.words(row, spec.frequency if spec else None),
            parts=parts,
            subject=row.subject,
            cell=cell if row.breakdown_id else ("", ""),
            **{name: getattr(row, name) for name in numbers},
        )

    def _unit(self, spec: IndicatorSpec | None, row: Warning) -> tuple[str, str]:
        if row.against == RuleKind.COVERAGE:
            return "%", "%"
        return (self.snapshot.unit(spec), self.snapshot.unit(spec, "en")) if spec else ("", "")

    def _what(self, row: Warning, spec: IndicatorSpec | None, rule: rules.RuleSpec | None) -> tuple[str, str]:
        told = row.evidence.get("what")
        if told:
            return str(told["vi"]), str(told["en"])
        if spec:
            return spec.name_vi, spec.name_en
        return (rule.name_vi, rule.name_en) if rule else (row.subject, row.subject)


def _views(
    actor: Actor, found: Sequence[Warning], steps: Mapping[int, tuple[StepView, ...]] | None = None
) -> list[WarningView]:
    names = people.names({number for row in found for number in (row.owner_id, row.acknowledged_by)})
    dresser = _Dresser(actor, names)
    return [dresser.view(row, (steps or {}).get(row.pk, ())) for row in found]


def _period(number: int) -> Period | None:
    return periods.from_id(number) if number else None


def _today() -> date:
    return timezone.localdate()
