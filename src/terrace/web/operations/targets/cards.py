"""A target as a card of the page: its figures in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.base.kernel.periods import MONTHS, Frequency, Period
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import dividing, queries
from terrace.insight.targets.standings import Mark, Nowcast, PartStanding, Past, Standing
from terrace.web.operations import shown
from terrace.web.operations.targets import drawings, lights
from terrace.web.operations.targets.drawings import Bar, Moved, Way
from terrace.web.operations.targets.lights import Light
from terrace.web.ui import numbers
from terrace.web.ui.components import Choice

HUNDRED = Decimal(100)
#: Chances beyond which a card says so in colour and words; days of the record that a table shows.
GOOD, BAD, DAYS = Decimal("0.8"), Decimal("0.2"), 30


@dataclass(frozen=True, slots=True)
class PartRow:
    """The plan of a part of a year with what came of it."""

    period: Period
    planned: Decimal
    came: Decimal | None
    done: str
    light: Light


@dataclass(frozen=True, slots=True)
class Card:
    """One target. `words` says all of it in one sentence, for those who do not see the drawings."""

    id: str
    name: str
    unit: str
    decimals: int
    href: str
    chance: str
    mood: str
    pace: str
    goal: str
    words: str
    done: str
    due: str
    known: Period | None
    likely_range: str
    decided_by: str
    standing: Standing
    nowcast: Nowcast | None
    nowcast_words: str
    bar: Bar | None
    way: Way | None
    marks: tuple[Mark, ...]
    past: tuple[Past, ...]
    moved: Moved | None
    may_set: bool
    light: Light
    rule: str
    gap: str
    left: str
    basis: str
    parts: tuple[PartRow, ...]
    choices: tuple[Choice, ...]


def card(reader: Reader, found: Standing, past: Sequence[Past], nowcast: Nowcast | None, *, may_set: bool) -> Card:
    """Dress a standing."""
    language = shown.language()
    label = reader.snapshot.cell_label(found.breakdown_id, language) if found.breakdown_id else ""
    unit = reader.snapshot.unit(found.spec, language)
    name = found.spec.name(language)
    return Card(
        id=f"{found.spec.code}-{found.breakdown_id}",
        name=f"{name} · {label}" if label else name,
        unit=unit,
        decimals=found.spec.decimals,
        href=_figure(found),
        chance=chance_words(found),
        mood=_mood(found),
        pace=_pace(found),
        goal=goal_words(found, unit),
        words=_words(found, unit),
        done=share(found.done),
        due=share(found.due),
        known=found.known,
        likely_range=_range(found),
        decided_by=found.decided_by_en if language == "en" else found.decided_by_vi,
        standing=found,
        nowcast=nowcast,
        nowcast_words=_nowcast(nowcast, found, unit),
        bar=drawings.bar(found),
        way=drawings.way(found, (found.marks[0].period.label(language), found.marks[-1].period.label(language))),
        marks=found.marks if len(found.marks) > 1 else (),
        past=tuple(past[::-1][:DAYS]),
        moved=drawings.moved(past),
        may_set=may_set,
        light=lights.light(found.judged),
        rule=found.rule.words(language),
        gap=gap_words(found, unit),
        left=_left(found, unit),
        basis=found.basis.words(language),
        parts=tuple(_part(each) for each in found.parts),
        choices=tuple(_choices(found)) if may_set else (),
    )


def gap_words(found: Standing, unit: str = "") -> str:
    """How far what is there is from what should be there by now; '' when one of them is not known."""
    if found.gap is None or found.over:
        return ""
    value = f"{_text(abs(found.gap), found)} {unit}".strip()
    if not found.gap:
        return _("as much as there should be by now")
    if found.gap > 0:
        return _("%(value)s more than there should be by now") % {"value": value}
    return _("%(value)s less than there should be by now") % {"value": value}


def _left(found: Standing, unit: str) -> str:
    """What is still to come; '' for ceilings, and for what is there already."""
    if found.left is None or found.left <= 0 or not found.is_floor:
        return ""
    return f"{_text(found.left, found)} {unit}"


def _part(part: PartStanding) -> PartRow:
    """A part of the year as a row of its table."""
    light = lights.light(part.judged) if part.over else lights.waiting()
    return PartRow(part.period, part.planned, part.came, share(part.done), light)


def _choices(found: Standing) -> Iterator[Choice]:
    """The parts of the year that may have a plan."""
    year = Period(Frequency.YEAR, found.year)
    for frequency in (Frequency.HALF, Frequency.NINE, Frequency.QUARTER, Frequency.SEASON, Frequency.MONTH):
        if dividing.has_figures(found.spec, frequency):
            for index in range(1, len(MONTHS[frequency]) + 1):
                period = Period(frequency, year.year, index)
                yield Choice(period.code, period.label(shown.language()))


def chance_words(found: Standing) -> str:
    """The chance in one line: `Khả năng đạt kế hoạch: 72 %`."""
    if found.chance is None:
        return _("Too few past years to tell the chance")
    if found.over:
        return _("The year is over: the plan was met") if found.chance else _("The year is over: the plan was not met")
    return _("Chance that the plan is met: %(chance)s") % {"chance": chance_text(found.chance)}


def chance_text(chance: Decimal | None) -> str:
    """A chance in whole per cent; near the ends it says so.

    >>> chance_text(Decimal("0.7249")), chance_text(Decimal("0.9999")), chance_text(Decimal(1))
    ('72\\xa0%', '> 99\\xa0%', '100\\xa0%')
    """
    if chance is None:
        return "–"
    if 0 < chance < Decimal("0.01"):
        return "< 1\u00a0%"
    if Decimal("0.99") < chance < 1:
        return "> 99\u00a0%"
    return f"{numbers.form(chance * HUNDRED, 0)}\u00a0%"


def share(part: Decimal | None) -> str:
    """A part of one as per cent with one decimal."""
    return "–" if part is None else f"{numbers.form(part * HUNDRED, 1, shown.language())}\u00a0%"


def _mood(found: Standing) -> str:
    if found.chance is None or BAD < found.chance < GOOD:
        return ""
    return "good" if found.chance >= GOOD else "late"


def _pace(found: Standing) -> str:
    """Before or behind the usual way of the year."""
    if found.over or found.ahead is None:
        return ""
    if found.is_floor:
        return _("▲ on course") if found.ahead else _("▼ behind the usual way")
    return _("▼ within the usual way") if found.ahead else _("▲ above the usual way")


def goal_words(found: Standing, unit: str) -> str:
    value = f"{_text(found.target, found)} {unit}"
    return _("at least %(value)s") % {"value": value} if found.is_floor else _("at most %(value)s") % {"value": value}


def _range(found: Standing) -> str:
    if found.low is None or found.high is None or found.low == found.high:
        return ""
    return f"{_text(found.low, found)}–{_text(found.high, found)}"


def _words(found: Standing, unit: str) -> str:
    """All of it in sentences."""
    said = [_("Plan: %(goal)s.") % {"goal": goal_words(found, unit)}]
    if found.so_far is not None and found.known is not None:
        values = {"value": _text(found.so_far, found), "period": found.known.label(shown.language())}
        values |= {"done": share(found.done), "due": share(found.due)}
        said.append(_("Through %(period)s: %(value)s, %(done)s of the plan; usual by then: %(due)s.") % values)
    if found.rate is not None and not found.over:
        said.append(_("At this rate: %(value)s.") % {"value": _text(found.rate, found)})
    if found.likely is not None and not found.over:
        said.append(_("Likely: %(value)s.") % {"value": _text(found.likely, found)})
    return " ".join([*said, f"{chance_words(found)}."])


def _nowcast(nowcast: Nowcast | None, found: Standing, unit: str) -> str:
    if nowcast is None:
        return ""
    values: dict[str, object] = {"period": nowcast.period.label(shown.language()), "unit": unit}
    values |= {"likely": _text(nowcast.likely, found), "low": _text(nowcast.low, found)}
    values |= {"high": _text(nowcast.high, found), "reported": nowcast.reported, "expected": nowcast.expected}
    values["weight"] = share(nowcast.weight)
    text = _(
        "%(period)s, likely: %(likely)s %(unit)s (%(low)s–%(high)s), from %(reported)s of %(expected)s places, which"
        " usually make up %(weight)s."
    )
    return text % values


def _text(value: Decimal, found: Standing) -> str:
    return numbers.form(value, found.spec.decimals, shown.language())


def _figure(found: Standing) -> str:
    period = found.known or found.marks[0].period
    path = reverse("operations:figure", args=[found.spec.code, found.place.code, period.code])
    return f"{path}?breakdown={found.breakdown}" if found.breakdown else path


def counts(chances: Sequence[Decimal | None]) -> dict[str, int]:
    """How many targets there are, how many are likely to be met, how many not, and how many may go either way."""
    known = [each for each in chances if each is not None]
    good, bad = sum(each >= GOOD for each in known), sum(each <= BAD for each in known)
    return {"all": len(chances), "good": good, "bad": bad, "open": len(known) - good - bad}


def summary(area: int, code: str) -> dict[str, object] | None:
    """The targets of this year for the page of a place (`parts/targets_summary.html`); None when it has none."""
    year = timezone.localdate().year
    found = counts(queries.last_chances(area, year))
    href = f"{reverse('operations:targets-place', args=[code])}?year={year}"
    return {"year": year, "counts": found, "href": href} if found["all"] else None


def newest(standings: Sequence[Standing]) -> date | None:
    """The day of the newest figure behind any of them."""
    return max((each.as_of for each in standings if each.as_of), default=None)
