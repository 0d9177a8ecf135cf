"""Pages of workbooks: download, upload, what became of it, the copy with the faults."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Refused
from terrace.facts.workbooks import actions, choosing, drawing, keys, mappings, opening, problems, queries
from terrace.facts.workbooks.models import Upload
from terrace.facts.workbooks.outcomes import Outcome
from terrace.web.ui import errors
from terrace.web.ui.components import Choice
from terrace.web.workspace.views import language_of

CREATE = "submission.create"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Faults of a sheet that the page shows; the copy has all of them.
SHOWN = 50


@requires(CREATE)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Hand in a workbook, download one, and what was handed in lately."""
    if request.method != "POST":
        return render(request, "workspace/workbooks/home.html", _home(request))
    try:
        upload = _receive(request)
    except Refused as refused:
        context = _home(request) | {"faults": errors.texts(refused.faults)}
        return render(request, "workspace/workbooks/home.html", context, status=refused.status)
    return redirect("workspace:workbook", upload.pk)


def _receive(request: HttpRequest) -> Upload:
    file = request.FILES.get("file")
    if file is None or not file.name:
        raise problems.EMPTY.problem(name="")
    if file.size and file.size > min(actions.HEAVIEST, settings.BODY_LIMIT):
        raise problems.TOO_LARGE.problem(limit=actions.HEAVIEST // 2**20)
    because = str(request.POST.get("because", "")).strip()
    return actions.receive(actor_in(request), file.name, file.read(), because=because)


def _home(request: HttpRequest) -> dict[str, Any]:
    actor, language = actor_in(request), language_of()
    return {
        "uploads": [(upload, queries.outcome(upload)) for upload in queries.hers(actor)],
        "offers": [_offer(each, language) for each in choosing.offers(actor)],
        "layouts": [(each, each.person_id == actor.person_id) for each in mappings.hers(actor)],
        "limit": actions.HEAVIEST // 2**20,
        "crumbs": _crumbs(),
        "faults": [],
    }


def _crumbs() -> list[Choice]:
    return [Choice("", _("Returns"), href=reverse("workspace:home")), Choice("", "Excel")]


def _offer(offer: choosing.Offer, language: str) -> dict[str, Any]:
    """A form with the addresses of its workbooks."""
    named = {"form": offer.form.code, "area": offer.area, "period": offer.period.code}
    return {
        "name": offer.form.name(language),
        "code": offer.form.code,
        "period": offer.period,
        "places": offer.places,
        "one": _address(named),
        "year": _address(named | {"span": choosing.YEAR}),
        "sheets": _address(named | {"span": choosing.PLACES}),
        "list": _address(named | {"span": choosing.PLACES, "layout": "list"}),
    }


def _address(query: dict[str, str]) -> str:
    return f"{reverse('workspace:workbook-download')}?{urlencode(query)}"


@requires(CREATE)
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The workbook of the returns that the address asks for (form, area, period, span, layout)."""
    form, area, period = (str(request.GET.get(name, "")) for name in ("form", "area", "period"))
    span = str(request.GET.get("span", choosing.ONE))
    layout: drawing.Layout = "list" if request.GET.get("layout") == "list" else "sheets"
    language = language_of()
    returns = choosing.sheets(actor_in(request), form, area, period, span=span, language=language)
    content = drawing.draw(returns, layout=layout, language=language)
    return _file(content, drawing.file_name(returns))


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@requires(CREATE)
@require_GET
def show(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """What became of an upload."""
    upload = queries.upload(actor_in(request), number)
    return render(request, "workspace/workbooks/upload.html", _context(upload, queries.outcome(upload)))


def _context(upload: Upload, outcome: Outcome) -> dict[str, Any]:
    language = language_of()
    shown = [each for each in outcome.sheets if each.state != "passed"]
    return {
        "upload": upload,
        "outcome": outcome,
        "sheets": [{"sheet": each, "faults": _faults(each.faults, language)} for each in shown],
        "passed": [each.name for each in outcome.sheets if each.state == "passed" and each.name != keys.HIDDEN_SHEET],
        "received": timezone.localtime(upload.received_at),
        "crumbs": [*_crumbs()[:1], Choice("", "Excel", href=reverse("workspace:workbooks")), Choice("", upload.name)],
        "marked": outcome.count > 0,
        "incomplete": any(fault.code == "return.incomplete" for each in shown for fault in each.faults),
    }


def _faults(faults: list[Any], language: str) -> list[dict[str, str]]:
    return [
        {"address": each.address, "message": each.message(language), "advice": each.advice(language)}
        for each in faults[:SHOWN]
    ]


@requires(CREATE)
@require_GET
def copy(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """The copy in which every fault stands at its cell."""
    actor = actor_in(request)
    upload = queries.upload(actor, number)
    content = queries.content(actor, upload)
    book = opening.open_book(content, upload.name)
    from terrace.facts.workbooks import marking  # openpyxl takes long to load: the site does not wait for it

    marked = marking.mark(content, book, queries.outcome(upload), language_of())
    return _file(marked, f"{upload.name.rsplit('.', 1)[0]}-loi.xlsx")


@requires(CREATE)
@require_POST
def again(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Hand the same file in once more, with a reason for rows left empty or figures that a rule doubts."""
    actor = actor_in(request)
    upload = queries.upload(actor, number)
    because = str(request.POST.get("because", "")).strip()
    made = actions.receive(actor, upload.name, queries.content(actor, upload), because=because)
    return redirect("workspace:workbook", made.pk)


@requires(CREATE)
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Delete her own saved layout."""
    mappings.forget(actor_in(request), number)
    return redirect("workspace:workbooks")
