"""Properties of cells, margins and the graph of indicators."""

import doctest
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrace.facts.catalogue import breakdowns, expressions, families, formulas, pxweb

CODES = {"SEX": ("F", "M"), "AGE": ("Y0", "Y1", "Y2"), "HOME": ("U", "R")}
group = st.lists(st.sampled_from(sorted(CODES)), min_size=1, max_size=3, unique=True).map(
    lambda each: tuple(sorted(each))
)
groups = st.lists(group, max_size=3, unique=True).map(tuple)
graphs = st.dictionaries(st.integers(0, 12), st.lists(st.integers(0, 12), max_size=3), max_size=13)


@given(groups)
def test_the_parts_of_a_whole_are_all_full_cells_that_lie_in_it(found):
    made = breakdowns.make(found, CODES)
    assert len(set(made.cells)) == len(made.cells)
    assert made.cells[0] == ""
    assert len(made.cells) <= breakdowns.count(found, CODES)
    for (whole, position), edges in itertools.groupby(sorted(made.margins), key=lambda edge: edge[:2]):
        parts = [part for _, _, part in edges]
        free = [name for name in found[position] if f"{name}=" not in whole]
        expected = 1
        for name in free:
            expected *= len(CODES[name])
        assert len(parts) == len(set(parts)) == expected
        assert all(set(whole.split(";")) - {""} <= set(part.split(";")) for part in parts)
        assert {whole, *parts} <= set(made.cells)


@given(groups)
def test_groups_are_read_as_they_are_written(found):
    assert breakdowns.groups(breakdowns.written(found)) == found


@given(st.dictionaries(st.sampled_from(["SEX", "AGE", "B1"]), st.sampled_from(["F", "Y15T24", "0"])))
def test_a_cell_has_one_code_whatever_the_order(cell):
    backwards = ";".join(f"{name}={cell[name]}" for name in sorted(cell, reverse=True))
    assert breakdowns.canonical(backwards) == breakdowns.code(cell)


@given(graphs)
def test_an_order_has_needs_first_or_there_is_a_circle(graph):
    try:
        ordered = families.order(graph)
    except families.CircleError as circle:
        check_circle(graph, circle.path)
        return
    places = {node: place for place, node in enumerate(ordered)}
    assert all(places[each] < places[node] for node, needs in graph.items() for each in needs)
    for node, found in families.dependents(graph).items():
        assert all(node in reach(graph, each) for each in found)


def check_circle(graph: dict[int, list[int]], path: tuple[int | str, ...]) -> None:
    assert path[0] == path[-1]
    assert all(after in graph.get(int(before), ()) for before, after in itertools.pairwise(path))


def reach(graph: dict[int, list[int]], start: int) -> set[int]:
    """Everything that a node needs, directly or not."""
    found, waiting = set(), list(graph.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(graph.get(node, ()))
    return found


@given(graphs)
def test_a_family_is_what_edges_connect(graph):
    found = families.families(graph)
    for node, needs in graph.items():
        for each in needs:
            if each in found:
                assert found[node] == found[each]
        assert found[node] <= node


def test_a_chain_longer_than_the_stack_of_python_is_ordered():
    chain = {number: [number + 1] for number in range(5000)} | {5000: []}
    assert families.order(chain)[0] == 5000


def test_a_circle_of_one_is_a_circle():
    with pytest.raises(families.CircleError):
        families.order({"A": ["A"]})


@pytest.mark.parametrize("module", [breakdowns, expressions, families, formulas, pxweb])
def test_the_examples_in_the_docstrings_hold(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed
