"""Which warning explains which, as a pure decision."""

from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.monitoring.lifecycle.inhibition import Standing, Tree, explained

#: Country 1 over provinces 2 and 3; 2 over communes 20 to 29.
ABOVE = {2: (1,), 3: (1,), **dict.fromkeys(range(20, 30), (2, 1))}
TREE = Tree(lambda area: ABOVE.get(area, ()), lambda area: {1: 2, 2: 10}.get(area, 0))


def one(number: int, area: int, way: int = -1, shares: dict[int, float] | None = None, indicator: int = 7) -> Standing:
    return Standing(number, indicator, 0, 2026610, area, way, shares=shares)


def test_half_of_the_communes_moving_the_same_way_are_explained_by_their_province():
    rows = [one(1, 2), *(one(area, area) for area in range(20, 25))]
    assert explained(rows, TREE) == dict.fromkeys(range(20, 25), 1)


def test_few_communes_are_not():
    assert explained([one(1, 2), *(one(area, area) for area in range(20, 24))], TREE) == {}


def test_a_commune_that_moved_the_other_way_stands_for_itself():
    rows = [one(1, 2), one(25, 25, way=1), *(one(area, area) for area in range(20, 25))]
    assert 25 not in explained(rows, TREE)


def test_one_or_two_communes_that_make_up_most_explain_the_province():
    assert explained([one(1, 2, shares={20: 0.7}), one(20, 20)], TREE) == {1: 20}
    assert explained([one(1, 2, shares={20: 0.35, 21: 0.3}), one(21, 21), one(20, 20)], TREE) == {1: 20}


def test_a_share_without_a_warning_there_explains_nothing():
    assert explained([one(1, 2, shares={20: 0.9}), one(21, 21)], TREE) == {}


def test_another_indicator_explains_nothing():
    assert explained([one(1, 2, shares={20: 0.9}), one(20, 20, indicator=8)], TREE) == {}


def test_the_nearest_warned_place_above_is_the_one_that_counts():
    rows = [one(9, 1, shares={20: 0.9}), one(20, 20)]
    assert explained(rows, TREE) == {9: 20}


def test_late_returns_and_health_have_no_indicator_and_explain_nothing():
    assert explained([one(1, 2, indicator=0), *(one(area, area, indicator=0) for area in range(20, 30))], TREE) == {}


@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2, 3, *range(20, 30)]), st.sampled_from([-1, 1]), st.floats(0, 1)), max_size=20
    )
)
@settings(max_examples=50)
def test_nothing_goes_round_in_a_circle_and_something_always_stands(held: list[tuple[int, int, float]]):
    rows = [one(at, area, way, {20: share, 2: share}) for at, (area, way, share) in enumerate(held, 1)]
    by = explained(rows, TREE)
    for number in by:
        seen, at = {number}, number
        while at in by:
            at = by[at]
            assert at not in seen
            seen.add(at)
    assert not rows or len(by) < len(rows)
