"""The cells and margins of indicators, kept as tables: what the pipeline joins with."""

from collections.abc import Iterable, Mapping

from terrace.facts.catalogue import breakdowns
from terrace.facts.catalogue.models import Breakdown, Code, Indicator, IndicatorBreakdown, Margin

#: (indicator, breakdown) and (indicator, whole, position, part), all ids.
Cell = tuple[int, int]
Edge = tuple[int, int, int, int]


def renew() -> None:
    """Make the cells and margins of every indicator again; what is already so is left alone.

    Cells with a retired code stay: figures of former years have them.
    """
    codes: dict[str, list[str]] = {}
    for dimension, code in Code.objects.order_by("position", "code").values_list("dimension_id", "code"):
        codes.setdefault(dimension, []).append(code)
    made = {
        pk: breakdowns.make(breakdowns.groups(text), codes)
        for pk, text in Indicator.objects.values_list("pk", "breakdowns")
    }
    ids = _ids({cell for each in made.values() for cell in each.cells})
    _renew_cells({(pk, ids[cell]) for pk, each in made.items() for cell in each.cells})
    _renew_margins({(pk, ids[whole], at, ids[part]) for pk, each in made.items() for whole, at, part in each.margins})


def _ids(wanted: Iterable[str]) -> Mapping[str, int]:
    """Ids of breakdowns by code; new ones are stored, none is ever taken away."""
    known = dict(Breakdown.objects.values_list("code", "pk"))
    if "" not in known:
        Breakdown(pk=0, code="").save(force_insert=True)
    Breakdown.objects.bulk_create([Breakdown(code=code) for code in sorted(wanted) if code and code not in known])
    return dict(Breakdown.objects.values_list("code", "pk"))


def _renew_cells(wanted: set[Cell]) -> None:
    rows = {(row.indicator_id, row.breakdown_id): row.pk for row in IndicatorBreakdown.objects.all()}
    IndicatorBreakdown.objects.filter(pk__in=[rows[key] for key in rows.keys() - wanted]).delete()
    IndicatorBreakdown.objects.bulk_create(
        IndicatorBreakdown(indicator_id=pk, breakdown_id=cell) for pk, cell in sorted(wanted - rows.keys())
    )


def _renew_margins(wanted: set[Edge]) -> None:
    rows = {(row.indicator_id, row.whole_id, row.position, row.part_id): row.pk for row in Margin.objects.all()}
    Margin.objects.filter(pk__in=[rows[key] for key in rows.keys() - wanted]).delete()
    Margin.objects.bulk_create(
        Margin(indicator_id=pk, whole_id=whole, position=at, part_id=part)
        for pk, whole, at, part in sorted(wanted - rows.keys())
    )
