"""What a rule would have done in the past three years: how often, when, where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from hashlib import blake2b
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrace.base.kernel.periods import Period
from terrace.base.places import boundaries
from terrace.base.places.versions import Version
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import backtests, rules
from terrace.insight.monitoring.backtests import Answer, Fired
from terrace.insight.monitoring.changing import Draft
from terrace.web.operations import shown
from terrace.web.ui import maps, numbers
from terrace.web.ui.components import MapArea
from terrace.web.ui.maps import MapView

YEARS = 3
#: Places with a bar, and lines of the table.
PLACES, LINES = 10, 200
#: More warnings than so many a month are more than people look at.
NOISY = 20
WIDTH = 200


@dataclass(frozen=True, slots=True)
class Count:
    """How often; `width` of its bar."""

    label: str
    value: int
    width: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One warning that there would have been."""

    place: str
    what: str
    period: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The back-test of a rule in a sentence and a word on it."""

    count: int
    said: str
    verdict: str
    noisy: bool


@dataclass(frozen=True, slots=True)
class Tried(Brief):
    """The back-test of a rule."""

    years: tuple[Count, ...]
    places: tuple[Count, ...]
    more: int
    map: MapView | None
    latest: tuple[Line, ...]


def mark(draft: Draft) -> str:
    """What was tried: another rule has another mark. Words and who answers do not matter."""
    about = (draft.kind, draft.indicator, draft.sector, draft.level, draft.breakdown, draft.area)
    text = repr((about, sorted(draft.params.plain().items()), draft.clearing))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def tried(reader: Reader, draft: Draft) -> Tried:
    """Run the rule over the stored history; what she may not see is left out."""
    answer = backtests.would_have(reader.actor, draft, YEARS)
    places = Counter(hit.area for hit in answer.fired)
    ranked = places.most_common()
    most = ranked[0][1] if ranked else 1
    return Tried(
        **asdict(_brief(draft, answer)),
        years=tuple(_years([hit.period for hit in answer.fired])),
        places=tuple(
            Count(_name(reader, area), count, f"{WIDTH * count / most:.0f}") for area, count in ranked[:PLACES]
        ),
        more=max(0, len(ranked) - PLACES),
        map=_map(reader, draft, places),
        latest=tuple(_line(reader, hit) for hit in answer.fired[:LINES]),
    )


def brief(reader: Reader, draft: Draft) -> Brief:
    """The same in short: how often it would have warned."""
    return _brief(draft, backtests.would_have(reader.actor, draft, YEARS))


def _brief(draft: Draft, answer: Answer) -> Brief:
    count = len(answer.fired)
    noisy = bool(answer.looked) and count * answer.of > NOISY * 12 * YEARS * answer.looked
    said = _said(draft, answer, len({hit.area for hit in answer.fired}))
    return Brief(count, said, _verdict(answer, noisy=noisy), noisy)


def _said(draft: Draft, answer: Answer, places: int) -> str:
    if draft.kind not in rules.OF_FIGURES:
        return _("Rules of this kind look at the calendar and at plans; they cannot be tried on the past.")
    if not answer.of:
        return _("There are no figures of the last three years on which this rule can be tried.")
    count = len(answer.fired)
    if not count:
        return _("In the last three years this rule would never have warned.")
    return ngettext(
        "In the last three years this rule would have warned %(count)s time, in %(places)s places.",
        "In the last three years this rule would have warned %(count)s times, in %(places)s places.",
        count,
    ) % {"count": _number(count), "places": _number(places)}


def _number(count: int) -> str:
    return numbers.form(Decimal(count), 0, shown.language())


def _verdict(answer: Answer, *, noisy: bool) -> str:
    """A word on whether people would go on reading it; and how much of the past was looked at."""
    said = []
    if answer.looked < answer.of:
        seen = {"looked": _number(answer.looked), "of": _number(answer.of)}
        said.append(_("%(looked)s of %(of)s series were looked at, drawn evenly.") % seen)
    if noisy:
        said.append(_("That is more than people look at: make the rule stricter, or narrow it to fewer places."))
    elif answer.of and not answer.fired:
        said.append(_("Either all was well, or the limit is too far away: try a closer one."))
    return " ".join(said)


def _years(found: Sequence[Period]) -> list[Count]:
    """Each year of the three, also those without any."""
    counted = Counter(period.end.year for period in found)
    last = timezone.localdate().year
    return [Count(str(year), counted[year]) for year in sorted({*range(last - YEARS + 1, last + 1), *counted})]


def _version(reader: Reader, area: int, period: Period | None = None) -> Version:
    day = period.end if period else timezone.localdate()
    return reader.index.version(area, day) or reader.index.history(area)[-1]


def _name(reader: Reader, area: int) -> str:
    return shown.name(_version(reader, area))


def _map(reader: Reader, draft: Draft, places: Counter[int]) -> MapView | None:
    """How often in each place of the level that it would have warned in most."""
    if len(places) <= 1:
        return None
    today = timezone.localdate()
    level = Counter(reader.index.level(area) for area in places).most_common(1)[0][0]
    areas = [area for area in reader.index.descendants(draft.area or 0, today) if reader.index.level(area) == level]
    rings = boundaries.outlines(areas, today)
    drawn = [
        MapArea(
            _version(reader, area).code,
            _name(reader, area),
            Decimal(places[area]),
            tuple(tuple(ring) for ring in rings.get(area, [])),
            href=reverse("operations:place", args=[_version(reader, area).code]),
        )
        for area in areas
    ]
    return maps.draw(drawn, name=_("How often it would have warned"), unit=_("times"), decimals=0)


def _line(reader: Reader, hit: Fired) -> Line:
    spec, language = reader.snapshot.by_id[hit.indicator], shown.language()
    version = _version(reader, hit.area, hit.period)
    cell = reader.snapshot.cells[hit.breakdown] if hit.breakdown else ""
    path = reverse("operations:figure", args=[spec.code, version.code, hit.period.code])
    return Line(
        place=shown.name(version),
        what=spec.name(language),
        period=hit.period.label(language),
        value=f"{numbers.form(hit.value, spec.decimals, language)} {reader.snapshot.unit(spec, language)}",
        href=f"{path}?{urlencode({'breakdown': cell})}" if cell else path,
    )
