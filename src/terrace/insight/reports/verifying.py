"""Proof that a report says what the figures were: each of its numbers against what was known when it was made.

Nothing that was kept is used: the figures are worked out in plain Python from the observations that were in force
(`Reader`, `as_of`). Between the moment at which a report was asked for and that at which it was kept a figure may have
moved, so either of both is right. A formula, a source or a map that was changed since shows as a difference.
"""

from dataclasses import dataclass
from datetime import datetime

from terrace.base.access.policy import SYSTEM
from terrace.base.places import index as places
from terrace.facts.pipeline.queries import Reader
from terrace.insight.reports import gathering, queries, snapshots
from terrace.insight.reports.models import Issue, State
from terrace.insight.reports.queries import IssueView
from terrace.insight.reports.snapshots import Figure

Found = dict[str, Figure | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is not the figure: indicator, place, cell and period in words."""

    words: str
    kept: str
    figure: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was compared. `whole`: the snapshot is the one that was kept, by its SHA-256."""

    number: int
    figures: int
    whole: bool
    differences: tuple[Difference, ...]

    @property
    def good(self) -> bool:
        return self.whole and not self.differences


def made() -> list[int]:
    """The numbers of all reports that were made, the oldest first."""
    unmade = (State.ASKED, State.FAILED)
    return list(Issue.objects.exclude(state__in=unmade).order_by("id").values_list("pk", flat=True))


def verify(number: int) -> Verdict:
    """Compare every figure of a report. Raises `report.absent`."""
    view = queries.one(SYSTEM, number)
    kept = {key: fact for key, fact in view.facts.items() if isinstance(fact, Figure)}
    wrong, found = dict(kept), Found()
    for moment in (view.row.made_at, view.row.asked_at):
        if wrong and moment is not None:
            found = _worked_out(wrong, moment)
            wrong = {key: fact for key, fact in wrong.items() if not _same(fact, found[key])}
    whole = snapshots.mark(view.row.frame, queries.contents(view.row)) == view.row.sha256
    told = (Difference(_words(view, key), _said(fact), _said(found[key])) for key, fact in wrong.items())
    return Verdict(number, len(kept), whole, tuple(told))


def _worked_out(kept: dict[str, Figure], moment: datetime) -> Found:
    """The same figures as they were at a moment; None for an indicator that is no more."""
    reader = Reader(SYSTEM)
    known = {
        key: gathering.asked_by(reader.snapshot, key) for key in kept if key.split("|")[0] in reader.snapshot.indicators
    }
    find = gathering.reading(reader, [each for one in known.values() for each in gathering.behind(one)], moment)
    return {key: gathering.figure(known[key], find) if key in known else None for key in kept}


def _same(kept: Figure, figure: Figure | None) -> bool:
    """Value, firmness and coverage. The reason of a gap is left aside: kept figures do not say late from missing."""
    return figure is not None and _numbers(kept) == _numbers(figure)


def _numbers(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.status, figure.simulated, figure.reported, figure.expected


def _said(figure: Figure | None) -> str:
    return "–" if figure is None else " ".join(str(each) for each in _numbers(figure))


def _words(view: IssueView, key: str) -> str:
    code, area, cell, when = key.split("|")
    index, frame = places.current(), view.frame
    known = frame.places.get(area) if frame else None
    place = known.code if known else index.history(int(area))[-1].code
    named = frame.cells.get(cell, ("", ""))[0] if frame else ""
    return " ".join(filter(None, (code, place, named, when)))
