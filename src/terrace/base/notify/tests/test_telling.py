"""Telling once for ever, forgetting, reading; who may tell and who sees."""

import pytest
from django.db import connection, transaction

from terrace.base.access import policy
from terrace.base.access.tests.land import At
from terrace.base.bus.models import Outbox
from terrace.base.notify import actions, recipients
from terrace.base.notify.messages import Body, Link, Need, Words
from terrace.base.notify.models import Delivery, Notice
from terrace.base.notify.tests.conftest import go_out, message, states

pytestmark = pytest.mark.django_db


def test_each_is_told_once_for_ever(people):
    Outbox.objects.all().delete()
    assert actions.tell([people.hoa.pk, people.chi.pk, people.hoa.pk], message()) == 2
    assert actions.tell([people.hoa.pk, people.binh.pk], message()) == 1
    assert actions.tell([people.hoa.pk], message()) == 0
    assert actions.tell([], message()) == 0
    assert Notice.objects.count() == 3
    assert list(Outbox.objects.values_list("type", flat=True)) == ["notice.made", "notice.made"]


def test_telling_is_part_of_the_transaction_of_the_caller(people):
    def fails() -> None:
        with transaction.atomic():
            actions.tell([people.hoa.pk], message())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("path", ["https://evil.vn/", "//evil.vn", "/\\evil.vn", "warnings/", "", "/a b", "/a\nb"])
def test_a_path_that_leaves_the_site_is_refused(people, path):
    with pytest.raises(ValueError, match="no page"):
        actions.tell([people.hoa.pk], message(path=path))


def test_a_kind_that_nobody_registered_is_refused(people):
    with pytest.raises(KeyError):
        actions.tell([people.hoa.pk], message(kind="nothing.at_all"))


def test_what_is_kept_is_what_was_told(people):
    told = message(
        lines=(Words("Một", "One"),),
        links=(Link(Words("Làm", "Do"), "7", "test"),),
        needs=(Need("figure.read", At.A, "agriculture"),),
        data={"facts": [1, {"a": None}]},
    )
    actions.tell([people.hoa.pk], told)
    body = Body.of(Notice.objects.get().body)
    assert (body.lines, body.links, body.needs, body.data) == (told.lines, told.links, told.needs, told.data)


def test_an_officer_tells_another_and_only_the_other_sees_it(people, as_web):
    with as_web(people.hoa):
        assert actions.tell([people.chi.pk], message()) == 1
        assert actions.tell([people.chi.pk], message()) == 0
        assert not Notice.objects.exists()
    with as_web(people.chi):
        assert Notice.objects.count() == 1
        assert actions.read(policy.actor_of(people.chi), [Notice.objects.get().pk, -1, 2**70]) == 1
        assert actions.read_all(policy.actor_of(people.chi)) == 0
    with as_web(people.hoa):
        assert actions.read_all(policy.actor_of(people.chi)) == 0


def test_what_did_not_go_out_is_forgotten_and_the_rest_stays(people, post, as_web):
    post.at_recipient = lambda address: "451 later" if address.startswith("chi@") else None
    actions.tell([people.hoa.pk, people.chi.pk], message("warning/1/raised"))
    actions.tell([people.chi.pk], message("warning/10/raised"))
    go_out()
    with as_web(people.hoa):
        assert actions.forget("warning/1/") == 1
    post.at_recipient = lambda address: None
    Delivery.objects.filter(state="waiting").update(due_at="2020-01-01T00:00Z")
    go_out()
    assert sorted(letter.recipient for letter in post.letters) == ["chi@ho.gov.vn", "hoa@ho.gov.vn"]
    by_person = dict(Delivery.objects.filter(notice__key="warning/1/raised").values_list("person_id", "state"))
    assert by_person == {people.hoa.pk: "sent", people.chi.pk: "forgotten"}


def test_what_is_forgotten_before_it_is_planned_never_goes_out(people, post):
    actions.tell([people.hoa.pk], message("warning/1"))
    actions.forget("warning/1", [people.chi.pk])
    assert Notice.objects.filter(gone_at__isnull=True).count() == 1
    actions.forget("warning/1", [people.hoa.pk])
    go_out()
    assert post.letters == []
    assert states() == {}


def test_signs_of_sql_in_a_prefix_are_only_signs(people):
    for key in ("a_c/1", "abc/1", "a%", "a\\b"):
        actions.tell([people.hoa.pk], message(key))
    for prefix, gone in (("a_c", {"a_c/1"}), ("a%", {"a_c/1", "a%"}), ("a\\", {"a_c/1", "a%", "a\\b"})):
        actions.forget(prefix)
        assert set(Notice.objects.filter(gone_at__isnull=False).values_list("key", flat=True)) == gone
    with pytest.raises(ValueError, match="everything"):
        actions.forget("")


def test_the_nearest_who_may_are_found_also_by_those_who_do_not_see_them(people, as_web):
    hoa, chi, dung = people.hoa.pk, people.chi.pk, people.dung.pk
    with as_web(people.binh):
        assert recipients.nearest("submission.create", At.A, "health") == [hoa]
        assert recipients.nearest("figure.read", At.LAKE, "health") == [chi]
        assert recipients.nearest("figure.read", At.LAKE, "agriculture") == sorted([chi, dung])
        assert recipients.nearest("figure.read", At.A, "agriculture") == [hoa]
        assert recipients.nearest("figure.read", At.A, "agriculture", finest=2) == sorted([chi, dung])
        assert recipients.nearest("figure.read", At.C, roles=["leader"]) == [chi]
        assert recipients.nearest("submission.create", At.C) == []
        assert recipients.nearest("health.read", At.A) == [people.an.pk]


def test_nobody_reads_deliveries_or_wishes_of_another(people, post, as_web):
    actions.tell([people.hoa.pk, people.chi.pk], message())
    go_out()
    with as_web(people.hoa), connection.cursor() as cursor:
        for table in ("notice", "delivery", "preference"):
            cursor.execute(f"SELECT DISTINCT person_id FROM notify_{table}")
            assert cursor.fetchall() == [(people.hoa.pk,)]
    with as_web(None):
        assert not Notice.objects.exists()
