"""Warnings, silences and rules of the domain in the shapes of the API."""

from typing import Any

from django.utils import timezone

from terrace.base.people import queries as people
from terrace.base.places import index
from terrace.base.places.models import Level
from terrace.facts.catalogue import snapshot
from terrace.insight.monitoring.backtests import Answer, Fired
from terrace.insight.monitoring.lifecycle import queries as life
from terrace.insight.monitoring.models import Silence, Warning
from terrace.insight.monitoring.rules import RuleSpec
from terrace.insight.monitoring.views import WarningView
from terrace.insight.monitoring.wording import Part
from terrace.web.api import dressing, links, shapes, warning_shapes
from terrace.web.api.answers import digits

#: Levels as the column `level` of warning_rules.csv writes them.
LEVELS = {0: "any"} | {int(level): level.name.lower() for level in Level if level}


def warning(view: WarningView) -> warning_shapes.Warning:
    """As a list shows it."""
    spec = view.spec
    kept = ("kind", "severity", "state", "breakdown", "against", "sure", "error_chance", "simulated", "due_at")
    more = ("raised_at", "acknowledged_at", "cleared_at", "cleared_why", "verdict", "may_handle", "id")
    figures: Any = {name: digits(getattr(view, name)) for name in ("value", "expected", "low", "high", "bound")}
    return warning_shapes.Warning(
        sentence_vi=view.sentence("vi"),
        sentence_en=view.sentence("en"),
        rule=view.rule_code,
        indicator=dressing.named(spec.code, spec) if spec else None,
        area=dressing.area(view.place) if view.place else None,
        period=view.period.code if view.period else None,
        since=view.since.code if view.since else None,
        unit=dressing.unit(snapshot.current(), spec) if spec else None,
        reasons=list(view.reasons),
        group=view.group_id,
        explained_by=view.explained_by_id,
        owner=view.owner or None,
        parts=None,
        steps=None,
        handlers=None,
        submissions=None,
        page=f"/operations/warnings/{view.id}/",
        **{name: getattr(view, name) for name in (*kept, *more)},
        **figures,
    )


def whole(view: WarningView) -> warning_shapes.Warning:
    """With all that belongs to one."""
    made = warning(view)
    made.parts = [_part(view, part) for part in view.parts]
    made.steps = [warning_shapes.WarningStep(each.verb, each.at, each.person or None, each.text) for each in view.steps]
    made.submissions = [links.submission(int(each)) for each in view.evidence.get("submissions", ())]
    row = Warning.objects.filter(pk=view.id).first() if view.may_handle else None
    names = people.names(life.handlers(row)) if row else {}
    made.handlers = [warning_shapes.Handler(number, name) for number, name in sorted(names.items())]
    return made


def _part(view: WarningView, part: Part) -> warning_shapes.WarningPart:
    day = view.period.end if view.period else timezone.localdate()
    version = index.current().version(part.area, day)
    return warning_shapes.WarningPart(
        dressing.area(version) if version else None, digits(part.by) or part.by, part.share
    )


def silence(row: Silence) -> warning_shapes.Silence:
    """As the list shows it."""
    spec = snapshot.current().by_id.get(row.indicator_id)
    kept = ("sector", "rule", "reason", "made_at", "until", "lifted_at")
    return warning_shapes.Silence(
        id=row.pk,
        area=_area(row.area_id),
        indicator=spec.code if spec else "",
        **{name: getattr(row, name) for name in kept},
    )


def _area(number: int | None) -> shapes.Area | None:
    version = index.current().version(number, timezone.localdate()) if number else None
    return dressing.area(version) if version else None


def rule(spec: RuleSpec) -> warning_shapes.WarningRule:
    """A rule in force or switched off."""
    return warning_shapes.WarningRule(**_rule(spec))


def kept(spec: RuleSpec, found: Answer | None, most: int) -> warning_shapes.RuleKept:
    """A rule that was written, and what it would have done."""
    return warning_shapes.RuleKept(**_rule(spec), tried=tried(found, most) if found else None)


def _rule(spec: RuleSpec) -> dict[str, Any]:
    kept = ("code", "name_vi", "name_en", "kind", "indicator", "sector", "breakdown", "severity", "owner_role")
    more = ("deadline_days", "advice_vi", "advice_en", "active", "pack", "revision")
    return {
        "level": LEVELS.get(spec.level, str(spec.level)),
        "params": {name: str(value) for name, value in spec.params.plain().items()},
        "area": _area(spec.area),
        **{name: getattr(spec, name) for name in (*kept, *more)},
    }


def tried(found: Answer, most: int) -> warning_shapes.RuleTried:
    """What a back-test found, the newest so many."""
    shown = [_fired(each) for each in found.fired[:most]]
    return warning_shapes.RuleTried(len(found.fired), shown, found.looked, found.of, found.per_thousand)


def _fired(hit: Fired) -> warning_shapes.RuleFired:
    catalogue = snapshot.current()
    version = index.current().version(hit.area, hit.period.end)
    return warning_shapes.RuleFired(
        catalogue.by_id[hit.indicator].code,
        dressing.area(version) if version else None,
        catalogue.cells[hit.breakdown] if hit.breakdown else "",
        hit.period.code,
        digits(hit.value) or hit.value,
        hit.periods,
    )
