"""What returns publish: a thing's name is `return/FORM/AREA/PERIOD`, the data say who, when and what comes next."""

from typing import Any

from terrace.base.bus.events import Event
from terrace.base.kernel import periods
from terrace.base.places.index import Index
from terrace.facts.returns.forms import FormSpec
from terrace.facts.returns.models import Return

__all__ = ["DUE_SOON", "LATE", "OPENED", "Event", "subject", "told"]

OPENED, DUE_SOON, LATE = "return.opened", "return.due_soon", "return.late"


def subject(index: Index, form: FormSpec, row: Return) -> str:
    """`return/NN-XA-T/02392/2026-M11`: also the subject in the audit."""
    period = periods.from_id(row.period)
    version = index.version(row.area_id, period.end) or index.history(row.area_id)[-1]
    return f"return/{form.code}/{version.code}/{period.code}"


def told(kind: str, index: Index, form: FormSpec, row: Return, **more: Any) -> Event:
    """One event about one return."""
    data = {"return": row.pk, "form": form.code, "area": row.area_id, "period": row.period, "due": row.due.isoformat()}
    return Event(kind, subject(index, form, row), data | more)
