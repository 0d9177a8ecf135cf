"""Making the forecasts of stands: read their past, project, add up, keep what changed.

A forecast is always worked out from all that is in force, never adjusted: late, corrected and withdrawn values, in any
order, end in the same rows as making all anew. Stands of a batch share their reads and their calls of the engine.
"""

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from terrace.base.bus import actions as bus
from terrace.base.kernel.periods import Frequency
from terrace.base.places import index as places
from terrace.base.places.models import Level
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.forecasting import adding, events, given, projecting, ratios, retrying, rows, territory, training
from terrace.insight.forecasting.adding import Bases
from terrace.insight.forecasting.finishing import Finisher
from terrace.insight.forecasting.history import Book, Floats, Past
from terrace.insight.forecasting.horizons import Horizons
from terrace.insight.forecasting.projecting import Breaks, Projection, Wanted
from terrace.insight.forecasting.rows import Line
from terrace.insight.forecasting.sheets import Key, Sheet
from terrace.insight.forecasting.waiting import StandKey

_THERE = """
INSERT INTO forecasting_stand (indicator_id, root_id)
SELECT * FROM unnest(%s::int[], %s::int[]) AS t (indicator, root) ORDER BY indicator, root
ON CONFLICT DO NOTHING
"""
#: One writer of a stand at a time; in this order, as all who lock several.
_LOCK = """
SELECT FROM forecasting_stand WHERE (indicator_id, root_id) IN (SELECT * FROM unnest(%s::int[], %s::int[]))
ORDER BY indicator_id, root_id FOR UPDATE
"""
_MADE = """
INSERT INTO forecasting_stand AS kept (indicator_id, root_id, made_at, took, thorough, series, digest)
SELECT indicator, root, clock_timestamp(), %s, %s, series, decode(digest, 'hex')
FROM unnest(%s::int[], %s::int[], %s::int[], %s::text[]) AS t (indicator, root, series, digest)
ORDER BY indicator, root
ON CONFLICT (indicator_id, root_id) DO UPDATE
SET made_at = excluded.made_at, series = excluded.series, digest = excluded.digest, thorough = excluded.thorough,
    took = CASE WHEN excluded.thorough THEN kept.took ELSE excluded.took END
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch did."""

    series: int
    changed: tuple[tuple[int, ...], ...]


