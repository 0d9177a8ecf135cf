"""Forms as values, in memory: what each asks, of whom, and by when. Renewed when the catalogue's mark moves."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from terrace.base.access.roles import ROLES
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec, Named, Snapshot, SourceSpec
from terrace.facts.returns.models import Form, FormCell, Regime


@dataclass(frozen=True, slots=True)
class RegimeSpec(Named):
    """A regime and the authority behind it."""

    kind: str
    authority_vi: str
    authority_en: str

    def authority(self, language: str = "vi") -> str:
        return self.authority_en if language == "en" else self.authority_vi


@dataclass(frozen=True)
class FormSpec(Named):
    """A form: see `models.Form` for what the fields mean. `cells` are (indicator, breakdown), ids, in order."""

    id: int
    regime: RegimeSpec
    sector: str
    frequency: Frequency
    level: int
    source: SourceSpec
    opens_days: int
    cut_off_days: int
    due_days: int
    locks_days: int
    receiver: int
    approvers: tuple[str, ...]
    retired: bool
    #: What was due before this day is not asked for.
    since: date
    cells: tuple[tuple[int, int], ...]

    @cached_property
    def indicators(self) -> tuple[int, ...]:
        """Ids of what is asked, in order."""
        return tuple(dict.fromkeys(indicator for indicator, _ in self.cells))

    def specs(self, snapshot: Snapshot) -> list[IndicatorSpec]:
        return [snapshot.by_id[each] for each in self.indicators]

    def roles(self, language: str) -> str:
        """Who approves, as a sentence names it."""
        names = [ROLES[code].name for code in self.approvers]
        return " / ".join(name.en if language == "en" else name.vi for name in names)

    # the clock

    def opens(self, period: Period) -> date:
        """The first day on which it can be filled in; never before the period begins."""
        return max(period.start, period.end + timedelta(days=self.opens_days))

    def cut_off(self, period: Period) -> date:
        """The last day whose facts the figures cover."""
        return period.end + timedelta(days=self.cut_off_days)

    def due(self, period: Period) -> date:
        """The last day on time."""
        return period.end + timedelta(days=self.due_days)

    def locks(self, period: Period) -> date:
        """From this day on an approved return is locked."""
        return self.due(period) + timedelta(days=self.locks_days + 1)

    def running(self, today: date, since: date | None = None) -> list[Period]:
        """The periods that can be filled in today and are not yet to be locked, the oldest first."""
        first = since or self.since
        period, found = periods.containing(today, self.frequency), list[Period]()
        period = period.next() if self.opens(period.next()) <= today else period
        while self.locks(period) > today:
            found.insert(0, period)
            period = period.previous()
        return [each for each in found if self.opens(each) <= today and self.due(each) >= first]


@dataclass(frozen=True)
class Forms:
    """Every form at one moment; retired ones are in it, since they have returns."""

    mark: str
    by_id: dict[int, FormSpec]
    by_code: dict[str, FormSpec]

    @property
    def asked(self) -> list[FormSpec]:
        """Those that are asked today."""
        return [form for form in self.by_id.values() if not form.retired]


_kept: list[Forms] = []


def current() -> Forms:
    """The forms as they are now; one small query."""
    snapshot = catalogue.current()
    if not _kept or _kept[0].mark != snapshot.mark:
        _kept[:] = [_read(snapshot)]
    return _kept[0]


def _read(snapshot: Snapshot) -> Forms:
    regimes = {row.code: _regime(row) for row in Regime.objects.all()}
    sources = {source.id: source for source in snapshot.sources.values()}
    cells: dict[int, list[tuple[int, int]]] = {}
    rows = FormCell.objects.order_by("position", "pk").values_list("form_id", "indicator_id", "breakdown_id")
    for form, indicator, breakdown in rows:
        cells.setdefault(form, []).append((indicator, breakdown))
    specs = [
        _form(row, regimes[row.regime_id], sources[row.source_id], cells.get(row.pk, []))
        for row in Form.objects.order_by("pack_id", "pk")
    ]
    return Forms(snapshot.mark, {each.id: each for each in specs}, {each.code: each for each in specs})


def _regime(row: Regime) -> RegimeSpec:
    return RegimeSpec(row.code, row.name_vi, row.name_en, row.kind, row.authority_vi, row.authority_en)


def _form(row: Form, regime: RegimeSpec, source: SourceSpec, cells: list[tuple[int, int]]) -> FormSpec:
    return FormSpec(
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en,
        id=row.pk,
        regime=regime,
        sector=row.sector,
        frequency=Frequency(row.frequency),
        level=row.level,
        source=source,
        opens_days=row.opens_days,
        cut_off_days=row.cut_off_days,
        due_days=row.due_days,
        locks_days=row.locks_days,
        receiver=row.receiver,
        approvers=tuple(row.approvers.split(",")),
        retired=row.retired,
        since=row.since,
        cells=tuple(cells),
    )
