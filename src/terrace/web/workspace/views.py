"""An officer's pages: fetch, may she, show."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.kernel.problems import Refused
from terrace.facts.collection import actions
from terrace.facts.collection import queries as collection
from terrace.facts.collection.intake import Intake
from terrace.facts.pipeline.queries import Reader
from terrace.web.ui import errors
from terrace.web.ui.components import Choice, Coverage, ReturnCard, SubmissionLine
from terrace.web.workspace import forms, posting, problems
from terrace.web.workspace.forms import Form

CREATE = "submission.create"
RECENT = 8


@requires(CREATE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Her returns, the emptiest of the running time first."""
    reader = Reader(actor_in(request))
    cards = [_card(reader, each) for each in _hers(reader) if each.specs]
    following = next((card for card in cards if card.state != "full"), None)
    context = {"next": following, "returns": cards, "recent": _recent(reader)}
    return render(request, "workspace/home.html", context)


def _hers(reader: Reader) -> list[Form]:
    """The forms of the places that she was granted, sector by sector."""
    today = timezone.localdate()
    found: list[Form] = []
    for held in reader.actor.grants:
        if held.stands(today) and held.gives(CREATE):
            sectors = [held.sector] if held.sector else sorted(reader.snapshot.sectors)
            found += forms.forms(reader, held.area, sectors, today)
    return list({(each.area, each.period, each.sector): each for each in found}.values())


def _card(reader: Reader, form: Form) -> ReturnCard:
    version = _version(reader, form.area, form.period)
    done = form.period.end < timezone.localdate()
    coverage = Coverage(*forms.filled(form))
    return ReturnCard(
        place=version.full_name,
        period=form.period.code,
        sector=_sector(reader, form.sector),
        href=address(version.code, form.period, form.sector),
        coverage=coverage,
        late=done and not coverage.full,
    )


def address(area: str, period: Period, sector: str) -> str:
    """The grid of a place, period and sector."""
    return f"{reverse('workspace:entry', args=[area, period.code])}?{urlencode({'sector': sector})}"


def _recent(reader: Reader) -> list[SubmissionLine]:
    today = timezone.localdate()
    lines = []
    for view, about in collection.newest_of(reader.actor.person_id or 0, RECENT):
        areas = list(dict.fromkeys(int(pair.split(":", 1)[0]) for pair in about))
        version = reader.index.version(areas[0], today) if areas else None
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


def _version(reader: Reader, area: int, period: Period) -> Any:
    return reader.index.version(area, period.end) or reader.index.history(area)[-1]


def _sector(reader: Reader, code: str) -> str:
    return reader.snapshot.sectors[code].name(_language())


def _language() -> str:
    return (get_language() or "vi")[:2]


@requires(CREATE)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, area: str, period: str) -> HttpResponse:
    """The grid; sent as an ordinary form it answers with the page, faults in their rows."""
    reader = Reader(actor_in(request))
    form = _asked(reader, area, period, request.GET.get("sector", ""))
    if request.method == "POST":
        return _send(request, reader, form)
    return render(request, "workspace/entry.html", _context(reader, form))


def _asked(reader: Reader, area: str, code: str, sector: str) -> Form:
    """The form that the address names; raises a problem when it may not be filled in."""
    try:
        period = periods.parse(code)
    except ValueError:
        raise problems.FORM_UNKNOWN.problem(what=code) from None
    number = reader.index.resolve(area, period.end)
    if number is None:
        raise problems.FORM_UNKNOWN.problem(what=area)
    chosen = sector if sector in reader.snapshot.sectors else _first_sector(reader, number, period)
    policy.demand(reader.actor, CREATE, area=number, sector=chosen)
    return forms.form(reader, number, period, chosen)


def _sectors(reader: Reader, area: int, period: Period) -> list[str]:
    """The sectors with something to fill in that she may fill in."""
    scope = policy.which(reader.actor, CREATE)
    sectors = (code for code in sorted(reader.snapshot.sectors) if scope.holds(area, code))
    return [code for code in sectors if forms.form(reader, area, period, code).specs]


def _first_sector(reader: Reader, area: int, period: Period) -> str:
    return next(iter(_sectors(reader, area, period)), next(iter(reader.snapshot.sectors)))


def _context(reader: Reader, form: Form) -> dict[str, Any]:
    version, language = _version(reader, form.area, form.period), _language()
    kept = forms.held(form)
    sectors = _sectors(reader, form.area, form.period)
    return {
        "place": version,
        "period": form.period,
        "last_period": form.period.previous(),
        "sector": {"code": form.sector, "name": _sector(reader, form.sector)},
        "sectors": [Choice(each, _sector(reader, each), each == form.sector) for each in sectors],
        "periods": _periods(form),
        "groups": forms.groups(reader, form, language),
        "action": "/api/v1/submissions",
        "source": form.source.code,
        "draft": f"{reader.actor.person_id}|{version.code}|{form.period.code}|{form.sector}",
        "key": uuid.uuid4().hex,
        "saved_at": max((each.recorded_at for each in kept.values()), default=None),
        "crumbs": [
            Choice("", version.full_name, href=reverse("workspace:home")),
            Choice("", form.period.label(language)),
        ],
        "faults": [],
    }


def _periods(form: Form) -> list[Choice]:
    """The running period and those before it, as far as a year back."""
    running = periods.containing(timezone.localdate(), form.period.frequency)
    line = [running]
    while len(line) < 13:  # noqa: PLR2004 - a year of months and this month
        line.append(line[-1].previous())
    offered = line if form.period in line else [form.period, *line]
    return [Choice(each.code, each.label(_language()), each == form.period) for each in offered]


def _send(request: HttpRequest, reader: Reader, form: Form) -> HttpResponse:
    context = _context(reader, form)
    posted = {name: str(value) for name, value in request.POST.items()}
    sent = posting.facts(context["groups"], posted, context["place"].code, form.period.code, _language())
    try:
        actions.submit(reader.actor, posted.get("key", ""), "web", Intake(form.source.code, sent))
    except Refused as refused:
        said = posting.by_row(sent, refused.faults, _language())
        context["groups"] = posting.retyped(context["groups"], posted, said)
        context |= {"faults": errors.texts(refused.faults), "key": posted.get("key") or context["key"]}
        return render(request, "workspace/entry.html", context, status=refused.status)
    return redirect(address(context["place"].code, form.period, form.sector))
