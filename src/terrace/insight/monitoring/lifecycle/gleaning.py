"""What a brief is made of, as far as its reader may see it. Row-level security holds the same behind each question."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Max, Min, Q

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.facts.catalogue import snapshot
from terrace.facts.returns import forms, rights
from terrace.facts.returns.models import Return
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.lifecycle import briefs, deadlines, messages, silencing, territory
from terrace.insight.monitoring.lifecycle.briefs import AtRisk, Brief, Late, Matter
from terrace.insight.monitoring.models import Group, State, Warning
from terrace.insight.targets.models import Chance

#: Places that a line names; returns that were due longer ago are an old story.
NAMED: Final = 3
LATE_DAYS: Final = 92
CELL: Final = ("indicator_id", "area_id", "breakdown_id")


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, when, back to when."""

    actor: Actor
    now: datetime
    since: datetime

    @property
    def today(self) -> date:
        return deadlines.today(self.now)

    @property
    def language(self) -> str:
        return self.actor.language


def brief(look: Look, kind: str) -> Brief:
    """All of it."""
    return Brief(
        kind=kind,
        day=look.today,
        since=deadlines.today(look.since),
        place=place(look),
        matters=tuple(matters(look)),
        cleared=tuple(cleared(look)),
        late=tuple(late(look)),
        targets=tuple(at_risk(look)),
        silences=silencing.standing(look.now).filter(area_id__in=_areas(look, queries.READ)).count(),
    )


def place(look: Look) -> str:
    """What she leads: her broadest place."""
    held = [each for each in look.actor.grants if each.stands(look.today) and each.gives(queries.READ)]
    broadest = min(held, key=lambda each: each.level, default=None)
    return territory.name(broadest.area, look.today, look.language) if broadest else ""


def _areas(look: Look, verb: str) -> frozenset[int] | set[int]:
    """The places of a right; of one that holds everywhere, all that silences name."""
    areas = policy.which(look.actor, verb).areas
    return set(silencing.standing(look.now).values_list("area_id", flat=True)) if areas is None else areas


def matters(look: Look) -> list[Matter]:
    """What stands, by group; those that a page has room for in words."""
    found = queries.hers(look.actor).exclude(state=State.CLEARED).filter(explained_by_id__isnull=True)
    rows = found.values("group_id").annotate(
        many=Count("id"),
        worst=Max("severity"),
        open=Count("id", filter=Q(state=State.OPEN)),
        first=Min("raised_at"),
        due=Min("due_at"),
    )
    plain = {row["group_id"] or 0: _matter(row, look) for row in rows}
    shown = sorted(plain, key=lambda number: plain[number].rank)[: briefs.TOP]
    worded = dress(found, {number: plain[number] for number in shown if number}, look)
    return list({**plain, **worded}.values())


def _matter(row: Mapping[str, Any], look: Look) -> Matter:
    overdue = row["due"] is not None and row["due"] <= look.now
    return Matter("", "", "", row["worst"], row["many"], row["first"] >= look.since, overdue, not row["open"])


def cleared(look: Look) -> list[Matter]:
    """What ended since, the most severe first."""
    found = queries.hers(look.actor).filter(state=State.CLEARED, cleared_at__gte=look.since, cleared_at__lte=look.now)
    rows = found.values("group_id").annotate(many=Count("id"), worst=Max("severity")).order_by("-worst", "group_id")
    plain = {row["group_id"] or 0: _ended(row) for row in rows}
    worded = dress(found, dict(list(plain.items())[: briefs.CLEARED]), look)
    return list({**plain, **worded}.values())


def _ended(row: Mapping[str, Any]) -> Matter:
    return Matter("", "", "", row["worst"], row["many"], fresh=False, overdue=False, taken=False)


def dress(found: Any, plain: Mapping[int, Matter], look: Look) -> dict[int, Matter]:
    """These matters with their words: one warning in its own, several as what they share."""
    groups = Group.objects.in_bulk([number for number in plain if number])
    rows: dict[int, list[Warning]] = defaultdict(list)
    for row in found.filter(group_id__in=groups).defer("evidence").order_by("-severity", "pk"):
        rows[row.group_id].append(row)
    return {number: _dressed(plain[number], groups[number], rows[number], look) for number in groups if rows[number]}


def _dressed(matter: Matter, group: Group, rows: Sequence[Warning], look: Look) -> Matter:
    words = messages.Said.of(group, rows)
    said, where = words.about(look.language), messages.path(group, rows)
    if len(rows) == 1:
        whole = words.views[0].sentence(look.language)
        return replace(matter, title=said, line=whole.removeprefix(f"{said}: "), path=where)
    return replace(matter, title=said, line=_places(rows, look), path=where)


def _places(rows: Iterable[Warning], look: Look) -> str:
    """The first places by name, and how many there are."""
    areas = list(dict.fromkeys(row.area_id for row in rows))
    named = ", ".join(territory.name(area, look.today, look.language) for area in areas[:NAMED])
    return f"{named} …" if len(areas) > NAMED else named


def late(look: Look) -> list[Late]:
    """Returns that were due and are not there, by form, those of the most places first."""
    rows = Return.objects.filter(expected=True, submitted_at__isnull=True, due__lt=look.today)
    rows = rows.filter(due__gte=look.today - timedelta(days=LATE_DAYS))
    known, by_form = forms.current(), defaultdict[int, list[int]](list)
    for form, area in rows.order_by("due", "area_id").values_list("form_id", "area_id"):
        if form in known.by_id and rights.sees(look.actor, known.by_id[form], area):
            by_form[form].append(area)
    listed = sorted(by_form.items(), key=lambda each: (-len(each[1]), each[0]))
    return [Late(known.by_id[form].name(look.language), _names(areas, look), len(areas)) for form, areas in listed]


def _names(areas: Sequence[int], look: Look) -> tuple[str, ...]:
    return tuple(territory.name(area, look.today, look.language) for area in list(dict.fromkeys(areas))[:NAMED])


def at_risk(look: Look) -> list[AtRisk]:
    """Targets of this year that will rather not be met, by the chance that was written down last."""
    scope, specs = policy.which(look.actor, "figure.read"), snapshot.current(max_age=5).by_id
    rows = Chance.objects.filter(year=look.today.year, day__lte=look.today)
    if scope.areas is not None:
        rows = rows.filter(area_id__in=scope.areas)
    newest = rows.order_by(*CELL, "-day").distinct(*CELL)
    held = [row for row in newest if row.met is not None and row.met < briefs.AT_RISK and row.indicator_id in specs]
    seen = [row for row in held if scope.holds(row.area_id, specs[row.indicator_id].sector)]
    return [_target(row, look) for row in seen]


def _target(row: Chance, look: Look) -> AtRisk:
    spec = snapshot.current(max_age=5).by_id[row.indicator_id]
    where = territory.name(row.area_id, look.today, look.language)
    return AtRisk(spec.name(look.language), where, row.met or briefs.AT_RISK, "/targets/")
