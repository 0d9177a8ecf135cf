"""Back-tests of forecasts that add up: what was tried for each place is reconciled as the forecast is.

Accuracy is then told of what is shown, and intervals are as wide as the errors of what is shown: where adding up made
errors larger or smaller, they widen or narrow as much (`coherence.intervals`). Only the total of each place is tried
again; parts keep their own back-tests.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from terrace.insight.forecasting.adding import tree
from terrace.insight.forecasting.coherence import Tree, intervals
from terrace.insight.forecasting.history import Floats
from terrace.insight.forecasting.projecting import Projection, steady
from terrace.insight.forecasting.sheets import Key, Sheet


def retried(sheet: Sheet, own: dict[Key, Projection], added: Mapping[Key, Floats]) -> dict[Key, Projection]:
    """The projections, those of totals that add up with reconciled back-tests and intervals as wide as these."""
    totals = [key for key in ((place, 0) for place in sheet.members) if key in added and key in own]
    places = [place for place, _ in totals if sheet.last[place, 0] == sheet.origin]
    if len(places) < 2 or not own[places[0], 0].ago:  # noqa: PLR2004 - one alone adds up with nothing
        return own
    rows = [own[place, 0] for place in places]
    parents = tree(sheet, places)
    before, came = np.stack([row.tried for row in rows]), np.stack([row.came for row in rows])
    after = steady(intervals.tried_again(Tree.of(parents), before, np.stack([row.spread for row in rows])))
    above = np.isin(np.arange(len(rows)), parents).astype(np.int64)
    errors = came - before, came - after
    # Places with places below them are told apart from the rest.
    narrow, wide = (intervals.widths(errors, sides, level, above) for level, sides in _sides(rows).items())
    made = {
        (place, 0): _sized(replace(row, tried=after[at]), narrow[at], wide[at])
        for at, (place, row) in enumerate(zip(places, rows, strict=True))
    }
    return own | made


def _sides(rows: list[Projection]) -> dict[int, tuple[Floats, Floats]]:
    """How far the intervals of each level reach down and up, (n, h) each."""
    likely = np.stack([row.likely for row in rows])
    low80, high80, low95, high95 = (
        np.stack(each) for each in zip(*((r.low80, r.high80, r.low95, r.high95) for r in rows), strict=True)
    )
    return {80: (likely - low80, high80 - likely), 95: (likely - low95, high95 - likely)}


def _sized(row: Projection, narrow: Floats, wide: Floats) -> Projection:
    low80, high80, low95, high95 = (
        steady(row.likely + (side - row.likely) * by)
        for side, by in ((row.low80, narrow), (row.high80, narrow), (row.low95, wide), (row.high95, wide))
    )
    return replace(row, low80=low80, high80=high80, low95=low95, high95=high95)
