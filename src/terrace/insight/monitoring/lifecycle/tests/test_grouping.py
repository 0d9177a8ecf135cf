"""Grouping by cause: everything in one group, whatever the order, and nothing chained."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.monitoring.lifecycle import grouping
from terrace.insight.monitoring.lifecycle.grouping import STORM, Gathered, Sighting

KEYS = [f"figures/{number}/2026610/4" for number in range(4)] + [f"submission/{number}" for number in range(4)]
sightings = st.lists(st.frozensets(st.sampled_from(KEYS), min_size=1, max_size=3), max_size=30).map(
    lambda held: [Sighting(at, keys) for at, keys in enumerate(held, 1)]
)


def seen(*keys: str) -> list[Sighting]:
    return [Sighting(at, frozenset(each.split())) for at, each in enumerate(keys, 1)]


def sets(found: Sequence[Gathered]) -> list[tuple[int, ...]]:
    return sorted(each.members for each in found)


def test_warnings_that_share_a_key_are_one_group():
    found = grouping.gather(seen("figures/1 submission/1", "figures/1 submission/2", "figures/1 submission/3"), {}, {})
    assert [(each.cause, each.members, each.shared) for each in found] == [
        ("figures/1", (1, 2, 3), frozenset({"figures/1"}))
    ]


def test_the_key_of_the_most_warnings_goes_first():
    found = grouping.gather(seen("figures/1 submission/1", "figures/2 submission/1", "figures/1 submission/2"), {}, {})
    assert sets(found) == [(1, 2), (3,)]


def test_groups_do_not_chain_from_cause_to_cause():
    first = grouping.gather(seen("figures/1 submission/1", "figures/2 submission/1"), {}, {})
    (group,) = first
    assert group.shared == {"submission/1"}
    standing = dict.fromkeys(group.shared, 7)
    later = grouping.gather([Sighting(3, frozenset({"figures/2", "submission/2"}))], standing, {7: group.shared})
    assert later[0].group is None


def test_a_warning_joins_the_group_that_stands_and_narrows_what_it_shares():
    shared = {7: frozenset({"figures/1", "submission/1"})}
    standing = dict.fromkeys(shared[7], 7)
    (found,) = grouping.gather([Sighting(2, frozenset({"figures/1", "submission/2"}))], standing, shared)
    assert (found.group, found.shared) == (7, frozenset({"figures/1"}))


def test_one_source_is_a_cause_only_in_a_storm():
    few = [Sighting(at, frozenset({f"figures/{at}", "delivery/commune/2026-11-16T09"})) for at in range(STORM - 1)]
    assert len(grouping.gather(few, {}, {})) == STORM - 1
    many = [*few, Sighting(STORM, frozenset({f"figures/{STORM}", "delivery/commune/2026-11-16T09"}))]
    (found,) = grouping.gather(many, {}, {})
    assert found.cause == "delivery/commune/2026-11-16T09"


def test_a_late_return_and_a_sick_disk_have_causes_of_their_own():
    assert grouping.keys("late", "late-return", 0, 2026610, 4, subject="F1") == {"late/late-return/F1/2026610/4"}
    assert grouping.keys("health", "disk", 0, 0, 4, subject="disk") == {"health/disk/4"}


@given(sightings)
@settings(max_examples=50)
def test_every_warning_is_in_one_group_and_all_of_a_group_share_its_cause(held: list[Sighting]):
    found = grouping.gather(held, {}, {})
    numbers = [number for each in found for number in each.members]
    assert sorted(numbers) == [each.number for each in held]
    keys = {each.number: each.keys for each in held}
    for each in found:
        assert each.cause in each.shared
        assert each.shared == frozenset.intersection(*(keys[number] for number in each.members))


@given(sightings, st.randoms())
@settings(max_examples=50)
def test_the_order_does_not_matter(held: list[Sighting], chance: object):
    mixed = list(held)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert sets(grouping.gather(mixed, {}, {})) == sets(grouping.gather(held, {}, {}))


def test_ten_thousand_warnings_without_anything_in_common_are_grouped_as_well():
    held = [Sighting(at, frozenset({f"figures/{at}", f"submission/{at}"})) for at in range(10_000)]
    assert len(grouping.gather(held, {}, {})) == 10_000
