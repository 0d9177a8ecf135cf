"""Answers: the published observations that a question asks for, written out in codes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.kernel.periods import LETTERS
from terrace.facts.collection.models import Status
from terrace.share.opendata import disagreements, problems
from terrace.share.opendata.datasets import TOTAL, Dataset, Shelf, time_text
from terrace.share.opendata.questions import Condition, Question

#: The most observations of one answer.
MOST = 1_000_000
#: OBS_STATUS: normal, provisional, estimated; missing because it cannot exist; missing because it is suppressed.
STATUSES = {Status.FINAL: "A", Status.PROVISIONAL: "P", Status.ESTIMATED: "E"}
NOT_APPLICABLE, SUPPRESSED = "M", "Q"
#: CONF_STATUS: free, confidential. It is not told which cells are small themselves and which stand beside such cells.
FREE, CONFIDENTIAL = "F", "C"
#: Attributes of an observation, in the order of `Observation`.
OBSERVED = ("OBS_STATUS", "CONF_STATUS", "SIMULATED", "REPORTED", "EXPECTED", "SUM_OF_PARTS")


class Observation(NamedTuple):
    """One published figure in codes. `value` is None where there is none or where it is suppressed."""

    series: tuple[str, ...]
    period: int
    time: str
    value: Decimal | None
    status: str
    confidential: str
    simulated: bool
    reported: int
    expected: int
    since: datetime
    until: datetime | None
    #: What the parts published beside a total come to, where that is something else.
    parts: Decimal | None = None

    @property
    def digits(self) -> str:
        """The value as it is written: all digits, no exponent; '' where there is none."""
        return "" if self.value is None else format(self.value, "f")

    @property
    def attributes(self) -> tuple[str, ...]:
        """The codes of `OBSERVED`."""
        simulated = "Y" if self.simulated else "N"
        parts = "" if self.parts is None else format(self.parts, "f")
        return self.status, self.confidential, simulated, str(self.reported), str(self.expected), parts


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its observations: series after series, each in the order of time."""

    question: Question
    observations: list[Observation]

    @property
    def dataset(self) -> Dataset:
        return self.question.dataset


_ROWS = """
    SELECT indicator_id, breakdown_id, area_id, period, value, status, simulated, reported, expected, suppressed, since,
        until
    FROM pipeline_published f WHERE indicator_id = ANY (%(indicators)s) AND breakdown_id = ANY (%(breakdowns)s)
        AND period BETWEEN %(first)s AND %(last)s AND (%(areas)s::int[] IS NULL OR area_id = ANY (%(areas)s))
        AND {holds}
    ORDER BY array_position(%(indicators)s, indicator_id), array_position(%(breakdowns)s, breakdown_id), area_id,
        period / 100 %% 10, period, since LIMIT %(most)s
"""
_SAME = """n.indicator_id = f.indicator_id AND n.breakdown_id = f.breakdown_id AND n.area_id = f.area_id
    AND n.period = f.period"""
_NOW = _ROWS.format(holds="until IS NULL AND (%(after)s::timestamptz IS NULL OR since > %(after)s)")
_THEN = _ROWS.format(holds="since <= %(as_of)s AND (until IS NULL OR until > %(as_of)s)")
_EVER = _ROWS.format(holds="(%(after)s::timestamptz IS NULL OR since > %(after)s)")
#: Public at that moment, and not any more; in a history, whenever nothing took the place of what stood.
_GONE = _ROWS.format(
    holds=f"""since <= %(after)s AND until > %(after)s
        AND NOT EXISTS (SELECT FROM pipeline_published n WHERE {_SAME} AND n.until IS NULL)"""
)
_ENDED = _ROWS.format(
    holds=f"""until IS NOT NULL AND (%(after)s::timestamptz IS NULL OR until > %(after)s)
        AND NOT EXISTS (SELECT FROM pipeline_published n WHERE {_SAME} AND n.since = f.until)"""
)


def answer(shelf: Shelf, question: Question) -> Answer:
    """The observations; raises `opendata.too_much`."""
    statement = _EVER if question.history else _THEN if question.as_of else _NOW
    found = _Reading(shelf, question).observations(statement)
    if question.first is not None or question.last is not None:
        found = _counted(found, question.first, question.last)
    return Answer(question, list(found))


class Action(StrEnum):
    """What a receiver does with a set of observations; `letter` in SDMX-CSV."""

    INFORMATION = "Information"
    REPLACE = "Replace"
    DELETE = "Delete"

    @property
    def letter(self) -> str:
        return self.value[0]


@dataclass(frozen=True, slots=True)
class Part:
    """Observations of an answer that belong together; of a history those published at one moment."""

    answer: Answer
    action: Action = Action.INFORMATION
    since: datetime | None = None


def parts(shelf: Shelf, question: Question) -> list[Part]:
    """An answer as the sets of a message: of a history each moment, of changes what is there now and what is gone."""
    whole = answer(shelf, question)
    if question.history:
        return _moments(whole, _gone(shelf, question, _ENDED))
    if question.updated_after is None or question.as_of:
        return [Part(whole)] if whole.observations else []
    gone = _gone(shelf, question, _GONE)
    found = Part(whole, Action.REPLACE), Part(replace(whole, observations=gone), Action.DELETE)
    return [part for part in found if part.answer.observations]


