"""Writing a rule on a page: one transaction with its audit entry and event; the same again changes nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.collection.checking import written_wrong
from terrace.insight.monitoring import checking, events, problems, rules
from terrace.insight.monitoring.models import Rule, RuleKind
from terrace.insight.monitoring.rules import Params, RuleSpec

CHANGE = "rule.change"
CODE: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")
LONGEST_NAME, LONGEST_ADVICE = 200, 1_000
MOST_SEVERE, MOST_DAYS = 4, 60


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as somebody words it, for a place and all below it. `revision`: of the rule that she saw (0: a new one,
    or that of a pack)."""

    code: str
    name_vi: str
    kind: str
    area: int
    params: Params = field(default_factory=Params)
    name_en: str = ""
    indicator: str = ""
    sector: str = ""
    level: int = 0
    breakdown: str = ""
    clearing: Decimal | None = None
    severity: int = 2
    owner_role: str = ""
    deadline_days: int = 5
    advice_vi: str = ""
    advice_en: str = ""
    active: bool = True
    revision: int = 0


#: What of a draft is kept as it is.
_KEPT: Final = (
    *("name_vi", "name_en", "kind", "indicator", "sector", "level", "breakdown", "clearing", "severity"),
    *("owner_role", "deadline_days", "advice_vi", "advice_en", "active"),
)


def drafted(rule: RuleSpec, area: int) -> Draft:
    """A rule that holds, as a draft for a place: what an editor begins with."""
    kept = {name: getattr(rule, name) for name in _KEPT}
    return Draft(code=rule.code, area=area, params=rule.params, revision=rule.revision, **kept)


def spec(draft: Draft) -> RuleSpec:
    """The rule that it would be; raises Refused with every fault."""
    check(draft)
    kept = {name: getattr(draft, name) for name in _KEPT}
    return RuleSpec(code=draft.code, params=draft.params, valid_from=None, area=draft.area, **kept)


def change(actor: Actor, draft: Draft) -> bool:
    """Write the rule; True when something changed. Raises Refused: a missing right, faults, somebody was faster."""
    wanted = replace(draft, sector=_sector(draft))
    check(wanted)
    policy.demand(actor, CHANGE, area=wanted.area, sector=wanted.sector)
    content = {name: getattr(wanted, name) for name in _KEPT} | {"params": wanted.params.plain()}
    with transaction.atomic():
        before = Rule.objects.select_for_update().filter(pk=wanted.code).first()
        _demand_newest(before, wanted)
        if before and all(getattr(before, name) == value for name, value in content.items()):
            return False
        who = {"changed_by": actor.person_id or 0, "changed_at": timezone.now(), "area_id": wanted.area}
        number = before.revision + 1 if before else 1
        Rule.objects.update_or_create(code=wanted.code, defaults={**content, **who, "revision": number})
        was = _plain({name: getattr(before, name) for name in content}) if before else None
        audit.record(CHANGE, f"rule/{wanted.code}", actor.person_id, {"was": was, "is": _plain(content)})
        bus.publish(events.rule_changed(wanted.code))
    rules.expire()
    return True


def _sector(draft: Draft) -> str:
    """The sector of its indicator, so that rights are asked for that."""
    found = catalogue.current().indicators.get(draft.indicator)
    return found.sector if found else draft.sector


def _demand_newest(before: Rule | None, draft: Draft) -> None:
    if before is not None and before.area_id != draft.area:
        raise problems.RULE_TAKEN.problem("/code", code=draft.code)
    if (before.revision if before else 0) != draft.revision:
        raise problems.RULE_MOVED.problem("/revision", code=draft.code)


def check(draft: Draft) -> None:
    """Every fault of a draft."""
    if faults := list(_faults(draft)):
        raise Refused(faults)


def _faults(draft: Draft) -> Iterator[Fault]:
    if not CODE.fullmatch(draft.code):
        yield problems.RULE_CODE.fault("/code", code=draft.code[:60])
    if not _is_text(draft):
        yield problems.RULE_TEXT.fault("/name_vi")
    if not 1 <= draft.severity <= MOST_SEVERE or not 0 <= draft.deadline_days <= MOST_DAYS:
        yield problems.RULE_GRADE.fault("/severity")
    if not checking.is_role(draft.owner_role):
        yield problems.RULE_ROLE.fault("/owner_role", role=draft.owner_role[:40])
    if not places.current().history(draft.area):
        yield problems.RULE_PLACE.fault("/area", area=draft.area)
    if draft.kind not in RuleKind.values:
        advice = {"advice_vi": "Chọn một loại quy tắc trong danh sách.", "advice_en": "Choose a kind of the list."}
        yield problems.RULE_PARAM.fault("/kind", kind=draft.kind[:40], names="kind", **advice)
        return
    yield from _about(draft)
    for problem, name, more in checking.params(draft.kind, draft.indicator, draft.params):
        yield problem.fault(f"/{name}", **more)


def _about(draft: Draft) -> Iterator[Fault]:
    """What it speaks of is there."""
    snapshot = catalogue.current()
    found = snapshot.indicators.get(draft.indicator)
    if draft.indicator and (found is None or found.retired):
        yield problems.RULE_INDICATOR.fault("/indicator", code=draft.indicator[:60])
    if draft.sector and draft.sector not in snapshot.sectors:
        yield problems.RULE_SECTOR.fault("/sector", code=draft.sector[:60])
    if found and draft.breakdown not in ("", "*") and draft.breakdown not in found.breakdowns:
        yield problems.RULE_BREAKDOWN.fault("/breakdown", code=found.code, breakdown=draft.breakdown[:60])


def _is_text(draft: Draft) -> bool:
    said = (draft.name_vi, draft.name_en, draft.advice_vi, draft.advice_en)
    names, advice = (draft.name_vi, draft.name_en), (draft.advice_vi, draft.advice_en)
    fits = all(len(each) <= LONGEST_NAME for each in names) and all(len(each) <= LONGEST_ADVICE for each in advice)
    return bool(draft.name_vi.strip()) and fits and not any("\x00" in each or written_wrong(each) for each in said)


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    return {name: format(value, "f") if isinstance(value, Decimal) else value for name, value in content.items()}
