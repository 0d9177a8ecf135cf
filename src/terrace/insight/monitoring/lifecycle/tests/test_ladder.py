"""Who answers, who hears of it next."""

from terrace.insight.monitoring.lifecycle import ladder, severity
from terrace.insight.monitoring.lifecycle.ladder import Holder

COMMUNE, PROVINCE, COUNTRY = 4, 2, 0
HOLDERS = [
    Holder(1, "leader", PROVINCE, sectoral=False),
    Holder(2, "department-officer", PROVINCE, sectoral=True),
    Holder(3, "analyst", PROVINCE, sectoral=False),
    Holder(4, "commune-officer", COMMUNE, sectoral=False, load=3),
    Holder(5, "commune-officer", COMMUNE, sectoral=False),
    Holder(6, "leader", COMMUNE, sectoral=False),
    Holder(7, "leader", COUNTRY, sectoral=False),
]


def test_the_nearest_first_and_officers_before_leaders():
    assert ladder.rungs(HOLDERS) == ((5, 4), (6,), (2,), (1,))


def test_whoever_has_less_on_her_desk_answers():
    assert ladder.owner(ladder.rungs(HOLDERS)) == 5


def test_the_rule_says_where_it_begins():
    assert ladder.rungs(HOLDERS, "department-officer") == ((2,), (1,))
    assert ladder.rungs(HOLDERS, "one-stop-officer") == ladder.rungs(HOLDERS)


def test_nobody_is_on_two_rungs():
    both = [Holder(1, "commune-officer", COMMUNE, sectoral=False), Holder(1, "leader", PROVINCE, sectoral=False)]
    assert ladder.rungs(both) == ((1,),)


def test_the_country_hears_only_when_nobody_is_nearer():
    assert ladder.rungs([HOLDERS[-1]]) == ((7,),)
    assert ladder.owner(ladder.rungs([])) is None


def test_the_load_of_each_is_filled_in():
    found = ladder.least_loaded(HOLDERS[3:5], {5: 9})
    assert [each.load for each in found] == [0, 9]


def test_a_broad_group_is_one_more_severe_but_never_beyond_at_once():
    assert [severity.of_group(worst, 60, 120) for worst in (1, 2, 3, 4)] == [2, 3, 4, 4]
    assert severity.of_group(2, 9, 12) == 2
