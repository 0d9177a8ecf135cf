"""Templates: what they say, and officials' own: upload, faults or a preview, then into use."""

import csv
import io
import tempfile
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, requires
from terrace.base.access.policy import Actor
from terrace.base.kernel.periods import containing
from terrace.base.kernel.problems import Refused
from terrace.base.packs import reading
from terrace.base.places import index as places
from terrace.facts.pipeline.queries import Reader
from terrace.insight.reports import checking, gathering, laying, plans, problems, tables, versions
from terrace.insight.reports.blocks import Paper
from terrace.insight.reports.plans import Part, Plan
from terrace.insight.reports.reproducing import USUAL
from terrace.web.reports import views
from terrace.web.reports.files import WORD
from terrace.web.ui import errors
from terrace.web.ui.components import Choice
from terrace.web.ui.forms import Form

CHANGE = versions.CHANGE


class UploadForm(Form):
    """A Word file, a table of parts, or both."""

    word = forms.FileField(label=gettext_lazy("Word template (.docx)"), required=False)
    table = forms.FileField(label=gettext_lazy("Table of parts (.csv or .xlsx)"), required=False)


@requires("figure.read")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The templates in use."""
    said = views.language()
    rows = [(kept.plan.code, kept.plan.name(said), kept.number, len(kept.plan.parts)) for kept in versions.every()]
    changes = bool(policy.may(actor_in(request), CHANGE))
    return render(request, "reports/templates.html", {"rows": rows, "changes": changes, "crumbs": _crumbs()})


def _crumbs(*more: Choice) -> list[Choice]:
    own = Choice("", _("Templates"), href=reverse("reports:templates"), chosen=not more)
    return [Choice("", _("Reports"), href=reverse("reports:home")), own, *more]


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, code: str) -> HttpResponse:
    """One template with its parts; what is uploaded is checked, and previewed when it is sound."""
    actor, kept = actor_in(request), versions.current(code)
    form, faults = UploadForm(request.POST or None, request.FILES or None), list[dict[str, str]]()
    if request.method == "POST" and form.is_valid():
        try:
            plan, word = _uploaded(kept, form.cleaned_data["word"], form.cleaned_data["table"])
            return redirect("reports:template-offered", code, versions.offer(actor, plan, word))
        except Refused as refused:
            if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            faults = errors.texts(refused.faults)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults or form.errors else HTTPStatus.OK
    context: dict[str, Any] = {"kept": kept, "form": form, "faults": faults}
    context |= {"name": kept.plan.name(views.language()), "language": views.language()}
    context["crumbs"] = _crumbs(Choice("", code, chosen=True))
    return render(request, "reports/template.html", context, status=status)


def _uploaded(
    kept: versions.Kept, word: "UploadedFile[bytes] | None", table: "UploadedFile[bytes] | None"
) -> tuple[Plan, bytes]:
    """The template with what was uploaded in place of its own."""
    if word is None and table is None:
        raise problems.UPLOAD_EMPTY.problem()
    plan = _parts(kept.plan, table) if table else kept.plan
    content = word.read(checking.MOST_MB * 2**20 + 1) if word else kept.word
    return plan, content


def _parts(plan: Plan, table: "UploadedFile[Any]") -> Plan:
    """The template with the parts of an uploaded table; raises Refused with every fault."""
    suffix = Path(table.name or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report_parts{suffix if suffix in reading.READ else '.csv'}"
        path.write_bytes(table.read(checking.MOST_MB * 2**20))
        rows, faults = tables.parts_read(reading.read(Path(folder)), plan.code)
    if not faults:
        made = replace(plan, parts=tuple(tables.part_of(values) for _, values in rows))
        faults = checking.faults(made, rows=[row.pointer for row, _ in rows])
    if faults:
        raise Refused(faults)
    return made


@requires(CHANGE)
@require_GET
def offered(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A version, and a preview that comes after the page: reading its figures takes seconds."""
    return render(request, "reports/offered.html", _offered(code, number))


@requires(CHANGE)
@require_GET
def preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The same with what the version would say: of the last period of her own place."""
    context = _offered(code, number)
    context["paper"] = _preview(actor_in(request), context["kept"].plan, views.language())
    return render(request, "reports/offered.html", context)


def _offered(code: str, number: int) -> dict[str, Any]:
    kept = versions.version(code, number)
    return {
        "kept": kept,
        "in_use": versions.current(code).number == number,
        "crumbs": _crumbs(Choice("", code, href=reverse("reports:template", args=[code])), _version(number)),
    }


def _version(number: int) -> Choice:
    return Choice("", _("Version %(number)s") % {"number": number}, chosen=True)


def _preview(actor: Actor, plan: Plan, said: str) -> Paper:
    """What the template would say now, of what she may see."""
    today = timezone.localdate()
    period = containing(today, plan.every).previous()
    area = places.current().resolve(views.own_place(actor), period.end)
    if area is None:
        raise problems.PLACE.problem(code=views.own_place(actor), period=period.label(said))
    frame, facts = gathering.gather(Reader(actor), plan, area, period, today)
    return laying.lay(frame, {each.key: each.content for each in facts}, said)


@requires(CHANGE)
@require_POST
def use(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a version into use."""
    versions.use(actor_in(request), code, number)
    return redirect("reports:template", code)


@requires(CHANGE)
@require_GET
def table(request: HttpRequest, code: str) -> HttpResponse:
    """The parts as a table to edit in Excel."""
    del request
    out = io.StringIO()
    names = [column.name for column in tables.PARTS]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    plan = versions.current(code).plan
    writer.writerows({"report": plan.code, **_row(part)} for part in plan.parts)
    return _download(out.getvalue().encode("utf-8-sig"), "report_parts.csv", "text/csv; charset=utf-8")


def _row(part: Part) -> dict[str, Any]:
    """A part as cells of its table."""
    words = {name: getattr(part, name) for name in ("code", "kind", "text_vi", "text_en", "breakdown", "places")}
    grain = next((word for word, frequency in plans.EVERY.items() if frequency is part.grain), "")
    listed_ = {"indicators": ", ".join(part.indicators), "compare": ", ".join(part.compare)}
    return {**words, **listed_, "grain": grain, "picture": part.picture, "most": part.most}


@requires(CHANGE)
@require_GET
def word(request: HttpRequest, code: str) -> HttpResponse:
    """The Word template to edit."""
    del request
    return _download(versions.current(code).word or USUAL.read_bytes(), f"{code}.docx", WORD)


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
