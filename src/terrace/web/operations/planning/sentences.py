"""A plan of school places as rows and sentences."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrace.base.places import index as places
from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning.assumptions import School
from terrace.insight.planning.plans import Plan, Whole
from terrace.web.operations import shown
from terrace.web.ui import numbers

#: Communes that a sentence names.
NAMED = 3


def school_year(year: int) -> str:
    """
    >>> school_year(2026)
    '2026–2027'
    """
    return f"{year}–{year + 1}"


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune in one stage and year. `gap`: pupils without a place, or (negative) places left over."""

    place: int
    code: str
    name: str
    now: int
    pupils: int
    low: int
    high: int
    places: int
    gap: int
    free: int
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A new school: where, whom it serves, what is left of the gap then; `school` is its word in an address."""

    name: str
    own: int
    neighbours: tuple[tuple[str, int], ...]
    served: int
    left: int
    share: int
    school: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the whole place: pupils now, and for each coming year pupils, their range, shortage and surplus."""

    code: str
    name: str
    now: int
    years: tuple[Whole, ...]


def communes(plan: Plan) -> list[tuple[str, str]]:
    """Codes and names of the communes of the plan, by name."""
    tree, today = places.current(), timezone.localdate()
    found = [tree.version(place, today) or tree.history(place)[-1] for place in plan.records.places]
    return [(each.code, shown.name(each)) for each in sorted(found, key=lambda each: each.name)]


def rows(reader: Reader, plan: Plan, stage: int, year: int) -> list[CommuneRow]:
    """The communes, the greatest shortage first."""
    free, gap, today = plan.free(stage, year), plan.gap, timezone.localdate()
    found = []
    for number, place in enumerate(plan.records.places):
        version = reader.index.version(place, today) or reader.index.history(place)[-1]
        pupils, half = plan.pupils[number, stage, year], plan.half[number, stage, year]
        found.append(
            CommuneRow(
                place,
                version.code,
                shown.name(version),
                int(plan.pupils_now[number, stage]),
                int(pupils),
                int(max(0, np.floor(pupils - half))),
                int(np.ceil(pupils + half)),
                int(plan.places[number, stage, year]),
                int(gap[number, stage, year]),
                int(free[number]),
                tuple(int(each) for each in gap[number, stage]),
            )
        )
    return sorted(found, key=lambda row: (-row.gap, row.code))


def overview(plan: Plan, language: str) -> list[StageRow]:
    """Every stage over the years."""
    found = []
    for number, each in enumerate(plan.norms.stages):
        years = tuple(plan.whole(number, year) for year in range(len(plan.years)))
        found.append(StageRow(each.code, each.name(language), int(plan.pupils_now[:, number].sum()), years))
    return found


def sites(reader: Reader, plan: Plan, stage: int, year: int) -> list[SiteRow]:
    """The ranked sites; a school that opens in the year that is looked at."""
    short = int(np.maximum(plan.gap[:, stage, year], 0).sum())
    norm, before, found = plan.norms.stages[stage], short, []
    for site in plan.sites(stage, year):
        version = _version(reader, plan.records.places[site.place])
        others = tuple((shown.name(_version(reader, plan.records.places[n])), count) for n, count in site.neighbours)
        school = School(version.code, norm.code, norm.school_classes, plan.years[year])
        share = round(100 * site.served / short) if short else 0
        found.append(SiteRow(shown.name(version), site.own, others, before - site.left, site.left, share, school.text))
        before = site.left
    return found


def _version(reader: Reader, place: int) -> Any:
    return reader.index.version(place, timezone.localdate()) or reader.index.history(place)[-1]


# sentences


def summary(reader: Reader, plan: Plan, stage: int, year: int, ranked: list[SiteRow]) -> list[str]:
    """What a leader should know, in a few sentences."""
    listed = rows(reader, plan, stage, year)
    found = [_pupils(plan, stage, year), *_gaps(listed)]
    if ranked:
        found.append(_school(plan, stage, ranked))
    return [*found, _accuracy(plan, stage)]


