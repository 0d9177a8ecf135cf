"""Briefs: one page, once, and only what she may see."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from terrace.base.notify.models import Notice, Preference
from terrace.facts.catalogue import snapshot
from terrace.facts.conftest import PROVINCE
from terrace.insight.monitoring import raising
from terrace.insight.monitoring.lifecycle import briefs, digesting, steps
from terrace.insight.monitoring.lifecycle.briefs import AtRisk, Brief, Late, Matter
from terrace.insight.monitoring.lifecycle.tests.conftest import A, B, at, heard, place, rise, told, warning
from terrace.insight.targets.models import Chance


def matter(title: str, severity: int = 2, **more: object) -> Matter:
    plain = {"warnings": 1, "fresh": False, "overdue": False, "taken": False}
    return Matter(title, "dòng", "/operations/warnings/1/", severity, **{**plain, **more})  # type: ignore[arg-type]


def brief(**more: object) -> Brief:
    return Brief("daily", date(2026, 11, 17), date(2026, 11, 16), "Tỉnh Cao Bằng", **more)  # type: ignore[arg-type]


def test_the_most_severe_comes_first_then_what_nobody_took_on_then_what_is_overdue():
    listed = [matter("a"), matter("b", taken=True), matter("c", overdue=True), matter("d", 4), matter("e", fresh=True)]
    assert [each.title for each in brief(matters=tuple(listed)).top] == ["d", "c", "e", "a", "b"]


def test_a_page_has_room_for_seven_and_says_how_many_there_are():
    content = briefs.content(brief(matters=tuple(matter(str(each)) for each in range(9))), "vi")
    top = content["sections"][0]
    assert (len(top["items"]), top["more"]["text"]) == (7, "Xem tất cả 9")


@pytest.mark.parametrize(("language", "said"), [("vi", "Không có cảnh báo nào cần xử lý."), ("en", "No warning needs")])
def test_a_calm_day_is_said_to_be_calm(language: str, said: str):
    assert brief().is_empty
    assert briefs.headline(brief(), language).startswith(said)


def test_all_words_are_there_in_both_languages():
    assert briefs._WORDS["vi"].keys() == briefs._WORDS["en"].keys()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_of_the_mail_shows_all_of_it(language: str):
    full = brief(
        matters=(matter("Lợn giảm mạnh", 4, overdue=True),),
        cleared=(matter("Giá đã về mức thường"),),
        late=(Late("Biểu chăn nuôi", ("Xã Đông Khê",), 4),),
        targets=(AtRisk("Sản lượng", "Tỉnh Cao Bằng", Decimal("0.21"), "/targets/"),),
        silences=2,
    )
    said = {"title": briefs.title(full, language), "lines": [briefs.headline(full, language)], "language": language}
    page = render_to_string("notify/digest.html", {**said, "data": briefs.content(full, language), "site": "https://x"})
    for words in (
        "Lợn giảm mạnh",
        "Giá đã về mức thường",
        "Biểu chăn nuôi",
        "Xã Đông Khê …",
        "21 %",
        "16/11 – 17/11/2026",
    ):
        assert words in page
    assert len(page.encode()) < 30_000


def test_each_leader_gets_one_brief_a_day_however_often_the_round_comes(cast: SimpleNamespace):
    rise(warning(A))
    for hour in (7, 8, 9, 16):
        digesting.work(at(17, hour))
    assert [each.key for each in told(cast.chi)] == ["brief/daily/2026-11-17"]
    assert [each.key for each in told(cast.tu)] == ["brief/daily/2026-11-17"]
    assert not told(cast.minh, "warning.brief")
    digesting.work(at(18, 7))
    assert len(told(cast.chi, "warning.brief")) == 2


def test_no_brief_at_night_on_weekends_on_holidays_and_at_tet(cast: SimpleNamespace):
    rise(warning(A))
    for moment in (at(17, 6, 59), at(17, 17), at(14, 8), at(15, 8), at(24, 8), at(6, 8, month=2, year=2027)):
        digesting.work(moment)
    assert not Notice.objects.filter(kind="warning.brief").exists()


def test_a_quiet_ordinary_day_has_no_brief_but_a_quiet_week_has(cast: SimpleNamespace):
    digesting.work(at(17, 8))
    digesting.work(at(17, 9))
    assert not told(cast.chi)
    digesting.work(at(23, 8))
    (notice,) = told(cast.chi)
    assert notice.key == "brief/weekly/2026-11-23"
    assert notice.body["lines"][0]["vi"] == "Không có cảnh báo nào cần xử lý."


def test_who_chose_gets_what_she_chose(cast: SimpleNamespace):
    times = {"quiet_from": "20:00", "quiet_until": "07:00"}
    Preference.objects.create(person_id=cast.chi.person_id, digest="none", **times)
    Preference.objects.create(person_id=cast.minh.person_id, digest="daily", **times)
    rise(warning(A))
    digesting.work(at(17, 8))
    assert not told(cast.chi)
    assert len(told(cast.minh, "warning.brief")) == 1


def test_a_brief_has_only_what_its_reader_may_see(cast: SimpleNamespace):
    rise(warning(A), warning(B, "BIRTHS", "birth"))
    digesting.work(at(17, 8))
    (chief,), (commune,) = told(cast.chi), told(cast.tu)
    assert (_sections(chief)[0], _sections(commune)[0]) == (2, 1)
    assert "Trẻ sinh" not in str(commune.body)
    assert chief.title_vi == "Bản tin ngày 17/11/2026 – Tỉnh Cao Bằng: 2 vấn đề cần chú ý"


def test_a_brief_counts_what_is_taken_on_overdue_and_over(cast: SimpleNamespace):
    one, two, three = rise(warning(A), warning(B, "BIRTHS", "birth"), warning(B, "AREA", "farm"), now=at(10))
    steps.acknowledge(cast.chi, two)
    raising.clear([three], raising.CORRECTED)
    heard()
    type(three).objects.filter(pk=three.pk).update(cleared_at=at(16, 12))
    digesting.work(at(17, 8))
    (notice,) = told(cast.chi, "warning.brief")
    assert [each["value"] for each in notice.body["data"]["counts"]] == [1, 1, 0, 0]
    assert _sections(notice) == [2, 1, 0, 0]
    assert notice.body["data"]["sections"][0]["items"][0]["tag"] == "quá hạn"
    assert one.pk


def test_targets_at_risk_are_on_it(cast: SimpleNamespace):
    spec = snapshot.current().indicators["OUTPUT"]
    for day, met in ((date(2026, 10, 1), "0.90"), (date(2026, 11, 12), "0.22")):
        Chance.objects.create(
            indicator_id=spec.id,
            area_id=place(PROVINCE),
            breakdown_id=0,
            year=2026,
            day=day,
            period=2026610,
            simulated=False,
            target=Decimal(900),
            met=Decimal(met),
        )
    digesting.work(at(17, 8))
    (notice,) = told(cast.chi)
    (item,) = notice.body["data"]["sections"][3]["items"]
    assert (item["title"], item["tag"]) == ("Sản lượng", "22 %")
    assert not told(cast.tu)


def _sections(notice: Notice) -> list[int]:
    return [len(each["items"]) for each in notice.body["data"]["sections"]]
