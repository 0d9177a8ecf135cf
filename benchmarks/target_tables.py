"""Learn the weights of target chances that are shipped: `python -m benchmarks.target_tables`, beside ../shared/data.

Months teach months, and quarters as their sums. A table for sites with one past year, one for those with more; for
what adds up over the year, and for what counts at its end. Takes a minute.
"""

import sys
from collections.abc import Iterable
from typing import Any

from benchmarks import forecast_sets as sets
from benchmarks.forecast_tables import summed, whole
from terrace.insight.targets import learning, trials

#: Periods known when the rest of the year is asked for, by periods in a year.
MOMENTS = {12: (1, 2, 3, 4, 6, 8, 9, 10, 11), 4: (1, 2, 3)}
WORDS = {12: "month", 4: "quarter"}
#: The fewest and the most past years that a lesson looks at.
YEARS = {"one": (1, 1), "more": (2, 6)}


def taught(series: Iterable[Any], cycle: int, kind: str, years: str) -> list[learning.Lesson]:
    """The lessons of one table."""
    groups = trials.whole_years(series, cycle)
    found = (learning.lessons(each, kind, MOMENTS[cycle], *YEARS[years]) for each in groups)
    return learning.merged(lesson for group in found for lesson in group)


def main() -> None:
    folder = sets.shared()
    if folder is None:
        sys.exit("../shared/data is not here: nothing to learn from")
    groups = {group.label: whole(group.whole()) for group in sets.read(folder / "forecast" / "m1.csv")}
    series = {12: groups["MONTHLY"], 4: summed(groups["MONTHLY"], 3) + groups["QUARTERLY"]}
    learning.write(
        {
            (WORDS[cycle], kind, years): learning.train(taught(series[cycle], cycle, kind, years))
            for cycle in (12, 4)
            for kind in ("sum", "last")
            for years in ("more", "one")
        }
    )


if __name__ == "__main__":
    main()
