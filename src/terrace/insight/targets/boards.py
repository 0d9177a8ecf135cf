"""Boards: how the targets of a resolution stand in a year, "21 of 30 met", as far as the reader may see them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import goals, queries, resolutions
from terrace.insight.targets.goals import Goal
from terrace.insight.targets.lights import MET, STATES
from terrace.insight.targets.resolutions import Paper
from terrace.insight.targets.standings import Standing


@dataclass(frozen=True, slots=True)
class Board:
    """A resolution in a year: its targets in the order of the catalogue, and the years that it has targets for."""

    paper: Paper
    year: int
    years: tuple[int, ...]
    standings: tuple[Standing, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many targets are in each state, in the order of `STATES`."""
        found = Counter(each.judged.state for each in self.standings)
        return {state: found[state] for state in STATES}

    @property
    def met(self) -> int:
        return self.counts[MET]

    @property
    def simulated(self) -> bool:
        return any(each.simulated for each in self.standings)


def board(reader: Reader, code: str, year: int | None = None) -> Board:
    """The board of a resolution for a year, or for the one that matters now; 404 for a code that is none."""
    paper = resolutions.one(reader.index, code)
    return _board(reader, paper, _held(reader, [paper]), year)


def boards(reader: Reader) -> list[Board]:
    """The board of each resolution in the year that matters now; those of which she may see nothing are left out."""
    papers = resolutions.every(reader.index)
    held = _held(reader, papers)
    made = (_board(reader, paper, held, None) for paper in papers)
    return [each for each in made if each.standings]


def _held(reader: Reader, papers: Sequence[Paper]) -> list[Goal]:
    """The targets of these resolutions that she may see."""
    codes, years = {paper.code for paper in papers}, {year for paper in papers for year in paper.years}
    held = goals.holding(reader.snapshot, reader.index, years=years) if papers else []
    return [goal for goal in held if goal.resolution in codes and queries.sees(reader, goal)]


def _board(reader: Reader, paper: Paper, held: Sequence[Goal], asked: int | None) -> Board:
    mine = [goal for goal in held if goal.resolution == paper.code]
    years = tuple(sorted({goal.year for goal in mine}))
    year = asked if asked is not None else _usual(paper, years)
    return Board(paper, year, years, tuple(queries.stand(reader, [goal for goal in mine if goal.year == year])))


def _usual(paper: Paper, years: Sequence[int]) -> int:
    """This year where there are targets for it, else the nearest later one, else the last."""
    usual = resolutions.usual_year(paper)
    return next((year for year in years if year >= usual), years[-1] if years else usual)
