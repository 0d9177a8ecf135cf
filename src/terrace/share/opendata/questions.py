"""A question about a dataset, as SDMX REST 2.x writes it: key, filters, times, how many."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils import timezone

from terrace.base.kernel import periods
from terrace.share.opendata import problems
from terrace.share.opendata.datasets import TIME, Dataset

Operator = Literal["eq", "ne", "ge", "gt", "le", "lt"]
COMPONENT = re.compile(r"c\[([A-Za-z_][\w]*)\]", re.ASCII)
#: Operators that a dimension of codes takes.
OF_CODES = ("eq", "ne")
OF_TIMES = ("eq", "ne", "ge", "gt", "le", "lt")


@dataclass(frozen=True, slots=True)
class Condition:
    """A dimension must (`eq`) or must not (`ne`) have one of the codes."""

    dimension: str
    codes: frozenset[str]
    excluded: bool = False

    def holds(self, code: str) -> bool:
        return (code in self.codes) is not self.excluded


@dataclass(frozen=True, slots=True)
class Span:
    """The days that periods must lie in: the first day on or after `start`, the last on or before `end`."""

    start: date | None = None
    end: date | None = None

    def holds(self, number: int) -> bool:
        period = periods.from_id(number)
        return (self.start is None or period.start >= self.start) and (self.end is None or period.end <= self.end)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a dataset. `first` and `last` count within each series."""

    dataset: Dataset
    conditions: tuple[Condition, ...] = ()
    spans: tuple[Span, ...] = ()
    first: int | None = None
    last: int | None = None
    updated_after: datetime | None = None
    as_of: datetime | None = None
    history: bool = False
    at: str = TIME
    attributes: frozenset[str] | None = field(default=None)
    measures: bool = True


def keyed(dataset: Dataset, key: str) -> tuple[Condition, ...]:
    """The conditions of a key such as `A.04+27.POPULATION.` or `*`; several keys may be given with commas.

    Raises `opendata.key`.
    """
    if key in {"", "*", "all"}:
        return ()
    keys = key.split(",")
    columns = [_parts(dataset, each) for each in keys]
    if len(columns) > 1:
        return _several(dataset, columns, key)
    return tuple(
        Condition(name, codes) for name, codes in zip(dataset.dimensions, columns[0], strict=True) if codes is not None
    )


def _parts(dataset: Dataset, key: str) -> list[frozenset[str] | None]:
    """The codes of each dimension; None is any."""
    parts = key.split(".")
    if len(parts) != len(dataset.dimensions):
        names = ", ".join(dataset.dimensions)
        raise problems.KEY.problem(key=key[:80], count=len(parts), most=len(dataset.dimensions), names=names)
    return [None if part in {"", "*"} else frozenset(part.split("+")) for part in parts]


def _several(dataset: Dataset, columns: list[list[frozenset[str] | None]], key: str) -> tuple[Condition, ...]:
    """Keys that differ in one dimension only: everything else would be a cross product that nobody asked for."""
    differing = [place for place in range(len(columns[0])) if len({column[place] for column in columns}) > 1]
    if len(differing) > 1:
        names = ", ".join(dataset.dimensions)
        raise problems.KEY.problem(key=key[:80], count=len(columns), most=len(dataset.dimensions), names=names)
    found = []
    for place, name in enumerate(dataset.dimensions):
        codes = [column[place] for column in columns]
        if all(each is not None for each in codes):
            found.append(Condition(name, frozenset().union(*(each for each in codes if each))))
    return tuple(found)


def filtered(dataset: Dataset, given: Mapping[str, list[str]]) -> tuple[tuple[Condition, ...], tuple[Span, ...]]:
    """The conditions of `c[SEX]=M,F` and the spans of `c[TIME_PERIOD]=ge:2020+le:2024`."""
    conditions: list[Condition] = []
    spans: list[Span] = []
    for name, texts in given.items():
        if not (match := COMPONENT.fullmatch(name)):
            continue
        for text in texts:
            if match[1] == TIME:
                spans += [_span(*_operated(name, part, OF_TIMES)) for part in re.split(r"[+ ]", text)]
            elif match[1] in dataset.dimensions:
                conditions += [_condition(match[1], name, part) for part in re.split(r"[+ ]", text)]
            else:
                raise problems.FILTER.problem(name=name[:40], text=text[:40])
    return tuple(conditions), tuple(spans)


def _condition(dimension: str, name: str, text: str) -> Condition:
    operator, codes = _operated(name, text, OF_CODES)
    return Condition(dimension, frozenset(codes.split(",")), operator == "ne")


def _operated(name: str, text: str, known: tuple[str, ...]) -> tuple[str, str]:
    """`ge:2020` → (`ge`, `2020`); without an operator it is `eq`."""
    operator, colon, rest = text.partition(":")
    if not colon:
        return "eq", text
    if operator not in known:
        raise problems.FILTER.problem(name=name[:40], text=text[:40])
    return operator, rest


def _span(operator: str, text: str) -> Span:
    first, last = days(TIME, text)
    match operator:
        case "eq":
            return Span(first, last)
        case "ge":
            return Span(start=first)
        case "gt":
            return Span(start=last + timedelta(days=1))
        case "le":
            return Span(end=last)
        case "lt":
            return Span(end=first - timedelta(days=1))
    raise problems.FILTER.problem(name=TIME, text=f"{operator}:{text}"[:40])


def days(name: str, text: str) -> tuple[date, date]:
    """The first and last day of a period, or of a day itself; raises `opendata.period`."""
    try:
        day = date.fromisoformat(text[:10]) if re.match(r"\d{4}-\d{2}-\d{2}", text) else None
        if day:
            return day, day
        found = periods.parse(text)
    except ValueError:
        raise problems.PERIOD.problem(name=name, text=text[:40]) from None
    return found.start, found.end


def moment(name: str, text: str) -> datetime:
    """A moment of ISO 8601; a day alone is its beginning, without zone it is local. Raises `opendata.period`."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise problems.PERIOD.problem(name=name, text=text[:40]) from None
    if len(text) == len("2026-01-01"):
        found = datetime.combine(found.date(), time.min)
    return timezone.make_aware(found) if timezone.is_naive(found) else found
