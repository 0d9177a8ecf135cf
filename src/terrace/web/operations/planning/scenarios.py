"""The page of scenarios: some figures are changed, and all that follows from them is worked out again."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning import scenarios
from terrace.insight.planning.bases import coming
from terrace.insight.planning.scenarios import WAYS, Row, Scenario
from terrace.insight.targets.models import Direction
from terrace.web.operations import asking, boards, problems, shown
from terrace.web.ui import errors, numbers
from terrace.web.ui.components import Choice

#: Empty lines for further changes.
LINES = 2


@dataclass(frozen=True, slots=True)
class Where:
    """What the page is about: a place and a period, with what can be changed there."""

    area: int
    place: Version
    period: Period
    periods: list[Period]
    specs: list[IndicatorSpec]


@dataclass(frozen=True, slots=True)
class Typed:
    """What the address asks: changes, and ratios that are held."""

    texts: list[str]
    holds: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure before and after, as it is shown."""

    code: str
    name: str
    unit: str
    decimals: int
    base: Decimal | None
    then: Decimal | None
    difference: Decimal | None
    change: Decimal | None
    changed: bool
    href: str
    #: The address of the scenario with this ratio held (or let go), when it is one.
    hold: str = ""
    held: bool = False
    target: Decimal | None = None
    met: bool = False


