"""From the words of an address to a return, for whom it may be shown."""

from dataclasses import dataclass, replace

from terrace.base.access.actors import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.base.places.versions import Version
from terrace.facts.returns import forms, problems, rights
from terrace.facts.returns.forms import FormSpec
from terrace.facts.returns.models import Return


@dataclass(frozen=True, slots=True)
class Found:
    """A return with its form, its period, and its place as it was on the last day of the period."""

    row: Return
    form: FormSpec
    period: Period
    place: Version

    @property
    def key(self) -> str:
        """`FORM/AREA/PERIOD`, as addresses have it."""
        return f"{self.form.code}/{self.place.code}/{self.period.code}"


def find(actor: Actor, form: str, area: str, period: str) -> Found:
    """The return; `return.unknown` (404) when there is none or she may not see it."""
    unknown = problems.UNKNOWN.problem(form=form[:60], area=area[:60], period=period[:40])
    spec, asked = forms.current().by_code.get(form), _period(period)
    index = places.current()
    place = index.resolve(area, asked.end) if asked else None
    if spec is None or asked is None or place is None or not rights.sees(actor, spec, place):
        raise unknown
    row = Return.objects.filter(form_id=spec.id, area_id=place, period=asked.id).first()
    if row is None:
        raise unknown
    return dress(row, index)


def hold(found: Found) -> Found:
    """The return as it is now, held for this transaction; for whom it is given to change it."""
    return replace(found, row=Return.objects.select_for_update().get(pk=found.row.pk))


def dress(row: Return, index: Index) -> Found:
    """The return with what belongs to it."""
    period = periods.from_id(row.period)
    place = index.version(row.area_id, period.end) or index.history(row.area_id)[-1]
    return Found(row, forms.current().by_id[row.form_id], period, place)


def _period(code: str) -> Period | None:
    try:
        return periods.parse(code)
    except ValueError:
        return None
