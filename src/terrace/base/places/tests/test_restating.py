"""History on another day's map."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.base.places.index import Index
from terrace.base.places.restating import EXACT, Restating
from terrace.base.places.tests.test_country import NEW, OLD, TODAY, place
from terrace.base.places.versions import Change, Share

FIRST = date(2000, 1, 1)


def test_hanoi_of_today_is_made_of_hanoi_and_ha_tay_of_2003(country: Index):
    then = date(2003, 12, 31)
    shares = country.sources(place(country, "01", TODAY), then, TODAY)
    assert {share.place_id for share in shares} == {place(country, "01", then), place(country, "28", then)}
    assert all(share == Share(share.place_id, Decimal(1), estimated=False) for share in shares)


def test_chains_of_changes_are_multiplied(country: Index):
    then = date(2003, 12, 31)
    can_tho = country.sources(place(country, "92", TODAY), then, TODAY)
    old = place(country, "92", then)
    assert Share(old, Decimal(1), estimated=False) in can_tho  # both halves came together again
    lam_dong = {share.place_id: share for share in country.sources(place(country, "68", TODAY), then, TODAY)}
    dak_lak = place(country, "66", then)
    assert lam_dong[dak_lak] == Share(dak_lak, Decimal("0.198"), estimated=True)


def test_country_and_region_are_their_own_sources(country: Index):
    nation, region = place(country, "VN", OLD), place(country, "VN-R2", OLD)
    then = date(1995, 12, 31)
    assert country.sources(nation, then, TODAY) == (Share(nation, Decimal(1), estimated=False),)
    assert country.sources(region, then, OLD) == (Share(region, Decimal(1), estimated=False),)


def test_what_is_not_known_has_no_sources(country: Index):
    assert country.sources(place(country, "00004", TODAY), OLD, TODAY) == ()
    assert country.sources(place(country, "02", OLD), OLD, TODAY) == ()


def test_no_old_commune_or_province_is_lost_or_doubled(country: Index):
    for then in (date(2003, 12, 31), date(2007, 12, 31), OLD):
        for level in (2, 4):
            for old in country.descendants(place(country, "VN", then), then, level):
                assert sum(share.weight for share in country.successors(old, then, TODAY)) == 1


def test_sources_and_successors_tell_the_same(country: Index):
    back: dict[int, Decimal] = {}
    for new in country.descendants(place(country, "VN", NEW), NEW, 4):
        for share in country.sources(new, OLD, NEW):
            back[share.place_id] = EXACT.add(back.get(share.place_id, Decimal(0)), share.weight)
    assert set(back) == set(country.descendants(place(country, "VN", OLD), OLD, 4))
    assert set(back.values()) == {Decimal(1)}


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[list[int]], list[Change]]:
    """Some maps, one after the other; between two of them every place goes to the next in shares."""
    maps = [list(range(draw(st.integers(1, 4))))]
    changes = []
    for step in range(1, draw(st.integers(2, 5))):
        start = maps[-1][-1] + 1
        after = list(range(start, start + draw(st.integers(1, 4))))
        for source in maps[-1]:
            targets = draw(st.lists(st.sampled_from(after), min_size=1, unique=True))
            cuts = draw(st.lists(st.integers(1, 10**9), min_size=len(targets) - 1, max_size=len(targets) - 1))
            weights = [Decimal(cut).scaleb(-10) for cut in cuts]
            weights.append(Decimal(1) - sum(weights, Decimal(0)))
            day = FIRST + timedelta(days=step)
            changes += [
                Change(day, "split", source, target, weight, estimated=True)
                for target, weight in zip(targets, weights, strict=True)
            ]
        maps.append(after)
    return maps, changes


@settings(max_examples=60)
@given(histories())
def test_shares_of_a_place_are_one_across_any_chain(history: tuple[list[list[int]], list[Change]]):
    maps, changes = history
    when = {place_id: FIRST + timedelta(days=step) for step, held in enumerate(maps) for place_id in held}
    graph = Restating(changes, lambda place_id, day: when[place_id] == day)
    for step in range(len(maps)):
        for later in range(step, len(maps)):
            then, now = FIRST + timedelta(days=step), FIRST + timedelta(days=later)
            sums = dict.fromkeys(maps[step], Decimal(0))
            for target in maps[later]:
                for share in graph.sources(target, then, now):
                    sums[share.place_id] = EXACT.add(sums[share.place_id], share.weight)
            assert set(sums.values()) == {Decimal(1)}
