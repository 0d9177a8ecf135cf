"""Questions that are ready to be asked: of the leading indicators of each sector, for the reader's own place.

They are made of the catalogue (which indicators, in which order, how often, down to which level) and of what there are
figures for; no indicator is named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.base.kernel.periods import LETTERS, MONTHS
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Reader
from terrace.insight.views.models import Picture
from terrace.insight.warehouse.questions import LEVELS, Axis, Measure, Periods, Question, Where
from terrace.web.explore import choosing
from terrace.web.explore.addresses import Asked

#: Leading indicators of a sector; years or periods that a line goes back.
LEADING, BACK = 4, {12: 13, 4: 9, 1: 10}
_KNOWN = "SELECT wanted.id FROM unnest(%s::int[]) AS wanted (id) WHERE EXISTS ({})"
_KEPT = _KNOWN.format("""
    SELECT FROM pipeline_figure f
    WHERE f.indicator_id = wanted.id AND f.area_id = %s AND f.breakdown_id = 0 AND f.basis > 0
""")
_REPORTED = _KNOWN.format("""
    SELECT FROM collection_observation o WHERE o.indicator_id = wanted.id AND o.area_id = %s AND o.value IS NOT NULL
""")


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with the questions about it: (label, address)."""

    name: str
    unit: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """The ready questions of a sector."""

    name: str
    lines: tuple[Line, ...]


def home(reader: Reader) -> int:
    """The place of the first grant by which she reads figures, else the whole country."""
    today = timezone.localdate()
    held = next((each for each in reader.actor.grants if each.stands(today) and each.gives("figure.read")), None)
    return held.area if held else reader.index.resolve("VN", today) or 0


def at_home(reader: Reader, asked: Asked) -> Asked:
    """The question; about her own place when it names none."""
    where = asked.question.where
    if where.places:
        return asked
    own = replace(where, places=(_code(reader, home(reader)),))
    return replace(asked, question=replace(asked.question, where=own))


def upwards(reader: Reader) -> list[str]:
    """The codes of her own place and of what it lies in, up to the country."""
    own = home(reader)
    return [_code(reader, each) for each in (own, *reader.index.ancestors(own, timezone.localdate()))]


def sectors(reader: Reader, area: int, language: str) -> list[Sector]:
    """Ready questions by sector."""
    found: dict[str, list[IndicatorSpec]] = {}
    for spec in leading(reader, area):
        found.setdefault(spec.sector, []).append(spec)
    return [
        Sector(
            reader.snapshot.sectors[code].name(language), tuple(_line(reader, spec, area, language) for spec in specs)
        )
        for code, specs in found.items()
    ]


def leading(reader: Reader, area: int, most: int = LEADING) -> Iterator[IndicatorSpec]:
    """The first indicators of each sector for which there are figures; her own sectors first."""
    candidates: dict[str, list[IndicatorSpec]] = {}
    for spec in choosing.offered(reader.snapshot):
        candidates.setdefault(spec.sector, []).append(spec)
    own = [code for code in candidates if reader.scope.holds(area, code)]
    ordered = [*own, *(code for code in candidates if code not in own)]
    looked = [spec for code in ordered for spec in candidates[code]]
    known = _Known(reader, area)
    taken: dict[str, int] = {}
    for spec in looked:
        if known.of(spec) and taken.get(spec.sector, 0) < most:
            taken[spec.sector] = taken.get(spec.sector, 0) + 1
            yield spec


class _Known:
    """Of which indicators a place has figures: those that are kept; of a leaf place those that it reported."""

    def __init__(self, reader: Reader, area: int) -> None:
        self.by_id = reader.snapshot.by_id
        self.leaf = not reader.index.children(area, timezone.localdate())
        with connection.cursor() as cursor:
            cursor.execute(_REPORTED if self.leaf else _KEPT, [list(self.by_id), area])
            self.ids = {row[0] for row in cursor.fetchall()}

    def of(self, spec: IndicatorSpec) -> bool:
        """A formula is never reported: at a leaf it is known when all its inputs are."""
        if self.leaf and spec.inputs:
            return all(self.of(self.by_id[each]) for each in spec.inputs)
        return spec.id in self.ids


