"""The health of the system: that it is alive for everybody, its measures for administrators."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from terrace.base.access import gates
from terrace.insight.monitoring.health import queries
from terrace.insight.monitoring.health.queries import Measured
from terrace.web.api import answers, health_shapes, parameters
from terrace.web.api.answers import digits
from terrace.web.api.documents import described

router = Router(tags=["health"])


@router.get(
    "/health",
    auth=gates.open_gate,
    operation_id="alive",
    summary="That the site and its database answer",
    openapi_extra=described({200: health_shapes.Alive, 400: None, 503: None}),
)
def alive(request: HttpRequest) -> HttpResponse:
    """For the watch of an operator or a load balancer: 200 while the site and PostgreSQL answer, 503 while not."""
    parameters.read(request, ())
    return answers.plain(health_shapes.Alive(queries.answers()))


@router.get(
    "/health/measures",
    auth=gates.bearer_or_session,
    operation_id="healthMeasures",
    summary="Every measure of the system's health",
    openapi_extra=described({200: health_shapes.Health} | dict.fromkeys((400, 401, 403))),
)
def measures(request: HttpRequest) -> HttpResponse:
    """Needs `health.read`. `old`: no worker has measured for two minutes. What is bad for a while is a warning of the
    kind `health` as well.
    """
    parameters.read(request, ())
    found = queries.health(gates.actor_in(request))
    shown = [_measure(each) for each in found.measured]
    return answers.plain(health_shapes.Health(found.light, found.at, found.old, shown))


def _measure(found: Measured) -> health_shapes.HealthMeasure:
    measure, limits = found.measure, found.limits
    names = (measure.code, *measure.names, *measure.unit)
    bounds = (digits(limits.amber), digits(limits.red), digits(limits.clears))
    detail = dict(found.detail)
    return health_shapes.HealthMeasure(*names, digits(found.value), found.light, *bounds, found.since, found.at, detail)
