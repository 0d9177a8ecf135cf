"""The context of a submission's page: what it says, what of it is still in force, where it came from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.facts.collection import problems
from terrace.facts.collection import queries as collection
from terrace.facts.collection.actions import may_withdraw
from terrace.facts.collection.intake import Fact, inflate
from terrace.facts.collection.models import Finding, State, Submission
from terrace.facts.collection.queries import FileView, SubmissionView
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.web.api import links
from terrace.web.operations import shown
from terrace.web.ui.components import Choice, FactRow, SubmissionLine

#: Rows shown; a bulk file may have a million.
ROWS = 500


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the submission, with the address of its bytes."""

    name: str
    size: int
    sha256: str
    use: str
    href: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A rule that a figure breaks, what it says, and the reason of the sender."""

    rule: str
    severity: str
    message: str
    place: str
    period: str
    because: str
    state: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When, by whom and why it was taken back."""

    at: datetime
    person: str
    why: str


def page(reader: Reader, number: int) -> dict[str, Any]:
    """One submission; raises `submission.unknown` for one that the reader may not see."""
    kept = Submission.objects.filter(pk=number).first()
    views = collection.submissions([number])
    if kept is None or number not in views:
        raise problems.SUBMISSION_UNKNOWN.problem(id=number)
    content = inflate(bytes(kept.content))
    facts = content.observations
    asked = [_asked(reader, fact) for fact in facts[:ROWS]]
    held = collection.in_force(number, [one.cell for one in asked])
    rows = [_row(reader, fact, one, one.cell in held) for fact, one in zip(facts, asked, strict=False)]
    view = views[number]
    may = may_withdraw(reader.actor, kept) and kept.state == State.ACCEPTED
    return {
        "submission": line(view, _where(rows)),
        "key": kept.key,
        "digest": view.digest,
        "origin": view,
        "note": view.note,
        "because": content.because,
        "files": [_file(each) for each in collection.files(number)],
        "findings": [_finding(reader, each) for each in collection.findings(number)],
        "withdrawn": _withdrawn(view),
        "rows": rows,
        "more": max(0, len(facts) - ROWS),
        "crumbs": [*_first_place(rows, facts), Choice("", str(number), chosen=True)],
        "withdrawal": reverse("operations:withdraw", args=[number]) if may else "",
    }


def _file(view: FileView) -> FileLine:
    return FileLine(view.name, view.size, view.sha256, view.use, links.original(view.sha256))


def _finding(reader: Reader, found: Finding) -> FindingLine:
    period, language = periods.from_id(found.period), shown.language()
    version = reader.index.version(found.area_id, period.end)
    return FindingLine(
        rule=found.rule,
        severity=found.severity,
        message=str(found.detail.get(f"message_{language}") or found.rule),
        place=shown.name(version) if version else "",
        period=period.code,
        because=found.because,
        state=found.state,
    )


def _withdrawn(view: SubmissionView) -> Withdrawal | None:
    found = view.withdrawn
    if found is None:
        return None
    person = found.person or (_("the system") if found.person_id == 0 else "–")
    return Withdrawal(found.at, person, found.why)


def line(view: SubmissionView, place: str) -> SubmissionLine:
    """A submission as a line of a table."""
    return SubmissionLine(
        id=str(view.id),
        at=view.received_at,
        person=sender(view),
        place=place,
        door=view.door,
        source=view.source_name,
        facts=view.facts,
        state=view.state,
        simulated=view.simulated,
        href=reverse("operations:submission", args=[view.id]),
    )


def sender(view: SubmissionView | None) -> str:
    """Her name; a dash when the reader may not know it."""
    if view is not None and not view.person_id:
        return _("the system")
    return (view.person if view else "") or "–"


def _first_place(rows: list[FactRow], facts: list[Fact]) -> list[Choice]:
    return [Choice("", rows[0].place, href=reverse("operations:place", args=[facts[0].area]))] if rows else []


def _where(rows: list[FactRow]) -> str:
    places = list(dict.fromkeys(row.place for row in rows))
    return ", ".join(places[:3]) + (f" (+{len(places) - 3})" if len(places) > 3 else "")  # noqa: PLR2004


def _asked(reader: Reader, fact: Fact) -> Asked:
    """The cell of an accepted fact; a place that is no more known has the id 0."""
    spec, period = reader.snapshot.indicators[fact.indicator], periods.parse(fact.period)
    breakdown = reader.snapshot.breakdown(spec, fact.breakdown or "") or 0
    return Asked(spec, reader.index.resolve(fact.area, period.end) or 0, period, breakdown)


def _row(reader: Reader, fact: Fact, asked: Asked, in_force: bool) -> FactRow:
    version = reader.index.version(asked.area, asked.period.end) if asked.area else None
    language = shown.language()
    return FactRow(
        indicator=asked.spec.name(language),
        place=shown.name(version) if version else fact.area,
        period=asked.period.code,
        breakdown=reader.snapshot.cell_label(asked.breakdown, language) if asked.breakdown else "",
        unit=reader.snapshot.unit(asked.spec, language),
        decimals=asked.spec.decimals,
        value=fact.value,
        reason=fact.reason or "",
        superseded=not in_force,
        href=_href(asked.spec.code, fact.area, asked.period, reader.snapshot.cells.get(asked.breakdown, "")),
    )


def _href(indicator: str, area: str, period: Period, breakdown: str) -> str:
    path = reverse("operations:figure", args=[indicator, area, period.code])
    return f"{path}?breakdown={breakdown}" if breakdown else path