def _pupils(plan: Plan, stage: int, year: int) -> str:
    one = plan.whole(stage, year)
    now = int(plan.pupils_now[:, stage].sum())
    per_cent = numbers.change(Decimal(one.pupils), Decimal(now))
    name = plan.norms.stages[stage].name(shown.language()).lower()
    text = _("School year {year}: {pupils} pupils are likely ({stage}; {low} to {high}); {now} in {base}{change}.")
    return text.format(
        year=school_year(plan.years[year]),
        pupils=_n(one.pupils),
        stage=name,
        low=_n(one.low),
        high=_n(one.high),
        now=_n(now),
        base=school_year(plan.base),
        change=f" ({numbers.change_form(per_cent, shown.language())})" if per_cent is not None else "",
    )


def _gaps(listed: list[CommuneRow]) -> list[str]:
    short, spare = [row for row in listed if row.gap > 0], [row for row in listed if row.gap < 0]
    lacking, over = sum(row.gap for row in short), -sum(row.gap for row in spare)
    if not short:
        return [_("No commune lacks places; {over} places are left over.").format(over=_n(over))]
    text = ngettext("{count} commune lacks {lacking} places.", "{count} communes lack {lacking} places.", len(short))
    found = [text.format(count=len(short), lacking=_n(lacking))]
    if spare:
        text = ngettext(
            "{count} commune has {over} places left over.", "{count} communes have {over} places left over.", len(spare)
        )
        found.append(text.format(count=len(spare), over=_n(over)))
    worst = ", ".join(f"{row.name} ({_n(row.gap)})" for row in short[:NAMED])
    found.append(_("Most are lacking in {worst}.").format(worst=worst))
    if near := sum(min(row.gap, row.free) for row in short):
        moved = _("Up to {near} of them could go to a school within reach that has places left over.")
        found.append(moved.format(near=_n(near)))
    return found


def _school(plan: Plan, stage: int, ranked: list[SiteRow]) -> str:
    first, last = ranked[0], ranked[-1]
    text = _("A new school of {classes} classes in {place} closes {served} of the gap ({share} %).")
    one = text.format(
        classes=plan.norms.stages[stage].school_classes, place=first.name, served=_n(first.served), share=first.share
    )
    if len(ranked) == 1:
        return one
    more = ngettext("With {count} school {left} are left.", "With {count} schools {left} are left.", len(ranked))
    return f"{one} {more.format(count=len(ranked), left=_n(last.left))}"


def _accuracy(plan: Plan, stage: int) -> str:
    errors = plan.learned.errors[stage]
    if not errors.tries[0] or not np.isfinite(errors.typical[0]):
        return _("There are too few years to try this way of working out on the past: take the ranges with care.")
    text = ngettext(
        "Tried on {tries} past year, this way was {off} % off for one year ahead (the whole place, middle case).",
        "Tried on {tries} past years, this way was {off} % off for one year ahead (the whole place, middle case).",
        errors.tries[0],
    )
    off = numbers.form(Decimal(float(errors.typical[0]) * 100), 1, shown.language())
    return text.format(tries=errors.tries[0], off=off)


def notes(reader: Reader, plan: Plan, stage: int) -> list[str]:
    """What the figures lack, and what to do about it."""
    norm, found = plan.norms.stages[stage], []
    if norm.code in plan.missing():
        found.append(
            _("No commune has reported its classes of this stage, so that every pupil lacks a place: hand them in.")
        )
    if plan.assumed.sessions.get(norm.code) and not np.isfinite(plan.records.rooms[:, stage]).any():
        found.append(_("The number of classrooms is not known here, so that classes are taken as they are."))
    if plan.records.carried:
        names = ", ".join(shown.name(_version(reader, place)) for place in plan.records.carried[:NAMED])
        text = ngettext(
            "{count} commune has not reported pupils of {year}; those of the year before stand in: {names}.",
            "{count} communes have not reported pupils of {year}; those of the year before stand in: {names}.",
            len(plan.records.carried),
        )
        found.append(text.format(count=len(plan.records.carried), year=school_year(plan.base), names=names))
    if norm.grades and norm.grades[0] == 1:
        born = plan.records.births.last + norm.from_age
        text = _("All who enter grade 1 until {year} are born already: births change kindergartens first.")
        found.append(text.format(year=born))
    return found


def _n(value: int) -> str:
    return numbers.form(Decimal(value), 0, shown.language())
