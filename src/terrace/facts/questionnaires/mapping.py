"""What one answer adds to which cells: the table of the pack applied to an instance. Free of the database.

A `sum` adds the numbers that were answered, a `count` counts answers (of a repeat: its instances with an answer), a
`value` is the number as it is. Where a question stands in a repeat, or has a condition, nothing found is zero: the
household has no pigs. Elsewhere nothing answered is nothing said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from terrace.base.kernel.problems import Fault
from terrace.facts.questionnaires import problems
from terrace.facts.questionnaires.instances import Instance, Node

VALUE, COUNT, SUM = "value", "count", "sum"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `questionnaire_maps.csv`; `repeated` as the version of the answer says of the question."""

    question: str
    condition: str
    gather: str
    indicator: str
    breakdown: str
    factor: Decimal = Decimal(1)
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a row found: the amount, None when nothing was said."""

    row: Row
    amount: Decimal | None


def applied(rows: Sequence[Row], instance: Instance, faults: list[Fault]) -> list[Said]:
    """Each row with what it found; a text that is no number is a fault."""
    return [Said(row, _amount(row, instance, faults)) for row in rows]


def _amount(row: Row, instance: Instance, faults: list[Fault]) -> Decimal | None:
    found = [node for node in _matching(row, instance) if _answered(node)]
    if row.gather == COUNT:
        return Decimal(len(found))
    numbers = [number for node in found if (number := _number(row, node, faults)) is not None]
    if numbers:
        return (sum(numbers, Decimal(0)) if row.gather == SUM else numbers[-1]) * row.factor
    return Decimal(0) if row.gather == SUM and (row.repeated or row.condition) else None


def _answered(node: Node) -> bool:
    return bool(node.text) or any(map(_answered, node.children))


def _number(row: Row, node: Node, faults: list[Fault]) -> Decimal | None:
    try:
        number = Decimal(node.text)
        if number.is_finite():
            return number
    except InvalidOperation:
        pass  # a fault, as is a number that is infinite
    faults.append(problems.NUMBER_NONE.fault(row.question, question=row.question, text=node.text[:40]))
    return None


def _matching(row: Row, instance: Instance) -> Iterator[Node]:
    """The elements of the question for which the condition holds: in their own instance of a repeat."""
    path = row.question.split("/")
    asked, _, word = row.condition.partition("=")
    steps = asked.split("/") if asked else []
    for chain in _chains(instance.root, path):
        if not steps or _holds(chain, path, steps, word):
            yield chain[-1]


def _chains(node: Node, path: Sequence[str]) -> Iterator[list[Node]]:
    """From the root to each element at the path."""
    if not path:
        yield [node]
        return
    for child in node.at(path[:1]):
        for rest in _chains(child, path[1:]):
            yield [node, *rest]


def _holds(chain: Sequence[Node], path: Sequence[str], steps: Sequence[str], word: str) -> bool:
    """True when the condition's question, as near as the two paths go together, was answered with the word."""
    shared = 0
    while shared < min(len(path), len(steps) - 1) and path[shared] == steps[shared]:
        shared += 1
    return any(word in node.text.split() for node in chain[shared].at(steps[shared:]))
