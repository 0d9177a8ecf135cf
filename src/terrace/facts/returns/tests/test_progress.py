"""Oversight: expected, received, approved and late, summed from the communes up, for whom it is to be seen."""

from datetime import timedelta

from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.conftest import PROVINCE
from terrace.facts.returns import actions, opening, progress
from terrace.facts.returns.models import Return

from .conftest import FARM, A, B, hand_in, month, row, words


def place(code: str) -> int:
    return index.current().resolve(code, month().end) or 0


def country() -> int:
    return index.current().ancestors(place(PROVINCE), month().end)[-1]


def test_a_province_is_the_sum_of_its_communes_and_the_country_of_its_provinces(opened):
    hand_in(opened.hoa, FARM)
    hand_in(opened.binh, FARM, area=B)
    actions.approve(opened.lan, *words())
    found = progress.progress(opened.chi, place(PROVINCE), month(), "FARM-T")
    tally = found.whole.tally
    assert (tally.expected, tally.received, tally.approved, tally.late) == (56, 2, 1, 0)
    assert {each.place.code: each.tally.received for each in found.below if each.tally.received} == {A: 1, B: 1}
    above = progress.progress(opened.chi, country(), month(), "FARM-T")
    assert (above.whole.tally, len(above.below)) == (tally, 1)


def test_only_what_she_may_see_is_counted(opened):
    every = progress.progress(opened.chi, place(PROVINCE), month()).whole.tally.expected
    assert every == 56 * 3
    assert progress.progress(opened.lan, place(PROVINCE), month()).whole.tally.expected == 56
    assert progress.progress(opened.hoa, place(PROVINCE), month()).whole.tally.expected == 3


def test_what_is_late_is_listed_until_it_comes(opened):
    Return.objects.update(due=timezone.localdate() - timedelta(days=1))
    hand_in(opened.hoa, FARM)
    late = progress.late(opened.chi, place(PROVINCE), month(), "FARM-T")
    assert len(late) == 55
    assert progress.progress(opened.chi, place(PROVINCE), month(), "FARM-T").whole.tally.late == 55
    assert row().pk not in {line.found.row.pk for line in late}


def test_a_commune_shows_its_own_returns(opened):
    found = progress.progress(opened.hoa, place(A), month())
    assert (found.whole.tally.expected, found.below) == (3, ())


def test_the_period_to_look_at_is_the_newest_that_is_nearly_due(opened):
    opening.open_due(month().previous().end, since=month().previous().start)
    due = min(Return.objects.filter(period=month().id).values_list("due", flat=True))
    assert progress.period_of(due - timedelta(days=progress.AHEAD_DAYS + 1)) == month().previous()
    assert progress.period_of(due) == month()
    assert month() in progress.known()
    assert periods.parse("1999") not in progress.known()
