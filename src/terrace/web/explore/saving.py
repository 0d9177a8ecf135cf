"""Saved views: opened by their address, kept, changed, shared, removed."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.facts.pipeline.queries import Reader
from terrace.insight.views import actions, queries
from terrace.insight.views.actions import Wanted
from terrace.insight.views.models import SavedView
from terrace.insight.warehouse import questions
from terrace.web.explore import addresses, pages, problems, ready
from terrace.web.explore.addresses import Asked


@requires("figure.read")
@require_GET
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A saved view, answered for whoever opens it."""
    reader = Reader(actor_in(request))
    view = queries.view(reader.actor, slug)
    context = pages.answered(reader, asked_by(reader, view), request.GET, view)
    return render(request, "explore/explore.html", context, status=context.get("status", 200))


def asked_by(reader: Reader, view: SavedView) -> Asked:
    """The question of a view with its picture; without a place it is about the reader's own."""
    return ready.at_home(reader, Asked(questions.from_json(view.question), view.picture))


@requires("figure.read")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question under a name: as a new view, or in place of the one of hers that it came from."""
    actor, form = actor_in(request), request.POST
    wanted = _wanted(form)
    slug = form.get("view", "")
    kept = actions.change(actor, slug, wanted) if slug and form.get("do") == "change" else actions.save(actor, wanted)
    return redirect("explore:view", kept.slug)


def _wanted(form: QueryDict) -> Wanted:
    asked = addresses.read(form.get("q", ""))
    if asked is None:
        raise problems.NOTHING_ASKED.problem()
    picture = form.get("drawn", "") or asked.picture or "table"
    return Wanted(form.get("name", ""), questions.to_json(asked.question), picture, form.get("shared", ""))


@requires("figure.read")
@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a view of hers."""
    actions.remove(actor_in(request), slug)
    return redirect(reverse("explore:home"))
