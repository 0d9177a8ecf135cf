"""Rules of warning: which there are, trying one on the past, writing one."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from terrace.base.access import gates, policy
from terrace.base.access.policy import Actor
from terrace.base.places import index
from terrace.facts.collection import problems as collection
from terrace.insight.monitoring import backtests, changing, problems, queries, rules
from terrace.insight.monitoring.changing import Draft
from terrace.insight.monitoring.rules import Params, RuleSpec
from terrace.web.api import answers, bodies, numbered, parameters, warning_dressing, warning_shapes
from terrace.web.api.documents import body, described
from terrace.web.api.parameters import Parameter

router = Router(tags=["warnings"])
#: Years of a back-test at the most, and warnings that its answer lists.
MOST, FIRED = 10, 500
YEARS = Parameter("years", f"How many years back, at most {MOST}.", "3")


@router.get(
    "",
    auth=gates.bearer_or_session,
    operation_id="warningRules",
    summary="Rules of warning that concern your places",
    openapi_extra=described({200: warning_shapes.WarningRules, 401: None, 403: None}),
)
def listed(request: HttpRequest) -> HttpResponse:
    """Those of packs and those that were written on pages for your places, for places above and below them. A page's
    rule goes before the pack's of the same code. Needs `warning.read`.
    """
    actor = gates.actor_in(request)
    policy.demand(actor, queries.READ)
    found = [each for each in rules.current().every() if concerns(actor, each)]
    return answers.marked(request, warning_shapes.WarningRules([warning_dressing.rule(each) for each in found]))


@router.post(
    "/back-test",
    auth=gates.bearer_or_session,
    operation_id="warningRuleTry",
    summary="What a rule would have done in the past years",
    openapi_extra=described(
        {200: warning_shapes.RuleTried} | dict.fromkeys((400, 401, 403, 413, 415, 422)),
        (YEARS,),
        body=body(warning_shapes.RuleWanted, "rule"),
    ),
)
def back_test(request: HttpRequest) -> HttpResponse:
    """When and where it would have warned, newest first, as far as you see the figures; nothing is kept. A run of
    periods counts once. Rules of returns (lateness, coverage) and of plans are not tried. Needs `rule.change`.
    """
    years = _years(parameters.read(request, (YEARS,)).get("years", "3"))
    draft = _draft("x-draft", bodies.shaped(request, warning_shapes.RuleWanted))
    found = backtests.would_have(gates.actor_in(request), draft, years)
    return answers.plain(warning_dressing.tried(found, FIRED))


@router.put(
    "/{str:code}",
    auth=gates.bearer_or_session,
    operation_id="warningRuleChange",
    summary="Write or change a rule",
    openapi_extra=described(
        {200: warning_shapes.RuleKept} | dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422)),
        body=body(warning_shapes.RuleWanted, "rule"),
    ),
)
def put(request: HttpRequest, code: str) -> HttpResponse:
    """It holds for its place and all below, and goes before a pack's rule of the same code there. `revision`: that of
    the rule that you saw (0: a new one, or a pack's); 409 when somebody was faster. The same again changes nothing. A
    rule that is switched on is tried on the last three years; `tried.count` says how often it would have warned. Needs
    `rule.change` on place and sector.
    """
    actor, draft = gates.actor_in(request), _draft(code, bodies.shaped(request, warning_shapes.RuleWanted))
    tried = backtests.would_have(actor, draft) if draft.active else None
    changing.change(actor, draft)
    kept = rules.current().rule(code)
    if kept is None:
        raise problems.RULE_UNKNOWN.problem(code=code[:60])
    return answers.plain(warning_dressing.kept(kept, tried, FIRED))


def _years(text: str) -> int:
    found = numbered.number("years", text)
    if not 1 <= found <= MOST:
        raise parameters.wrong("years", text, f"1–{MOST}")
    return found


def _draft(code: str, wanted: warning_shapes.RuleWanted) -> Draft:
    """Raises 422 for a place that is not there, a level that is none, and numbers that cannot be read."""
    area = index.current().resolve(wanted.area, timezone.localdate())
    if area is None:
        raise collection.AREA_UNKNOWN.problem("/area", code=wanted.area[:60], day=timezone.localdate())
    level = next((number for number, name in warning_dressing.LEVELS.items() if name == wanted.level), None)
    if level is None:
        raise collection.TYPE_WRONG.problem("/level", detail=", ".join(warning_dressing.LEVELS.values()))
    kept = {name: getattr(wanted, name) for name in wanted.__struct_fields__ if name not in {"area", "level", "params"}}
    return Draft(code=code, area=area, level=level, params=Params(**msgspec.structs.asdict(wanted.params)), **kept)


def concerns(actor: Actor, rule: RuleSpec) -> bool:
    """A pack's rule is everybody's; a page's is seen where it holds, and from above."""
    scope, today = policy.which(actor, queries.READ), timezone.localdate()
    if rule.area is None or scope.everywhere or scope.holds(rule.area):
        return True
    held = {each.area for each in actor.grants if each.stands(today)}
    return any(rule.area in index.current().ancestors(area, today) for area in held)
