"""The clock: what is opened of whom, who is reminded, what is late, what is locked; everything once."""

from datetime import timedelta

from django.utils import timezone

from terrace.base.bus.models import Outbox
from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.base.places.models import Level
from terrace.facts.collection.models import Lock
from terrace.facts.conftest import PROVINCE
from terrace.facts.returns import actions, forms, opening
from terrace.facts.returns.models import Form, Notice, Return, State

from .conftest import FARM, B, hand_in, month, row, words

JUNE, JULY = periods.parse("2025-M06"), periods.parse("2025-M07")


def returns(form: str, period: periods.Period):
    return Return.objects.filter(form__code=form, period=period.id)


def communes(period: periods.Period) -> int:
    found = index.current()
    return found.count(found.resolve(PROVINCE, period.end) or 0, period.end, Level.COMMUNE)


def told(kind: str) -> int:
    return Outbox.objects.filter(type=kind).count()


def test_a_form_is_opened_for_every_commune_of_the_provinces_that_take_part(cast):
    opening.open_due(timezone.localdate())
    assert returns("FARM-T", month()).count() == communes(month())
    assert set(Return.objects.values_list("form__code", flat=True)) >= {"FARM-T", "PEOPLE-T", "STAT-T"}


def test_opening_twice_opens_nothing_twice_and_tells_once(cast):
    assert opening.open_due(timezone.localdate()) > 0
    before = told("return.opened")
    assert opening.open_due(timezone.localdate()) == 0
    assert told("return.opened") == before > 0


def test_the_places_are_those_of_the_last_day_of_the_period(cast):
    opening.open_due(JULY.end - timedelta(days=10), since=JUNE.start)
    assert (returns("FARM-T", JUNE).count(), returns("FARM-T", JULY).count()) == (161, 56)


def test_a_return_is_opened_by_its_first_day_and_with_its_days(cast):
    form, later = forms.current().by_code["FARM-T"], month().next()
    assert later not in form.running(later.start - timedelta(days=1))
    opening.open_due(later.start)
    made = returns("FARM-T", later).first()
    assert (made.cut_off, made.due) == (later.end - timedelta(days=16), later.end + timedelta(days=5))


def test_what_was_due_before_the_form_was_there_is_not_asked_for(cast):
    Form.objects.update(since=month().start)
    opening.open_due(month().start + timedelta(days=10))
    assert not returns("FARM-T", month().previous().previous()).exists()


def test_days_that_workers_missed_are_made_up_for(cast):
    Form.objects.update(since=month().shifted(-6).start)
    opening.open_due(month().previous().end)
    opening.open_due(month().end)
    assert returns("FARM-T", month()).exists()
    assert returns("FARM-T", month().previous()).exists()


def test_a_retired_form_is_not_opened(cast):
    Form.objects.filter(code="FARM-T").update(retired=True)
    opening.open_due(timezone.localdate())
    assert not returns("FARM-T", month()).exists()


def test_a_place_that_is_no_more_on_the_last_day_is_no_longer_waited_for(opened):
    form = forms.current().by_code["FARM-T"]
    every = set(returns("FARM-T", month()).values_list("area_id", flat=True))
    gone = row().area_id
    opening._open(form, month().id, frozenset(every - {gone}))
    assert not row().expected
    opening._open(form, month().id, frozenset(every))
    assert row().expected


def test_she_is_reminded_once_before_the_due_day(opened):
    due = row().due
    assert opening.remind(due - timedelta(days=opening.REMIND_DAYS + 3)) == 0
    assert opening.remind(due - timedelta(days=1)) > 0
    assert opening.remind(due - timedelta(days=1)) == 0
    assert Notice.objects.filter(made_of=row(), kind="due-soon").count() == 1
    assert told("return.due_soon") == Notice.objects.filter(kind="due-soon").count()


def test_who_handed_in_is_not_reminded(opened):
    hand_in(opened.hoa, FARM)
    opening.remind(row().due)
    assert not Notice.objects.filter(made_of=row()).exists()
    assert Notice.objects.filter(made_of=row(area=B)).exists()


def test_what_was_not_handed_in_on_its_due_day_is_late_for_ever_and_once(opened):
    hand_in(opened.hoa, FARM)
    day = row().due + timedelta(days=1)
    assert opening.mark_late(row().due) == 0 or row(area=B).late_at is None
    opening.mark_late(day)
    assert opening.mark_late(day) == 0
    assert row().late_at is None
    assert row(area=B).late_at is not None
    assert Notice.objects.filter(made_of=row(area=B), kind="late").count() == 1


def test_an_approved_return_is_locked_when_its_time_for_changes_is_over_and_its_cells_with_it(opened):
    hand_in(opened.hoa, FARM)
    actions.approve(opened.lan, *words())
    assert opening.lock_due(row().locks - timedelta(days=1)) == 0
    assert opening.lock_due(row().locks) == 1
    assert row().state == State.LOCKED
    assert Lock.objects.filter(holder=f"return/{row().pk}").count() == 3
    assert told("return.locked") == 1


def test_what_nobody_approved_is_never_locked(opened):
    hand_in(opened.hoa, FARM)
    assert opening.lock_due(row().locks + timedelta(days=99)) == 0


def test_the_round_of_the_worker_does_all_of_it_and_may_come_at_any_time(cast):
    assert opening.keep_time() is False
    count = Return.objects.count()
    assert count > 0
    assert opening.keep_time() is False
    assert Return.objects.count() == count
