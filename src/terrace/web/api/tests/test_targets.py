"""GET and PUT /targets, GET /nowcasts: how plans stand, for whom, and what is refused."""

import msgspec
import pytest
from django.utils import timezone

from terrace.facts.conftest import PROVINCE, fact, send
from terrace.insight.targets import recording
from terrace.insight.targets.models import Target
from terrace.web.api.tests.conftest import OCTOBER, A, B, drain, release

pytestmark = pytest.mark.usefixtures("cast")
YEAR = timezone.localdate().year
WANTED = {"value": 1150, "direction": "up", "decided_by": "Nghị quyết 58/NQ-HĐND"}


@pytest.fixture
def births():
    """Births of the province in three years and in the first months of this one."""
    months = [(year, month) for year in range(YEAR - 3, YEAR) for month in range(1, 13)]
    months += [(YEAR, month) for month in range(1, timezone.localdate().month)]
    send(*(fact("BIRTHS", PROVINCE, f"{year}-M{month:02}", 80 + month) for year, month in months), key="births")
    drain()


def put(caller, body=None, *, indicator="BIRTHS", area=PROVINCE, year=YEAR, query=""):
    content = body if isinstance(body, bytes) else msgspec.json.encode(WANTED if body is None else body)
    path = f"/api/v1/targets/{indicator}/{area}/{year}{query}"
    return caller.client.put(path, content, content_type="application/json", headers=caller.headers)


def codes(answer):
    return [fault["code"] for fault in answer.json()["faults"]]


@pytest.mark.usefixtures("births")
def test_a_target_tells_how_it_stands_and_how_likely_it_is(as_):
    assert put(as_("chi")).status_code == 200
    recording.record({(row.indicator_id, row.area_id, row.breakdown_id, row.year) for row in Target.objects.all()})
    found = as_("chi").get("/targets", area=PROVINCE, history="true").json()["targets"]
    assert len(found) == 1
    one = found[0]
    assert (one["indicator"]["code"], one["target"], one["direction"], one["year"]) == ("BIRTHS", 1150, "up", YEAR)
    assert 0 <= one["chance"] <= 1
    assert one["decided_by_vi"] == WANTED["decided_by"]
    assert len(one["marks"]) == 12
    assert [past["chance"] for past in one["history"]] == [one["chance"]]
    assert one["page"] == f"/targets/{PROVINCE}/?year={YEAR}"


def test_the_same_again_changes_nothing_and_null_lifts_it(as_):
    assert put(as_("chi")).json()["changed"] is True
    assert put(as_("chi")).json()["changed"] is False
    assert put(as_("chi"), WANTED | {"value": None}).json()["value"] is None
    assert as_("chi").get("/targets", area=PROVINCE).json() == {"targets": []}


def test_row_security_lets_a_leader_set_it_and_an_analyst_not(as_, as_web):
    chi, dung = as_("chi"), as_("dung")
    with as_web():
        assert put(chi).status_code == 200
        assert put(dung).status_code == 403
        assert len(chi.get("/targets", area=PROVINCE).json()["targets"]) == 1
        assert dung.get("/targets", area=PROVINCE).json() == {"targets": []}


@pytest.mark.usefixtures("births")
def test_everybody_sees_it_only_once_the_year_is_released(as_, nobody):
    put(as_("chi"))
    assert nobody.get("/targets", area=PROVINCE).json() == {"targets": []}
    release("BIRTHS", YEAR * 1000 + 101)
    assert [one["target"] for one in nobody.get("/targets", area=PROVINCE).json()["targets"]] == [1150]
    assert put(nobody).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "target.unreadable"),
        (b"\xff", 400, "target.unreadable"),
        (b"[]", 422, "type.wrong"),
        (b'{"value": "x", "decided_by": "a"}', 422, "type.wrong"),
        (b'{"value": 1, "decided_by": "a", "more": 1}', 422, "type.wrong"),
        (b'{"value": 1}', 422, "type.wrong"),
        (b'{"value": -1, "decided_by": "a"}', 422, "target.value"),
        (b'{"value": 1e99, "decided_by": "a"}', 422, "target.value"),
        (b'{"value": 1, "decided_by": "", "direction": "x"}', 422, "target.direction"),
    ],
)
def test_a_body_that_makes_no_sense_is_a_problem(as_, body, status, code):
    answer = put(as_("chi"), body)
    assert answer.status_code == status
    assert code in codes(answer)
    assert not Target.objects.exists()


def test_an_address_that_makes_no_sense_is_a_problem(as_):
    chi = as_("chi")
    assert codes(put(chi, indicator="NOTHING")) == ["target.indicator"]
    assert codes(put(chi, area="99999")) == ["target.place"]
    assert codes(put(chi, year=1900)) == ["target.year"]
    assert codes(put(chi, query="?breakdown=SEX%3DX")) == ["target.breakdown"]
    assert put(chi, query="?breakdwon=x").status_code == 400
    assert chi.get("/targets", area="99999").status_code == 404
    assert chi.get("/targets", area=PROVINCE, year="many").status_code == 400
    assert chi.get("/targets", area=PROVINCE, indicator="NOTHING").status_code == 404
    assert chi.get("/targets").status_code == 400


def test_a_nowcast_tells_the_figure_of_the_month_under_way_with_its_coverage(as_, nobody):
    now = f"{YEAR}-M{timezone.localdate().month:02}"
    before = fact("PIGS", A, OCTOBER, 10), fact("PIGS", B, OCTOBER, 30)
    send(*before, fact("PIGS", A, now, 12), key="now")
    drain()
    found = as_("chi").get("/nowcasts", area=PROVINCE, indicator="PIGS").json()["nowcasts"]
    assert [(one["period"], one["sum"], one["reported"], one["exact"]) for one in found] == [(now, 12, 1, False)]
    assert found[0]["low"] <= found[0]["likely"] <= found[0]["high"]
    assert found[0]["likely"] > 12
    assert nobody.get("/nowcasts", area=PROVINCE, indicator="PIGS").json() == {"nowcasts": []}
    assert as_("chi").get("/nowcasts", area=PROVINCE).json() == {"nowcasts": []}
