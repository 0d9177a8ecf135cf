"""The pages of warnings: hers alone, one cause under one line, acts that come back with what was typed, rules."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.kernel import periods
from terrace.base.people.actions import create_person
from terrace.base.people.models import Person
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.conftest import (  # noqa: F401 - fixtures
    COMMUNES,
    PROVINCE,
    _fresh_snapshots,
    country,
    fact,
    hear_all,
    send,
    world,
)
from terrace.insight.monitoring import raising, rules
from terrace.insight.monitoring.found import Found
from terrace.insight.monitoring.models import Rule, RuleKind, Silence, State, Step, Warning

pytestmark = pytest.mark.usefixtures("world")
A, B, _ = COMMUNES
PERIOD = periods.parse("2026-M10")
HOME = "/operations/warnings/"
TYPED = {
    "kind": "last_period", "indicator": "PIGS", "level": "4", "direction": "down", "per_cent": "10", "severity": "3",
    "deadline_days": "5", "owner_role": "", "area": PROVINCE, "revision": "0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_rules() -> Iterator[None]:
    rules.expire()
    yield
    rules.expire()


def client(name: str, role: str, area: str, sector: str = "") -> Client:
    person: Person = create_person(name, name.capitalize())
    access.grant(person, role, place(area), sector)
    found = Client()
    found.force_login(person)
    return found


def place(code: str) -> int:
    return index.current().resolve(code, timezone.localdate()) or 0


def found(code: str, value: int = 5200, indicator: str = "PIGS", **more: Any) -> Found:
    spec = snapshot.current().indicators[indicator]
    band: dict[str, Any] = {"expected": Decimal(520), "low": Decimal(420), "high": Decimal(620), "against": "forecast"}
    return Found(
        "detector", "error", place(code), PERIOD.id, PERIOD.id, 3, spec.id, value=Decimal(value), sector=spec.sector,
        sure=Decimal("0.99"), error_chance=Decimal("0.9"), **band | more,
    )  # fmt: skip


def warn(*listed: Found) -> list[int]:
    return [each.pk for each in sorted(raising.raise_(listed), key=lambda row: row.pk)]


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def test_the_inbox_shows_hers_alone_with_what_may_be_done():
    one, other = warn(found(A), found(B, 4100, "BIRTHS"))
    page = text(client("hoa", "commune-officer", A).get(HOME))
    assert "5.200" in page
    assert "4.100" not in page
    assert f"{HOME}{one}/acknowledge" in page
    assert f"{HOME}{other}/" not in page


def test_an_auditor_reads_and_has_no_forms():
    (one,) = warn(found(A))
    auditor = client("kim", "auditor", PROVINCE)
    assert "/acknowledge" not in text(auditor.get(HOME))
    assert "Bạn được xem cảnh báo này" in text(auditor.get(f"{HOME}{one}/"))
    assert auditor.post(f"{HOME}{one}/acknowledge").status_code == 403


def test_who_sees_no_warnings_is_turned_away_and_nobody_is_asked_to_log_in():
    assert client("ba", "citizen", PROVINCE).get(HOME).status_code == 403
    assert Client().get(HOME).headers["Location"].startswith("/login")


def test_warnings_of_one_cause_are_one_line_that_opens_and_is_taken_on_whole():
    warn(*(found(code, 4000 + n) for n, code in enumerate(COMMUNES)))
    hear_all(("warnings-",))
    chi = client("chi", "leader", PROVINCE)
    page = text(chi.get(HOME))
    assert "3 cảnh báo cùng nguyên nhân" in page
    assert page.count("<details>") == 1
    group = Warning.objects.values_list("group_id", flat=True)[0]
    assert chi.post(f"{HOME}groups/{group}/acknowledge").status_code == 302
    assert set(Warning.objects.values_list("state", flat=True)) == {State.ACKNOWLEDGED}
    assert "3 cảnh báo" in text(chi.get(f"{HOME}?group={group}"))


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("", True),
        ("?kind=error", True),
        ("?kind=late", False),
        ("?severity=4", False),
        ("?severity=3", True),
        (f"?area={A}", True),
        (f"?area={B}", False),
        ("?state=cleared", False),
        ("?state=all", True),
        ("?sector=farming", True),
        ("?sector=people", False),
        ("?mine=1", False),
        ("?kind=x&severity=99&area=zz&state=??&group=-1&page=9999", True),
    ],
)
def test_the_inbox_is_narrowed_and_odd_words_are_as_good_as_none(query, there):
    warn(found(A))
    assert ("5.200" in text(client("chi", "leader", PROVINCE).get(f"{HOME}{query}"))) is there


def test_taking_it_on_needs_no_script_and_leads_back_to_where_she_was_but_never_away():
    (one,) = warn(found(A))
    hoa = client("hoa", "commune-officer", A)
    back = f"{HOME}?kind=error&page=1#w{one}"
    assert hoa.post(f"{HOME}{one}/acknowledge", {"next": back}).headers["Location"] == back
    assert Warning.objects.get().state == State.ACKNOWLEDGED
    away = hoa.post(f"{HOME}{one}/acknowledge", {"next": "https://example.com/"}).headers["Location"]
    assert away == f"{HOME}{one}/"
    assert Step.objects.filter(verb="acknowledged").count() == 1


def test_a_warning_has_its_sentence_chart_evidence_and_history():
    for month, value in ((7, 510), (8, 515), (9, 520), (10, 5200)):
        send(fact("PIGS", A, f"2026-M{month:02}", value), key=f"m{month}")
    (one,) = warn(found(A, evidence={"submissions": [1]}))
    page = text(client("hoa", "commune-officer", A).get(f"{HOME}{one}/"))
    assert "5.200" in page
    assert 'class="judged"' in page
    assert "420 " in page
    assert "khoảng thường gặp" in page
    assert "phát hiện" in page
    assert "/figures/PIGS/" in page


def test_contributions_are_bars_and_a_map():
    parts = [
        {"area": place(code), "by": str(by), "share": share} for code, by, share in ((A, -300, 0.75), (B, -100, 0.25))
    ]
    (one,) = warn(found(PROVINCE, evidence={"contributions": parts}))
    page = text(client("chi", "leader", PROVINCE).get(f"{HOME}{one}/"))
    assert "−300" in page
    assert "75 %" in page
    assert "<t-map" in page
    assert 'data-none="không góp phần đáng kể"' in page
    assert "chưa có báo cáo" not in page.split("<t-map")[1].split("</t-map>")[0]


def test_acts_are_kept_in_the_history_and_a_form_sent_twice_acts_once():
    (one,) = warn(found(A))
    chi, hoa = client("chi", "leader", PROVINCE), client("hoa", "commune-officer", A)
    officer = Person.objects.get(username="hoa")
    assert (
        chi.post(f"{HOME}{one}/assign", {"person": officer.pk, "text": "Kiểm tra giúp", "key": "k"}).status_code == 302
    )
    for _ in range(2):
        hoa.post(f"{HOME}{one}/comment", {"text": "Nhập thừa số 0", "key": "c"})
    hoa.post(f"{HOME}{one}/review", {"verdict": "entry-error", "note": "Đã gửi lại", "key": "r"})
    page = text(hoa.get(f"{HOME}{one}/"))
    assert page.count("Nhập thừa số 0") == 1
    assert "Kết luận: Sai sót nhập liệu." in page
    assert "Hoa" in page
    hoa.post(f"{HOME}{one}/clear", {"why": "Đã sửa"})
    assert "người xử lý kết thúc" in text(hoa.get(f"{HOME}{one}/"))


@pytest.mark.parametrize(
    ("act", "posted", "said"),
    [
        ("comment", {"text": ""}, "warning.text"),
        ("assign", {"person": "abc"}, "warning.assignee"),
        ("assign", {"person": "1", "due": "hôm nào đó"}, "operations.day_wrong"),
        ("silence", {"scope": "rule", "until": "", "why": "x"}, "operations.day_wrong"),
        ("silence", {"scope": "rule", "until": "2020-01-01", "why": "Lý do cũ"}, "silence.until"),
        ("review", {"verdict": "maybe"}, "warning.verdict"),
        ("clear", {"why": ""}, "warning.text"),
    ],
)
def test_a_refused_act_says_why_and_keeps_what_was_typed(act, posted, said):
    (one,) = warn(found(A))
    answer = client("hoa", "commune-officer", A).post(f"{HOME}{one}/{act}", posted)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "details open" in text(answer)
    assert all(value in text(answer) for value in posted.values() if len(value) > 6)


def test_a_silence_is_seen_with_its_reason_and_lifted():
    (one,) = warn(found(A))
    hoa = client("hoa", "commune-officer", A)
    until = (timezone.localdate() + timedelta(days=5)).isoformat()
    hoa.post(f"{HOME}{one}/silence", {"scope": "indicator", "until": until, "why": "Đang rà soát đàn lợn"})
    assert "Đang rà soát đàn lợn" in text(hoa.get(f"{HOME}silences/"))
    assert "Đang rà soát đàn lợn" in text(hoa.get(f"{HOME}{one}/"))
    assert hoa.post(f"{HOME}silences/{Silence.objects.get().pk}/lift").status_code == 302
    assert "đã bỏ" in text(hoa.get(f"{HOME}silences/"))


def test_the_page_of_a_place_shows_its_warnings_and_pins_on_the_map():
    send(*(fact("PIGS", code, "2026-M10", 500) for code in COMMUNES), key="now")
    (one,) = warn(found(A))
    page = text(client("chi", "leader", PROVINCE).get(f"/operations/{PROVINCE}/?period=2026-M10"))
    assert f"{HOME}{one}/" in page
    assert "1 cảnh báo chưa xong" in page


def test_a_rule_is_a_sentence_that_is_tried_before_it_is_switched_on():
    chi = client("chi", "leader", PROVINCE)
    for month in range(1, 11):
        send(fact("PIGS", A, f"2026-M{month:02}", 500 if month != 6 else 300), key=f"m{month}")
    page = text(chi.get(f"{HOME}rules/new?kind=last_period"))
    assert "Cảnh báo khi" in page
    assert "so với kỳ trước" in page
    on = text(chi.post(f"{HOME}rules/new", TYPED | {"do": "on"}))
    assert "Trong ba năm qua quy tắc này sẽ báo 1 lần, ở 1 địa bàn." in on
    assert not Rule.objects.exists()
    tested = re.search(r'name="tested" value="(\w+)"', on)
    assert tested
    assert chi.post(f"{HOME}rules/new", TYPED | {"do": "on", "tested": tested[1]}).status_code == 302
    kept = Rule.objects.get()
    assert (kept.active, kept.params) == (True, {"direction": "down", "per_cent": "10"})
    assert kept.name_vi.startswith("Cảnh báo khi “")
    assert kept.name_en.startswith("Warn when “")
    listed = text(chi.get(f"{HOME}rules/"))
    assert "giảm quá 10 % so với kỳ trước" in listed
    assert chi.post(f"{HOME}rules/{kept.pk}/", TYPED | {"do": "off", "revision": "1"}).status_code == 302
    assert not Rule.objects.get().active


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"per_cent": "mười"}, "rule.param"),
        ({"per_cent": "-5"}, "rule.param"),
        ({"indicator": "NOTHING"}, "rule.indicator"),
        ({"kind": "limit", "indicator": "", "limit": "5", "direction": "below"}, "rule.needs_indicator"),
        ({"deadline_days": "mai"}, "rule.grade"),
        ({"severity": "9"}, "rule.grade"),
        ({"owner_role": "king"}, "rule.role"),
        ({"name": "x" * 300}, "rule.text"),
        ({"direction": "sideways"}, "rule.param"),
    ],
)
def test_a_faulty_rule_comes_back_with_its_faults(wrong, said):
    chi = client("chi", "leader", PROVINCE)
    for do in ("try", "off"):
        answer = chi.post(f"{HOME}rules/new", TYPED | wrong | {"do": do})
        assert answer.status_code == 422
        assert said in text(answer)
    assert not Rule.objects.exists()


@pytest.mark.parametrize("kind", [*RuleKind.values, "x"])
def test_every_kind_of_rule_has_its_sentence(kind):
    page = text(client("chi", "leader", PROVINCE).get(f"{HOME}rules/new?kind={kind}"))
    assert "Cảnh báo khi" in page


def test_a_rule_that_cannot_be_tried_says_so_and_may_be_switched_on():
    chi = client("chi", "leader", PROVINCE)
    late = {"kind": "lateness", "level": "4", "days": "3", "severity": "1", "deadline_days": "5", "area": PROVINCE}
    page = text(chi.post(f"{HOME}rules/new", late | {"do": "try"}))
    assert "không thử được trên số liệu cũ" in page
    tested = re.search(r'name="tested" value="(\w+)"', page)
    assert tested
    assert chi.post(f"{HOME}rules/new", late | {"do": "on", "tested": tested[1]}).status_code == 302
    assert Rule.objects.get().params == {"days": 3, "direction": "both"}


def test_an_officer_reads_rules_and_changes_none():
    hoa = client("hoa", "commune-officer", A)
    assert hoa.get(f"{HOME}rules/").status_code == 200
    assert hoa.get(f"{HOME}rules/new").status_code == 403
    assert hoa.get(f"{HOME}rules/nothing/").status_code == 404


def test_odd_addresses_are_problems_and_no_accidents():
    chi = client("chi", "leader", PROVINCE)
    for odd in ("0/", "99999999999999999999/", "silences/1/", "rules/%00/"):
        assert chi.get(f"{HOME}{odd}").status_code in {400, 404}
    assert chi.post(f"{HOME}99999999999999999999/acknowledge").status_code == 404
    assert chi.post(f"{HOME}groups/99999999999999999999/acknowledge").status_code == 404
    assert chi.post(f"{HOME}silences/99999999999999999999/lift").status_code == 404


def test_rules_are_downloaded_as_a_pack_has_them():
    place_of_rule = {"area_id": place(PROVINCE), "changed_by": 0, "severity": 3, "indicator": "PIGS", "level": 4}
    said = {"name_vi": "=Đàn lợn", "name_en": "Pigs", "kind": "limit", "params": {"limit": "-5", "direction": "below"}}
    Rule.objects.create(code="pigs-low", **place_of_rule, **said)
    chi = client("chi", "leader", PROVINCE)
    answer = chi.get(f"{HOME}rules/warning_rules.csv").content
    assert answer.startswith(b"\xef\xbb\xbfcode,name_vi,")
    assert "pigs-low,'=Đàn lợn,Pigs,limit,PIGS,,commune,,-5,below," in answer.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(chi.get(f"{HOME}rules/warning_rules.xlsx").content)).worksheets[0]
    assert sheet["A1"].value == "code"
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {"pigs-low"}
    assert client("ba", "citizen", PROVINCE).get(f"{HOME}rules/warning_rules.csv").status_code == 403
