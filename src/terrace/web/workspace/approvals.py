"""Returns that wait for her decision, to be approved one by one or many at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, requires
from terrace.facts.returns import forms, queries
from terrace.web.ui.components import Choice
from terrace.web.workspace import cards
from terrace.web.workspace.views import language_of


@requires("return.approve")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The oldest first; `form` narrows them."""
    actor, language, known = actor_in(request), language_of(), forms.current()
    chosen = request.GET.get("form", "")
    lines = queries.waiting(actor, form=chosen if chosen in known.by_code else "")
    rows = [{"id": line.found.row.pk, "card": cards.card(line, language)} for line in lines]
    every = [Choice(form.code, f"{form.code} · {form.name(language)}", form.code == chosen) for form in known.asked]
    return render(request, "workspace/approvals.html", {"rows": rows, "forms": every, "chosen": chosen})
