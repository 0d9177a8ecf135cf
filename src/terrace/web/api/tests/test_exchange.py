"""POST /sdmx/data and POST /dhis2/dataValueSets."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from terrace.base.packs import loading
from terrace.facts.bulk import actions as bulk
from terrace.facts.bulk.models import Job
from terrace.facts.collection.models import Observation, Submission
from terrace.web.api.tests.conftest import A, B

PACK = Path(bulk.__file__).parents[1] / "gateways" / "tests" / "pack"
HEAD = "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\n"
CSV = "application/vnd.sdmx.data+csv;version=2.0.0"


@pytest.fixture(autouse=True)
def _mapped(world: None) -> None:
    loading.load(PACK)


def values(*given: Mapping[str, object], **more: object) -> bytes:
    return json.dumps(
        {"dataSet": "MONTHLY", "period": "202610", "orgUnit": A, "dataValues": list(given)} | more
    ).encode()


def post(caller, body: bytes, query: str = "?idScheme=code", **headers: str):
    return caller.post(f"/dhis2/dataValueSets{query}", body, headers)


def counted(answer):
    found = answer.json()["response"]["importCount"]
    return found["imported"], found["updated"], found["ignored"], found["deleted"]


def told(answer):
    return [(each["object"], each["errorCode"]) for each in answer.json()["response"]["conflicts"]]


# SDMX


def test_an_sdmx_message_becomes_a_job(as_):
    body = f"{HEAD}dataflow,TERRACE:OBSERVATIONS(1.0),I,PIGS,{A},2026-M10,12\n".encode()
    headers = {"Idempotency-Key": "k"}
    answer = as_("hoa").post("/sdmx/data?source=commune", body, headers, content_type=CSV)
    assert (answer.status_code, answer.json()["format"]) == (202, "sdmx-csv"), answer.content
    assert answer["Location"] == f"/api/v1/jobs/{answer.json()['id']}"
    bulk.run(answer.json()["id"])
    assert (Job.objects.get().state, Job.objects.get().door) == ("done", "sdmx")
    assert Observation.objects.get().value == 12
    again = as_("hoa").post("/sdmx/data?source=commune", body, headers, content_type=CSV)
    assert (again.status_code, again.json()["state"]) == (200, "done")


def test_an_sdmx_message_needs_a_key_a_token_and_a_right(as_, nobody):
    body = HEAD.encode()
    assert as_("hoa").post("/sdmx/data", body, content_type=CSV).status_code == 400
    assert nobody.post("/sdmx/data", body, {"Idempotency-Key": "k"}, content_type=CSV).status_code == 401
    assert as_("chi").post("/sdmx/data", body, {"Idempotency-Key": "k"}, content_type=CSV).status_code == 403


# DHIS2


def test_data_values_are_imported_and_then_updated(as_):
    hoa = as_("hoa")
    births = {"dataElement": "BIRTHS", "categoryOptionCombo": "F", "value": "12"}
    answer = post(hoa, values(births, {"dataElement": "PIG_STOCK", "value": 30, "orgUnit": "XA_A"}))
    assert (answer.status_code, answer.json()["status"], counted(answer)) == (200, "OK", (2, 0, 0, 0)), answer.content
    assert answer.json()["response"]["submission"] == Submission.objects.get().pk
    answer = post(hoa, values(births | {"value": "13"}, {"dataElement": "BIRTHS", "value": "20"}))
    assert counted(answer) == (1, 1, 0, 0)
    assert set(Submission.objects.values_list("door", flat=True)) == {"dhis2"}
    assert {int(row.value) for row in Observation.objects.all()} == {13, 20, 30}


def test_identifiers_are_uids_unless_the_scheme_says_code(as_):
    given = {"dataElement": "deBirths001", "categoryOptionCombo": "cocFemale01", "orgUnit": "ouCommuneA1", "value": "5"}
    assert counted(post(as_("hoa"), values(given, dataSet="dsMonthly01"), "")) == (1, 0, 0, 0)
    body = values(given | {"orgUnit": A}, dataSet="dsMonthly01")
    assert counted(post(as_("hoa"), body, "?orgUnitIdScheme=code")) == (0, 1, 0, 0)


@pytest.mark.parametrize(("period", "found"), [("202610", 2026610), ("2026M10", 2026610), ("2026-10", 2026610)])
def test_periods_are_read_as_dhis2_writes_them(as_, period, found):
    post(as_("hoa"), values({"dataElement": "PIG_STOCK", "value": 1}, period=period))
    assert Observation.objects.get().period == found


def test_each_conflict_names_the_identifier_and_nothing_is_stored(as_):
    answer = post(
        as_("hoa"),
        values(
            {"dataElement": "PIG_STOCK", "value": "1"},
            {"dataElement": "UNHEARD", "value": "1"},
            {"dataElement": "BIRTHS", "categoryOptionCombo": "X", "value": "1"},
            {"dataElement": "PIG_STOCK", "period": "2026W3", "value": "1"},
            {"dataElement": "PIG_STOCK", "period": "202609", "value": "many"},
            {"dataElement": "PIG_STOCK", "period": "202608", "value": ""},
            {"dataElement": "PIG_STOCK", "period": "202607", "attributeOptionCombo": "donor", "value": "1"},
            {"dataElement": "PIG_STOCK", "period": "202606", "value": True},
        ),
    )
    assert (answer.status_code, answer.json()["response"]["status"]) == (409, "ERROR")
    assert counted(answer) == (0, 0, 8, 0)
    assert told(answer) == [
        ("UNHEARD", "dhis2.unmapped"), ("X", "dhis2.unmapped"), ("2026W3", "dhis2.period"),
        ("many", "exchange.value"), ("/dataValues/5/value", "exchange.value_missing"),
        ("donor", "dhis2.attribute_option"), ("true", "exchange.value"),
    ] or told(answer)[4][1] == "exchange.value_missing"  # fmt: skip
    assert answer.json()["response"]["rejectedIndexes"] == [1, 2, 3, 4, 5, 6, 7]
    assert not Observation.objects.exists()


def test_faults_of_the_door_are_conflicts_too(as_):
    answer = post(
        as_("hoa"),
        values({"dataElement": "PIG_STOCK", "value": "-1"}, {"dataElement": "BIRTHS", "orgUnit": B, "value": "1"}),
    )
    assert answer.status_code == 409
    assert {code for _, code in told(answer)} <= {"value.range", "access.denied"}
    assert (B, "access.denied") in told(answer)


def test_without_atomic_what_is_right_is_stored_and_the_rest_ignored(as_):
    body = values({"dataElement": "PIG_STOCK", "value": "7"}, {"dataElement": "BIRTHS", "orgUnit": B, "value": "1"})
    answer = post(as_("hoa"), body, "?idScheme=CODE&atomic=false")
    assert (answer.status_code, answer.json()["status"], counted(answer)) == (409, "WARNING", (1, 0, 1, 0))
    assert Observation.objects.get().value == 7


def test_a_dry_run_checks_and_stores_nothing(as_):
    answer = post(as_("hoa"), values({"dataElement": "PIG_STOCK", "value": "7"}), "?idScheme=code&dryRun=true")
    assert (answer.status_code, counted(answer)) == (200, (1, 0, 0, 0))
    answer = post(as_("hoa"), values({"dataElement": "PIG_STOCK", "value": "-7"}), "?idScheme=code&dryRun=true")
    assert (answer.status_code, counted(answer)) == (409, (0, 0, 1, 0))
    assert not Submission.objects.exists()


def test_strategies_create_update_and_delete(as_):
    hoa, pigs = as_("hoa"), {"dataElement": "PIG_STOCK", "value": "7"}
    query = "?idScheme=code&importStrategy="
    assert counted(post(hoa, values(pigs), query + "UPDATE")) == (0, 0, 1, 0)
    assert counted(post(hoa, values(pigs), query + "CREATE")) == (1, 0, 0, 0)
    assert counted(post(hoa, values(pigs | {"value": "8"}), query + "CREATE")) == (0, 0, 1, 0)
    assert counted(post(hoa, values(pigs), query + "DELETE")) == (0, 0, 0, 1)
    assert Observation.objects.get().get_reason_display() == "missing"
    assert counted(post(hoa, values(pigs | {"deleted": True}))) == (0, 0, 0, 1)


def test_the_same_key_is_stored_once(as_):
    hoa, body = as_("hoa"), values({"dataElement": "PIG_STOCK", "value": "7"})
    first, again = (post(hoa, body, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json()["response"]["submission"] == again.json()["response"]["submission"]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "query", "status"),
    [
        (b"{broken", "", 400),
        (b"[]", "", 400),
        (b"{}", "", 400),
        (values(), "", 409),
        (values({"dataElement": "PIG_STOCK", "value": "1"}, dataSet="OTHER"), "?idScheme=code", 409),
        (values({"dataElement": "PIG_STOCK", "value": "1"}, dataSet=""), "?idScheme=code", 409),
        (values({"dataElement": "PIG_STOCK", "value": "1"}), "?idScheme=code&source=office", 409),
        (values(), "?idScheme=name", 422),
        (values(), "?importStrategy=MERGE", 422),
        (values(), "?unheard=1", 400),
    ],
)
def test_what_cannot_be_taken_is_answered_and_not_stored(as_, body, query, status):
    answer = post(as_("hoa"), body, query)
    assert answer.status_code == status, answer.content
    assert not Observation.objects.exists()


def test_nobody_hands_in_data_values(nobody):
    assert post(nobody, values()).status_code == 401
