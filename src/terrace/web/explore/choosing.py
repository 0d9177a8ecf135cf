"""What can be chosen: measures by words, places by name, axes and codes that the chosen measures have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.utils.translation import gettext as _

from terrace.base.kernel import periods, text
from terrace.base.kernel.periods import BY_LETTER, MONTHS, Frequency, Period
from terrace.base.places import queries as places
from terrace.base.places.queries import Hit
from terrace.facts.catalogue.snapshot import IndicatorSpec, Named, Snapshot
from terrace.insight.warehouse.asking import wording
from terrace.insight.warehouse.questions import GRAINS, LEVELS, OF, SHOWS, Axis, Measure, Question
from terrace.web.ui.components import Choice

#: Measures and places that a search shows; periods that a list offers.
FOUND, PLACES, PERIODS = 30, 12, 240
#: Characters of a search that count.
LONGEST = 80
_SPAN = "SELECT min(period), max(period) FROM pipeline_figure WHERE indicator_id = ANY (%s) AND basis > 0"


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of a sector."""

    name: str
    measures: tuple[Choice, ...]


def measures(snapshot: Snapshot, words: str, language: str, chosen: Iterable[Measure] = ()) -> list[Group]:
    """Measures by sector whose name, code or sector has all the words, without accents; all when there are none."""
    wanted = text.fold(words[:LONGEST]).split()
    taken = {each.indicator for each in chosen}
    found: dict[str, list[Choice]] = {}
    for spec in offered(snapshot):
        if all(word in _folded(spec, snapshot.sectors[spec.sector]) for word in wanted):
            choice = Choice(spec.code, spec.name(language), spec.code in taken, snapshot.unit(spec, language))
            found.setdefault(spec.sector, []).append(choice)
    ordered = sorted(found.items(), key=lambda item: -len(item[1]) if wanted else 0)
    return [
        Group(snapshot.sectors[code].name(language), tuple(rows[: FOUND if wanted else None])) for code, rows in ordered
    ]


def offered(snapshot: Snapshot) -> Iterator[IndicatorSpec]:
    """What is not retired, by sector in the catalogue's order."""
    specs = (spec for spec in snapshot.indicators.values() if not spec.retired)
    return iter(sorted(specs, key=lambda spec: (spec.sector, spec.position, spec.code)))


def _folded(spec: IndicatorSpec, sector: Named) -> str:
    names = (spec.name_vi, spec.name_en, spec.code.replace("_", " "), sector.name_vi, sector.name_en)
    return _fold(" ".join(names))


_fold = lru_cache(maxsize=20_000)(text.fold)


def place_hits(words: str) -> list[Hit]:
    """Places that are there and bear such a name or code."""
    return places.search(words[:LONGEST], limit=PLACES) if words.strip() else []


# what is shown of a measure


def shows(measure: Measure) -> list[Choice]:
    """The ways to show it, as one list: a share of the row is an entry of its own."""
    own = f"{measure.show}:{measure.of}" if measure.of else measure.show
    made = [f"{show}:{of}" if at else show for show in SHOWS for at, of in enumerate(OF.get(show, ("",)))]
    return [Choice(value, wording.shows(*value.split(":")), value == own) for value in made]


# rows and columns


def axis_name(snapshot: Snapshot, axis: Axis, language: str) -> str:
    """What an axis is called: Địa bàn, Kỳ, Giới tính."""
    if axis.kind == "breakdown":
        found = snapshot.dimensions.get(axis.level)
        return found.name(language) if found else axis.level
    return {
        "place": _("Place"),
        "period": _("Period"),
        "measure": _("Indicator"),
        "source": _("Source"),
        "status": _("Status"),
    }.get(axis.kind, axis.kind)


def level_name(level: str) -> str:
    """A level of places or a grain of periods, in the singular."""
    return {
        "": _("the chosen places themselves"),
        "country": _("country"),
        "region": _("region"),
        "province": _("province"),
        "district": _("district"),
        "commune": _("commune"),
        "A": _("year"),
        "S": _("half-year"),
        "N": _("nine months"),
        "Q": _("quarter"),
        "C": _("crop season"),
        "M": _("month"),
    }.get(level, level)


def levels(axis: Axis) -> list[Choice]:
    """The levels of a place axis or the grains of a period axis."""
    if axis.kind == "place":
        return [Choice(each, level_name(each), each == axis.level) for each in ("", *LEVELS)]
    if axis.kind == "period":
        own = [] if axis.level else [Choice("", _("as reported"), chosen=True)]
        return own + [Choice(each, level_name(each), each == axis.level) for each in GRAINS]
    return []


def axes(snapshot: Snapshot, question: Question, language: str) -> list[Choice]:
    """The axes that do not stand on a shelf yet."""
    laid = {(each.kind, each.level if each.kind == "breakdown" else "") for each in question.axes}
    offered_axes = [
        Axis("place", "province"),
        Axis("period"),
        *(Axis("breakdown", each) for each in dimensions(snapshot, question)),
    ]
    offered_axes += [Axis(kind) for kind in ("measure", "source", "status")]
    free = (each for each in offered_axes if (each.kind, each.level if each.kind == "breakdown" else "") not in laid)
    return [Choice(each.text, axis_name(snapshot, each, language)) for each in free]


def dimensions(snapshot: Snapshot, question: Question) -> list[str]:
    """The dimensions by which some measure is broken down."""
    specs = (snapshot.indicators.get(each.indicator) for each in question.measures)
    return list(dict.fromkeys(name for spec in specs if spec for group in spec.groups for name in group))


@dataclass(frozen=True, slots=True)
class Codes:
    """A dimension with its codes, and whether some are chosen."""

    code: str
    name: str
    choices: tuple[Choice, ...]
    open: bool


def codes(snapshot: Snapshot, question: Question, language: str) -> list[Codes]:
    """The codes of each dimension."""
    chosen = dict(question.where.breakdown)
    found = []
    for code in dimensions(snapshot, question):
        dimension, wanted = snapshot.dimensions[code], chosen.get(code, ())
        choices = tuple(Choice(each.code, each.name(language), each.code in wanted) for each in dimension.codes)
        found.append(Codes(code, dimension.name(language), choices, bool(wanted)))
    return found


# periods


def grain(snapshot: Snapshot, question: Question) -> Frequency:
    """The grain of the question: of its axis, of its periods, else that of the first measure."""
    axis = next((each.level for each in question.axes if each.kind == "period" and each.level), "")
    asked = question.where.periods
    if asked.first:
        return periods.parse(asked.first).frequency
    if letter := asked.grain or axis:
        return BY_LETTER[letter]
    spec = snapshot.indicators.get(question.measures[0].indicator) if question.measures else None
    return spec.frequency if spec else Frequency.YEAR


def spans(snapshot: Snapshot, question: Question) -> list[Period]:
    """The periods that the measures may have, of the grain of the question, newest first."""
    ids = [spec.id for each in question.measures if (spec := snapshot.indicators.get(each.indicator))]
    inputs = {number for one in ids for number in (one, *snapshot.by_id[one].inputs)}
    with connection.cursor() as cursor:
        cursor.execute(_SPAN, [sorted(inputs)])
        low, high = cursor.fetchone()
    if low is None:
        return []
    frequency = grain(snapshot, question)
    years = range(periods.from_id(high).year, periods.from_id(low).year - 1, -1)
    every = (Period(frequency, year, at) for year in years for at in range(len(MONTHS[frequency]), 0, -1))
    return list(every)[:PERIODS]
