"""A table of rules that is handed in: a preview of what it changes, each rule tried on the past; then kept whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Refused
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import paper_problems, papers
from terrace.insight.monitoring.changing import CHANGE
from terrace.insight.monitoring.papers import Asked, Change
from terrace.web.operations.warnings import drafts, rulebook, tried
from terrace.web.operations.warnings.tried import Brief
from terrace.web.operations.warnings.views import reader_of
from terrace.web.ui import errors
from terrace.web.ui.components import Choice

PAGE: Final = "operations/warnings/rules_table.html"
#: Bytes of a table that is taken; seconds for which a preview may be kept.
LARGEST, GOOD = 5 * 2**20, 6 * 3600
SALT: Final = "operations.warnings.tabled"
LABELS: Final[Mapping[str, Promise]] = {
    "name_vi": gettext_lazy("Name in Vietnamese"),
    "name_en": gettext_lazy("Name in English"),
    "kind": gettext_lazy("Kind"),
    "indicator": gettext_lazy("Indicator"),
    "sector": gettext_lazy("Sector"),
    "level": gettext_lazy("Of which places"),
    "breakdown": gettext_lazy("Breakdown"),
    "limit": gettext_lazy("Limit"),
    "direction": gettext_lazy("Which way"),
    "per_cent": gettext_lazy("Per cent"),
    "periods": gettext_lazy("How many periods"),
    "days": gettext_lazy("How many days"),
    "sure": gettext_lazy("How sure, of 1"),
    "chance": gettext_lazy("Chance, of 1"),
    "least": gettext_lazy("No warning for changes smaller than"),
    "clearing": gettext_lazy("Clears only beyond"),
    "severity": gettext_lazy("Severity"),
    "owner_role": gettext_lazy("Who answers first"),
    "deadline_days": gettext_lazy("Deadline (working days)"),
    "active": gettext_lazy("Switched on"),
    "advice_vi": gettext_lazy("Advice in Vietnamese"),
    "advice_en": gettext_lazy("Advice in English"),
    "place": gettext_lazy("Holds for"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that changes."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A rule that the table changes or brings; `trial` None where it will be switched off."""

    line: int
    code: str
    sentence: str
    place: str
    new: bool
    active: bool
    cells: tuple[Cell, ...]
    trial: Brief | None


@requires(CHANGE)
@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """What the table would change, and how often each rule would have warned; nothing is kept yet."""
    reader = reader_of(request)
    try:
        asked = _asked(request, reader)
        papers.write(reader.actor, asked.changes, stay=False)
    except Refused as refused:
        return _faulty(request, reader, refused)
    if not asked.changes:
        messages.info(request, _("The table says what holds already: nothing changes."))
        return redirect("operations:warning-rules")
    return render(request, PAGE, _context(reader, asked))


@requires(CHANGE)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """What was previewed is kept: all of it or, with any fault, nothing."""
    actor = actor_in(request)
    try:
        changed = papers.write(actor, unsealed(actor, request.POST.get("table", "")), stay=True)
    except Refused as refused:
        return _faulty(request, reader_of(request), refused)
    said = ngettext("%(count)s rule of the table is kept.", "%(count)s rules of the table are kept.", changed)
    messages.success(request, said % {"count": changed})
    return redirect("operations:warning-rules")


def _asked(request: HttpRequest, reader: Reader) -> Asked:
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > LARGEST:
        raise paper_problems.EMPTY.problem("/file")
    return papers.read(file.read(), file.name or "", drafts.home(reader))


def _faulty(request: HttpRequest, reader: Reader, refused: Refused) -> HttpResponse:
    """The list of rules again, with every fault."""
    context = rulebook.page(reader) | {"faults": errors.texts(refused.faults)}
    return render(request, "operations/warnings/rules.html", context, status=refused.status)


def _context(reader: Reader, asked: Asked) -> dict[str, Any]:
    shown = [_preview(reader, change) for change in asked.changes]
    return {
        "rules": shown,
        "changed": sum(not each.new for each in shown),
        "new": sum(each.new for each in shown),
        "same": asked.same,
        "table": sealed(reader.actor, asked.changes),
        "crumbs": [
            Choice("", _("Rules of warning"), href=reverse("operations:warning-rules")),
            Choice("", _("What the table changes"), chosen=True),
        ],
    }


def _preview(reader: Reader, change: Change) -> Preview:
    draft = change.draft
    cells = (_cell(change, name) for name in change.columns)
    return Preview(
        line=change.line,
        code=draft.code,
        sentence=drafts.sentence(reader, draft),
        place=rulebook.place(reader, draft.area),
        new=change.before is None,
        active=draft.active,
        cells=tuple(cells),
        trial=tried.brief(reader, draft) if draft.active else None,
    )


def _cell(change: Change, name: str) -> Cell:
    was = papers.cell(change.before, name) if change.before else ""
    return Cell(str(LABELS[name]), was, papers.cell(change.draft, name))


def sealed(actor: Actor, changes: Sequence[Change]) -> str:
    """The changes as the preview carries them: signed, for this person."""
    return signing.dumps([actor.person_id, msgspec.to_builtins(list(changes))], salt=SALT, compress=True)


def unsealed(actor: Actor, text: str) -> list[Change]:
    """The changes of a preview of hers; raises `rule.table_old`."""
    try:
        person, kept = signing.loads(text, salt=SALT, max_age=GOOD)
        if person != actor.person_id:
            raise paper_problems.OLD.problem("/table")
        return msgspec.convert(kept, list[Change])
    except (signing.BadSignature, ValueError) as error:
        raise paper_problems.OLD.problem("/table") from error
