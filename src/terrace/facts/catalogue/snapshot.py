"""The catalogue in memory: frozen values, read with one statement, renewed when its mark moves."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec
from django.db import connection

from terrace.base.kernel.periods import Frequency
from terrace.facts.catalogue import breakdowns, families, formulas
from terrace.facts.catalogue.breakdowns import Group


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its names."""

    code: str
    name_vi: str
    name_en: str

    def name(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi


@dataclass(frozen=True, slots=True)
class SourceSpec(Named):
    """Where values come from; the lower precedence wins."""

    id: int
    precedence: int
    published: bool
    simulated: bool


@dataclass(frozen=True, slots=True)
class DimensionSpec(Named):
    """A dimension with its codes in order."""

    codes: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class IndicatorSpec(Named):
    """An indicator: see `models.Indicator` for what the fields mean."""

    id: int
    sector: str
    unit: str
    decimals: int
    frequency: Frequency
    nature: str
    area_rule: str
    weight_id: int | None
    time_rule: str
    minimum: Decimal | None
    maximum: Decimal | None
    reported_at: int | None
    formula: str
    #: Ids of the inputs of the formula, in the order it names them.
    inputs: tuple[int, ...]
    depth: int
    family: int
    position: int
    retired: bool
    groups: tuple[Group, ...]
    #: Code of a cell → id; '' is the total, 0.
    breakdowns: dict[str, int]
    #: Id of a whole → for each group that makes it up, in order, the ids of all its parts.
    margins: dict[int, tuple[tuple[int, ...], ...]]
    #: Ids of all its cells.
    cells: frozenset[int]
    #: Id of a part → the wholes that it goes into.
    wholes: dict[int, tuple[int, ...]]

    def fitting(self, breakdown: int) -> int:
        """The cell of this indicator that joins a cell of another: the same where it has it, else the total."""
        return breakdown if breakdown in self.cells else 0

    @property
    def compiled(self) -> formulas.Formula | None:
        """The formula, read; None when it has none."""
        return formulas.parse(self.formula) if self.formula else None


@dataclass(frozen=True)
class Snapshot:
    """The whole catalogue at one moment; retired indicators are in it, since they have figures."""

    mark: str
    indicators: dict[str, IndicatorSpec]
    by_id: dict[int, IndicatorSpec]
    sources: dict[str, SourceSpec]
    sectors: dict[str, Named]
    units: dict[str, Named]
    dimensions: dict[str, DimensionSpec]
    #: Code of every cell by id.
    cells: dict[int, str]
    #: All that is computed from an indicator, through formulas and weights, each after what it needs.
    dependents: dict[int, tuple[int, ...]]
    #: What reads an indicator directly.
    readers: dict[int, tuple[int, ...]]
    #: Counts of people: the least figure that the public is shown, above zero.
    least: dict[int, int] = field(default_factory=dict)
    #: Those indicators with all that formulas and weights connect them to: of these the public sees what was published.
    guarded: frozenset[int] = frozenset()

    def breakdown(self, spec: IndicatorSpec, cell: Mapping[str, str] | str | None) -> int | None:
        """The id of a cell of the indicator, from a code in any order or a mapping; else None."""
        if not cell:
            return 0
        text = cell if isinstance(cell, str) else breakdowns.code(cell)
        if (found := spec.breakdowns.get(text)) is not None:
            return found
        try:
            return spec.breakdowns.get(breakdowns.canonical(text))
        except ValueError:
            return None

    def cell_label(self, number: int, language: str = "vi") -> str:
        """A cell as people read it: `Nữ, Thành thị`; '' for the total."""
        names = []
        for part in filter(None, self.cells[number].split(";")):
            dimension, _, code = part.partition("=")
            found = (each.name(language) for each in self.dimensions[dimension].codes if each.code == code)
            names.append(next(found, code))
        return ", ".join(names)

    def unit(self, spec: IndicatorSpec, language: str = "vi") -> str:
        """The unit as it is written behind a value."""
        return self.units[spec.unit].name(language)


MARK = "select mark::text from catalogue_revision"
#: One statement, so that the parts fit together.
EVERYTHING = """
select (select mark::text from catalogue_revision),
  (select coalesce(json_agg(json_build_array(code, name_vi, name_en)), '[]') from catalogue_sector),
  (select coalesce(json_agg(json_build_array(code, name_vi, name_en)), '[]') from catalogue_unit),
  (select coalesce(json_agg(json_build_array(code, name_vi, name_en)), '[]') from catalogue_dimension),
  (select coalesce(json_agg(json_build_array(dimension_id, code, name_vi, name_en)
     order by position, code), '[]') from catalogue_code),
  (select coalesce(json_agg(json_build_array(code, name_vi, name_en, id, precedence, published,
     simulated) order by precedence), '[]') from catalogue_source),
  (select coalesce(json_agg(json_build_array(code, name_vi, name_en, id, sector_id, unit_id, decimals,
     frequency, nature, area_rule, weight_id, time_rule, minimum::text, maximum::text, reported_at,
     formula, depth, family, position, retired, breakdowns) order by sector_id, position, code), '[]')
     from catalogue_indicator),
  (select coalesce(json_agg(json_build_array(id, code)), '[]') from catalogue_breakdown),
  (select coalesce(json_agg(json_build_array(indicator_id, breakdown_id)), '[]')
     from catalogue_indicatorbreakdown),
  (select coalesce(json_agg(json_build_array(indicator_id, whole_id, parts)
     order by whole_id, position), '[]')
     from (select indicator_id, whole_id, position, json_agg(part_id order by part_id) as parts
             from catalogue_margin group by indicator_id, whole_id, position) as groups),
  (select coalesce(json_agg(json_build_array(indicator, least)), '[]') from catalogue_disclosure where not retired)
"""

_kept: Snapshot | None = None
_checked = 0.0
_lock = threading.Lock()


def current(max_age: float = 0.0) -> Snapshot:
    """The catalogue as it is now; one small query, or none when it was checked within `max_age` seconds."""
    kept = _kept
    if kept is not None and max_age and time.monotonic() - _checked <= max_age:
        return kept
    now, mark = time.monotonic(), _mark()
    if kept is None or not mark or kept.mark != mark:
        with _lock:
            kept = _kept if _kept is not None and mark and _kept.mark == mark else read()
    _keep(kept, now)
    return kept


def read() -> Snapshot:
    """Read the catalogue, past the one in memory."""
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        mark, *texts = cursor.fetchone()
    parts = [each if isinstance(each, list) else msgspec.json.decode(each) for each in texts]
    return _snapshot(mark or "", parts)


def _keep(snapshot: Snapshot, checked: float) -> None:
    global _kept, _checked
    _kept, _checked = snapshot, checked


def _mark() -> str:
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        row = cursor.fetchone()
    return row[0] if row else ""


def _snapshot(mark: str, parts: list[Any]) -> Snapshot:
    sectors, units, dimensions, codes, sources, indicators, cells, allowed, margins, small = parts
    cell_codes = dict(cells)
    own = _by_indicator(allowed)
    edges = _by_indicator(margins)
    ids = {row[0]: row[3] for row in indicators}
    specs = [_spec(row, ids, own.get(row[3], []), edges.get(row[3], []), cell_codes) for row in indicators]
    by_code = {each.code: each for each in specs}
    needs = {each.id: [*each.inputs, *([each.weight_id] if each.weight_id else [])] for each in specs}
    least = {ids[code]: number for code, number in small if code in ids}
    touched = {each.family for each in specs if each.id in least}
    return Snapshot(
        mark,
        by_code,
        {each.id: each for each in specs},
        {row[0]: SourceSpec(*row) for row in sources},
        {row[0]: Named(*row) for row in sectors},
        {row[0]: Named(*row) for row in units},
        {row[0]: DimensionSpec(row[0], row[1], row[2], _codes_of(row[0], codes)) for row in dimensions},
        cell_codes,
        families.dependents(needs),
        _readers(needs),
        least,
        frozenset(each.id for each in specs if each.family in touched),
    )


def _readers(needs: dict[int, list[int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for reader, parts in needs.items():
        for part in dict.fromkeys(parts):
            found[part] = (*found.get(part, ()), reader)
    return found


def _by_indicator(rows: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for indicator, *rest in rows:
        found.setdefault(indicator, []).append(rest)
    return found


def _codes_of(dimension: str, codes: list[Any]) -> tuple[Named, ...]:
    return tuple(Named(*row[1:]) for row in codes if row[0] == dimension)


def _spec(row: Any, ids: dict[str, int], own: list[Any], edges: list[Any], cells: dict[int, str]) -> IndicatorSpec:
    (
        code,
        name_vi,
        name_en,
        number,
        sector,
        unit,
        decimals,
        frequency,
        nature,
        area_rule,
        weight,
        time_rule,
    ) = row[:12]
    minimum, maximum, reported_at, formula, depth, family, position, retired, groups = row[12:]
    margins: dict[int, tuple[tuple[int, ...], ...]] = {}
    for whole, parts in edges:
        margins[whole] = (*margins.get(whole, ()), tuple(parts))
    return IndicatorSpec(
        code=code,
        name_vi=name_vi,
        name_en=name_en,
        id=number,
        sector=sector,
        unit=unit,
        decimals=decimals,
        frequency=Frequency(frequency),
        nature=nature,
        area_rule=area_rule,
        weight_id=weight,
        time_rule=time_rule,
        minimum=None if minimum is None else Decimal(minimum),
        maximum=None if maximum is None else Decimal(maximum),
        reported_at=reported_at,
        formula=formula,
        inputs=tuple(ids[each] for each in formulas.parse(formula).inputs) if formula else (),
        depth=depth,
        family=family,
        position=position,
        retired=retired,
        groups=breakdowns.groups(groups),
        breakdowns={cells[cell]: cell for (cell,) in sorted(own)},
        margins=margins,
        cells=frozenset(cell for (cell,) in own),
        wholes=_wholes(margins),
    )


def _wholes(margins: dict[int, tuple[tuple[int, ...], ...]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for whole, ways in margins.items():
        for part in {part for parts in ways for part in parts}:
            found[part] = (*found.get(part, ()), whole)
    return found
