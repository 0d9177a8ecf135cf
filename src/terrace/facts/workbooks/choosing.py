"""Which returns go into a workbook: one, those of a whole year, or those of many communes."""

from dataclasses import dataclass

from terrace.base.access.actors import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places import index as places
from terrace.facts.returns import forms, queries, rights
from terrace.facts.returns.forms import FormSpec
from terrace.facts.returns.models import Return
from terrace.facts.returns.sheets import Sheet
from terrace.facts.workbooks import drawing, problems

ONE, YEAR, PLACES = "one", "year", "places"


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that she fills in: the newest period of it, and how many places she fills it in for."""

    form: FormSpec
    period: Period
    area: str
    places: int


def offers(actor: Actor) -> list[Offer]:
    """Every form with returns that she may fill in."""
    known, index, found = forms.current(), places.current(), dict[int, Offer]()
    rows = Return.objects.filter(expected=True).order_by("form_id", "-period", "area_id")
    for number, area, period in rows.values_list("form_id", "area_id", "period"):
        form, span = known.by_id[number], periods.from_id(period)
        first = found.get(number)
        if (first is None or first.period == span) and rights.fills(actor, form, area):
            version = index.version(area, span.end)
            code = first.area if first else version.code if version else ""
            found[number] = Offer(form, span, code, (first.places if first else 0) + 1)
    return list(found.values())


def sheets(actor: Actor, form: str, area: str, period: str, *, span: str = ONE, language: str = "vi") -> list[Sheet]:
    """The returns of the workbook; `workbook.nothing` (404) and `workbook.too_many`."""
    if span == ONE:
        return [queries.sheet(actor, form, area, period, language)]
    rows = _rows(actor, form, area, period, span)
    if len(rows) > drawing.MOST_RETURNS:
        raise problems.TOO_MANY.problem(count=len(rows), most=drawing.MOST_RETURNS)
    return [queries.sheet(actor, form, code, month.code, language) for code, month in rows]


def _rows(actor: Actor, form: str, area: str, period: str, span: str) -> list[tuple[str, Period]]:
    """Code and period of each return."""
    spec, asked, index = forms.current().by_code.get(form), _parsed(period), places.current()
    if spec is None or asked is None:
        raise problems.NOTHING_TO_DOWNLOAD.problem()
    rows = Return.objects.filter(form_id=spec.id, expected=True).order_by("period", "area_id")
    if span == YEAR:
        rows = rows.filter(area_id=index.resolve(area, asked.end), period__range=_year(asked))
    else:
        rows = rows.filter(period=asked.id)
    hers = [row for row in rows if rights.fills(actor, spec, row.area_id)]
    versions = [(index.version(row.area_id, periods.from_id(row.period).end), row) for row in hers]
    return [(version.code, periods.from_id(row.period)) for version, row in versions if version is not None]


def _year(period: Period) -> tuple[int, int]:
    """The stored numbers between which the periods of a year lie."""
    return period.year * 1000, period.year * 1000 + 999


def _parsed(code: str) -> Period | None:
    try:
        return periods.parse(code)
    except ValueError:
        return None
