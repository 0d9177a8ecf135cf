"""May she, which may she, who may."""

from datetime import date

import pytest
from django.utils import translation

from terrace.base.access import actions, policy
from terrace.base.access.policy import ANONYMOUS, SYSTEM, actor_of, may, which, who
from terrace.base.access.tests.land import At
from terrace.base.kernel.problems import Refused
from terrace.base.people.actions import end_person


def test_an_officer_of_commune_a_writes_there_and_not_in_commune_b(cast):
    hoa = actor_of(cast.hoa)
    assert may(hoa, "submission.create", area=At.A, sector="health")
    assert not may(hoa, "submission.create", area=At.B, sector="health")


def test_an_officer_of_commune_a_does_not_read_unpublished_figures_of_commune_b(cast):
    assert not may(actor_of(cast.hoa), "figure.read", area=At.B)
    assert not which(actor_of(cast.hoa), "figure.read").holds(At.B, "health")


def test_a_leader_reads_her_province_and_writes_nowhere(cast):
    chi = actor_of(cast.chi)
    assert {At.LAKE, At.A, At.C} <= (which(chi, "figure.read").areas or set())
    assert not which(chi, "submission.create")


def test_an_analyst_of_a_department_reads_its_sector_only(cast):
    scope = which(actor_of(cast.dung), "figure.read")
    assert scope.holds(At.A, "agriculture")
    assert not scope.holds(At.A, "health")
    assert not scope.holds(At.A, "")


def test_an_administrator_gives_rights_but_reads_no_figures(cast):
    an = actor_of(cast.an)
    assert may(an, "grant.change", area=At.A)
    assert may(an, "place.change")
    assert not may(an, "figure.read", area=At.A)


def test_a_province_reaches_the_communes_it_had_before_the_reorganisation(cast):
    scope = which(actor_of(cast.chi), "figure.read")
    assert all(scope.holds(place, "") for place in (At.M1, At.M2, At.OLD_DISTRICT, At.OLD_PROVINCE))


def test_a_commune_reaches_the_former_communes_it_was_made_of_for_late_returns(cast):
    scope = which(actor_of(cast.hoa), "submission.create")
    assert sorted(scope.areas or ()) == [At.M1, At.M2, At.A]


def test_a_grant_on_a_place_that_ended_gives_nothing_in_its_successor(land, cast):
    actions.grant(cast.binh, "commune-officer", At.M1)
    scope = which(actor_of(cast.binh), "submission.create")
    assert scope.holds(At.M1)
    assert not scope.holds(At.A)
    assert not scope.holds(At.M2)


def test_a_commune_that_moved_away_is_no_longer_reached_by_its_former_province(land, cast):
    actions.grant(cast.binh, "leader", At.HILL)
    scope = which(actor_of(cast.binh), "figure.read")
    assert scope.holds(At.HILL)
    assert not scope.holds(At.C)


def test_grants_add_up(cast):
    actions.grant(cast.hoa, "analyst", At.B, "education")
    scope = which(actor_of(cast.hoa), "figure.read")
    assert scope.holds(At.A, "health")
    assert scope.holds(At.B, "education")
    assert not scope.holds(At.B, "health")


def test_a_grant_holds_on_its_days_only(cast):
    actions.grant(cast.hoa, "leader", At.HILL, start=date(2024, 1, 1), until=date(2024, 2, 1))
    hoa = actor_of(cast.hoa)
    assert may(hoa, "figure.read", area=At.B, day=date(2024, 1, 31))
    assert not may(hoa, "figure.read", area=At.B, day=date(2024, 2, 1))
    assert not may(hoa, "figure.read", area=At.B)


def test_a_grant_on_the_whole_country_holds_everywhere(cast):
    actions.grant(cast.binh, "auditor", At.COUNTRY)
    scope = which(actor_of(cast.binh), "figure.read")
    assert scope.everywhere
    assert scope.areas is None
    assert scope.holds(1, "anything")


def test_a_verb_without_boundary_needs_a_broad_grant(cast):
    actions.grant(cast.binh, "administrator", At.B)
    assert may(actor_of(cast.binh), "grant.change", area=At.B)
    assert not may(actor_of(cast.binh), "place.change")


def test_nobody_known_may_nothing_and_the_system_everything(land):
    assert not may(ANONYMOUS, "figure.read", area=At.A)
    assert may(SYSTEM, "figure.read", area=At.A)
    assert which(SYSTEM, "submission.create").everywhere
    assert not which(ANONYMOUS, "submission.create")


def test_a_person_who_was_ended_is_nobody(cast):
    end_person(cast.hoa)
    assert actor_of(cast.hoa) == ANONYMOUS


def test_the_reason_is_in_the_language_of_the_reader(cast):
    reason = may(actor_of(cast.chi), "submission.create", area=At.A).reason
    with translation.override("vi"):
        assert str(reason) == "Bạn không có quyền gửi báo cáo."
    with translation.override("en"):
        assert str(reason) == "You may not send returns."


def test_a_demand_is_refused_as_a_problem_in_both_languages(cast):
    with pytest.raises(Refused) as refused:
        policy.demand(actor_of(cast.hoa), "figure.read", area=At.B)
    assert refused.value.status == 403
    assert refused.value.faults[0].message_vi == "Bạn không có quyền xem số liệu chưa công bố ở đây."


def test_nobody_known_is_asked_to_sign_in():
    with pytest.raises(Refused) as refused:
        policy.demand(ANONYMOUS, "figure.read")
    assert refused.value.status == 401


def test_an_unknown_verb_is_a_mistake_and_not_a_refusal(cast):
    for asks in (lambda: may(ANONYMOUS, "figure.bend"), lambda: which(SYSTEM, "figure.bend")):
        with pytest.raises(KeyError):
            asks()


def test_who_may_lists_the_people_of_the_place(cast):
    assert who("figure.read", At.A, "agriculture") == [cast.chi, cast.dung, cast.hoa]
    assert who("figure.read", At.A, "health") == [cast.chi, cast.hoa]
    assert who("submission.create", At.B) == [cast.binh]
    assert who("grant.change", At.M1) == [cast.an]
