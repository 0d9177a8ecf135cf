"""Conditions of rules: what must hold between cells, in the language of `formulas` and with a few words more.

    previous(CODE)             the same cell, the period before
    last_year(CODE)            the same cell, the same period of the year before
    peers(CODE)                the median of the sibling places in the period before
    parts(CODE, SEX)           the sum of the finest cells of a breakdown group; parts(CODE, SEX*AGE)
    missing(CODE)              the cell says that its value is missing
    given(CODE)                the cell has a value

An unknown value makes what is built on it unknown; an unknown condition is not broken.

>>> found = condition("abs(TOTAL - parts(TOTAL, SEX)) <= 0.01 * TOTAL")
>>> [term.name for term in found.terms]
['TOTAL', 'parts(TOTAL, SEX)']
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

from sqlglot import exp

from terrace.base.kernel.problems import Kind
from terrace.facts.catalogue import expressions as ex
from terrace.facts.catalogue import formulas, problems

#: Words that give a number of one indicator, and those that hold or not.
CELLS, MARKS = ("previous", "last_year", "peers", "parts"), ("missing", "given")
#: Words of cells that a submission may say itself: what a rule is judged for.
NOW = frozenset({"", "parts", *MARKS})

WRITTEN_VI = f"{formulas.WRITTEN_VI[:-1]}, so sánh, and, or, not, {', '.join((*CELLS, *MARKS))}."
WRITTEN_EN = f"{formulas.WRITTEN_EN.replace(' only.', '')}, comparisons, and, or, not, {', '.join((*CELLS, *MARKS))}."


@dataclass(frozen=True, slots=True)
class Term:
    """What a condition asks of one indicator; `word` is '' for the cell itself, `group` the dimensions of parts."""

    word: str
    code: str
    group: tuple[str, ...] = ()
    #: Where it is named first, counted from 0.
    start: int = field(default=0, compare=False)

    @property
    def name(self) -> str:
        """The name of its value among the values of a condition: `previous(CODE)`."""
        if not self.word:
            return self.code
        return f"{self.word}({', '.join(filter(None, (self.code, '*'.join(self.group))))})"

    @property
    def now(self) -> bool:
        """True for cells of the place and period that is judged."""
        return self.word in NOW


@dataclass(frozen=True)
class Condition:
    """A condition that was read; `terms` are what it asks for, each once, in their order."""

    text: str
    root: ex.Truth
    terms: tuple[Term, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The indicators named, each once."""
        return tuple(dict.fromkeys(term.code for term in self.terms))


@lru_cache(maxsize=4096)
def condition(text: str, pointer: str = "") -> Condition:
    """Read a condition, or refuse it (`Refused`) with the place of the fault and advice."""
    return _Reader(text, pointer).condition()


class _Reader(formulas.Reader):
    kind: ClassVar[Kind] = problems.CONDITION
    functions: ClassVar[tuple[str, ...]] = (*formulas.FUNCTIONS, *CELLS, *MARKS)
    written: ClassVar[tuple[str, str]] = (WRITTEN_VI, WRITTEN_EN)

    def condition(self) -> Condition:
        self.terms: dict[Term, None] = {}
        self.check_tokens()
        tree = self.tree()
        if not self.is_truth(tree):
            why = ("phải là điều kiện đúng hay sai, ví dụ A <= B", "it must hold or not, such as A <= B")
            self.refuse(0, *why)
        root = self.truth(tree)
        if not self.terms:
            self.refuse(0, "không có chỉ tiêu nào", "it names no indicator")
        return Condition(self.text, root, tuple(self.terms))

    def is_truth(self, node: Any) -> bool:
        if isinstance(node, exp.Paren):
            return self.is_truth(node.this)
        return isinstance(node, exp.Not | exp.And | exp.Or | exp.Anonymous) or type(node) in formulas.COMPARES

    def truth(self, node: Any) -> ex.Truth:
        if isinstance(node, exp.Anonymous) and node.name.lower() in MARKS:
            return ex.Mark(self.term(node).name)
        found = super().truth(node)
        if isinstance(found, ex.Compare):
            self.narrow(found.left)
            self.narrow(found.right)
        return found

    def reader(self, node: exp.Expression) -> Callable[[Any, exp.Expression], ex.Number] | None:
        if isinstance(node, exp.Anonymous) and node.name.lower() in CELLS:
            return _Reader.asked
        if isinstance(node, exp.Column):
            return _Reader.column
        return super().reader(node)

    def column(self, node: exp.Expression) -> ex.Number:
        name, start = self.code(node)
        self.terms.setdefault(Term("", name, start=start))
        return ex.Input(name, start)

    def asked(self, node: exp.Expression) -> ex.Number:
        term = self.term(node)
        return ex.Input(term.name, term.start)

    def term(self, node: exp.Expression) -> Term:
        """`previous(CODE)` and its like."""
        word, given = node.name.lower(), node.expressions
        if len(given) != (2 if word == "parts" else 1) or not isinstance(given[0], exp.Column):
            self.misplaced(node)
        code, start = self.code(given[0])
        term = Term(word, code, tuple(sorted(self.dimensions(given[1]))) if word == "parts" else (), start)
        self.terms.setdefault(term)
        return term

    def dimensions(self, node: exp.Expression) -> list[str]:
        """`SEX*AGE` as its dimensions."""
        if isinstance(node, exp.Mul):
            return self.dimensions(node.this) + self.dimensions(node.expression)
        if not isinstance(node, exp.Column):
            self.misplaced(node)
        return [self.code(node)[0]]
