"""Old notices go in small batches, with their deliveries; never what has not gone out yet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from terrace.base.kernel.problems import Refused
from terrace.base.notify import actions, environment, forgetting, sending
from terrace.base.notify.models import Delivery, Notice
from terrace.base.notify.tests.conftest import go_out, message

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(people, post):
    """Four notices to Chi, all gone out."""
    for key in ("a", "b", "c", "d"):
        actions.tell([people.chi.pk], message(key))
    go_out()


def age(*keys, days=401):
    Notice.objects.filter(key__in=keys).update(made_at=timezone.now() - timedelta(days=days))


def kept():
    return set(Notice.objects.values_list("key", flat=True))


def test_what_is_older_than_the_setting_goes_with_its_deliveries(told, monkeypatch):
    age("a", "b")
    age("c", days=399)
    sending.work()
    assert kept() == {"c", "d"}
    assert set(Delivery.objects.values_list("notice__key", flat=True)) == {"c", "d"}
    monkeypatch.setenv("TERRACE_NOTICE_DAYS", "398")
    sending.work()
    assert kept() == {"d"}


def test_what_has_not_gone_out_stays(told, people):
    actions.tell([people.chi.pk], message("unplanned"))
    age("a", "b", "c", "unplanned")
    Delivery.objects.filter(notice__key="a").update(state="waiting")
    Delivery.objects.filter(notice__key="b").update(state="sending")
    assert forgetting.forget_some() == 1
    assert kept() == {"a", "b", "d", "unplanned"}


def test_one_round_takes_a_small_batch_the_oldest_first(told, monkeypatch):
    monkeypatch.setattr(forgetting, "TOGETHER", 1)
    age("b", days=500)
    age("a", "c")
    assert forgetting.forget_some() == 1
    assert kept() == {"a", "c", "d"}


def test_a_carrier_that_goes_leaves_what_it_carried(told):
    carrier = Delivery.objects.get(notice__key="a")
    Delivery.objects.filter(notice__key="d").update(state="gathered", carrier=carrier)
    age("a")
    forgetting.forget_some()
    assert Delivery.objects.get(notice__key="d").carrier_id is None


@pytest.mark.parametrize("wrong", ["0", "29", "many", "-400", "99999999"])
def test_wrong_days_are_said_and_delete_nothing(told, monkeypatch, wrong):
    monkeypatch.setenv("TERRACE_NOTICE_DAYS", wrong)
    age("a", days=10_000)
    with pytest.raises(Refused) as refused:
        environment.notice_days()
    assert refused.value.faults[0].code == "notify.notice_days"
    assert forgetting.forget_some() == 0
