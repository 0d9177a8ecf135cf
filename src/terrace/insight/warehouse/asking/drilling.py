"""One level down from a heading: its place's children, its year's quarters, the codes of a total."""

from dataclasses import replace

from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import LETTERS, Frequency
from terrace.base.places import index as places
from terrace.base.places.models import Level
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.answers import Heading, Member
from terrace.insight.warehouse.questions import AS_WAS, Axis, Periods, Question, Where

TOTAL = "total"
#: The next finer frequency of a drill.
FINER = {
    Frequency.YEAR: (Frequency.HALF, Frequency.QUARTER, Frequency.MONTH, Frequency.SEASON),
    Frequency.HALF: (Frequency.QUARTER, Frequency.MONTH),
    Frequency.NINE: (Frequency.QUARTER, Frequency.MONTH),
    Frequency.QUARTER: (Frequency.MONTH,),
}


def drill(question: Question, heading: Heading, kind: str = "") -> Question | None:
    """What lies under a heading: its members become the filter, the innermost that goes down (or that of the kind)
    its axis. None when nothing does.
    """
    members = [member for member in heading.members if member.kind in {"place", "period", "breakdown"}]
    for member in reversed(members):
        if kind in {"", member.kind} and (axis := _finer(question, member)):
            return _under(question, members, member, axis)
    if kind in {"", "breakdown"} and (axis := _dimension(question, set())):
        return _under(question, members, None, axis)
    return None


def _finer(question: Question, member: Member) -> Axis | None:
    """The axis of what a member is made of."""
    if member.kind == "breakdown":
        return None if member.key == TOTAL else _dimension(question, {member.level})
    if member.key == TOTAL:
        return None
    return _level_below(question, member) if member.kind == "place" else _grain_below(question, member)


def _level_below(question: Question, member: Member) -> Axis | None:
    day = timezone.localdate()
    said = question.where.periods.last
    if question.boundaries == AS_WAS and said:
        day = min(day, periods.parse(said).end)
    index = places.current()
    place = index.resolve(member.code, day)
    below = index.children(place, day) if place is not None else ()
    return Axis("place", Level(index.level(below[0])).name.lower()) if below else None


def _grain_below(question: Question, member: Member) -> Axis | None:
    period = periods.parse(member.code)
    own = [spec.frequency for spec in _specs(question)]
    for frequency in (Frequency.QUARTER, *FINER.get(period.frequency, ())):
        fits = frequency in FINER.get(period.frequency, ()) and all(_kept(each, frequency) for each in own)
        if fits:
            return Axis("period", LETTERS[frequency])
    return None


def _kept(own: Frequency, asked: Frequency) -> bool:
    """An indicator of this frequency has figures of the one asked for."""
    return own is asked or asked in periods.COARSER[own]


def _dimension(question: Question, done: set[str]) -> Axis | None:
    """The first dimension that an indicator has besides those that are asked about."""
    done = (
        done
        | {name for name, _ in question.where.breakdown}
        | {each.level for each in question.axes if each.kind == "breakdown"}
    )
    specs = _specs(question)
    names = dict.fromkeys(name for spec in specs for group in spec.groups for name in group)
    fitting = (name for name in names if name not in done and all(_has(spec, {name}) for spec in specs))
    return next((Axis("breakdown", name) for name in fitting), None)


def _has(spec: IndicatorSpec, names: set[str]) -> bool:
    return any(names <= set(group) for group in spec.groups)


def _specs(question: Question) -> list[IndicatorSpec]:
    known = catalogue.current(max_age=1).indicators
    return [known[each.indicator] for each in question.measures if each.indicator in known]


def _under(question: Question, members: list[Member], down: Member | None, axis: Axis) -> Question:
    """The members as filters; the axis in the place of theirs."""
    where = question.where
    for member in members:
        where = _fixed(where, member)
    kinds = {(member.kind, member.level) for member in members}
    rows, columns = (_without(axes, kinds) for axes in (question.rows, question.columns))
    on_rows = down is None or any(each.kind == down.kind and each.level in {"", down.level} for each in question.rows)
    own = [each for each in (rows if on_rows else columns) if each.kind != axis.kind or each.kind == "breakdown"]
    if on_rows:
        return replace(question, rows=(*own, axis), columns=columns, where=where, limit=None)
    return replace(question, rows=rows, columns=(*own, axis), where=where, limit=None)


def _without(axes: tuple[Axis, ...], kinds: set[tuple[str, str]]) -> tuple[Axis, ...]:
    """The axes without those of the members; a place's level may go without saying."""
    names = {kind for kind, _ in kinds}
    return tuple(
        each
        for each in axes
        if each.kind not in names or (each.kind == "breakdown" and (each.kind, each.level) not in kinds)
    )


def _fixed(where: Where, member: Member) -> Where:
    if member.key == TOTAL:
        return where
    if member.kind == "place":
        return replace(where, places=(member.code,), level="")
    if member.kind == "period":
        return replace(where, periods=Periods(member.code, member.code, to_date=where.periods.to_date))
    kept = tuple(pair for pair in where.breakdown if pair[0] != member.level)
    return replace(where, breakdown=tuple(sorted((*kept, (member.level, (member.code,))))))
