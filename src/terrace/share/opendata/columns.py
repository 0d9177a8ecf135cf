"""The columns of an answer as flat rows: what SDMX-CSV, SDMX-ML and plain tables have in common."""

from collections.abc import Callable, Iterator

from terrace.share.opendata.concepts import DECIMALS, UNIT, VALUE
from terrace.share.opendata.datasets import INDICATOR, TIME
from terrace.share.opendata.reading import OBSERVED, Answer, Observation

Get = Callable[[Observation], str]


def columns(answer: Answer) -> dict[str, Get]:
    """Name → what stands in the column: dimensions, time, measure, and the attributes that are asked for."""
    dataset, question = answer.dataset, answer.question
    found: dict[str, Get] = {name: _of_series(place) for place, name in enumerate(dataset.dimensions)}
    found[TIME] = lambda each: each.time
    if question.measures:
        found[VALUE] = lambda each: each.digits
    wanted = question.attributes
    found |= {name: get for name, get in _attributes(answer).items() if wanted is None or name in wanted}
    return found


def _of_series(place: int) -> Get:
    return lambda each: each.series[place]


def _attributes(answer: Answer) -> dict[str, Get]:
    at = answer.dataset.dimensions.index(INDICATOR)
    units = {spec.code: spec.unit for spec in answer.dataset.indicators}
    decimals = {spec.code: str(spec.decimals) for spec in answer.dataset.indicators}
    found: dict[str, Get] = {
        UNIT: lambda each: units[each.series[at]],
        DECIMALS: lambda each: decimals[each.series[at]],
    }
    return found | {name: _observed(place) for place, name in enumerate(OBSERVED)}


def _observed(place: int) -> Get:
    return lambda each: each.attributes[place]


def rows(answer: Answer, *, keys_only: bool = False) -> Iterator[list[str]]:
    """The cells of each observation, in the order of `columns`; of what was taken back only its key."""
    gets = list(columns(answer).values())
    if keys_only:
        kept = len(answer.dataset.dimensions) + 1
        blank = [""] * (len(gets) - kept)
        return ([*(get(each) for get in gets[:kept]), *blank] for each in answer.observations)
    return ([get(each) for get in gets] for each in answer.observations)
