"""The pages of warnings: the inbox, one warning, silences.

Who may see none at all is turned away; the health of the system is seen by another right than the rest.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, signed_in
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import queries
from terrace.web.operations.warnings import inbox, one, silences


def reader_of(request: HttpRequest) -> Reader:
    """Her reader; raises `access.refused` for whoever sees no warnings of any kind."""
    actor = actor_in(request)
    if not policy.may(actor, queries.HEALTH):
        policy.demand(actor, queries.READ)
    return Reader(actor)


@signed_in
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The inbox."""
    return render(request, "operations/warnings/inbox.html", inbox.page(reader_of(request), request.GET))


@signed_in
@require_GET
def warning(request: HttpRequest, number: int) -> HttpResponse:
    """One warning."""
    return render(request, "operations/warnings/warning.html", one.page(reader_of(request), number))


@signed_in
@require_GET
def silenced(request: HttpRequest) -> HttpResponse:
    """All silences of hers."""
    return render(request, "operations/warnings/silences.html", silences.page(reader_of(request)))
