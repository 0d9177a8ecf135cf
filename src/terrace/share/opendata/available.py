"""What there is for a question: the codes of each dimension, the span of time, how many series and observations."""

from pysdmx.model.constraint import (
    AvailabilityConstraint,
    ConstraintAttachment,
    CubeKeyValue,
    CubeRegion,
    CubeTimeRange,
    CubeValue,
    TimePeriodBoundary,
)

from terrace.base.kernel import periods
from terrace.share.opendata.datasets import TIME, VERSION, Shelf, time_text
from terrace.share.opendata.reading import Answer


def constraint(shelf: Shelf, answer: Answer, components: frozenset[str] = frozenset()) -> AvailabilityConstraint:
    """The constraint; of these components only when they are given."""
    dataset = answer.dataset
    urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={shelf.agency}:{dataset.id}({VERSION})"
    found = []
    for place, name in enumerate(dataset.dimensions):
        codes = dict.fromkeys(each.series[place] for each in answer.observations)
        if not components or name in components:
            found.append(CubeKeyValue(id=name, values=[CubeValue(code) for code in codes]))
    if answer.observations and (not components or TIME in components):
        found.append(CubeKeyValue(id=TIME, time_range=_range(answer)))
    return AvailabilityConstraint(
        constraint_attachment=ConstraintAttachment(None, dataflows=[urn]),
        cube_region=CubeRegion(found),
        series_count=len({each.series for each in answer.observations}),
        obs_count=len(answer.observations),
    )


def _range(answer: Answer) -> CubeTimeRange:
    numbers = {each.period for each in answer.observations}
    first = min(numbers, key=lambda each: periods.from_id(each).start)
    last = max(numbers, key=lambda each: periods.from_id(each).end)
    return CubeTimeRange(
        start_period=TimePeriodBoundary(time_text(first)), end_period=TimePeriodBoundary(time_text(last))
    )
