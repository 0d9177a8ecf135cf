"""Questions about figures: the words of an address turned into ids.

The code of a place is read on the last day of the period (`as_was`) or of today (`as_is`): codes are used again over
time. What does not exist is 404, what cannot be read 400, both in the words of the doors that hand in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest
from django.utils import timezone

from terrace.base.access import gates
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection import problems as collection
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.web.api import parameters, problems
from terrace.web.api.parameters import Parameter

UNKNOWN, UNREADABLE = 404, 400
#: The longest series: 40 years of months.
MOST_PERIODS = 480

INDICATOR = Parameter("indicator", "Code of the indicator.", "PIGS", required=True)
AREA = Parameter(
    "area",
    "Code of the place, valid on the last day of the (last) period; with boundaries=as_is valid today.",
    "04",
    required=True,
)
PERIOD = Parameter("period", "Period in SDMX form: 2026, 2026-S1, 2026-Q3, 2026-M10.", "2026-M10", required=True)
BREAKDOWN = Parameter("breakdown", "Cell of a breakdown, dimensions in any order; empty is the total.", "SEX=F")
BOUNDARIES = Parameter(
    "boundaries",
    "Places as they were in the period (as_was), or its history on the map of today (as_is).",
    choices=("as_was", "as_is"),
)
AS_OF = Parameter(
    "as_of",
    "What was known then: a date (its end in Viet Nam) or a date and time (ISO 8601; without a zone Viet Nam time). "
    "Needs figure.read on the place.",
    "2026-11-01",
)
FROM = Parameter("from", "First period.", "2026-M01", required=True)
TO = Parameter("to", "Last period, of the same frequency.", "2026-M10", required=True)
CELL = (INDICATOR, AREA, PERIOD, BREAKDOWN, BOUNDARIES, AS_OF)
SERIES = (INDICATOR, AREA, FROM, TO, BREAKDOWN, BOUNDARIES, AS_OF)


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks (with her reader) what."""

    reader: Reader
    asked: Asked


def cell(request: HttpRequest) -> Question:
    """One cell of one period; raises Refused with every fault."""
    return _question(request, parameters.read(request, CELL), "period")


def series(request: HttpRequest) -> tuple[Question, list[Period]]:
    """One cell of many periods; the question is that of the last."""
    words = parameters.read(request, SERIES)
    question = _question(request, words, "to")
    return question, _between(words["from"], question.asked.period)


def _question(request: HttpRequest, words: Mapping[str, str], period_name: str) -> Question:
    reader = Reader(gates.actor_in(request))
    spec = reader.snapshot.indicators.get(words["indicator"])
    period = period_of(words[period_name], period_name)
    if spec is None:
        raise refuse(collection.INDICATOR_UNKNOWN.fault("indicator", code=words["indicator"][:60]), UNKNOWN)
    cell_asked = breakdown(reader, spec, words.get("breakdown", ""))
    boundaries = words.get("boundaries", "as_was")
    asked = Asked(spec, 0, period, cell_asked, boundaries, moment(words.get("as_of", "")))
    return Question(reader, replace(asked, area=area(reader, words["area"], asked.day)))


def period_of(text: str, name: str) -> Period:
    """The period of a code; 400 when it is none."""
    try:
        return periods.parse(text)
    except ValueError as error:
        raise refuse(collection.PERIOD_UNKNOWN.fault(name, code=text[:60]), UNREADABLE) from error


def breakdown(reader: Reader, spec: IndicatorSpec, code: str) -> int:
    """The id of a cell of the indicator; 404 when it has none such."""
    found = reader.snapshot.breakdown(spec, code)
    if found is None:
        allowed = ", ".join(list(spec.breakdowns)[:20])
        fault = collection.BREAKDOWN_UNKNOWN.fault("breakdown", indicator=spec.code, code=code[:60], allowed=allowed)
        raise refuse(fault, UNKNOWN)
    return found


def area(reader: Reader, code: str, day: date) -> int:
    """The place that has the code on the day; 404 when there is none."""
    found = reader.index.resolve(code, day)
    if found is None:
        raise refuse(collection.AREA_UNKNOWN.fault("area", code=code[:60], day=day), UNKNOWN)
    return found


def refuse(fault: Fault, status: int) -> Refused:
    """A kind of the doors that hand in, with the status of a question."""
    return Refused([replace(fault, status=status)])


def moment(text: str) -> datetime | None:
    """The moment of `as_of`, never after now; None when it is not given. 400 when it cannot be read.

    >>> moment("2026-11-01").isoformat()
    '2026-11-01T23:59:59.999999+07:00'
    """
    if not text:
        return None
    try:
        found = _moment(text)
    except (ValueError, OverflowError) as error:
        raise parameters.wrong("as_of", text, "2026-11-01, 2026-11-01T17:30:00+07:00") from error
    return min(found, timezone.now())


def _moment(text: str) -> datetime:
    # a plus sign that was not escaped arrives as a blank
    written = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    if len(text) <= len("2026-11-01"):
        written = datetime.combine(written.date() + timedelta(days=1), time()) - timedelta(microseconds=1)
    aware = timezone.make_aware(written) if written.tzinfo is None else written
    aware.astimezone(UTC)  # raises for a moment that no calendar has
    return aware


def day(words: Mapping[str, str]) -> date:
    """The day of `at`, today when it is not given; 400 when it cannot be read."""
    text = words.get("at", "")
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise parameters.wrong("at", text, "2026-11-01") from error


def _between(first_code: str, last: Period) -> list[Period]:
    """The periods from the first to the last, both included."""
    first = period_of(first_code, "from")
    if first.frequency is not last.frequency or first > last:
        raise _apart(first, last)
    found = [first]
    while found[-1] != last:
        if len(found) == MOST_PERIODS:
            raise _apart(first, last)
        found.append(found[-1].next())
    return found


def _apart(first: Period, last: Period) -> Refused:
    return problems.PERIODS_APART.problem("from", first=first.code, last=last.code, most=MOST_PERIODS)