def _line(reader: Reader, spec: IndicatorSpec, area: int, language: str) -> Line:
    asked = [(_("over time"), over_time(reader, spec, area))]
    if level := level_below(reader, spec, area):
        asked.append((_("by %(level)s") % {"level": choosing.level_name(level)}, by_place(reader, spec, area, level)))
        asked.append((_("rank and growth"), ranked(reader, spec, area, level)))
    if spec.groups:
        asked.append((_("by parts"), by_parts(reader, spec, area)))
    links = tuple((label, one.address) for label, one in asked)
    return Line(spec.name(language), reader.snapshot.unit(spec, language), links)


def level_below(reader: Reader, spec: IndicatorSpec, area: int) -> str:
    """The level right below a place, if the indicator goes that far down; else ''."""
    below = reader.index.children(area, timezone.localdate())
    if not below:
        return ""
    level = reader.index.level(below[0])
    return LEVELS[level] if level <= deepest(reader, spec) else ""


def deepest(reader: Reader, spec: IndicatorSpec) -> int:
    """The finest level that reports it, or all that it is worked out from."""
    if spec.reported_at is not None:
        return spec.reported_at
    inputs = [deepest(reader, reader.snapshot.by_id[number]) for number in spec.inputs]
    return min(inputs, default=0)


def over_time(reader: Reader, spec: IndicatorSpec, area: int) -> Asked:
    """The last periods, as a line."""
    where = Where((_code(reader, area),), periods=last(spec, BACK.get(len(MONTHS[spec.frequency]), 8)))
    axis = Axis("period", LETTERS[spec.frequency])
    return Asked(Question((Measure(spec.code),), rows=(Axis("place"),), columns=(axis,), where=where))


def by_place(reader: Reader, spec: IndicatorSpec, area: int, level: str) -> Asked:
    """The places below in the last period, as a map."""
    where = Where((_code(reader, area),), periods=last(spec, 1))
    axis = Axis("period", LETTERS[spec.frequency])
    return Asked(
        Question((Measure(spec.code),), rows=(Axis("place", level),), columns=(axis,), where=where), Picture.MAP
    )


def ranked(reader: Reader, spec: IndicatorSpec, area: int, level: str) -> Asked:
    """The places below with their rank and growth, as a table."""
    measures = tuple(Measure(spec.code, show) for show in ("value", "rank", "growth"))
    where = Where((_code(reader, area),), periods=last(spec, 1))
    return Asked(Question(measures, rows=(Axis("place", level),), where=where), Picture.TABLE)


def by_parts(reader: Reader, spec: IndicatorSpec, area: int) -> Asked:
    """The first breakdown over the last periods."""
    where = Where((_code(reader, area),), periods=last(spec, BACK.get(len(MONTHS[spec.frequency]), 8)))
    rows, columns = (Axis("breakdown", spec.groups[0][0], total=True),), (Axis("period", LETTERS[spec.frequency]),)
    return Asked(Question((Measure(spec.code),), rows=rows, columns=columns, where=where))


def start(reader: Reader, code: str) -> Question:
    """Where somebody begins who only chose an indicator: her place over time."""
    spec = reader.snapshot.indicators.get(code)
    if spec is None:
        return Question((Measure(code),))
    return over_time(reader, spec, home(reader)).question


def last(spec: IndicatorSpec, count: int) -> Periods:
    """The last so many periods of the indicator's own frequency."""
    return Periods(count=count, grain=LETTERS[spec.frequency])


def _code(reader: Reader, area: int) -> str:
    version = reader.index.version(area, timezone.localdate())
    return version.code if version else "VN"
