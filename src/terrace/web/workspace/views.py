"""An officer's pages: her returns, and one of them. Fetch, may she, show."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.access.gates import actor_in, requires, signed_in
from terrace.base.kernel.problems import Refused
from terrace.base.places import index as places
from terrace.facts.collection import queries as collection
from terrace.facts.collection.intake import Intake
from terrace.facts.returns import actions, finding, queries, sheeting
from terrace.facts.returns.finding import Found
from terrace.facts.returns.sheets import Sheet
from terrace.web.ui import errors
from terrace.web.ui.components import Choice, SubmissionLine
from terrace.web.workspace import cards, grids, notices, posting

CREATE = "submission.create"
RECENT = 8
INCOMPLETE = "return.incomplete"


@requires(CREATE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Her returns, the most urgent first, and those that wait for her decision."""
    actor, language = actor_in(request), language_of()
    hers = queries.hers(actor)
    shown = [cards.card(line, language) for line in hers]
    todo = [card for card in shown if card.waits]
    waiting = queries.waiting(actor)
    context = {
        "next": todo[0] if todo else None,
        "todo": todo,
        "done": [card for card in shown if not card.waits],
        "waiting": [cards.card(line, language) for line in waiting[:RECENT]],
        "waiting_count": len(waiting),
        "notices": notices.of(hers, waiting),
        "recent": _recent(actor),
    }
    return render(request, "workspace/home.html", context)


def _recent(actor: Actor) -> list[SubmissionLine]:
    today, index = timezone.localdate(), places.current()
    lines = []
    for view, about in collection.newest_of(actor.person_id or 0, RECENT):
        areas = list(dict.fromkeys(int(pair.split(":", 1)[0]) for pair in about))
        version = index.version(areas[0], today) if areas else None
        lines.append(
            SubmissionLine(
                id=str(view.id),
                at=view.received_at,
                person=view.person,
                place=version.full_name if version else "",
                door=view.door,
                source=view.source_name,
                facts=view.facts,
                state=view.state,
                href=reverse("operations:submission", args=[view.id]),
            )
        )
    return lines


def language_of() -> str:
    return (get_language() or "vi")[:2]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    """A return; sent as an ordinary form it is handed in or kept as a draft, and answers with faults in their rows."""
    found = finding.find(actor_in(request), form, area, period)
    context = _context(actor_in(request), found)
    if request.method == "POST":
        return _posted(request, found, context)
    return render(request, "workspace/return.html", context)


def _context(actor: Actor, found: Found) -> dict[str, Any]:
    language = language_of()
    sheet = sheeting.sheet(actor, found, language)
    return {
        "sheet": sheet,
        "embedded": grids.embedded(sheet),
        "card": cards.card(queries.lines([found.row])[0], language),
        "place": found.place,
        "period": found.period,
        "last_period": found.period.previous(),
        "sector": {"code": sheet.form.sector, "name": sheet.form.name},
        "groups": grids.groups(sheet),
        "action": f"/api/v1/returns/{found.key}",
        "return_key": found.key,
        "revision": sheet.revision,
        "source": sheet.source,
        "locked": not sheet.may.fill,
        "stage": sheet.state,
        "incomplete": False,
        "key": uuid.uuid4().hex,
        "saved_at": _saved_at(sheet),
        "cut_off": found.row.cut_off,
        "given": sum(row.given_by is not None for row in sheet.rows),
        "crumbs": [Choice("", found.place.full_name, href=_home(actor)), Choice("", found.period.label(language))],
        "address": cards.address(found),
        "word": reverse("workspace:word", args=found.key.split("/")),
        "faults": [],
        "because": "",
    }


def _saved_at(sheet: Sheet) -> datetime | None:
    """When it was handed in last."""
    handed = [step.at for step in sheet.history if step.step == "return.submit"]
    return datetime.fromisoformat(handed[-1]) if handed else None


def _home(actor: Actor) -> str:
    """Her own page; for who has none, the oversight."""
    return reverse("workspace:home" if policy.which(actor, CREATE) else "workspace:oversight")


def _posted(request: HttpRequest, found: Found, context: dict[str, Any]) -> HttpResponse:
    posted = {name: str(value) for name, value in request.POST.items()}
    words, actor = (found.form.code, found.place.code, found.period.code), actor_in(request)
    sent = posting.facts(context["groups"], posted, found.place.code, found.period.code, language_of())
    because = posted.get("because", "").strip()
    try:
        if posted.get("save") == "draft":
            actions.save_draft(actor, *words, posting.draft(context["groups"], posted))
        else:
            intake = Intake(found.form.source.code, sent, because=because)
            seen = posted.get("revision") or None
            actions.hand_in(actor, *words, posted.get("key", ""), "web", intake, seen=seen)
    except Refused as refused:
        return _refused(request, context, posted, sent, refused)
    return redirect(context["address"])


def _refused(
    request: HttpRequest, context: dict[str, Any], posted: dict[str, str], sent: list[Any], refused: Refused
) -> HttpResponse:
    """The page as it was typed, with what is wrong; a new revision, since now she sees both figures."""
    said = posting.by_row(sent, refused.faults, language_of())
    context["groups"] = posting.retyped(context["groups"], posted, said)
    context |= {
        "faults": errors.texts(refused.faults),
        "key": posted.get("key") or context["key"],
        "because": posted.get("because", ""),
        "incomplete": any(fault.code == INCOMPLETE for fault in refused.faults),
    }
    return render(request, "workspace/return.html", context, status=refused.status)
