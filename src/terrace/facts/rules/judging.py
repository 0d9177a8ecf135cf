"""Judging what is said against the rules: the same answer for a form of ten cells and a file of a million.

    needs(rules, said, index)          cells wanted beyond those said: periods before, siblings, parts
    judge(rules, said, held, index)    the rules that are broken, hard and soft

A rule is judged for each place, period and breakdown in which something is said that it names: at the breakdown of the
cell where every indicator named has it, and at the whole where `parts` are asked for. What is said comes first, then
what is held. An unknown condition is not broken.

Small submissions are judged cell by cell with decimals: that is the definition (`exact`). Large ones are filtered as
columns of floats with an error bound, and what is broken or near is judged again exactly (`columns`).
"""

from collections.abc import Collection, Mapping

import numpy as np

from terrace.base.places.index import Index
from terrace.facts.rules import columns, exact, ledger
from terrace.facts.rules.broken import Broken
from terrace.facts.rules.cells import MISSING, CellKey, Said
from terrace.facts.rules.facts import Facts, Ints
from terrace.facts.rules.specs import Rules

#: From so many cells on, columns are quicker.
MANY = 2_000


def needs(rules: Rules, said: Collection[CellKey], index: Index) -> set[CellKey]:
    """The cells (indicator, period, breakdown, area) that judging wants beyond those that are said."""
    if len(said) < MANY:
        return exact.needs(rules, said, index)
    return set(map(tuple, needs_columns(rules, Facts.of(dict.fromkeys(said, MISSING)), index).tolist()))


def needs_columns(rules: Rules, said: Facts, index: Index) -> Ints:
    """The same for columns: rows of (indicator, period, breakdown, area)."""
    if not ledger.fits(said):
        return np.array(sorted(exact.needs(rules, said.mapping(), index)), np.int64).reshape(-1, 4)
    return columns.needs(rules, said, index)


def judge(rules: Rules, said: Mapping[CellKey, Said], held: Mapping[CellKey, Said], index: Index) -> list[Broken]:
    """The rules that what is said breaks, in the order of the cells; `held` has what `needs` asked for."""
    if len(said) < MANY:
        return exact.judge(rules, said, held, index)
    return judge_columns(rules, Facts.of(said), Facts.of(held), index)


def judge_columns(rules: Rules, said: Facts, held: Facts, index: Index) -> list[Broken]:
    """The same for columns; no cell may be said twice."""
    if not ledger.fits(said, held):
        return exact.judge(rules, said.mapping(), held.mapping(), index)
    return columns.judge(rules, said, held, index)
