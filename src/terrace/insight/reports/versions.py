"""Versions of templates: each change is a new one, so that an issue keeps the one that it was made by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.kernel.problems import Refused
from terrace.base.packs.models import Pack
from terrace.base.packs.registry import Counts
from terrace.insight.reports import checking, plans, problems
from terrace.insight.reports.models import Template, Version
from terrace.insight.reports.plans import Plan

CHANGE = "report.template"


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a template as it is kept."""

    id: int
    number: int
    plan: Plan
    word: bytes
    sha256: str
    made_at: datetime


def every() -> list[Kept]:
    """The templates in use, each in its current version, by code."""
    found = Template.objects.filter(retired=False).order_by("code").values_list("code", "current")
    return [version(code, number) for code, number in found]


def current(code: str) -> Kept:
    """The version in use; raises `report.template_absent`."""
    row = Template.objects.filter(code=code, retired=False).first()
    if row is None:
        raise problems.TEMPLATE_ABSENT.problem(code=code[:60])
    return version(code, row.current)


def version(code: str, number: int) -> Kept:
    """One version; raises `report.template_absent`."""
    row = Version.objects.filter(template_id=code, number=number).first()
    if row is None:
        raise problems.TEMPLATE_ABSENT.problem(code=f"{code[:60]} {number}")
    return _kept(row)


def by_id(number: int) -> Kept:
    return _kept(Version.objects.get(pk=number))


def _kept(row: Version) -> Kept:
    return Kept(row.pk, row.number, plans.load(row.plan), bytes(row.word), row.sha256, row.made_at)


def bring(pack: Pack, wanted: Mapping[str, tuple[Plan, bytes]]) -> Counts:
    """What a pack says of its templates; one that left it is retired. What a page changed since stays in use."""
    known = {row.code: row for row in Template.objects.filter(pack=pack)}
    added, changed = list[str](), list[str]()
    for code, (plan, word) in wanted.items():
        said = Version.objects.filter(template_id=code, made_by__isnull=True).order_by("-number").first()
        back = code in known and known[code].retired
        if said is None or said.sha256 != plans.mark(plans.dump(plan), word):
            _set(code, _add(plan, word, pack=pack))
        elif not back:
            continue
        Template.objects.filter(code=code).update(retired=False)
        (changed if code in known else added).append(code)
    gone = [code for code, row in known.items() if code not in wanted and not row.retired]
    Template.objects.filter(code__in=gone).update(retired=True)
    same = len(wanted) - len(added) - len(changed)
    return Counts(tuple(added), tuple(changed), same, tuple(gone))


@transaction.atomic
def offer(actor: Actor, plan: Plan, word: bytes) -> int:
    """Keep an uploaded template as a version that is not in use yet; its number. Raises Refused with every fault."""
    policy.demand(actor, CHANGE)
    if faults := [*checking.faults(plan), *(checking.word_faults(plan, word) if word else ())]:
        raise Refused(faults)
    same = Version.objects.filter(template_id=plan.code, sha256=plans.mark(plans.dump(plan), word)).first()
    return same.number if same else _add(plan, word, person=actor.person_id)


@transaction.atomic
def use(actor: Actor, code: str, number: int) -> bool:
    """Take a version into use; True when it was another before. Raises `report.template_absent`."""
    policy.demand(actor, CHANGE)
    before = current(code)
    wanted = Version.objects.filter(template_id=code, number=number).first()
    if wanted is None:
        raise problems.TEMPLATE_ABSENT.problem(code=f"{code[:60]} {number}")
    if before.number == number:
        return False
    _set(code, number)
    audit.record(CHANGE, f"report-template/{code}", actor.person_id, {"was": before.sha256, "is": wanted.sha256})
    return True


def _add(plan: Plan, word: bytes, pack: Pack | None = None, person: int | None = None) -> int:
    """A new version behind the others."""
    if not Template.objects.filter(code=plan.code).exists():
        Template.objects.create(code=plan.code, pack=pack, current=1)
    number = Version.objects.filter(template_id=plan.code).count() + 1
    text = plans.dump(plan)
    content = {"plan": text, "word": word, "sha256": plans.mark(text, word), "made_by": person}
    Version.objects.create(template_id=plan.code, number=number, **content)
    return number


def _set(code: str, number: int) -> None:
    Template.objects.filter(code=code).update(current=number)
