"""From the words of an address to a question about a forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import COARSER, LETTERS, MONTHS, Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import problems as pipeline
from terrace.facts.pipeline.queries import Reader
from terrace.insight.forecasting import queries
from terrace.insight.forecasting.models import Forecast
from terrace.insight.forecasting.queries import ForecastView
from terrace.web.operations import asking, problems

#: Names of the words that an address may carry, in the order in which it carries them.
WORDS = ("breakdown", "frequency", "origin", "ahead")
#: Origins to choose from, the newest first.
ORIGINS = 36


@dataclass(frozen=True, slots=True)
class Question:
    """One forecast: its cell, how often, from where; `ahead` steps of its own for the history."""

    spec: IndicatorSpec
    area: int
    breakdown: int = 0
    frequency: Frequency = Frequency.YEAR
    origin: Period | None = None
    ahead: int = 1

    @property
    def frequencies(self) -> tuple[Frequency, ...]:
        """Its own, and the coarser ones that it adds up to."""
        return (self.spec.frequency, *reversed(COARSER[self.spec.frequency]))

    @property
    def aheads(self) -> tuple[int, ...]:
        """One step and one year ahead."""
        return tuple(sorted({1, len(MONTHS[self.spec.frequency])}))


def question(reader: Reader, indicator: str, area: str, words: Mapping[str, Any]) -> Question:
    """The question; raises a problem when a word means nothing."""
    spec = reader.snapshot.indicators.get(indicator)
    if spec is None:
        raise problems.QUESTION_WRONG.problem(what=indicator[:60])
    breakdown = reader.snapshot.breakdown(spec, str(words.get("breakdown", "")))
    if breakdown is None:
        raise problems.QUESTION_WRONG.problem(what=str(words["breakdown"])[:60])
    origin = _origin(spec, str(words.get("origin", "")))
    place = asking.place_of(reader, area, origin.end if origin else timezone.localdate())
    made = Question(spec, place, breakdown, spec.frequency, origin)
    frequency = _frequency(made, str(words.get("frequency", "")))
    return Question(spec, place, breakdown, frequency, origin, _ahead(made, str(words.get("ahead", ""))))


def _origin(spec: IndicatorSpec, text: str) -> Period | None:
    """The last period known then, of the indicator's own frequency."""
    if not text:
        return None
    found = asking.read_period(text)
    if found is None or found.frequency is not spec.frequency:
        raise problems.QUESTION_WRONG.problem(what=text[:60])
    return found


def _frequency(made: Question, text: str) -> Frequency:
    """A letter of SDMX (A, S, N, Q, C, M); none is the indicator's own."""
    found = next((each for each in made.frequencies if LETTERS[each] == text), None)
    if text and found is None:
        raise problems.QUESTION_WRONG.problem(what=text[:60])
    return found or made.spec.frequency


def _ahead(made: Question, text: str) -> int:
    if text and text not in map(str, made.aheads):
        raise problems.QUESTION_WRONG.problem(what=text[:60])
    return int(text or 1)


def answer(reader: Reader, asked: Question) -> ForecastView | None:
    """The forecast; None when there is none. 403 where the figures themselves are not hers to see."""
    found = queries.forecast(reader.actor, asked.spec, asked.area, asked.breakdown, asked.frequency, asked.origin)
    if found is None and not reader.scope.holds(asked.area, asked.spec.sector):
        raise pipeline.FIGURE_UNPUBLISHED.problem()
    return found


def origins(reader: Reader, asked: Question) -> list[Period]:
    """The periods from which the series was forecast and whose forecast she may see, the newest first."""
    series = Forecast.objects.filter(
        indicator_id=asked.spec.id,
        area_id=asked.area,
        breakdown_id=asked.breakdown,
        frequency=asked.spec.frequency,
    )
    found = series.order_by("-origin").values_list("origin", flat=True)[:ORIGINS]
    return [periods.from_id(each) for each in found if reader.sees(asked.spec, asked.area, each)]