@requires("operations.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """A scenario; what cannot be read is said above the form, which keeps what was typed."""
    reader = Reader(actor_in(request))
    where = _where(reader, request.GET)
    asked = Typed(_texts(request.GET), [code for code in request.GET.getlist("hold") if code])
    scenario, faults = _worked_out(reader, where, asked, request.GET.get("show", ""))
    context = _context(reader, where, asked, scenario) | {"faults": errors.texts(faults)}
    return render(request, "operations/scenarios.html", context, status=faults[0].status if faults else 200)


def _where(reader: Reader, query: QueryDict) -> Where:
    today = timezone.localdate()
    held = next((held.area for held in reader.actor.grants if held.stands(today)), None)
    wanted = asking.read_period(query.get("period", ""))
    day = wanted.end if wanted else today
    area = asking.place_of(reader, code, day) if (code := query.get("place", "")) else held
    if area is None:
        raise problems.PLACE_UNKNOWN.problem(code="?")
    found = boards.periods_of(reader, area, periods.containing(today, Frequency.MONTH))
    years = [period for period in found if period.frequency is Frequency.YEAR and period.end < today]
    found = [*(each for each in coming() if each not in found), *found]
    period = wanted or next(iter([*years, *found]), periods.containing(today, Frequency.YEAR))
    specs = [each for each in boards.indicators_of(reader, area, period) if reader.sees(each, area, period.id)]
    version = reader.index.version(area, period.end) or reader.index.history(area)[-1]
    return Where(area, version, period, found, [each for each in specs if not each.formula])


def _texts(query: QueryDict) -> list[str]:
    """The changes of the address, and those that the form's lines say."""
    lines = zip(query.getlist("indicator"), query.getlist("by"), query.getlist("way"), strict=False)
    said = [":".join([code, by.strip(), way]) for code, by, way in lines if code and by.strip()]
    return [*(text for text in query.getlist("change") if text.strip()), *said]


def _worked_out(reader: Reader, where: Where, asked: Typed, wanted: str) -> tuple[Scenario | None, list[Fault]]:
    if not asked.texts:
        return None, []
    try:
        changes = scenarios.read(reader, asked.texts, where.area, where.period)
        holds = scenarios.held(reader, asked.holds, changes)
        return scenarios.work_out(reader, where.area, where.period, changes, holds=holds, shown=wanted), []
    except Refused as refused:
        return None, refused.faults


def _context(reader: Reader, where: Where, asked: Typed, scenario: Scenario | None) -> dict[str, Any]:
    language = shown.language()
    return {
        "place": where.place,
        "period": where.period,
        "periods": [Choice(each.code, each.label(language), each == where.period) for each in where.periods],
        "specs": [Choice(each.code, _with_unit(reader, each)) for each in where.specs],
        "ways": WAYS,
        "lines": range(LINES),
        "texts": [_said(reader, where, asked, number) for number in range(len(asked.texts))],
        "holds": asked.holds,
        "scenario": scenario,
        "rows": [_line(reader, where, scenario, each, asked) for each in scenario.rows] if scenario else [],
        "targets": bool(scenario and any(row.spec.id in scenario.targets for row in scenario.rows)),
        "below": [_below(reader, where, each) for each in scenario.below] if scenario else [],
        "shown": scenario.shown.name(language) if scenario else "",
        "unit": reader.snapshot.unit(scenario.shown, language) if scenario else "",
        "summary": _summary(reader, where, scenario) if scenario else [],
        "same": _address(where, asked),
        "simulated": bool(scenario and scenario.simulated),
        "crumbs": [
            Choice("", shown.name(where.place), href=reverse("operations:place", args=[where.place.code])),
            Choice("", _("What if …?"), chosen=True),
        ],
    }


def _with_unit(reader: Reader, spec: IndicatorSpec) -> str:
    return f"{spec.name(shown.language())} ({reader.snapshot.unit(spec, shown.language())})"


def _address(where: Where, asked: Typed, **other: str) -> str:
    words = [("place", where.place.code), ("period", where.period.code)]
    words += [("change", text) for text in asked.texts] + [("hold", code) for code in asked.holds]
    return f"{reverse('operations:scenarios')}?{urlencode([*words, *other.items()])}"


def _said(reader: Reader, where: Where, asked: Typed, number: int) -> dict[str, str]:
    """A change in words, with the address of the scenario without it."""
    code, by, way, place = [*asked.texts[number].split(":"), "", "", ""][:4]
    spec = reader.snapshot.indicators.get(code)
    unit = reader.snapshot.unit(spec, shown.language()) if spec and way == scenarios.ABSOLUTE else "%"
    return {
        "text": asked.texts[number],
        "name": spec.name(shown.language()) if spec else code,
        "by": f"{by} {unit}",
        "place": place,
        "without": _address(where, Typed([*asked.texts[:number], *asked.texts[number + 1 :]], [])),
    }


def _line(reader: Reader, where: Where, scenario: Scenario, row: Row, asked: Typed) -> Line:
    made = _row(reader, row, row.spec.name(shown.language()), _address(where, asked, show=row.spec.code))
    if (goal := scenario.targets.get(row.spec.id)) and row.then is not None:
        met = row.then <= goal.value if goal.direction == Direction.DOWN else row.then >= goal.value
        made = replace(made, target=goal.value, met=met)
    if not row.holdable:
        return made
    rest = [code for code in asked.holds if code != row.spec.code]
    other = Typed(asked.texts, rest if row.held else [*rest, row.spec.code])
    return replace(made, hold=_address(where, other), held=row.held)


def _below(reader: Reader, where: Where, row: Row) -> Line:
    version = reader.index.version(row.place, where.period.end) or reader.index.history(row.place)[-1]
    href = reverse("operations:figure", args=[row.spec.code, version.code, where.period.code])
    return _row(reader, row, shown.name(version), href)


def _row(reader: Reader, row: Row, name: str, href: str) -> Line:
    return Line(
        row.spec.code,
        name,
        reader.snapshot.unit(row.spec, shown.language()),
        row.spec.decimals,
        row.base,
        row.then,
        row.difference,
        numbers.change(row.then, row.base),
        row.changed,
        href,
    )


def _summary(reader: Reader, where: Where, scenario: Scenario) -> list[str]:
    """What is changed, and what follows from it, in sentences."""
    language = shown.language()
    found = []
    for row in scenario.rows:
        if row.base is None or row.then is None:
            continue
        text = (
            _("{name} is changed: {base} → {then} {unit} ({change}).")
            if row.changed
            else _("{name} is held at {base} {unit}; what it is worked out of moves along.")
            if row.held
            else _("{name} would be {then} {unit} instead of {base} ({change}).")
        )
        per_cent = numbers.change(row.then, row.base)
        found.append(
            text.format(
                name=row.spec.name(language),
                base=numbers.form(row.base, row.spec.decimals, language),
                then=numbers.form(row.then, row.spec.decimals, language),
                unit=reader.snapshot.unit(row.spec, language),
                change="–" if per_cent is None else numbers.change_form(per_cent, language),
            )
        )
    if len(found) == len({change.spec.id for change in scenario.changes}):
        found.append(_("No indicator of the catalogue is worked out from what was changed."))
    if any(row.changed and row.base == row.then for row in scenario.rows) and any(each.by for each in scenario.changes):
        text = _("A figure that {place} reported itself stands, whatever changes below it.")
        found.append(text.format(place=shown.name(where.place)))
    if scenario.forecast:
        found.append(_("What is not reported yet is taken from the forecasts."))
    if scenario.as_a_whole:
        found.append(_("You see the figure of the place, not what it is made of: the change is made to the whole."))
    return found
