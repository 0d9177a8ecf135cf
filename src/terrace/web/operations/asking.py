"""From the words of an address to a question about figures."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.web.operations import problems


@dataclass(frozen=True, slots=True)
class Words:
    """One figure as an address names it."""

    indicator: str
    area: str
    period: str
    breakdown: str = ""
    boundaries: str = "as_was"
    as_of: str = ""


def asked(reader: Reader, words: Words) -> Asked:
    """The question; raises a problem when a word means nothing."""
    spec = reader.snapshot.indicators.get(words.indicator)
    period = read_period(words.period)
    if spec is None or period is None:
        raise problems.QUESTION_WRONG.problem(what=f"{words.indicator} {words.period}")
    breakdown = reader.snapshot.breakdown(spec, words.breakdown)
    if breakdown is None or words.boundaries not in ("as_was", "as_is"):
        raise problems.QUESTION_WRONG.problem(what=words.breakdown or words.boundaries)
    day = timezone.localdate() if words.boundaries == "as_is" else period.end
    area = place_of(reader, words.area, day)
    return Asked(spec, area, period, breakdown, words.boundaries, end_of(parse_date(words.as_of or "x")))


def read_period(code: str) -> Period | None:
    try:
        return periods.parse(code)
    except ValueError:
        return None


def place_of(reader: Reader, code: str, day: date) -> int:
    """The place that has the code on the day, else the one that has it today."""
    area = reader.index.resolve(code, day) or reader.index.resolve(code, timezone.localdate())
    if area is None:
        raise problems.PLACE_UNKNOWN.problem(code=code)
    return area


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day here."""
    return datetime.combine(day, time.max, timezone.get_current_timezone()) if day else None
