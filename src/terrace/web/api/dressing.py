"""Figures, lineages and submissions of the domain in the shapes of the API."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from terrace.base.places.models import Level
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.collection.queries import SubmissionView
from terrace.facts.pipeline.lineage import Lineage, Said
from terrace.facts.pipeline.results import Basis
from terrace.facts.pipeline.views import FigureView
from terrace.web.api import links, shapes
from terrace.web.api.answers import digits

LEVELS = {int(level): level.name.lower() for level in Level}
BASES = {int(basis): basis.name.lower() for basis in Basis}
_RATIO = Decimal("0.0001")


def named(code: str, known: object) -> shapes.Named:
    """A code of the catalogue with its names."""
    name_vi, name_en = getattr(known, "name_vi", code), getattr(known, "name_en", code)
    return shapes.Named(code, name_vi, name_en)


def unit(snapshot: Snapshot, spec: IndicatorSpec) -> shapes.Named:
    return named(spec.unit, snapshot.units.get(spec.unit))


def figure(snapshot: Snapshot, view: FigureView) -> shapes.Figure:
    """One figure, with the address of what stands behind it."""
    return shapes.Figure(
        indicator=named(view.spec.code, view.spec),
        area=area(view.place),
        period=view.period.code,
        breakdown=view.breakdown,
        value=digits(view.value),
        reason=view.reason,
        unit=unit(snapshot, view.spec),
        decimals=view.spec.decimals,
        status=view.status,
        simulated=view.simulated,
        coverage=coverage(view.reported, view.expected),
        basis=BASES[view.basis],
        below=digits(view.below),
        revision=view.revision,
        changed_at=view.changed_at,
        boundaries=view.boundaries,
        estimated=view.estimated,
        as_of=view.as_of,
        lineage=_lineage_link(view),
    )


def area(version: Version) -> shapes.Area:
    return shapes.Area(version.code, version.name, version.full_name, LEVELS[version.level])


@lru_cache(maxsize=4096)
def coverage(reported: int, expected: int) -> shapes.Coverage:
    ratio = Decimal(reported) / expected if expected else None
    return shapes.Coverage(reported, expected, ratio.quantize(_RATIO, ROUND_HALF_UP) if ratio is not None else None)


def _lineage_link(view: FigureView) -> str:
    return links.lineage(
        indicator=view.spec.code,
        area=view.place.code,
        period=view.period.code,
        breakdown=view.breakdown,
        boundaries="" if view.boundaries == "as_was" else view.boundaries,
        as_of=view.as_of.isoformat() if view.as_of else "",
    )


def lineage(snapshot: Snapshot, found: Lineage) -> shapes.Lineage:
    """What stands behind a figure."""
    return shapes.Lineage(
        figure=figure(snapshot, found.figure),
        formula=found.formula,
        parts=[figure(snapshot, view) for view in found.parts],
        places=[figure(snapshot, view) for view in found.places],
        periods=[figure(snapshot, view) for view in found.periods],
        observations=[observation(said) for said in found.observations],
        count=found.count,
    )


def observation(said: Said) -> shapes.Observation:
    """One observation with who handed it in."""
    return shapes.Observation(
        indicator=said.spec.code,
        area=area(said.place),
        period=said.period.code,
        breakdown=said.breakdown,
        value=digits(said.value),
        reason=said.reason,
        status=said.status,
        source=said.source,
        simulated=said.simulated,
        revision=said.revision,
        recorded_at=said.recorded_at,
        submission=_handed(said.submission_id, said.submission),
    )


def _handed(number: int, view: SubmissionView | None) -> shapes.Handed:
    if view is None:
        return shapes.Handed(number, None, None, None, None)
    return shapes.Handed(number, view.person or None, view.door, view.received_at, links.submission(number))


def submission_links(number: int) -> shapes.SubmissionLinks:
    return shapes.SubmissionLinks(links.submission(number), links.withdraw(number))
