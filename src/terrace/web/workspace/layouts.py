"""The page on which she explains a foreign sheet: what its columns hold; a preview with faults; kept for next time."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Refused
from terrace.base.places.models import Level
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.workbooks import actions, layouts, mappings, queries, recognising
from terrace.facts.workbooks.guessing import Guess
from terrace.facts.workbooks.layouts import HEAD, TITLE, Column, Layout
from terrace.facts.workbooks.readings import Mark
from terrace.facts.workbooks.sheets import Sheet, letters, written
from terrace.facts.workbooks.wordings import Catalogue
from terrace.facts.workbooks.wordings import period as period_of
from terrace.web.ui import errors
from terrace.web.ui.components import Choice
from terrace.web.workspace.views import language_of

CREATE = "submission.create"
#: Rows of the preview, and its columns.
PREVIEW, COLUMNS = 12, 40


@requires(CREATE)
@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: HttpRequest, number: uuid.UUID, at: int) -> HttpResponse:
    """Guesses first; `check` shows the faults of the first rows, `hand_in` hands the sheet in and keeps the layout."""
    actor = actor_in(request)
    upload = queries.upload(actor, number)
    sheet = queries.sheet(actor, upload, at)
    layout = _posted(request.POST, sheet) if request.method == "POST" else _guessed(actor, sheet)
    name = str(request.POST.get("name") or sheet.name)
    context: dict[str, Any] = {"upload": upload, "name": name, "marks": {}, "checked": False}
    try:
        if "hand_in" in request.POST:
            keep = bool(request.POST.get("keep"))
            actions.explain(actor, number, at, layout, name=name, keep=keep)
            return redirect("workspace:workbook", number)
        if "check" in request.POST:
            context |= _checked(actor, upload, at, layout)
    except Refused as refused:
        context["faults"] = errors.texts(refused.faults)
    return render(request, "workspace/workbooks/layout.html", context | _context(actor, sheet, layout, context))


def _checked(actor: Actor, upload: Any, at: int, layout: Layout) -> dict[str, Any]:
    actions.demand_complete(layout)
    marks, _sheet = actions.check(actor, upload, at, layout, PREVIEW)
    return {"marks": _by_spot(marks), "checked": True}


def _by_spot(marks: list[Mark]) -> dict[tuple[int, int], str]:
    return {mark.spot: mark.fault.message(language_of()) for mark in marks if mark.spot}


def _guessed(actor: Actor, sheet: Sheet) -> Layout:
    """The saved layout of a sheet with this head, else the best guess."""
    found = mappings.find(sheet, mappings.hers(actor))
    if found is not None:
        return found[1]
    guess = Guess(sheet, recognising.placing(actor, sheet), Catalogue(catalogue.current()))
    return guess.layout(_source(actor))


def _source(actor: Actor) -> str:
    """A commune reports as `commune`, a department as `dept-SECTOR`, where there is such a source."""
    sources, today = catalogue.current().sources, timezone.localdate()
    giving = [held for held in actor.grants if held.stands(today) and held.gives(CREATE)]
    wanted = [f"dept-{held.sector}" for held in giving if held.level <= Level.PROVINCE and held.sector] + ["commune"]
    return next((code for code in wanted if code in sources), next(iter(sources)))


def _posted(posted: QueryDict, sheet: Sheet) -> Layout:
    """What she chose; a number that is none counts as the guess of the first row."""
    head, first = _number(posted, "head", 1) - 1, _number(posted, "first", 2) - 1
    columns = [_column(posted, at) for at in range(min(sheet.width, COLUMNS))]
    chosen = str(posted.get("period_from", TITLE))
    period = _fixed(posted) if chosen == "fixed" else chosen
    area = str(posted.get("area", "")).strip()
    heads = max(1, min(first - head, _number(posted, "heads", 1), layouts.MOST_HEAD))
    return Layout(head, heads, max(first, head + 1), columns, str(posted.get("source", "")), period, area)


def _number(posted: QueryDict, name: str, least: int) -> int:
    text = str(posted.get(name, ""))
    return max(least, int(text)) if text.isascii() and text.isdigit() else least


def _fixed(posted: QueryDict) -> str:
    found = period_of(str(posted.get("period", "")))
    return found.code if found else ""


def _column(posted: QueryDict, at: int) -> Column:
    role = str(posted.get(f"role-{at}", "skip"))
    chosen = role if role in layouts.ROLES else "skip"
    code, _bar, breakdown = str(posted.get(f"cell-{at}", "")).strip().partition("|")
    factor = str(posted.get(f"factor-{at}", "1")).strip().replace(",", ".") or "1"
    return Column(at, chosen, code.strip(), breakdown.strip(), factor)


def _context(actor: Actor, sheet: Sheet, layout: Layout, given: dict[str, Any]) -> dict[str, Any]:
    language = language_of()
    upload = given["upload"]
    return {
        "sheet": sheet,
        "layout": layout,
        "columns": list(_columns(sheet, layout)),
        "rows": list(_rows(sheet, layout, given["marks"])),
        "cells": _cells(language),
        "sources": [Choice(each.code, each.name(language), each.code == layout.source) for each in _sources(actor)],
        "period_from": layout.period if layout.period in {TITLE, HEAD} else "fixed",
        "crumbs": [
            Choice("", _("Returns"), href=reverse("workspace:home")),
            Choice("", "Excel", href=reverse("workspace:workbooks")),
            Choice("", upload.name, href=reverse("workspace:workbook", args=[upload.pk])),
            Choice("", sheet.name),
        ],
    }


def _sources(actor: Actor) -> list[Any]:
    """Sources that people report as; simulated and published ones are not theirs."""
    policy.demand(actor, CREATE)
    return [each for each in catalogue.current().sources.values() if not (each.simulated or each.published)]


def _columns(sheet: Sheet, layout: Layout) -> Iterator[dict[str, Any]]:
    """One line of the form for each column that holds something."""
    names = layouts.heads(sheet, layout.head, layout.heads)
    by_at = {each.at: each for each in layout.columns}
    for at, name in enumerate(names[:COLUMNS]):
        column = by_at.get(at, Column(at))
        cell = f"{column.indicator}|{column.breakdown}" if column.breakdown else column.indicator
        example = next(
            (written(row[at]) for row in sheet.rows[layout.first :] if len(row) > at and written(row[at])), ""
        )
        roles = [Choice(role, _ROLES[role](), role == column.role) for role in layouts.ROLES]
        yield {"at": at, "letters": letters(at), "name": name, "roles": roles, "cell": cell} | {
            "factor": column.factor,
            "example": example[:40],
        }


_ROLES = {
    "skip": lambda: _("not read"),
    "area_code": lambda: _("code of the place"),
    "area_name": lambda: _("name of the place"),
    "period": lambda: _("period"),
    "indicator": lambda: _("indicator (name or code)"),
    "breakdown": lambda: _("breakdown"),
    "value": lambda: _("figure"),
    "reason": lambda: _("reason for no figure"),
    "because": lambda: _("explanation"),
}


def _rows(sheet: Sheet, layout: Layout, marks: dict[tuple[int, int], str]) -> Iterator[dict[str, Any]]:
    """The first rows as they are, with what is wrong."""
    roles = {each.at: each.role for each in layout.columns}
    width = min(sheet.width, COLUMNS)
    for row in range(layout.head, min(layout.first + PREVIEW, len(sheet.rows))):
        cells = [
            {"text": sheet.text(row, at)[:60], "fault": marks.get((row, at), ""), "role": roles.get(at, "skip")}
            for at in range(width)
        ]
        yield {"number": row + 1, "head": row < layout.first, "cells": cells}


def _cells(language: str) -> list[tuple[str, str]]:
    """Every cell that is reported, as `CODE|BREAKDOWN` and its name."""
    snapshot = catalogue.current()
    return [
        (
            f"{spec.code}|{code}" if code else spec.code,
            f"{spec.name(language)}{f' – {snapshot.cell_label(number, language)}' if number else ''}",
        )
        for spec in snapshot.indicators.values()
        if not spec.retired and spec.reported_at is not None
        for code, number in spec.breakdowns.items()
    ]
