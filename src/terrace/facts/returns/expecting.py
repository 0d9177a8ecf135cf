"""Of whom a form is asked: the places of its level, as they are on the last day of the period, that take part.

A place takes part when somebody may hand in there or above it, up to its province: an installation of one province
does not wait for the others. A grant for the whole country makes every province take part.
"""

from datetime import date

from django.db import connection

from terrace.base.kernel.periods import Period
from terrace.base.places.index import Index
from terrace.base.places.models import Level
from terrace.facts.returns.forms import FormSpec

_GRANTED = """
    SELECT DISTINCT held.area_id FROM access_grant held
    JOIN access_permission may ON may.role = held.role AND may.verb = 'submission.create'
    WHERE held.valid @> %s::date
"""


def roots(index: Index, today: date) -> frozenset[int]:
    """The provinces that take part now (the country when it does)."""
    with connection.cursor() as cursor:
        cursor.execute(_GRANTED, [today])
        granted = [row[0] for row in cursor.fetchall()]
    return frozenset(_root(index, area, today) for area in granted)


def _root(index: Index, area: int, today: date) -> int:
    """The province above the place; the place itself when none is, or when it is no more."""
    line = (area, *index.ancestors(area, today))
    return next((each for each in line if index.level(each) == Level.PROVINCE), area)


def places(index: Index, form: FormSpec, period: Period, roots: frozenset[int]) -> frozenset[int]:
    """The places that owe the form for the period."""
    every = (index.descendants(root, period.end, form.level) for root in roots if index.holds(root, period.end))
    return frozenset(area for found in every for area in found)
