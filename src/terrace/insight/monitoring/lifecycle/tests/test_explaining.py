"""What explains what, in the database: what is explained is told when it stands for itself again."""

from types import SimpleNamespace
from typing import Any

from terrace.facts.conftest import COMMUNES, PROVINCE
from terrace.insight.monitoring import raising
from terrace.insight.monitoring.lifecycle.tests.conftest import (
    A,
    B,
    again,
    at,
    group_of,
    heard,
    keys,
    place,
    rise,
    told,
    warning,
)
from terrace.insight.monitoring.models import Group


def shares(**by: float) -> dict[str, Any]:
    """Evidence of what the communes contributed."""
    return {
        "evidence": {"contributions": [{"area": place(code), "by": "1", "share": share} for code, share in by.items()]}
    }


def test_one_commune_that_explains_the_province_is_told_and_the_province_is_not(cast: SimpleNamespace):
    commune, whole = rise(warning(A), warning(PROVINCE, **shares(**{A: 0.8})))
    assert whole.explained_by_id == commune.pk
    assert commune.explained_by_id is None
    assert keys(cast.hoa) == ["raised"]
    assert "2 cảnh báo" not in told(cast.hoa)[0].title_vi


def test_it_does_not_matter_which_came_first(cast: SimpleNamespace):
    (whole,) = rise(warning(PROVINCE, **shares(**{A: 0.8})))
    assert keys(cast.lan) == ["raised"]
    (commune,) = rise(warning(A))
    (whole,) = again([whole])
    assert whole.explained_by_id == commune.pk
    assert keys(cast.lan) == ["raised"]


def test_a_warning_of_the_province_explains_those_of_most_communes(cast: SimpleNamespace, monkeypatch: Any):
    from terrace.insight.monitoring.lifecycle import territory
    from terrace.insight.monitoring.lifecycle.inhibition import Tree

    monkeypatch.setattr(territory, "tree", lambda day: Tree(lambda area: territory.path(area, day)[1:], lambda area: 4))
    whole, *communes = rise(warning(PROVINCE), *(warning(code) for code in COMMUNES))
    assert {each.explained_by_id for each in communes} == {whole.pk}
    assert keys(cast.lan) == ["raised"]
    assert not told(cast.hoa)
    assert not told(cast.binh)


def test_what_is_explained_is_told_when_the_explanation_ends_and_it_still_stands(cast: SimpleNamespace):
    commune, whole = rise(warning(A), warning(PROVINCE, **shares(**{A: 0.8})))
    raising.clear([commune], raising.CORRECTED)
    heard()
    heard()
    (whole,) = again([whole])
    assert whole.explained_by_id is None
    assert f"stands/{commune.pk}" in keys(cast.lan)
    assert group_of(whole).closed_at is None


def test_a_group_of_which_nothing_stands_closes_and_withdraws_what_was_not_sent(cast: SimpleNamespace):
    rows = rise(warning(A), warning(B))
    raising.clear(rows, raising.BACK)
    heard()
    group = Group.objects.get()
    assert (group.still, group.closed_at is not None, group.next_at) == (0, True, None)
    assert keys(cast.hoa) == ["raised", "cleared"]
    assert all(each.gone_at for each in told(cast.hoa, "warning.raised"))


def test_what_comes_back_within_a_day_is_the_same_matter_and_told_as_back(cast: SimpleNamespace):
    (row,) = rise(warning(A))
    raising.clear([row], raising.BACK)
    heard()
    assert Group.objects.filter(closed_at__isnull=False).update(closed_at=at(17)) == 1
    (again_,) = rise(warning(A), now=at(17, 10))
    assert again_.group_id == row.group_id
    assert group_of(again_).closed_at is None
    assert keys(cast.hoa) == ["raised", "cleared", "back"]


def test_what_comes_back_later_is_a_new_matter(cast: SimpleNamespace):
    from datetime import timedelta

    (row,) = rise(warning(A))
    raising.clear([row], raising.BACK)
    heard()
    closed = Group.objects.get().closed_at
    assert closed is not None
    (later,) = rise(warning(A), now=closed + timedelta(days=1, minutes=1))
    assert later.group_id != row.group_id
    assert keys(cast.hoa) == ["raised", "cleared", "raised"]
