"""Formulas of derived indicators: `PADDY_PRODUCTION * 10 / nullif(PADDY_AREA, 0)`.

The words are few: + - * /, parentheses, numbers, codes of indicators, nullif, coalesce, abs, greatest,
least, round, and case when … then … else … end with comparisons, and, or, not. The white list is checked
twice: every token before sqlglot parses, every node after. What is missing stays missing unless coalesce
says otherwise; a division by zero has no answer.

>>> parse("PRODUCTION * 10 / AREA").evaluate({"PRODUCTION": Decimal("7.5"), "AREA": Decimal("1.4")}, 1)
Decimal('53.6')
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, NoReturn

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from terrace.base.kernel.problems import Kind
from terrace.facts.catalogue import expressions as ex
from terrace.facts.catalogue import problems

LONGEST = 1000
DEEPEST = 20
WIDEST = 600
CODE = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
NUMBER = re.compile(r"\d{1,15}(\.\d{1,12})?", re.ASCII)
FUNCTIONS = ("nullif", "coalesce", "abs", "greatest", "least", "round")
WORDS = ("case", "when", "then", "else", "end", "and", "or", "not")
SIGNS = frozenset({"+", "-", "*", "/", "(", ")", ",", "=", "<>", "!=", "<", "<=", ">", ">="})
COMPARES: dict[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}

WRITTEN_VI = "Chỉ dùng + - * / ( ), số, mã chỉ tiêu, nullif, coalesce, abs, greatest, least, round, case when."
WRITTEN_EN = "Use + - * / ( ), numbers, codes, nullif, coalesce, abs, greatest, least, round, case when only."


@dataclass(frozen=True)
class Formula:
    """A formula that was read; `inputs` are the codes it names, each once, in their order."""

    text: str
    root: ex.Number
    inputs: tuple[str, ...]
    #: Where each input is named first, counted from 0.
    starts: tuple[int, ...]

    def postgres(self, columns: ex.Columns, decimals: int) -> str:
        """An expression of PostgreSQL over numeric columns (code → SQL), rounded to the decimals."""
        return f"round({self.root.sql(columns)}, {decimals})"

    def evaluate(self, values: ex.Values, decimals: int) -> Decimal | None:
        """The same value as `postgres` gives, digit for digit; values have at most 6 decimals."""
        value = self.root.value(values)
        return None if value is None else ex.rounded(value, decimals)


@lru_cache(maxsize=4096)
def parse(text: str, pointer: str = "") -> Formula:
    """Read a formula, or refuse it (`Refused`) with the place of the fault and advice."""
    return Reader(text, pointer).read()


class Reader:
    """Reads one formula; `pointer` goes into the faults. `conditions` reads a few words more with the same parser."""

    kind: ClassVar[Kind] = problems.FORMULA
    functions: ClassVar[tuple[str, ...]] = FUNCTIONS
    written: ClassVar[tuple[str, str]] = (WRITTEN_VI, WRITTEN_EN)

    def __init__(self, text: str, pointer: str) -> None:
        self.text, self.pointer = text, pointer
        self.found: dict[str, int] = {}

    def refuse(self, at: int, why_vi: str, why_en: str, advice: tuple[str, str] | None = None) -> NoReturn:
        advice_vi, advice_en = advice or self.written
        raise self.kind.problem(
            self.pointer,
            position=at + 1,
            near=self.text[at : at + 20],
            why_vi=why_vi,
            why_en=why_en,
            advice_vi=advice_vi,
            advice_en=advice_en,
        )

    def read(self) -> Formula:
        self.check_tokens()
        root = self.number(self.tree())
        if not self.found:
            self.refuse(0, "không có chỉ tiêu nào", "it names no indicator")
        self.narrow(root)
        return Formula(self.text, root, tuple(self.found), tuple(self.found.values()))

    def check_tokens(self) -> None:
        """Refuse what no formula may contain, token by token."""
        if len(self.text) > LONGEST:
            self.refuse(LONGEST, f"dài hơn {LONGEST} ký tự", f"longer than {LONGEST} characters")
        for mark in ("--", "/*", "$", '"', "'", "`"):
            if (at := self.text.find(mark)) >= 0:
                self.refuse(at, f"không dùng được «{mark}»", f"{mark!r} may not be used")
        depth = 0
        for token in self.tokenised():
            self.token(token)
            depth += {"(": 1, "case": 1, ")": -1, "end": -1}.get(token.text.lower(), 0)
            if depth > DEEPEST:
                self.refuse(token.start, "lồng nhau quá sâu", "nested too deep")

    def tokenised(self) -> list[Any]:
        try:
            return sqlglot.tokenize(self.text, read="postgres")
        except SqlglotError:
            return self.refuse(0, "không đọc được", "it cannot be read")

    def token(self, token: Any) -> None:
        word = self.text[token.start : token.end + 1]
        if word[0].isdigit():
            known = NUMBER.fullmatch(word) is not None
        else:
            known = word in SIGNS or word.lower() in (*self.functions, *WORDS) or CODE.fullmatch(word) is not None
        if not known:
            self.refuse(token.start, f"không hiểu «{word}»", f"{word!r} is not understood", self.advice(word))

    def advice(self, word: str) -> tuple[str, str] | None:
        """The nearest word that is known, when one is near."""
        if not (near := difflib.get_close_matches(word.lower(), self.functions, 1)):
            return None
        return f"Có phải ý là {near[0]}? {self.written[0]}", f"Is {near[0]} meant? {self.written[1]}"

    def tree(self) -> exp.Expression:
        try:
            parsed = sqlglot.parse_one(self.text, read="postgres")
        except SqlglotError as error:
            self.refuse(self.place(error), "thiếu hoặc thừa một phần", "a part is missing or too much")
        if not isinstance(parsed, exp.Expression):
            self.refuse(0, "không đọc được", "it cannot be read")
        return parsed

    def place(self, error: SqlglotError) -> int:
        """The place that sqlglot gives (line and column of the last token read), from 0."""
        found = (getattr(error, "errors", None) or [{}])[0]
        line, column = found.get("line") or 1, found.get("col") or 1
        before = sum(len(each) for each in self.text.splitlines(keepends=True)[: line - 1])
        return max(0, min(before + column - 1, len(self.text) - 1))

    def narrow(self, root: ex.Number) -> None:
        """Refuse quotients of quotients so deep that exactness would cost too many digits."""
        if (root.size.digits + root.size.places) > WIDEST:
            self.refuse(0, "nhân chia lồng nhau quá nhiều", "too many products and quotients within each other")

    def number(self, node: exp.Expression) -> ex.Number:
        """A node that has a value."""
        if (read := self.reader(node)) is None:
            self.misplaced(node)
        found = read(self, node)
        if isinstance(found, ex.Divide) and found.widening > WIDEST:
            self.misplaced(node)
        return found

    def reader(self, node: exp.Expression) -> "Callable[[Any, exp.Expression], ex.Number] | None":
        """What reads a node of this type as a number; None when it may not stand in a formula."""
        return NUMBERS.get(type(node))

    def truth(self, node: Any) -> ex.Truth:
        """A node that holds or not."""
        if isinstance(node, exp.Paren):
            return self.truth(node.this)
        if isinstance(node, exp.Not):
            return ex.Opposite(self.truth(node.this))
        if isinstance(node, exp.And | exp.Or):
            word = "and" if isinstance(node, exp.And) else "or"
            return ex.Junction(word, self.truth(node.left), self.truth(node.right))
        if (sign := COMPARES.get(type(node))) is None:
            self.misplaced(node)
        return ex.Compare(sign, self.number(node.this), self.number(node.expression))

    def misplaced(self, node: exp.Expression) -> NoReturn:
        starts = [each.meta["start"] for each in node.walk() if "start" in each.meta]
        self.refuse(min(starts, default=0), "phần này không dùng được ở đây", "this part may not stand here")

    def several(self, node: exp.Expression) -> tuple[ex.Number, ...]:
        return tuple(self.number(each) for each in (node.this, *node.expressions))

    def column(self, node: exp.Expression) -> ex.Number:
        name, start = self.code(node)
        self.found.setdefault(name, start)
        return ex.Input(name, start)

    def code(self, node: exp.Expression) -> tuple[str, int]:
        """The code that a node is, and where it stands."""
        name = node.this.name if isinstance(node, exp.Column) else node.name
        if len(node.parts if isinstance(node, exp.Column) else [node]) > 1 or not CODE.fullmatch(name):
            self.misplaced(node)
        return name, node.this.meta.get("start", self.text.find(name))

    def literal(self, node: exp.Expression) -> ex.Number:
        return ex.Constant(Decimal(node.name))

    def negative(self, node: exp.Expression) -> ex.Number:
        return ex.Negative(self.number(node.this))

    def round(self, node: exp.Expression) -> ex.Number:
        places = node.args.get("decimals")
        if places is not None and not (isinstance(places, exp.Literal) and places.name in tuple("0123456")):
            self.misplaced(places)
        return ex.Rounded(self.number(node.this), int(places.name) if places is not None else 0)

    def case(self, node: exp.Expression) -> ex.Number:
        if node.args.get("this") is not None:
            self.misplaced(node)
        branches = tuple((self.truth(each.this), self.number(each.args["true"])) for each in node.args["ifs"])
        default = node.args.get("default")
        return ex.Choice(branches, None if default is None else self.number(default))

    def pair(self, node: exp.Expression) -> tuple[ex.Number, ex.Number]:
        return self.number(node.this), self.number(node.expression)


NUMBERS: dict[type[exp.Expression], Callable[[Reader, exp.Expression], ex.Number]] = {
    exp.Paren: lambda reader, node: reader.number(node.this),
    exp.Column: Reader.column,
    exp.Literal: Reader.literal,
    exp.Neg: Reader.negative,
    exp.Add: lambda reader, node: ex.Sum("+", *reader.pair(node)),
    exp.Sub: lambda reader, node: ex.Sum("-", *reader.pair(node)),
    exp.Mul: lambda reader, node: ex.Product(*reader.pair(node)),
    exp.Div: lambda reader, node: ex.Divide(*reader.pair(node)),
    exp.Nullif: lambda reader, node: ex.NullIf(*reader.pair(node)),
    exp.Abs: lambda reader, node: ex.Absolute(reader.number(node.this)),
    exp.Coalesce: lambda reader, node: ex.Coalesce(reader.several(node)),
    exp.Greatest: lambda reader, node: ex.Extreme("greatest", reader.several(node)),
    exp.Least: lambda reader, node: ex.Extreme("least", reader.several(node)),
    exp.Round: Reader.round,
    exp.Case: Reader.case,
}