def _gone(shelf: Shelf, question: Question, statement: str) -> list[Observation]:
    return list(_Reading(shelf, question).observations(statement))


def newest(shelf: Shelf, dataset: Dataset) -> Answer:
    """The whole of a dataset as it stands now."""
    return answer(shelf, Question(dataset))


class _Reading:
    """One question, with what its codes mean."""

    def __init__(self, shelf: Shelf, question: Question) -> None:
        self.shelf, self.question = shelf, question
        self.dataset = question.dataset
        self.by_dimension: dict[str, list[Condition]] = {}
        for condition in question.conditions:
            self.by_dimension.setdefault(condition.dimension, []).append(condition)
        self.indicators = {each.id: each.code for each in self.dataset.indicators if self._fits("INDICATOR", each.code)}
        self.breakdowns = dict(self._breakdowns())
        self._codes: dict[tuple[int, int], str | None] = {}
        past = question.history or question.as_of
        self.parts = {} if past else disagreements.sums(self.dataset)

    def observations(self, statement: str) -> Iterator[Observation]:
        for row in self._rows(statement):
            code = self._place(row[2], row[3])
            if code is not None and self._wanted(row[3]):
                yield self._observation(row, code)

    def _fits(self, dimension: str, code: str) -> bool:
        return all(condition.holds(code) for condition in self.by_dimension.get(dimension, ()))

    def _breakdowns(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The cells of the dataset's indicators that fit, each as the codes of the dimensions."""
        cells = {0} | {cell for spec in self.dataset.indicators for cell in spec.cells}
        for cell in sorted(cells):
            said = dict(part.split("=") for part in self.shelf.snapshot.cells[cell].split(";")) if cell else {}
            codes = tuple(said.get(name, TOTAL) for name in self.dataset.breakdowns)
            if all(self._fits(name, code) for name, code in zip(self.dataset.breakdowns, codes, strict=True)):
                yield cell, codes

    def _areas(self) -> list[int] | None:
        """Places that ever had one of the codes asked for; None is any."""
        wanted = [each for each in self.by_dimension.get("REF_AREA", ()) if not each.excluded]
        if not wanted:
            return None
        codes = frozenset.intersection(*(each.codes for each in wanted))
        return sorted(self.shelf.places_of(codes))

    def _place(self, area: int, number: int) -> str | None:
        """The code that the place had at the end of the period, when it is asked for."""
        key = (area, number)
        if key not in self._codes:
            version = self.shelf.index.version(area, periods.from_id(number).end)
            code = version.code if version else None
            self._codes[key] = code if code is not None and self._fits("REF_AREA", code) else None
        return self._codes[key]

    def _wanted(self, number: int) -> bool:
        letter = LETTERS[periods.from_id(number).frequency]
        return self._fits("FREQ", letter) and all(span.holds(number) for span in self.question.spans)

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        question = self.question
        first, last = self._years()
        asked = {
            "indicators": list(self.indicators),
            "breakdowns": list(self.breakdowns),
            "areas": self._areas(),
            "first": first * 1000,
            "last": last * 1000 + 999,
            "after": question.updated_after,
            "as_of": question.as_of,
            "most": MOST + 1,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if len(rows) > MOST:
            raise problems.TOO_MUCH.problem(most=f"{MOST:,}")
        return rows

    def _years(self) -> tuple[int, int]:
        starts = [span.start.year for span in self.question.spans if span.start]
        ends = [span.end.year for span in self.question.spans if span.end]
        return max([self.dataset.years[0], *starts]), min([self.dataset.years[1], *ends])

    def _observation(self, row: tuple[Any, ...], place: str) -> Observation:
        indicator, breakdown, _, number, value, status, simulated, reported, expected, hidden, since, until = row
        letter = LETTERS[periods.from_id(number).frequency]
        series = (letter, place, self.indicators[indicator], *self.breakdowns[breakdown])
        stands = SUPPRESSED if hidden else NOT_APPLICABLE if value is None else STATUSES[status]
        free = CONFIDENTIAL if hidden else FREE
        parts = self.parts.get((indicator, row[2], number, breakdown))
        said = (value, stands, free, simulated, reported, expected, since, until, parts)
        return Observation(series, number, time_text(number), *said)


def _counted(found: Iterable[Observation], first: int | None, last: int | None) -> Iterator[Observation]:
    """So many of the first and of the last observations of each series."""
    for _, group in groupby(found, key=lambda each: each.series):
        held = list(group)
        head = held[:first] if first is not None else []
        tail = held[max(len(held) - last, 0) :] if last is not None else []
        yield from head
        yield from (each for each in tail if each not in head)


def _moments(whole: Answer, gone: Iterable[Observation]) -> list[Part]:
    """A history as what was published, and what was taken back, at each moment; the oldest first."""
    groups: dict[tuple[datetime, Action], list[Observation]] = {}
    for each in whole.observations:
        groups.setdefault((each.since, Action.INFORMATION), []).append(each)
    for each in gone:
        groups.setdefault((each.until or each.since, Action.DELETE), []).append(each)
    ordered = sorted(groups.items())
    return [Part(replace(whole, observations=held), action, since) for (since, action), held in ordered]
