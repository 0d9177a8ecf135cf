"""The pages of targets: what they say, to whom, and what a refused form becomes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.people.actions import create_person
from terrace.facts.conftest import COMMUNES, PROVINCE, _fresh_snapshots, country, world  # noqa: F401 - fixtures
from terrace.insight.monitoring.health import measures, rounds
from terrace.insight.monitoring.health.probes import Probed
from terrace.insight.monitoring.models import Warning
from terrace.insight.targets.models import Target
from terrace.insight.targets.tests.conftest import YEAR, province, today, work, years  # noqa: F401 - fixtures
from terrace.web.operations.targets.cards import chance_text, share
from terrace.web.ui import nav

pytestmark = pytest.mark.usefixtures("years")
PAGE = f"/targets/{PROVINCE}/"
WORDS = {"indicator": "BIRTHS", "year": str(YEAR), "value": "1.150", "direction": "up", "decided_by": "NQ 58/NQ-HĐND"}


def officer(name: str, role: str, area: int | None = None, sector: str = "") -> Client:
    person = create_person(name, name)
    access.grant(person, role, area or province(), sector)
    client = Client()
    client.force_login(person)
    return client


def test_a_leader_sets_a_target_and_sees_how_it_stands():
    leader = officer("lan", "leader")
    assert leader.post(f"{PAGE}set", WORDS).headers["Location"] == f"{PAGE}?year={YEAR}"
    work()
    page = leader.get(PAGE).content.decode()
    assert "Khả năng đạt kế hoạch: " in page
    assert "Với tốc độ này" in page
    assert "1.164" in page
    assert "NQ 58/NQ-HĐND" in page
    assert "Khả năng đạt kế hoạch qua từng ngày" in page
    assert f'href="{PAGE}?year={YEAR}"' in leader.get(f"/operations/{PROVINCE}/").content.decode()


def test_the_home_leads_to_the_place_of_the_first_grant():
    assert officer("lan", "leader").get("/targets/").headers["Location"] == PAGE


def test_an_analyst_reads_and_gets_no_form():
    officer("lan", "leader").post(f"{PAGE}set", WORDS)
    analyst = officer("dung", "analyst")
    page = analyst.get(PAGE).content.decode()
    assert "1.150" in page
    assert f"{PAGE}set" not in page
    assert analyst.post(f"{PAGE}set", WORDS | {"value": "9"}).status_code == 403
    assert Target.objects.get().value == 1150


def test_whoever_answers_for_another_sector_neither_sees_nor_sets_it():
    officer("lan", "leader").post(f"{PAGE}set", WORDS)
    other = officer("ha", "department-officer", sector="farming")
    assert "1.150" not in other.get(PAGE).content.decode()
    assert other.post(f"{PAGE}set", WORDS | {"value": "9"}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": "một nghìn"}, "target.number"),
        ({"value": ""}, "target.number"),
        ({"value": "-5"}, "target.value"),
        ({"value": "1,5"}, "target.value"),
        ({"decided_by": " "}, "target.decided_by"),
        ({"direction": "sideways"}, "target.direction"),
        ({"indicator": "NOTHING"}, "target.indicator"),
        ({"indicator": "ALTITUDE", "breakdown": "SEX=F"}, "target.breakdown"),
    ],
)
def test_a_refused_form_says_why_and_keeps_nothing(wrong, said):
    answer = officer("lan", "leader").post(f"{PAGE}set", WORDS | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Target.objects.exists()


def test_a_target_can_be_lifted_with_a_reason():
    leader = officer("lan", "leader")
    leader.post(f"{PAGE}set", WORDS)
    leader.post(f"{PAGE}set", WORDS | {"value": "", "lift": "1"})
    assert Target.objects.get().value is None
    assert "1.150" not in leader.get(PAGE).content.decode()


def test_pages_of_odd_addresses_are_problems_and_no_accidents():
    leader = officer("lan", "leader")
    assert leader.get("/targets/99999/").status_code == 404
    assert leader.get(f"{PAGE}?year=abc").status_code == 200
    assert leader.get(f"/targets/{COMMUNES[0]}/").status_code == 200
    assert leader.get("/targets/VN/").status_code == 200


def test_chances_and_shares_are_written_as_people_read_them():
    assert [chance_text(Decimal(each)) for each in ("0", "0.0001", "0.5", "0.9999", "1")] == [
        "0\u00a0%",
        "< 1\u00a0%",
        "50\u00a0%",
        "> 99\u00a0%",
        "100\u00a0%",
    ]
    assert (share(Decimal("0.8435")), share(None)) == ("84,4\u00a0%", "–")


PAPER = {
    "place": PROVINCE,
    "code": "nq58",
    "name_vi": "Nghị quyết 58",
    "first_year": str(YEAR),
    "last_year": str(YEAR),
    "basis_kind": "resolution",
    "basis_number": "58/NQ-HĐND",
    "basis_date": "10/12/2025",
}
OWNED = {
    "decided_by": "",
    "agency": "Sở Y tế",
    "person": "lan",
    "basis_kind": "resolution",
    "basis_number": "58/NQ-HĐND",
    "basis_date": "10/12/2025",
    "basis_clause": "khoản 2",
    "resolution": "NQ58",
}


def test_a_leader_enters_a_resolution_puts_a_target_into_it_and_reads_its_board():
    leader = officer("lan", "leader")
    assert leader.post("/resolutions/keep", PAPER).headers["Location"] == "/resolutions/NQ58/"
    assert leader.post(f"{PAGE}set", WORDS | OWNED).status_code == 302
    board = leader.get("/resolutions/NQ58/").content.decode()
    assert "0/1 chỉ tiêu đạt" in board
    assert "Sở Y tế · lan" in board
    assert "Nghị quyết 58/NQ-HĐND ngày 10/12/2025" in board
    assert "Xanh: khả năng đạt từ 80" in board
    assert "0/1 chỉ tiêu đạt" in leader.get("/resolutions/").content.decode()
    card = leader.get(PAGE).content.decode()
    assert "khoản 2" in card
    assert 'href="/resolutions/NQ58/?year=' in card


def test_a_plan_of_a_quarter_is_set_shown_with_its_light_and_lifted():
    leader = officer("lan", "leader")
    leader.post(f"{PAGE}set", WORDS)
    part = {"indicator": "BIRTHS", "year": str(YEAR), "period": f"{YEAR}-Q1", "value": "300"}
    assert leader.post(f"{PAGE}period", part).status_code == 302
    page = leader.get(PAGE).content.decode()
    assert "Quý I" in page
    assert "không đạt" in page
    assert leader.post(f"{PAGE}period", part | {"value": "ba trăm"}).status_code == 422
    assert leader.post(f"{PAGE}period", part | {"period": "x"}).status_code == 422
    assert leader.post(f"{PAGE}period", part | {"value": ""}).status_code == 302
    assert officer("dung", "analyst").post(f"{PAGE}period", part).status_code == 403


def test_a_table_is_downloaded_edited_and_taken_and_its_faults_are_told():
    leader = officer("lan", "leader")
    leader.post(f"{PAGE}set", WORDS)
    table = leader.get(f"{PAGE}table.csv?year={YEAR}").content
    assert leader.get(f"{PAGE}table.xlsx?year={YEAR}").content.startswith(b"PK")
    edited = SimpleUploadedFile("a.csv", table.replace(b",1150,", b",1234,"))
    page = leader.post(f"{PAGE}table", {"year": YEAR, "file": edited}, follow=True).content.decode()
    assert "Đã nhận bảng: 1 dòng có thay đổi" in page
    assert Target.objects.get().value == 1234
    wrong = SimpleUploadedFile("a.csv", table.replace(b",1150,", b",many,"))
    answer = leader.post(f"{PAGE}table", {"year": YEAR, "file": wrong})
    assert answer.status_code == 422
    assert "/rows/2/value" in answer.content.decode()
    assert leader.post(f"{PAGE}table", {"year": YEAR}).status_code == 422
    assert officer("dung", "analyst").post(f"{PAGE}table", {"year": YEAR, "file": edited}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "a b"}, "target.code"),
        ({"name_vi": " "}, "target.name"),
        ({"first_year": "abc"}, "target.years"),
        ({"basis_number": ""}, "target.basis"),
        ({"basis_date": "hôm qua"}, "target.basis"),
        ({"place": "99999"}, "target.place"),
    ],
)
def test_a_refused_resolution_says_why(wrong, said):
    answer = officer("lan", "leader").post("/resolutions/keep", PAPER | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_analyst_enters_no_resolution_and_gets_no_form():
    analyst = officer("dung", "analyst")
    assert "/resolutions/keep" not in analyst.get("/resolutions/").content.decode()
    assert analyst.post("/resolutions/keep", PAPER).status_code == 403


def test_boards_and_indices_of_odd_addresses_are_problems_and_no_accidents():
    leader = officer("lan", "leader")
    assert leader.get("/resolutions/NONE/").status_code == 404
    assert leader.get("/indices/").headers["Location"] == f"/indices/{PROVINCE}/"
    assert leader.get(f"/indices/{PROVINCE}/").status_code == 200
    assert leader.get(f"/indices/{PROVINCE}/PCI/").status_code == 404
    assert leader.get("/indices/99999/").status_code == 404


def test_the_health_of_the_system_is_for_administrators():
    assert officer("lan", "leader").get("/operations/health/").status_code == 403
    admin = officer("quan", "administrator")
    assert "chưa có tiến trình xử lý nào chạy" in admin.get("/operations/health/").content.decode()
    rounds.keep({measures.DISK: Probed(Decimal(96))}, timezone.now())
    page = admin.get("/operations/health/").content.decode()
    assert "1/13 phép đo cần có người xem" in page
    assert "Giải phóng hoặc mở rộng đĩa" in page


def test_the_health_of_the_system_leads_to_the_warnings_on_it():
    admin = officer("quan", "administrator")
    assert "kind=health" not in admin.get("/operations/health/").content.decode()
    rounds.keep({measures.DISK: Probed(Decimal(96))}, timezone.now() - timedelta(hours=1))
    rounds.keep({measures.DISK: Probed(Decimal(96))}, timezone.now())
    warning = Warning.objects.get(kind="health")
    page = admin.get("/operations/health/").content.decode()
    assert f'href="/operations/warnings/{warning.pk}/"' in page
    assert "1 cảnh báo về tình trạng hệ thống" in page
    inbox = admin.get("/operations/warnings/?kind=health").content.decode()
    assert f'href="/operations/warnings/{warning.pk}/"' in inbox
    assert admin.get(f"/operations/warnings/{warning.pk}/").status_code == 200


def test_administrators_find_health_and_its_warnings_in_the_first_row_of_their_menu():
    row = officer("quan", "administrator").get("/help").context["page"].nav_first
    assert {"operations:warnings", "operations:health"} <= {entry.name for entry in row}
    assert len(row) == nav.ROW
    theirs = officer("lan", "leader").get("/help").context["page"].nav
    assert "operations:health" not in {entry.name for entry in theirs}
