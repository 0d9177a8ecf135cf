"""Who may do what with a return. Row-level security asks the same of every row (`migrations/0002_guarding`)."""

from collections.abc import Iterable

from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.access.reach import reach
from terrace.base.places.models import Level
from terrace.facts.returns import problems
from terrace.facts.returns.forms import FormSpec

FILL, APPROVE, REOPEN = "submission.create", "return.approve", "return.reopen"
#: Any of these shows how far a return is.
SEE = ("operations.view", FILL, "submission.read", APPROVE)
#: Levels in words, Vietnamese and English.
LEVELS = {
    Level.COUNTRY: ("cấp trung ương", "the country"),
    Level.REGION: ("cấp vùng", "a region"),
    Level.PROVINCE: ("cấp tỉnh", "a province"),
    Level.DISTRICT: ("cấp huyện", "a district"),
    Level.COMMUNE: ("cấp xã", "a commune"),
}


def sees(actor: Actor, form: FormSpec, area: int) -> bool:
    """She may know how far the return is."""
    return any(policy.which(actor, verb).holds(area, form.sector) for verb in SEE)


def fills(actor: Actor, form: FormSpec, area: int) -> bool:
    """She may hand it in. A form that asks across sectors needs a grant for all of them."""
    return bool(policy.may(actor, FILL, area=area, sector=form.sector))


def demand_filling(actor: Actor, form: FormSpec, area: int) -> None:
    policy.demand(actor, FILL, area=area, sector=form.sector)


def decides(actor: Actor, verb: str, form: FormSpec, areas: Iterable[int]) -> bool:
    """She approves (or reopens) the form of all these places: at the level that receives it, in a role it names."""
    today, wanted = timezone.localdate(), set(areas)
    for held in actor.grants:
        if not (held.stands(today) and held.gives(verb) and held.role in form.approvers):
            continue
        if held.level <= form.receiver and held.sector in {"", form.sector}:
            wanted -= reach(held.area, today)
    return not wanted


def demand_decision(actor: Actor, verb: str, form: FormSpec, areas: Iterable[int]) -> None:
    """`decides`, or raise `access.refused` or `return.not_receiver` (403)."""
    listed = list(areas)
    for area in listed:
        policy.demand(actor, verb, area=area, sector=form.sector)
    if not decides(actor, verb, form, listed):
        level_vi, level_en = LEVELS[Level(form.receiver)]
        roles = {"roles_vi": form.roles("vi"), "roles_en": form.roles("en")}
        raise problems.NOT_RECEIVER.problem(**roles, level_vi=level_vi, level_en=level_en)
