"""Judging large submissions: cases as sorted keys, terms as columns, floats first and decimals where it is near.

Only what the floats cannot rule out is judged exactly, by the same function that judges small submissions; so the
answer is the same, and costs a few array operations a row.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from terrace.base.places.index import Index
from terrace.facts.rules import exact, floats, ledger, siblings
from terrace.facts.rules.broken import Broken
from terrace.facts.rules.cells import MISSING, NOT_APPLICABLE
from terrace.facts.rules.exact import Case
from terrace.facts.rules.facts import Facts, Ints
from terrace.facts.rules.floats import Column
from terrace.facts.rules.ledger import AREA_BITS, AREAS, BREAKDOWNS, NOWHERE, Ledger
from terrace.facts.rules.specs import Asked, Rule, Rules

Bools = NDArray[np.bool_]
#: Cases judged at once: what stays in the processor's cache.
CHUNK = 1 << 16


def judge(rules: Rules, said: Facts, held: Facts, index: Index) -> list[Broken]:
    """See `judging.judge`."""
    named = _named(rules, said)
    book = Ledger(said, held, {asked.indicator for rule in named for asked in rule.asked})
    levels = _Levels(said.area, index)
    found: list[tuple[tuple[int, int, int], Broken]] = []
    for rule in named:
        for key in _chunks(cases(rule, book, levels)):
            wrong = key[floats.suspects(rule.condition.root, _terms(rule, key, book, index), len(key))]
            found += _judged(rule, wrong, book, index)
    return [broken for _, broken in sorted(found, key=lambda each: each[0])]


def needs(rules: Rules, said: Facts, index: Index) -> Ints:
    """See `judging.needs_columns`."""
    named = _named(rules, said)
    own = {asked.indicator for rule in named for asked in rule.asked}
    book, levels = Ledger(said, Facts.of({}), own), _Levels(said.area, index)
    wanted: dict[int, list[Ints]] = {each: [] for each in sorted(own)}
    for rule in named:
        key = cases(rule, book, levels)
        for asked in rule.asked:
            wanted[asked.indicator] += _read_by(asked, key, index)
    return np.concatenate([np.empty((0, 4), np.int64), *_absent(wanted, book)])


def _named(rules: Rules, said: Facts) -> list[Rule]:
    """The rules that name an indicator of which something is said."""
    there = np.flatnonzero(np.bincount(said.indicator)).tolist() if len(said) else []
    found = {rule.position: rule for each in there for rule in rules.by_indicator.get(each, ())}
    return [found[position] for position in sorted(found)]


def cases(rule: Rule, book: Ledger, levels: "_Levels") -> Ints:
    """The keys at which the rule is judged, sorted."""
    found = [key for asked in rule.asked if asked.now for key in _touched(asked, rule, book)]
    return levels.only(rule.level, _united(found))


def _touched(asked: Asked, rule: Rule, book: Ledger) -> Iterator[Ints]:
    key = book.keys_said(asked.indicator)
    if asked.word != "parts":
        yield key[_among(key, rule.cells)]
        return
    for whole in sorted(rule.cells & asked.parts.keys()):
        yield _at(key[_among(key, asked.parts[whole])], whole)


def _among(key: Ints, breakdowns: Iterable[int]) -> Bools:
    """Which keys have one of these breakdowns."""
    own = (key >> AREA_BITS) & (BREAKDOWNS - 1)
    allowed = np.zeros(int(own.max(initial=0)) + 1, np.bool_)
    allowed[[each for each in breakdowns if each < len(allowed)]] = True
    found: Bools = allowed[own]
    return found


def _at(key: Ints, breakdown: int) -> Ints:
    """The same keys with this breakdown."""
    return (key & ~np.int64((BREAKDOWNS - 1) << AREA_BITS)) | np.int64(breakdown << AREA_BITS)


def _united(found: Sequence[Ints]) -> Ints:
    """Each key once, sorted; several columns are often the very same."""
    first, *others = found
    if all(len(each) == len(first) and bool((each == first).all()) for each in others):
        return first if bool((first[1:] > first[:-1]).all()) else ledger.distinct(first)
    return ledger.distinct(np.concatenate(found))


class _Levels:
    """The level of each place, looked up once."""

    def __init__(self, area: Ints, index: Index) -> None:
        self.of = np.full(int(area.max(initial=0)) + 1, -1, np.int64)
        there = np.flatnonzero(np.bincount(area, minlength=len(self.of)))
        self.of[there] = [index.level(each) for each in there.tolist()]

    def only(self, level: int | None, key: Ints) -> Ints:
        """The keys of places of the level."""
        return key if level is None else key[self.of[key & (AREAS - 1)] == level]


def _chunks(key: Ints) -> Iterator[Ints]:
    return (key[start : start + CHUNK] for start in range(0, len(key), CHUNK))


def _terms(rule: Rule, key: Ints, book: Ledger, index: Index) -> dict[str, Column]:
    return {asked.name: _term(asked, key, book, index) for asked in rule.asked}


def _term(asked: Asked, key: Ints, book: Ledger, index: Index) -> Column:
    """The values of a term for each case; for `missing` and `given` 1 or 0."""
    if asked.word == "parts":
        return _total(asked, key, book)
    if asked.word == "peers":
        return siblings.medians(asked.indicator, key, book, index)
    rows = book.rows(asked.indicator, ledger.moved(key, asked.word))
    if asked.word in {"missing", "given"}:
        return _mark(asked.word, rows, book)
    return book.cells(rows)


def _mark(word: str, rows: Ints, book: Ledger) -> Column:
    reason, there = book.reason[rows], rows != NOWHERE
    holds = reason == (0 if word == "given" else MISSING)
    return Column(holds.astype(np.float64), np.float64(0), there)


def _total(asked: Asked, key: Ints, book: Ledger) -> Column:
    """The sums of parts; wholes are few, so each is done for itself."""
    value, error, known = np.zeros(len(key)), np.zeros(len(key)), np.zeros(len(key), np.bool_)
    own = (key >> AREA_BITS) & (BREAKDOWNS - 1)
    for whole, parts in asked.parts.items():
        at = np.flatnonzero(own == whole)
        if len(at):
            found = _sum([book.rows(asked.indicator, _at(key[at], part)) for part in parts], book)
            value[at], error[at], known[at] = found.value, found.error, found.known
    return Column(value, error, known, floats.PLACES, whole=True)


def _sum(parts: Sequence[Ints], book: Ledger) -> Column:
    """Parts that are not applicable are nothing; one that is not known leaves the sum unknown."""
    rows = np.array(parts)
    nothing = book.reason[rows] == NOT_APPLICABLE
    found = book.cells(rows)
    size = np.abs(found.value).sum(axis=0)
    rounding = np.where(size >= floats.LIMIT, size * floats.STEP * len(parts), 0.0)
    known = (found.known | nothing).all(axis=0) & found.known.any(axis=0)
    error = found.error.sum(axis=0) * (1 + floats.STEP) + rounding
    return Column(found.value.sum(axis=0), error, known, floats.PLACES, whole=True)


def _judged(rule: Rule, key: Ints, book: Ledger, index: Index) -> Iterator[tuple[tuple[int, int, int], Broken]]:
    """Exactly what is broken among these, with its place in the order of `exact.cases`."""
    own = _Own(book)
    for period, breakdown, area in zip(*(part.tolist() for part in ledger.parted(key)), strict=True):
        broken = exact.judged(Case(rule, period, breakdown, area), book.look, own, index)
        if broken is not None:
            first = min(book.row(cell) for cell in broken.cells)
            yield (first, rule.position, breakdown), broken


class _Own:
    """The cells that are said."""

    def __init__(self, book: Ledger) -> None:
        self.book = book

    def __contains__(self, cell: object) -> bool:
        return isinstance(cell, tuple) and NOWHERE < self.book.row(cell) < len(self.book.said)


def _read_by(asked: Asked, key: Ints, index: Index) -> list[Ints]:
    """The keys that a term reads."""
    if asked.word == "peers":
        return [siblings.keys(key, index)]
    if asked.word != "parts":
        return [ledger.moved(key, asked.word)]
    own = (key >> AREA_BITS) & (BREAKDOWNS - 1)
    return [_at(key[own == whole], part) for whole, parts in asked.parts.items() for part in parts]


def _absent(wanted: dict[int, list[Ints]], book: Ledger) -> Iterator[Ints]:
    """Rows (indicator, period, breakdown, area) of what is wanted and not said."""
    for indicator, found in wanted.items():
        key = ledger.distinct(np.concatenate([np.empty(0, np.int64), *found]))
        key = key[book.rows(indicator, key) == NOWHERE]
        yield np.column_stack([np.full(len(key), indicator, np.int64), *ledger.parted(key)])
