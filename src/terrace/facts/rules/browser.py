"""Rules for the browser: conditions as trees of JSON, and what they read besides the cells that a person fills in.

`frontend/src/rules` judges them with whole numbers of any size, so that a phone without signal says what the server
will say. A tree is `[word, part, …]`; `["#", "0.01"]` is a number, `["@", "previous(CODE)"]` the value of a term and
`["?", "missing(CODE)"]` a term that holds or not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from terrace.base.kernel import periods
from terrace.base.places.index import Index
from terrace.facts.catalogue import expressions as ex
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.rules import exact, problems
from terrace.facts.rules.cells import REASONS, CellKey, Said
from terrace.facts.rules.exact import Case
from terrace.facts.rules.specs import Asked, Rule, Rules


def rules(every: Rules, codes: Collection[str], level: int | None = None) -> list[dict[str, Any]]:
    """The rules that a form of these indicators may break at places of this level (None: of any)."""
    ids = {every.catalogue.indicators[code].id for code in codes}
    mine = (rule for rule in every.every if level is None or rule.level in {None, level})
    return [_rule(rule, every.catalogue) for rule in mine if ids & {each.indicator for each in rule.asked if each.now}]


def _rule(rule: Rule, catalogue: Snapshot) -> dict[str, Any]:
    texts = (problems.BROKEN if rule.hard else problems.UNEXPLAINED).fault(
        message_vi=rule.message_vi, message_en=rule.message_en, advice_vi=rule.advice_vi, advice_en=rule.advice_en
    )
    return {
        "code": rule.code,
        "severity": rule.severity,
        "tree": tree(rule.condition.root),
        "terms": [_term(asked, catalogue) for asked in rule.asked],
        "cells": [catalogue.cells[cell] for cell in sorted(rule.cells)],
        "decimals": rule.decimals,
        "message": {"vi": texts.message_vi, "en": texts.message_en},
        "advice": {"vi": texts.advice_vi, "en": texts.advice_en},
    }


def _term(asked: Asked, catalogue: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": asked.name,
        "word": asked.word,
        "code": catalogue.by_id[asked.indicator].code,
    }
    if asked.word == "parts":
        cells = catalogue.cells
        found["parts"] = {cells[whole]: [cells[part] for part in parts] for whole, parts in asked.parts.items()}
    return found


def tree(part: ex.Number | ex.Truth) -> list[Any]:
    """A part of a condition as a tree."""
    match part:
        case ex.Constant(number):
            return ["#", f"{number:f}"]
        case ex.Input(name):
            return ["@", name]
        case ex.Mark(name):
            return ["?", name]
        case ex.Choice(branches, otherwise):
            last = None if otherwise is None else tree(otherwise)
            return ["case", [[tree(test), tree(then)] for test, then in branches], last]
        case ex.Rounded(of, places):
            return ["round", tree(of), places]
    return [_word(part), *map(tree, _inner(part))]


def _word(part: ex.Number | ex.Truth) -> str:
    if isinstance(part, ex.Sum | ex.Compare):
        return part.sign
    if isinstance(part, ex.Junction):
        return part.word
    return part.name if isinstance(part, ex.Extreme) else WORDS[type(part)]


WORDS: dict[type[ex.Number | ex.Truth], str] = {
    ex.Product: "*",
    ex.Divide: "/",
    ex.Negative: "-",
    ex.Absolute: "abs",
    ex.NullIf: "nullif",
    ex.Coalesce: "coalesce",
    ex.Opposite: "not",
}


def _inner(part: ex.Number | ex.Truth) -> tuple[ex.Number | ex.Truth, ...]:
    match part:
        case ex.Coalesce(items) | ex.Extreme(_, items):
            return items
        case ex.Negative(of) | ex.Absolute(of) | ex.Opposite(of):
            return (of,)
        case ex.Sum(_, left, right) | ex.Compare(_, left, right) | ex.Junction(_, left, right):
            return (left, right)
        case ex.Product(left, right) | ex.Divide(left, right) | ex.NullIf(left, right):
            return (left, right)
    raise TypeError(part)


def context(every: Rules, cells: Collection[CellKey], held: Mapping[CellKey, Said], index: Index) -> dict[str, str]:
    """What is held of these cells and of those that judging them wants, by `CODE|2026-M09|SEX=F|08123`.

    Of siblings only the median goes out, as `peers(CODE)|…`: their own figures are not hers to read.
    """
    found = {_key(every, cell, cell, index): said for cell in cells if (said := held.get(cell)) is not None}
    for case in exact.cases(every, cells, index):
        found |= _of_case(every, case, held, index)
    return {key: f"{said:f}" if isinstance(said, Decimal) else REASONS[said] for key, said in found.items()}


def _of_case(every: Rules, case: Case, held: Mapping[CellKey, Said], index: Index) -> dict[str, Said]:
    at = (0, case.period, case.breakdown, case.area)
    found: dict[str, Said] = {}
    for asked in case.rule.asked:
        if asked.word == "peers":
            median = exact.value(asked, case, held.get, index)
            found |= {} if median is None else {_key(every, at, at, index, asked.name): median}
        else:
            found |= dict(_held(every, exact.cells_of(asked, case), at, held, index))
    return found


def _held(
    every: Rules, cells: Iterable[CellKey], at: CellKey, held: Mapping[CellKey, Said], index: Index
) -> Iterator[tuple[str, Said]]:
    for cell in cells:
        if (said := held.get(cell)) is not None:
            yield _key(every, cell, at, index), said


def _key(every: Rules, cell: CellKey, at: CellKey, index: Index, name: str = "") -> str:
    """The words of a cell; the place by the code that it has in the period judged (`at`)."""
    indicator, period, breakdown, area = cell
    version = index.version(area, periods.from_id(at[1]).end)
    code = name or every.catalogue.by_id[indicator].code
    words = (code, periods.from_id(period).code, every.catalogue.cells[breakdown], version.code if version else "")
    return "|".join(words)
