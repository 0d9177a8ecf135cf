"""The list of reports, one of them, and two beside each other: fetch, may she, show."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, requires
from terrace.base.access.policy import Actor
from terrace.base.kernel.periods import containing
from terrace.base.places import index as places
from terrace.base.places.versions import Version
from terrace.insight.reports import actions, differing, queries, versions
from terrace.insight.reports.models import State
from terrace.insight.reports.queries import IssueView
from terrace.web.ui.components import Choice
from terrace.web.ui.forms import Form

#: Periods that the form offers.
OFFERED = 6


def language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


class MakeForm(Form):
    """Which report of which place."""

    report = forms.ChoiceField(label=gettext_lazy("Report and period"))
    place = forms.CharField(label=gettext_lazy("Code of the place"), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["report"]
        if isinstance(field, forms.ChoiceField):
            field.choices = reports_on_offer()


def reports_on_offer() -> list[tuple[str, str]]:
    """Templates with their last periods, short periods first; the value is `CODE PERIOD`."""
    found, today, said = [], timezone.localdate(), language()
    for kept in _by_length(today):
        period = containing(today, kept.plan.every)
        for _step in range(OFFERED):
            found.append((f"{kept.plan.code} {period.code}", f"{kept.plan.name(said)} – {period.label(said)}"))
            period = period.previous()
    return found


def _by_length(today: date) -> list[versions.Kept]:
    def length(kept: versions.Kept) -> timedelta:
        period = containing(today, kept.plan.every)
        return period.end - period.start

    return sorted(versions.every(), key=length)


def usual(today: date) -> str:
    """What is asked for most: the report with the shortest period, of the last that is over."""
    plan = next((kept.plan for kept in _by_length(today)), None)
    return f"{plan.code} {containing(today, plan.every).previous().code}" if plan else ""


def own_place(actor: Actor) -> str:
    """The code of the place of her first grant."""
    version = _own(actor)
    return version.code if version else ""


def _own(actor: Actor) -> Version | None:
    today = timezone.localdate()
    held = next((held for held in actor.grants if held.stands(today)), None)
    return places.current().version(held.area, today) if held else None


@requires("figure.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Reports of her places, and the form for another."""
    return render(request, "reports/home.html", home_context(actor_in(request)))


def home_context(actor: Actor, form: MakeForm | None = None) -> dict[str, Any]:
    may = bool(policy.may(actor, actions.MAKE))
    first = {"report": usual(timezone.localdate()), "place": own_place(actor)}
    blank = MakeForm(initial=first) if may else None
    if blank and (own := _own(actor)):
        blank.fields["place"].help_text = f"{own.code}: {own.full_name}"
    return {
        "issues": queries.listed(actor),
        "language": language(),
        "form": form or blank,
        "crumbs": [Choice("", _("Reports"), chosen=True)],
    }


@requires("figure.read")
@require_GET
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """One issue as she may have it, and what she may do with it."""
    return render(request, "reports/issue.html", issue_context(actor_in(request), number))


def issue_context(actor: Actor, number: int) -> dict[str, Any]:
    view, said = queries.one(actor, number), language()
    head = view.head
    others = [each for each in queries.listed(actor, head.area, head.template) if each.id != number and not each.open]
    return {
        "view": view,
        "head": head,
        "title": head.title(said),
        "paper": view.paper(said) if view.frame else None,
        "language": said,
        "others": others,
        "may": _may(actor, view),
        "people": _people(actor, view),
        "crumbs": [Choice("", _("Reports"), href=reverse("reports:home")), Choice("", str(number), chosen=True)],
    }


def _may(actor: Actor, view: IssueView) -> dict[str, bool]:
    """What she may do with it now."""
    area, state = view.head.area, State(view.row.state)
    approves = bool(policy.may(actor, actions.APPROVE, area=area, sector=""))
    rights = {
        "comment": bool(policy.may(actor, actions.COMMENT, area=area)),
        "approve": approves and not view.hidden,
        "issue": approves,
        "withdraw": approves,
    }
    return {name: may and state in actions.FROM[f"report.{name}"] for name, may in rights.items()} | {
        "make": bool(policy.may(actor, actions.MAKE, area=area))
    }


def _people(actor: Actor, view: IssueView) -> list[tuple[int, str]]:
    """Who may be told, when it is to be issued."""
    if view.row.state != State.APPROVED or not policy.may(actor, actions.APPROVE, area=view.head.area, sector=""):
        return []
    return [(each.pk, each.full_name or each.username) for each in actions.recipients(view.head.area)]


@requires("figure.read")
@require_GET
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """What moved between another issue and this one."""
    actor, said = actor_in(request), language()
    after = queries.one(actor, number)
    other = request.GET.get("with", "")
    before = queries.one(actor, int(other) if other.isascii() and other.isdigit() and len(other) < 16 else 0)  # noqa: PLR2004
    context = {
        "before": before.head,
        "after": after.head,
        "titles": (before.head.title(said), after.head.title(said)),
        "differences": differing.between(before, after, said),
        "crumbs": [
            Choice("", _("Reports"), href=reverse("reports:home")),
            Choice("", str(number), href=reverse("reports:issue", args=[number])),
            Choice("", _("What moved"), chosen=True),
        ],
    }
    return render(request, "reports/compare.html", context)
