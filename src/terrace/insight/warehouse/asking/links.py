"""What places of one day were made of on another, as arrays: `Index.sources` for many places at once."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from terrace.base.places.index import Index
from terrace.insight.warehouse.asking import exact
from terrace.insight.warehouse.asking.exact import Numbers
from terrace.insight.warehouse.asking.figures import Array


@dataclass(frozen=True, slots=True)
class Links:
    """Each place (its position) with every place of then (its id) that went into it; in order of place."""

    place: Array
    source: Array
    weight: Numbers
    estimated: Array
    #: By place: it was then what it is now, and nothing joined.
    same: Array


@lru_cache(maxsize=64)
def of(index: Index, areas: tuple[int, ...], then: date, now: date) -> Links:
    """The links of these places of `now` to those of `then`."""
    every = [index.sources(area, then, now) for area in areas]
    shares = [share for several in every for share in several]
    whole = (len(several) == 1 and several[0].weight == 1 for several in every)
    alone = [one and several[0].place_id == area for area, several, one in zip(areas, every, whole, strict=True)]
    return Links(
        np.repeat(np.arange(len(areas)), [len(several) for several in every]),
        np.array([share.place_id for share in shares], np.int64),
        exact.of_decimals([share.weight for share in shares]),
        np.array([share.estimated for share in shares], bool),
        np.array(alone, bool),
    )