@dataclass
class Maker:
    """One batch: the catalogue, the places and the tables of packs as they are now.

    `members`: headlines (the total of a root place) with the slower models too; `force`: also where nothing changed.
    """

    members: bool = False
    force: bool = False
    snapshot: catalogue.Snapshot = field(default_factory=catalogue.current)
    horizons: Horizons = field(default_factory=Horizons)

    def __post_init__(self) -> None:
        self.index = places.current()
        self.territory = territory.current(self.index, timezone.localdate())
        self.breaks = Breaks(self.index)
        self.finisher = Finisher()

    def make(self, stands: Iterable[StandKey]) -> Outcome:
        """Bring the forecasts of these stands up to date, in one transaction; publishes what changed."""
        began = time.perf_counter()
        wanted = sorted({stand for stand in stands if self._there(stand)})
        with transaction.atomic():
            self._lock(wanted)
            training.use_kept()
            known = self._digests(wanted)
            series, changed = 0, list[tuple[int, ...]]()
            for depth in self._depths(wanted):
                found = self._layer(depth, known)
                series += found.series
                changed += found.changed
            took = int((time.perf_counter() - began) * 1000 / max(len(wanted), 1))
            self._keep(wanted, took)
            bus.publish_all(events.made(changed, self.snapshot))
        return Outcome(series, tuple(changed))

    def _there(self, stand: StandKey) -> bool:
        return stand[0] in self.snapshot.by_id and self.index.version(stand[1], self.territory.today) is not None

    def _lock(self, wanted: Sequence[StandKey]) -> None:
        """Wait until nobody else makes them: what is read afterwards is the newest."""
        columns = [[one[0] for one in wanted], [one[1] for one in wanted]]
        with connection.cursor() as cursor:
            cursor.execute(_THERE, columns)
            cursor.execute(_LOCK, columns)

    def _digests(self, wanted: Sequence[StandKey]) -> dict[StandKey, str]:
        self._fresh: dict[StandKey, tuple[int, str]] = {}
        if self.force:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indicator_id, root_id, encode(digest, 'hex') FROM forecasting_stand"
                " WHERE (indicator_id, root_id) IN (SELECT * FROM unnest(%s::int[], %s::int[]))"
                " AND (thorough OR NOT %s)",
                [[one[0] for one in wanted], [one[1] for one in wanted], self.members],
            )
            return {(indicator, root): digest for indicator, root, digest in cursor.fetchall()}

    def _depths(self, wanted: Sequence[StandKey]) -> list[list[StandKey]]:
        """Parts before formulas, provinces before the country: what a stand reads is made before it."""
        layers: dict[tuple[int, int], list[StandKey]] = defaultdict(list)
        for stand in wanted:
            layers[self.snapshot.by_id[stand[0]].depth, -self.index.level(stand[1])].append(stand)
        return [layers[key] for key in sorted(layers)]

    # a layer: stands that do not read each other

    def _layer(self, stands: list[StandKey], known: dict[StandKey, str]) -> Outcome:
        sheets = [sheet for group in self._groups(stands) for sheet in self._sheets(*group)]
        fresh = []
        for sheet in sheets:
            inputs = given.read(sheet)
            digest = self._digest(sheet, inputs)
            stand = (sheet.spec.id, sheet.root)
            if known.get(stand) != digest:
                fresh.append((sheet, inputs))
                self._fresh[stand] = (len(sheet.last), digest)
        wanted = [one for number, (sheet, _) in enumerate(fresh) for one in self._wanted(number, sheet)]
        made = projecting.project(wanted, members=self.members)
        changed = list[tuple[int, ...]]()
        for number, (sheet, inputs) in enumerate(fresh):
            own = {key: made[number, key] for key in self._own(sheet)}
            changed += self._write(sheet, own, inputs)
        return Outcome(len(wanted), tuple(changed))

    def _groups(self, stands: list[StandKey]) -> list[tuple[int, Frequency, list[IndicatorSpec]]]:
        """Indicators by root and frequency: read together."""
        groups: dict[tuple[int, Frequency], list[IndicatorSpec]] = defaultdict(list)
        for indicator, root in stands:
            spec = self.snapshot.by_id[indicator]
            groups[root, spec.frequency].append(spec)
        return [(root, frequency, specs) for (root, frequency), specs in sorted(groups.items())]

    def _sheets(self, root: int, frequency: Frequency, specs: list[IndicatorSpec]) -> list[Sheet]:
        members = self.territory.members(root)
        book = Book(self.snapshot, self.territory, members, frequency)
        book.read(each for spec in specs for each in (spec.id, *ratios.parts(spec, self.snapshot)))
        parents = tuple(self.territory.parents(members))
        upper = self.index.level(root) < Level.PROVINCE
        fixed = frozenset(each for each in members if upper and self.index.level(each) >= Level.PROVINCE)
        return [self._sheet(book, spec, root, parents, fixed) for spec in specs]

    def _sheet(
        self, book: Book, spec: IndicatorSpec, root: int, parents: tuple[int, ...], fixed: frozenset[int]
    ) -> Sheet:
        past, parts = book.past(spec), dict[int, Past]()
        if spec.retired:
            past = Past(spec, past.axis, {}, frozenset(), frozenset())
        elif spec.formula:
            parts = {part: book.past(self.snapshot.by_id[part]) for part in ratios.parts(spec, self.snapshot)}
            past = ratios.past(past, parts, self.snapshot)
        return Sheet(spec, root, tuple(book.members), parents, past, self.horizons.of(spec), fixed, parts)

    def _own(self, sheet: Sheet) -> list[Key]:
        if not sheet.last or not sheet.horizon:
            return []
        return [key for key in sheet.keys if key[0] not in sheet.fixed]

    def _wanted(self, number: int, sheet: Sheet) -> list[Wanted]:
        return [
            Wanted(
                number,
                key,
                self.breaks.restated(sheet, key, sheet.values(key))[0],
                max(sheet.steps(key), sheet.horizon),
                sheet.spec.frequency,
                sheet.first(key).index - 1,
                headline=key == (sheet.root, 0),
            )
            for key in self._own(sheet)
        ]

    def _write(self, sheet: Sheet, own: dict[Key, Projection], inputs: given.Given) -> list[tuple[int, ...]]:
        bases = self._bases(sheet, own, inputs)
        if sheet.spec.formula:
            added = ratios.likely(sheet, own, inputs.parts, self.snapshot)
        else:
            added = adding.add_up(sheet, bases) if own else {}
            own = retrying.retried(sheet, own, added)
        broken = {key for key in own if self.breaks.restated(sheet, key, sheet.values(key))[1]}
        lines: list[Line] = [self.finisher.line(sheet, key, own[key], added.get(key), key in broken) for key in own]
        return rows.write(lines, sheet.spec.id, self._areas(sheet))

    def _areas(self, sheet: Sheet) -> set[int]:
        """The places whose forecasts are kept with a sheet, and those that they replaced."""
        own = set(sheet.members) - sheet.fixed
        before = {each for place in own for each in self.territory.before(place)}
        return own | {each for each in before if not self.index.holds(each, self.territory.today)}

    def _bases(self, sheet: Sheet, own: dict[Key, Projection], inputs: given.Given) -> Bases:
        """Base forecasts on the common horizon: projected here, or given for places that are fixed."""
        likely, spread = {}, {}
        for key, one in own.items():
            likely[key] = sheet.grid(key, one.likely)
            spread[key] = sheet.grid(key, one.spread, 0.0)
        for key, values in inputs.fixed.items():
            if (
                key in sheet.last
                and sheet.alive(sheet.last[key])
                and (grid := self._aligned(sheet, key, values)) is not None
            ):
                likely[key], spread[key] = grid, np.zeros(sheet.horizon)
        return Bases(likely, spread, sheet.floored & set(likely))

    def _aligned(self, sheet: Sheet, key: Key, values: tuple[int, Floats]) -> Floats | None:
        """What is given, on the horizon of the sheet; None when it does not reach as far."""
        origin, likely = values
        at = next((n for n, period in enumerate(sheet.past.axis) if period.id == origin), None)
        if at is None or at != sheet.last[key] or at + len(likely) < sheet.origin + sheet.horizon:
            return None
        return sheet.grid(key, likely)

    def _digest(self, sheet: Sheet, inputs: given.Given) -> str:
        """Of all that the forecasts of a sheet are made of."""
        mark = hashlib.blake2b(digest_size=16)
        spec = sheet.spec
        what = (sheet.horizon, spec.decimals, spec.area_rule, spec.formula, str(spec.minimum), str(spec.maximum))
        settled = (sheet.members, sheet.parents, sorted(spec.margins.items()), self.breaks.mark(spec.code))
        mark.update(repr((*what, *settled, training.version(), sheet.past.axis[0].code)).encode())
        for key in sorted(sheet.past.series):
            mark.update(repr((key, key in sheet.past.simulated, key in sheet.past.provisional)).encode())
            mark.update(sheet.past.series[key].tobytes())
        mark.update(inputs.mark)
        return mark.hexdigest()

    def _keep(self, wanted: Sequence[StandKey], took: int) -> None:
        """Note what was made; stands that equal their digest are only no longer due."""
        fresh = [(*stand, *self._fresh[stand]) for stand in wanted if stand in self._fresh]
        if fresh:
            with connection.cursor() as cursor:
                cursor.execute(_MADE, [took, self.members, *(list(column) for column in zip(*fresh, strict=True))])
