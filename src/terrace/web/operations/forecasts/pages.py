"""The page of one forecast: what is likely, how sure, how well this series was forecast before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.base.kernel import periods
from terrace.base.kernel.periods import LETTERS, MONTHS, Frequency, Period
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.forecasting import queries, wording
from terrace.insight.forecasting.queries import ForecastView, Past, Step
from terrace.web.operations import nexts, shown, tickets
from terrace.web.operations.forecasts import questions, sentences
from terrace.web.operations.forecasts.questions import Question
from terrace.web.ui import numbers
from terrace.web.ui.components import Choice
from terrace.web.ui.fans import FanChart, FanPoint

#: Periods of history before a fan: four years and a month of months, else so many cycles.
BACK = {12: 36, 4: 16, 3: 15, 2: 14, 1: 20}
#: Years that the summary tells of.
YEARS = 2
#: Forecasts of before that the page compares with what came.
TOLD = 36


def page(reader: Reader, asked: Question) -> dict[str, Any]:
    """The context of `operations/forecast.html`."""
    view = questions.answer(reader, asked)
    head = _head(reader, asked, view) | _choosers(reader, asked)
    if view is None or not view.steps:
        return head | {"view": None, "missing": missing(reader, asked), "live": live([_watched(asked)])}
    history = came(reader, asked, view)
    told = _told(reader, asked)
    return head | {
        "view": view,
        "missing": "",
        "sentences": _sentences(reader, asked, view),
        "chart": chart(reader, view, history),
        "method": wording.method(view, shown.language()),
        "accuracy": wording.accuracy(view, shown.language()),
        "notes": wording.notes(view, shown.language()),
        "made_at": timezone.localtime(view.made_at),
        "origin": sentences.inside(view.origin),
        "past": told,
        "past_chart": _past_chart(reader, view, told),
        "exports": _exports(asked, view),
        "live": live([_watched(asked), *_cells(asked, history)]),
    }


def _head(reader: Reader, asked: Question, view: ForecastView | None) -> dict[str, Any]:
    """Which indicator, which place, from where."""
    language, day = shown.language(), asked.origin.end if asked.origin else timezone.localdate()
    place = view.place if view else reader.index.version(asked.area, day) or reader.index.history(asked.area)[-1]
    return {
        "indicator": {"code": asked.spec.code, "name": asked.spec.name(language)},
        "unit": reader.snapshot.unit(asked.spec, language),
        "decimals": asked.spec.decimals,
        "place": place,
        "place_name": shown.name(place),
        "breakdown": reader.snapshot.cell_label(asked.breakdown, language) if asked.breakdown else "",
        "crumbs": _crumbs(reader, asked, day),
        "figure_href": _figure_address(reader, asked, view, place.code),
    }


def _crumbs(reader: Reader, asked: Question, day: date) -> list[Choice]:
    above = [reader.index.version(each, day) for each in reversed(reader.index.ancestors(asked.area, day))]
    here = reader.index.version(asked.area, day)
    links = [Choice(each.code, shown.name(each), href=list_address(each.code)) for each in [*above, here] if each]
    return [*links, Choice("", asked.spec.name(shown.language()), chosen=True)]


def list_address(area: str) -> str:
    """The list of forecasts of a place."""
    return f"{reverse('operations:forecasts')}?{urlencode({'area': area})}"


def address(indicator: str, area: str, **words: str) -> str:
    """The page of a forecast; empty words are left out."""
    path = reverse("operations:forecast", args=[indicator, area])
    kept = {name: words[name] for name in questions.WORDS if words.get(name)}
    return f"{path}?{urlencode(kept)}" if kept else path


def _figure_address(reader: Reader, asked: Question, view: ForecastView | None, area: str) -> str:
    """The page of the figure that it starts from."""
    if view is None:
        return ""
    words = {"breakdown": reader.snapshot.cells[asked.breakdown]} if asked.breakdown else {}
    path = reverse("operations:figure", args=[asked.spec.code, area, view.origin.code])
    return f"{path}?{urlencode(words)}" if words else path


# choosers


def _choosers(reader: Reader, asked: Question) -> dict[str, Any]:
    language, origins = shown.language(), questions.origins(reader, asked)
    newest = [Choice("", _("the newest"), asked.origin is None)]
    from_where = [Choice(each.code, each.label(language), each == asked.origin) for each in origins]
    cells = asked.spec.breakdowns.items()
    return {
        "breakdowns": [
            Choice(code, reader.snapshot.cell_label(cell, language) if cell else _("total"), cell == asked.breakdown)
            for code, cell in cells
        ],
        "frequencies": [
            Choice(LETTERS[each], str(sentences.FREQUENCIES[each]), each is asked.frequency)
            for each in asked.frequencies
        ],
        "origins": newest + from_where if len(from_where) > 1 or asked.origin else [],
        "aheads": [
            Choice(str(each), sentences.ahead(asked.spec.frequency, each), each == asked.ahead) for each in asked.aheads
        ],
    }


# what came, and what is likely


def came(reader: Reader, asked: Question, view: ForecastView) -> dict[Period, tuple[Decimal | None, str]]:
    """The figures before the steps, and those that came meanwhile: value and live cell by period."""
    first, last = view.steps[0].period, view.steps[-1].period
    back = BACK.get(len(MONTHS[first.frequency]), 16)
    wanted = [first.shifted(-step) for step in range(back, 0, -1) if _there(first, -step)]
    today = periods.containing(timezone.localdate(), first.frequency)
    ahead = [step.period for step in view.steps if step.period <= min(last, today)] if asked.origin else []
    found = reader.series(Asked(asked.spec, asked.area, first, asked.breakdown), [*wanted, *ahead])
    figures = {each.period: (each.value, each.cell) for each in found}
    known = [period for period in wanted if figures.get(period, (None,))[0] is not None]
    return {period: figures.get(period, (None, "")) for period in [*wanted, *ahead] if known and period >= known[0]}


def _there(period: Period, steps: int) -> bool:
    """True when the calendar has the period so many steps away."""
    return periods.FIRST_YEAR <= period.year + steps // len(MONTHS[period.frequency]) <= periods.LAST_YEAR


def chart(reader: Reader, view: ForecastView, history: dict[Period, tuple[Decimal | None, str]]) -> FanChart:
    """The fan: history, then the steps (with what came of them since)."""
    language = shown.language()
    ahead = {step.period for step in view.steps}
    before = [
        FanPoint(period.code, period.label(language), value, cell=cell)
        for period, (value, cell) in history.items()
        if period not in ahead
    ]
    after = [_point(step, history.get(step.period, (None, ""))[0]) for step in view.steps]
    name = sentences.title(reader, view)
    return FanChart(name, reader.snapshot.unit(view.spec, language), view.spec.decimals, (*before, *after), _day(view))


def _point(step: Step, value: Decimal | None) -> FanPoint:
    return FanPoint(
        step.period.code, step.period.label(shown.language()), value,
        step.likely, step.low80, step.high80, step.low95, step.high95,
    )  # fmt: skip


def _day(view: ForecastView) -> date:
    return timezone.localtime(view.made_at).date()


def _sentences(reader: Reader, asked: Question, view: ForecastView) -> list[str]:
    """The next period, then the years that are forecast whole, or else the last of the steps."""
    told = [(view, view.steps[0])]
    if asked.frequency is not Frequency.YEAR and Frequency.YEAR in asked.frequencies:
        year = queries.forecast(reader.actor, asked.spec, asked.area, asked.breakdown, Frequency.YEAR, asked.origin)
        told += [(year, step) for step in year.steps[:YEARS]] if year else []
    if len(told) == 1 and len(view.steps) > 1:
        told.append((view, view.steps[-1]))
    return [sentences.sentence(reader, one, step) for one, step in told]


# what was forecast before


@dataclass(frozen=True, slots=True)
class PastRow:
    """A forecast of before against what came; `off` per cent of what came."""

    told: Past
    point: FanPoint
    made_on: date
    off: Decimal | None
    inside: bool


def _told(reader: Reader, asked: Question) -> list[PastRow]:
    """Those that have met their figure, the newest first."""
    found = queries.past(reader.actor, asked.spec, asked.area, asked.breakdown, asked.ahead)
    met = [each for each in found if each.came is not None]
    return [_past_row(each) for each in reversed(met[-TOLD:])]


def _past_row(told: Past) -> PastRow:
    label = told.period.label(shown.language())
    point = FanPoint(told.period.code, label, told.came, told.likely, told.low80, told.high80)
    inside = told.came is not None and told.low80 <= told.came <= told.high80
    off = numbers.change(told.likely, told.came)
    return PastRow(told, point, timezone.localtime(told.made_at).date(), off, inside)


def _past_chart(reader: Reader, view: ForecastView, told: list[PastRow]) -> FanChart:
    points = tuple(row.point for row in reversed(told))
    unit = reader.snapshot.unit(view.spec, shown.language())
    return FanChart(_("What was forecast and what came"), unit, view.spec.decimals, points)


# on the page of a figure


@dataclass(frozen=True, slots=True)
class Glance:
    """A forecast in short, with the way to its page."""

    sentence: str
    chart: FanChart
    href: str
    made_at: date


def glance(reader: Reader, asked: Asked) -> Glance | None:
    """What is forecast to follow a figure of now; None when nothing is, or it lies in the past."""
    if asked.boundaries != "as_was" or asked.as_of:
        return None
    view = queries.forecast(reader.actor, asked.spec, asked.area, asked.breakdown, asked.period.frequency)
    step = nexts.following(view, asked.period) if view else None
    if view is None or step is None:
        return None
    question = Question(asked.spec, asked.area, asked.breakdown, asked.period.frequency)
    drawn = chart(reader, view, came(reader, question, view))
    return Glance(sentences.sentence(reader, view, step), drawn, nexts.address(asked, view), _day(view))


# none


def missing(reader: Reader, asked: Question) -> str:
    """Why there is no forecast; `operations/forecast.html` says what to do."""
    if asked.origin:
        return _("No forecast was made from this period.")
    if asked.spec.retired:
        return _("The indicator is no longer in use.")
    last = periods.containing(timezone.localdate(), asked.spec.frequency)
    wanted = [last.shifted(-step) for step in range(5 * len(MONTHS[last.frequency]))]
    found = reader.series(Asked(asked.spec, asked.area, last, asked.breakdown), wanted)
    known = sum(each.value is not None for each in found)
    if known <= 2:  # noqa: PLR2004 - three points are the fewest that the engine takes for a series
        return _("In the last five years only %(count)s figures came; a forecast needs three.") % {"count": known}
    return _("The figures are there, but no forecast has been worked out from them yet.")


# around


def _exports(asked: Question, view: ForecastView) -> list[Choice]:
    words = {
        "breakdown": view.breakdown,
        "frequency": "" if asked.frequency is asked.spec.frequency else LETTERS[asked.frequency],
        "origin": asked.origin.code if asked.origin else "",
        "ahead": str(asked.ahead) if asked.ahead > 1 else "",
    }
    kept = urlencode({name: value for name, value in words.items() if value})
    args = [asked.spec.code, view.place.code]
    return [
        Choice(kind, label, href=f"{reverse(f'operations:forecast-{kind}', args=args)}{f'?{kept}' if kept else ''}")
        for kind, label in (("csv", "CSV"), ("xlsx", "Excel"))
    ]


def _watched(asked: Question) -> tickets.Key:
    return asked.spec.id, asked.area, tickets.ANY_PERIOD, asked.breakdown


def _cells(asked: Question, history: dict[Period, tuple[Decimal | None, str]]) -> list[tickets.Key]:
    return [(asked.spec.id, asked.area, period.id, asked.breakdown) for period in history]


def live(keys: list[tickets.Key]) -> dict[str, str]:
    """The stream of a page that shows these cells, and hears of these forecasts."""
    return {"src": f"{settings.LIVE_URL}/live", "ticket": tickets.issue(dict.fromkeys(keys))}
