"""Resolutions, parts of years, tables of targets and indices at the API: who, what, and what is refused."""

import msgspec
import pytest
from django.utils import timezone

from terrace.facts.conftest import PROVINCE, fact, send
from terrace.insight.targets.models import Part, Resolution, Target
from terrace.web.api.tests.conftest import drain

pytestmark = pytest.mark.usefixtures("cast")
YEAR = timezone.localdate().year
BASIS = {"kind": "resolution", "number": "58/NQ-HĐND", "date": "2025-12-10", "clause": "khoản 2"}
PAPER = {"name_vi": "Nghị quyết 58", "area": PROVINCE, "first_year": YEAR, "last_year": YEAR + 1, "basis": BASIS}
TARGET = {"value": 1150, "decided_by": "", "basis": BASIS, "agency": "Sở Y tế", "resolution": "NQ58"}


def put(caller, path, body):
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return caller.client.put(f"/api/v1{path}", content, content_type="application/json", headers=caller.headers)


def post(caller, path, content: bytes):
    kind = "application/octet-stream"
    return caller.client.post(f"/api/v1{path}", content, content_type=kind, headers=caller.headers)


@pytest.fixture
def planned(as_):
    """A resolution with a target that is divided."""
    chi = as_("chi")
    months = [(YEAR - 1, month) for month in range(1, 13)] + [(YEAR, 1), (YEAR, 2), (YEAR, 3)]
    send(*(fact("BIRTHS", PROVINCE, f"{year}-M{month:02}", 80 + month) for year, month in months), key="births")
    drain()
    assert put(chi, "/resolutions/NQ58", PAPER).json() == {"code": "NQ58", "changed": True}
    assert put(chi, f"/targets/BIRTHS/{PROVINCE}/{YEAR}", TARGET).status_code == 200
    return chi


def test_a_board_tells_the_lights_of_a_resolution(planned):
    assert put(planned, f"/targets/BIRTHS/{PROVINCE}/periods/{YEAR}-Q1", {"value": 300}).json()["changed"] is True
    listed = planned.get("/resolutions").json()["resolutions"]
    assert [(each["code"], each["targets"], each["pack"]) for each in listed] == [("NQ58", 1, False)]
    found = planned.get("/resolutions/NQ58", year=str(YEAR)).json()
    one = found["targets"][0]
    assert found["resolution"]["counts"][one["state"]] == 1
    assert (one["agency"], one["basis"]["number"], one["resolution"]) == ("Sở Y tế", "58/NQ-HĐND", "NQ58")
    assert one["parts"][0] | {"state": "", "light": ""} == {
        "period": f"{YEAR}-Q1", "planned": 300, "value": 246, "done": 0.82, "over": True, "light": "", "state": "",
    }  # fmt: skip
    assert one["rule_en"].startswith("Green: ")
    assert one["gap"] is not None


def test_a_table_goes_out_is_edited_and_comes_back(planned):
    content = planned.get("/targets/table", area=PROVINCE, year=str(YEAR)).content
    assert post(planned, "/targets/table?name=a.csv", content).json() == {"changed": 0, "same": 1}
    edited = content.replace(b",1150,", b",1200,")
    assert post(planned, "/targets/table?name=a.csv", edited).json() == {"changed": 1, "same": 0}
    assert Target.objects.get().value == 1200
    assert planned.get("/resolutions/NQ58/table", format="xlsx").content.startswith(b"PK")


def test_a_table_with_faults_tells_each_at_its_row(planned):
    answer = post(
        planned, "/targets/table?name=a.csv", f"indicator;place;period;value\nNO;{PROVINCE};{YEAR};5".encode()
    )
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["pointer"] == "/rows/2/indicator"


def test_others_set_nothing(planned, as_, as_web, nobody):
    dung = as_("dung")
    with as_web():
        assert put(dung, "/resolutions/NQ59", PAPER).status_code == 403
        assert put(dung, f"/targets/BIRTHS/{PROVINCE}/periods/{YEAR}-Q1", {"value": 1}).status_code == 403
        table = f"indicator;place;period;value;decided_by\nBIRTHS;{PROVINCE};{YEAR};5;NQ".encode()
        assert post(dung, "/targets/table?name=a.csv", table).status_code == 403
        assert dung.get("/resolutions").json() == {"resolutions": []}
    assert nobody.get("/resolutions/NQ58").json()["targets"] == []
    assert put(nobody, "/resolutions/NQ58", PAPER).status_code == 401
    assert post(nobody, "/targets/table", b"x").status_code == 401


def test_a_leader_works_under_row_security(as_, as_web):
    chi = as_("chi")
    with as_web():
        assert put(chi, "/resolutions/NQ58", PAPER).status_code == 200
        assert put(chi, f"/targets/BIRTHS/{PROVINCE}/{YEAR}", TARGET).status_code == 200
        assert put(chi, f"/targets/BIRTHS/{PROVINCE}/periods/{YEAR}-Q1", {"value": 300}).status_code == 200
        assert put(chi, f"/targets/BIRTHS/{PROVINCE}/periods/{YEAR}-Q1", {"value": 310}).status_code == 200
        table = chi.get("/targets/table", area=PROVINCE).content
        assert post(chi, "/targets/table?name=a.csv", table).json()["changed"] == 0
    assert (Resolution.objects.count(), Part.objects.get().value) == (1, 310)


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/resolutions/nq 58", PAPER, 422, "target.code"),
        ("/resolutions/NQ58", PAPER | {"last_year": 1990}, 422, "target.years"),
        ("/resolutions/NQ58", PAPER | {"basis": {}}, 422, "target.basis"),
        ("/resolutions/NQ58", PAPER | {"area": "99999"}, 422, "target.place"),
        ("/resolutions/NQ58", {"name_vi": 5}, 422, "type.wrong"),
        ("/resolutions/NQ58", b"{", 400, "body.broken"),
        (f"/targets/BIRTHS/{PROVINCE}/periods/{YEAR}-Q1", {"value": 5}, 422, "target.part_alone"),
        (f"/targets/BIRTHS/{PROVINCE}/periods/{YEAR}", {"value": 5}, 422, "target.period"),
        (f"/targets/BIRTHS/{PROVINCE}/periods/x", {"value": 5}, 422, "target.period"),
        (f"/targets/BIRTHS/{PROVINCE}/{YEAR}", TARGET, 422, "target.resolution"),
    ],
)
def test_what_makes_no_sense_is_a_problem(as_, path, body, status, code):
    answer = put(as_("chi"), path, body)
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/resolutions/NONE", "/resolutions/NONE/table", "/indices/NONE"])
def test_what_is_not_there_is_404(as_, path):
    query = {"area": PROVINCE} if "indices" in path else {}
    assert as_("chi").get(path, **query).status_code == 404


def test_without_a_pack_there_are_no_indices(as_):
    assert as_("chi").get("/indices").json() == {"indices": []}


def test_the_site_is_alive_for_all_and_its_measures_are_for_administrators(as_, nobody, as_web):
    assert nobody.get("/health").json() == {"alive": True}
    assert nobody.get("/health/measures").status_code == 401
    chi, admin = as_("chi"), as_("an")
    with as_web():
        assert chi.get("/health/measures").status_code == 403
        found = admin.get("/health/measures").json()
    assert (found["old"], found["light"]) == (True, "red")
    assert found["measures"][0]["code"] == "relay_lag"
