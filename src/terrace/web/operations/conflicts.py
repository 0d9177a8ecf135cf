"""The contexts of the pages about conflicts: the list with the shares by pair, and one conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.base.kernel import periods
from terrace.facts.collection.models import Reason
from terrace.facts.pipeline.queries import Reader
from terrace.facts.reconciliation import queries
from terrace.facts.reconciliation.models import Conflict, Kind, State
from terrace.facts.reconciliation.settling import plain
from terrace.web.operations import shown
from terrace.web.ui import numbers
from terrace.web.ui.components import Choice

ROWS = 50
#: Years of the table of shares, this one last.
YEARS = 5


@dataclass(frozen=True, slots=True)
class Side:
    """What one side says."""

    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict as a line of the list and as the head of its page."""

    id: int
    indicator: str
    place: str
    period: str
    breakdown: str
    unit: str
    decimals: int
    kind: str
    state: str
    first: Side
    second: Side
    due: date
    late: bool
    href: str
    figure: str

    @property
    def apart(self) -> Decimal | None:
        """Per cent of the greater figure; None when that is zero."""
        greater = max(abs(self.first.value), abs(self.second.value))
        return 100 * abs(self.first.value - self.second.value) / greater if greater else None


@dataclass(frozen=True, slots=True)
class SharesRow:
    """A pair of sources with its share in each year; None where they did not meet."""

    first: str
    second: str
    years: tuple[queries.Share | None, ...]


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One line of the history of the cell."""

    source: str
    value: Decimal | None
    reason: str
    at: datetime
    until: datetime | None
    who: str
    href: str


def page(reader: Reader, state: str, number: str) -> dict[str, Any]:
    """The list of hers in a state, and how often sources disagree."""
    chosen = state if state in State.values else State.OPEN
    part = Paginator(queries.listed(reader.actor, chosen), ROWS).get_page(number)
    years = tuple(range(timezone.localdate().year - YEARS + 1, timezone.localdate().year + 1))
    return {
        "rows": [row(reader, each) for each in part],
        "part": part,
        "state": chosen,
        "states": [Choice(each, _state(each), each == chosen, f"?state={each}") for each in State.values],
        "late": queries.late(reader.actor, timezone.localdate()),
        "years": years,
        "shares": shares(reader, years),
        "crumbs": [Choice("", _("Conflicting figures"), chosen=True)],
    }


def _state(state: str) -> str:
    return {State.OPEN: _("Open"), State.SETTLED: _("Settled"), State.AGREED: _("Agree again")}[State(state)]


def row(reader: Reader, conflict: Conflict) -> ConflictRow:
    spec, period = reader.snapshot.by_id[conflict.indicator_id], periods.from_id(conflict.period)
    version = reader.index.version(conflict.area_id, period.end) or reader.index.history(conflict.area_id)[-1]
    language, cell = shown.language(), reader.snapshot.cells[conflict.breakdown_id]
    figure = reverse("operations:figure", args=[spec.code, version.code, period.code])
    return ConflictRow(
        id=conflict.pk,
        indicator=spec.name(language),
        place=shown.name(version),
        period=period.code,
        breakdown=reader.snapshot.cell_label(conflict.breakdown_id, language) if cell else "",
        unit=reader.snapshot.unit(spec, language),
        decimals=spec.decimals,
        kind=conflict.kind,
        state=_state(conflict.state),
        first=Side(source(reader, conflict.first_source), conflict.first_value),
        second=Side(_second(reader, conflict), conflict.second_value),
        due=conflict.due,
        late=conflict.state == State.OPEN and conflict.due < timezone.localdate(),
        href=reverse("operations:conflict", args=[conflict.pk]),
        figure=f"{figure}?breakdown={cell}" if cell else figure,
    )


def source(reader: Reader, number: int) -> str:
    """The name of a source by its id."""
    found = next((each for each in reader.snapshot.sources.values() if each.id == number), None)
    return found.name(shown.language()) if found else "–"


def _second(reader: Reader, conflict: Conflict) -> str:
    sums = {Kind.PLACES: _("Sum of the places below"), Kind.PARTS: _("Sum of the parts")}
    return sums.get(Kind(conflict.kind)) or source(reader, conflict.second_source)


def shares(reader: Reader, years: Sequence[int]) -> list[SharesRow]:
    """The table of pairs × years."""
    found = {(each.first, each.second, each.year): each for each in queries.shares(years)}
    names = {code: spec.name(shown.language()) for code, spec in reader.snapshot.sources.items()}
    pairs = sorted({key[:2] for key in found}, key=lambda pair: (names[pair[0]], names[pair[1]]))
    return [
        SharesRow(names[first], names[second], tuple(found.get((first, second, year)) for year in years))
        for first, second in pairs
    ]


def one(reader: Reader, number: int) -> dict[str, Any]:
    """One conflict: both figures, who must settle it by when, and all that was said of the cell."""
    conflict = queries.one(reader.actor, number)
    head = row(reader, conflict)
    return {
        "conflict": head,
        "kept": conflict,
        "settled_by": queries.settled_by(conflict),
        "settlers": queries.settlers(conflict),
        "seen": (plain(conflict.first_value), plain(conflict.second_value)),
        "settle": reverse("operations:settle", args=[number]) if queries.may_settle(reader.actor, conflict) else "",
        "history": [_said(reader, each) for each in queries.history(conflict)],
        "crumbs": [
            Choice("", _("Conflicting figures"), href=reverse("operations:conflicts")),
            Choice("", f"{head.indicator} · {head.place}", chosen=True),
        ],
    }


def chosen(posted: Mapping[str, str]) -> str:
    """The digits of the figure that a form decides for: one of both, or what was typed."""
    if posted.get("value") != "other":
        return posted.get("value", "")
    typed = posted.get("other", "")
    found = numbers.parse(typed, shown.language())
    return typed if found is None else numbers.machine(found)


def _said(reader: Reader, said: queries.Said) -> SaidRow:
    href = reverse("operations:submission", args=[said.submission.id]) if said.submission else ""
    return SaidRow(
        source=reader.snapshot.sources[said.source].name(shown.language()),
        value=said.value,
        reason=Reason(said.reason).label if said.reason else "",
        at=said.at,
        until=said.until,
        who=said.submission.person if said.submission else "",
        href=href,
    )
