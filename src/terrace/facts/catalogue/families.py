"""Who depends on whom among indicators: circles, depth, order, families. Free of the database.

An edge goes from an indicator to what it is computed from: the inputs of its formula, and its weight.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

Node = TypeVar("Node", int, str)


@dataclass
class CircleError(Exception):
    """Indicators that depend on each other; the path ends where it begins."""

    path: tuple[int | str, ...]


def order(needs: Mapping[Node, Collection[Node]]) -> list[Node]:
    """Every node after what it needs. Raises `CircleError` with the path.

    >>> order({"YIELD": ["PRODUCTION", "AREA"], "AREA": [], "PRODUCTION": []})
    ['AREA', 'PRODUCTION', 'YIELD']
    """
    done: dict[Node, None] = {}
    for node in sorted(needs):
        _visit(node, needs, done)
    return list(done)


def _visit(start: Node, needs: Mapping[Node, Collection[Node]], done: dict[Node, None]) -> None:
    """Depth first without recursion: a chain of formulas may be longer than Python's stack."""
    path: list[Node] = [start]
    while path:
        waiting: list[Node] = [each for each in sorted(needs.get(path[-1], ())) if each not in done]
        if not waiting:
            done.setdefault(path.pop())
        elif waiting[0] in path:
            raise CircleError((*path[path.index(waiting[0]) :], waiting[0]))
        else:
            path.append(waiting[0])


def depths(inputs: Mapping[Node, Collection[Node]]) -> dict[Node, int]:
    """0 without inputs, else 1 + the deepest input.

    >>> depths({"RATE": ["YIELD"], "YIELD": ["AREA"]})
    {'AREA': 0, 'YIELD': 1, 'RATE': 2}
    """
    found: dict[Node, int] = {}
    for node in order(inputs):
        found[node] = max((found[each] + 1 for each in inputs.get(node, ())), default=0)
    return found


def families(needs: Mapping[Node, Collection[Node]]) -> dict[Node, Node]:
    """The smallest node of each connected component.

    >>> families({3: [2], 2: [], 1: [], 5: [2]})
    {3: 2, 2: 2, 1: 1, 5: 2}
    """
    head: dict[Node, Node] = {node: node for node in needs}

    def top(node: Node) -> Node:
        while head.setdefault(node, node) != node:
            head[node] = node = head[head[node]]
        return node

    for node, others in needs.items():
        for other in others:
            low, high = sorted((top(node), top(other)))
            head[high] = low
    return {node: top(node) for node in needs}


def dependents(needs: Mapping[Node, Collection[Node]]) -> dict[Node, tuple[Node, ...]]:
    """All that must be computed again when a node changes, each after what it needs.

    >>> dependents({"YIELD": ["AREA"], "AREA": [], "RATE": ["YIELD", "AREA"]})["AREA"]
    ('YIELD', 'RATE')
    """
    ordered = order(needs)
    places = {node: place for place, node in enumerate(ordered)}
    above: dict[Node, set[Node]] = {node: set() for node in ordered}
    for node in reversed(ordered):
        for each in needs.get(node, ()):
            above[each] |= {node} | above[node]
    return {node: tuple(sorted(found, key=places.__getitem__)) for node, found in above.items()}
