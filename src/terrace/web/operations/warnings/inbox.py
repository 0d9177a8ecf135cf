"""The inbox: warnings of one cause under one line, the most severe and the longest due first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Count, F, Max, Min, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.lifecycle import queries as life
from terrace.insight.monitoring.models import State, Warning
from terrace.web.operations import shown
from terrace.web.operations.warnings import cards, filters
from terrace.web.operations.warnings.cards import WarningRow
from terrace.web.operations.warnings.filters import Filters
from terrace.web.operations.warnings.words import Severe
from terrace.web.ui.components import Choice

#: Lines of a page, and the warnings of a group that its line shows when it opens.
LINES, MEMBERS = 30, 8


@dataclass(frozen=True, slots=True)
class GroupRow(Severe):
    """Several warnings of one cause, as far as she may see them; `more` of them are on a page of their own."""

    id: int
    title: str
    count: int
    severity: int
    raised_at: datetime
    rows: tuple[WarningRow, ...]
    href: str
    acknowledge: str

    @property
    def more(self) -> int:
        return self.count - len(self.rows)

    @property
    def state(self) -> str:
        states = {row.state for row in self.rows}
        return states.pop() if len(states) == 1 else State.OPEN


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of the inbox: a warning, or a group of them."""

    row: WarningRow | None = None
    group: GroupRow | None = None


def page(reader: Reader, asked: Mapping[str, str]) -> dict[str, Any]:
    """The context of `operations/warnings/inbox.html`."""
    wanted = filters.read(reader, asked)
    found = filters.kept(reader, wanted, queries.hers(reader.actor))
    part = Paginator(_lines(found, grouped=not wanted.group), LINES).get_page(asked.get("page", "1"))
    return {
        "tabs": tabs("inbox"),
        "asked": wanted,
        "choosers": filters.choosers(reader, wanted),
        "units": _units(reader, wanted, found, part),
        "part": part,
        "count": found.count(),
        "late": found.exclude(state=State.CLEARED).filter(due_at__lt=timezone.now()).count(),
        "query": wanted.query,
        "group": life.group(reader.actor, wanted.group).matter(shown.language()) if wanted.group else "",
        "back": f"{reverse('operations:warnings')}?{wanted.query}page={part.number}",
    }


def tabs(chosen: str) -> list[Choice]:
    """The parts of the pages about warnings."""
    parts = {
        "inbox": (_("Inbox"), "operations:warnings"),
        "rules": (_("Rules"), "operations:warning-rules"),
        "silences": (_("Silences"), "operations:silences"),
    }
    return [Choice(name, label, name == chosen, reverse(address)) for name, (label, address) in parts.items()]


def _lines(found: QuerySet[Warning], *, grouped: bool) -> QuerySet[Warning, Any]:
    """A line for each group, and for each warning that has none; in a group a line for each warning."""
    alone = Value(0) - F("id")
    unit = Coalesce("group_id", alone, output_field=BigIntegerField()) if grouped else alone
    lines = found.annotate(unit=unit).order_by().values("unit")
    counted = lines.annotate(
        several=Count("id"), worst=Max("severity"), due=Min("due_at"), at=Max("raised_at"), first=Min("id")
    )
    return counted.order_by("-worst", F("due").asc(nulls_last=True), "-at", "-first")


def _units(reader: Reader, asked: Filters, found: QuerySet[Warning], part: Page[Any]) -> list[Unit]:
    """The lines of one page, dressed; the members of all its groups are read with one statement."""
    lines = list(part)
    groups = [line for line in lines if line["several"] > 1]
    single = [line["first"] for line in lines if line["several"] == 1]
    rows = {each.id: each for each in _dressed(reader, found.filter(pk__in=single))}
    members = _members(reader, found, [line["unit"] for line in groups])
    return [
        Unit(group=_group(reader, asked, line, members[line["unit"]]))
        if line["several"] > 1
        else Unit(row=rows[line["first"]])
        for line in lines
        if line["several"] > 1 or line["first"] in rows
    ]


def _members(reader: Reader, found: QuerySet[Warning], groups: Sequence[int]) -> dict[int, list[WarningRow]]:
    """The first of each group."""
    chosen = [
        number
        for group in groups
        for number in found.filter(group_id=group).order_by("-severity", "id").values_list("id", flat=True)[:MEMBERS]
    ]
    made: dict[int, list[WarningRow]] = {group: [] for group in groups}
    for each in _dressed(reader, found.filter(pk__in=chosen).order_by("-severity", "id")):
        made[each.group or 0].append(each)
    return made


def _dressed(reader: Reader, found: QuerySet[Warning]) -> list[WarningRow]:
    return cards.rows(reader, queries.views(list(found), reader.actor))


def _group(reader: Reader, asked: Filters, line: Mapping[str, Any], rows: Sequence[WarningRow]) -> GroupRow:
    number = line["unit"]
    state = f"state={asked.state}&" if asked.state else ""
    acts = any(row.acknowledge for row in rows)
    return GroupRow(
        id=number,
        title=life.group(reader.actor, number).matter(shown.language()),
        count=line["several"],
        severity=line["worst"],
        raised_at=line["at"],
        rows=tuple(rows),
        href=f"{reverse('operations:warnings')}?{state}group={number}",
        acknowledge=reverse("operations:warnings-acknowledge", args=[number]) if acts else "",
    )
