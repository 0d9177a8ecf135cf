"""Small cells: no value that is kept back can be worked out from what is published. Property tests with own algebra."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.share.opendata import suppression
from terrace.share.opendata.suppression import Relation, whole

LEAST = 5


def cell(at):
    return (0, *at)


def tables(rows, columns, layers):
    """The cells and relations of a table with all its margins: place × breakdown × period; 0 is the total."""
    relations = []
    for axis, count in enumerate((rows, columns, layers)):
        others = [range(each + 1) for place, each in enumerate((rows, columns, layers)) if place != axis]
        for rest in product(*others):
            at = [(*rest[:axis], each, *rest[axis:]) for each in range(count + 1)]
            relations.append(whole(cell(at[0]), map(cell, at[1:])))
    return relations


def summed(inner, rows, columns, layers):
    """The values of all cells, margins included."""
    values = {}
    for cell in product(range(rows + 1), range(columns + 1), range(layers + 1)):
        spans = [
            range(1, count + 1) if each == 0 else [each]
            for each, count in zip(cell, (rows, columns, layers), strict=True)
        ]
        values[0, *cell] = sum((Decimal(inner[each]) for each in product(*spans)), Decimal(0))
    return values


def determined(gone, relations):
    """By fractions, without any of the tricks of the code under test: which unknowns have one value only."""
    columns = sorted(gone)
    matrix = [
        [Fraction(sum(f for c, f in zip(r.cells, r.factors, strict=True) if c == each)) for each in columns]
        for r in relations
    ]
    found, row = set(), 0
    pivots = []
    for column in range(len(columns)):
        at = next((n for n in range(row, len(matrix)) if matrix[n][column]), None)
        if at is None:
            continue
        matrix[row], matrix[at] = matrix[at], matrix[row]
        matrix[row] = [each / matrix[row][column] for each in matrix[row]]
        for n, line in enumerate(matrix):
            if n != row and line[column]:
                matrix[n] = [a - line[column] * b for a, b in zip(line, matrix[row], strict=True)]
        pivots.append((row, column))
        row += 1
    for row, column in pivots:
        if sum(1 for each in matrix[row] if each) == 1:
            found.add(columns[column])
    return found


@st.composite
def worlds(draw):
    rows, columns, layers = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    numbers = st.one_of(st.integers(0, 12), st.integers(0, 900))
    inner = {cell: draw(numbers) for cell in product(*(range(1, n + 1) for n in (rows, columns, layers)))}
    return summed(inner, rows, columns, layers), tables(rows, columns, layers)


@settings(max_examples=60)
@given(worlds())
def test_no_suppressed_value_follows_from_the_published_ones(world):
    values, relations = world
    small = {cell for cell, value in values.items() if 0 < value < LEAST}
    gone = suppression.hidden(values, small, relations)
    assert small <= gone
    assert determined(gone, relations) == set()
    assert suppression.hidden(values, small, list(relations)) == gone


@settings(max_examples=60)
@given(worlds(), st.data())
def test_the_quick_search_for_exposed_cells_finds_what_plain_elimination_finds(world, data):
    values, relations = world
    gone = set(data.draw(st.lists(st.sampled_from(sorted(values)), max_size=12)))
    assert suppression.exposed_cells(gone, relations) == determined(gone, relations)


def test_a_single_small_part_takes_the_smallest_other_part_with_it():
    cells = [(0, 0, 0, each) for each in range(4)]
    values = dict(zip(cells, map(Decimal, (110, 3, 90, 17)), strict=True))
    assert suppression.hidden(values, [cells[1]], [whole(cells[0], cells[1:])]) == {cells[1], cells[3]}


def test_the_whole_goes_when_there_is_no_other_part():
    cells = [(0, 0, 0, each) for each in range(2)]
    values = {cells[0]: Decimal(3), cells[1]: Decimal(3)}
    assert suppression.hidden(values, [cells[1]], [whole(cells[0], cells[1:])]) == set(cells)


def test_parts_that_are_all_as_small_as_can_be_are_not_enough():
    cells = [(0, 0, 0, each) for each in range(4)]
    values = dict(zip(cells, map(Decimal, (42, 1, 1, 40)), strict=True))
    assert suppression.hidden(values, cells[1:3], [whole(cells[0], cells[1:])]) == set(cells[1:])


def test_a_formula_does_not_tell_an_input_that_is_kept_back():
    births, deaths, increase = ((each, 0, 0, 0) for each in range(3))
    values = {births: Decimal(3), deaths: Decimal(40), increase: Decimal(-37)}
    relation = Relation((increase, births, deaths), (-1, 1, -1), sums=False)
    assert suppression.hidden(values, [births], [relation]) == {births, increase}


def test_nothing_small_means_nothing_kept_back():
    cells = [(0, 0, 0, each) for each in range(3)]
    values = dict(zip(cells, map(Decimal, (20, 0, 20)), strict=True))
    assert suppression.hidden(values, [], [whole(cells[0], cells[1:])]) == frozenset()
