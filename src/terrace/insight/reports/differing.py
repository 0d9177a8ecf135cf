"""What moved between two issues of a report: figures that changed, from what to what, new ones, and those gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from terrace.base.kernel import periods
from terrace.insight.reports import numbering, snapshots
from terrace.insight.reports.queries import IssueView
from terrace.insight.reports.snapshots import Alarm, Figure, Frame, Goal

CHANGED, NEW, GONE = "changed", "new", "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure or target; `was` and `now` as they are written, '' where there was none."""

    kind: str
    name: str
    place: str
    period: str
    was: str
    now: str
    by: str


def between(before: IssueView, after: IssueView, language: str) -> list[Difference]:
    """In the order of the newer one's facts; only what the reader may see in both."""
    if before.frame is None or after.frame is None:
        return []
    return list(_differences(before, after, language))


def _differences(before: IssueView, after: IssueView, language: str) -> Iterator[Difference]:
    for key in [*after.facts, *(key for key in before.facts if key not in after.facts)]:
        old, new = before.facts.get(key), after.facts.get(key)
        frame = after.frame if key in after.facts else before.frame
        if frame is None or isinstance(old, Alarm) or isinstance(new, Alarm):
            continue
        was, now = _value(old), _value(new)
        if was != now and not (old is None and now is None):
            yield _difference(frame, key, was, now, language)


def _value(fact: Figure | Goal | None) -> Decimal | None:
    return fact.value if fact else None


def _difference(frame: Frame, key: str, was: Decimal | None, now: Decimal | None, language: str) -> Difference:
    """The words of one; keys are `CODE|area|cell|period`, of targets with a word before."""
    code, area, cell, when = key.removeprefix("target|").split("|")
    spec = frame.specs[code]
    named = frame.cells.get(cell, ("", ""))[language == "en"]
    name = f"{spec.name(language)} ({named})" if named else spec.name(language)
    if key.startswith("target|"):
        name = f"{name} – {'plan' if language == 'en' else 'kế hoạch'}"
    period = periods.parse(when.removesuffix(snapshots.SO_FAR))
    said = numbering.period(period, language)
    if when.endswith(snapshots.SO_FAR):
        said = f"{said} ({numbering.so_far(period, language)})"
    place = frame.places[area].name
    kind = NEW if was is None else GONE if now is None else CHANGED
    before, after = ("" if each is None else numbering.value(each, spec.decimals, language) for each in (was, now))
    by = "" if was is None or now is None else numbering.value(now - was, spec.decimals, language)
    return Difference(kind, f"{name}, {spec.unit(language)}", place, said, before, after, by)
