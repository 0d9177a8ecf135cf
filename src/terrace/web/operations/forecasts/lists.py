"""The list of forecasts of a place: what is likely next, how that differs, how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from terrace.base.kernel.periods import COARSER, FIRST_YEAR, LETTERS, Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.forecasting import queries
from terrace.insight.forecasting.queries import ForecastView, Step
from terrace.web.operations import shown, tickets
from terrace.web.operations.forecasts import pages
from terrace.web.ui import numbers
from terrace.web.ui.components import Choice, Next

#: Up to these shares of the value (per cent, half of the range of 8 in 10) a forecast is called sure, and fairly sure.
SURE, FAIRLY = 5, 15
SORTS = {"": gettext_lazy("most striking first"), "name": gettext_lazy("by sector")}


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """One indicator: what was last known, what is likely next, and for the year."""

    name: str
    sector: str
    unit: str
    decimals: int
    href: str
    known: Decimal | None
    known_label: str
    next: Next
    year: Next | None
    #: Compared with the same period of the year before, else with what was last known.
    seasonal: bool
    change: Decimal | None
    #: Half of the range of 8 in 10, per cent of the value; None around zero.
    width: Decimal | None
    #: The change, in halves of that range.
    surprise: Decimal
    simulated: bool = False

    @property
    def sure(self) -> str:
        """`sure`, `fairly` or `unsure`."""
        if self.width is None or self.width > FAIRLY:
            return "unsure"
        return "sure" if self.width <= SURE else "fairly"


def page(reader: Reader, area: int, sort: str) -> dict[str, Any]:
    """The context of `operations/forecasts.html`."""
    today = timezone.localdate()
    version = reader.index.version(area, today) or reader.index.history(area)[-1]
    specs = [spec for spec in reader.snapshot.indicators.values() if not spec.retired]
    views = queries.several(reader.actor, [queries.Asked(spec, area) for spec in specs])
    made = [view for view in views if view.steps]
    rows = _sorted(_rows(reader, area, made), made, sort)
    above = [reader.index.version(each, today) for each in reversed(reader.index.ancestors(area, today))]
    links = [Choice(each.code, shown.name(each), href=pages.list_address(each.code)) for each in above if each]
    return {
        "place": version,
        "place_name": shown.name(version),
        "rows": rows,
        "simulated": bool(rows) and all(row.simulated for row in rows),
        "below": _below(reader, area),
        "crumbs": [*links, Choice("", shown.name(version), chosen=True)],
        "made_at": max((timezone.localtime(view.made_at) for view in made), default=None),
        "sorts": [Choice(code, str(label), code == sort) for code, label in SORTS.items()],
        "live": pages.live([_watched(view) for view in made]),
    }


def _watched(view: ForecastView) -> tickets.Key:
    return view.spec.id, view.place.place_id, tickets.ANY_PERIOD, view.breakdown_id


def _below(reader: Reader, area: int) -> list[Choice]:
    """The places right below, to choose from."""
    today = timezone.localdate()
    found = (reader.index.version(each, today) for each in reader.index.children(area, today))
    return sorted((Choice(each.code, shown.name(each)) for each in found if each), key=lambda choice: choice.label)


def _rows(reader: Reader, area: int, views: Sequence[ForecastView]) -> dict[int, ForecastRow]:
    """By indicator."""
    found = reader.tiles([one for view in views for one in _compared(view, area)])
    figures = {(each.spec.id, each.period): each.value for each in found}
    years = _years(reader, area, [view.spec for view in views])
    return {view.spec.id: _row(reader, view, figures, years.get(view.spec.id)) for view in views}


def _compared(view: ForecastView, area: int) -> list[Asked]:
    """What was last known, and what the next step is compared with."""
    return [Asked(view.spec, area, period, 0) for period in {view.origin, _year_before(view.steps[0].period)}]


def _year_before(period: Period) -> Period:
    return Period(period.frequency, max(period.year - 1, FIRST_YEAR), period.index)


def _years(reader: Reader, area: int, specs: Sequence[IndicatorSpec]) -> dict[int, ForecastView]:
    """The forecasts of the year of indicators that come more often."""
    finer = [spec for spec in specs if Frequency.YEAR in COARSER[spec.frequency]]
    wanted = [queries.Asked(spec, area, 0, Frequency.YEAR) for spec in finer]
    return {view.spec.id: view for view in queries.several(reader.actor, wanted) if view.steps}


def _row(
    reader: Reader,
    view: ForecastView,
    figures: dict[tuple[int, Period], Decimal | None],
    year: ForecastView | None,
) -> ForecastRow:
    step, language = view.steps[0], shown.language()
    known = figures.get((view.spec.id, view.origin))
    before = figures.get((view.spec.id, _year_before(step.period)))
    then = known if before is None else before
    half = (step.high80 - step.low80) / 2
    return ForecastRow(
        name=view.spec.name(language),
        sector=reader.snapshot.sectors[view.spec.sector].name(language),
        unit=reader.snapshot.unit(view.spec, language),
        decimals=view.spec.decimals,
        href=pages.address(view.spec.code, view.place.code),
        known=known,
        known_label=view.origin.label(language),
        next=_next(view, step),
        year=_next(year, year.steps[0]) if year else None,
        seasonal=before is not None,
        change=numbers.change(step.likely, then),
        width=numbers.change(step.likely.copy_abs() + half, step.likely.copy_abs()),
        surprise=_surprise(step, then, half),
        simulated=view.simulated,
    )


def _next(view: ForecastView, step: Step) -> Next:
    words = {} if view.frequency is view.spec.frequency else {"frequency": LETTERS[view.frequency]}
    href = pages.address(view.spec.code, view.place.code, **words)
    return Next(step.period.label(shown.language()), step.likely, step.low80, step.high80, href)


def _surprise(step: Step, then: Decimal | None, half: Decimal) -> Decimal:
    """How far outside of its own uncertainty the coming change lies; nothing to compare with: 0."""
    if then is None or step.likely == then:
        return Decimal(0)
    return abs(step.likely - then) / half if half else Decimal("Infinity")


def _sorted(rows: dict[int, ForecastRow], views: Sequence[ForecastView], sort: str) -> list[ForecastRow]:
    specs = {view.spec.id: view.spec for view in views}
    if sort == "name":
        order = sorted(rows, key=lambda number: (specs[number].sector, specs[number].position, specs[number].code))
    else:
        order = sorted(rows, key=lambda number: (-rows[number].surprise, specs[number].code))
    return [rows[number] for number in order]
