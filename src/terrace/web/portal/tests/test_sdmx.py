"""SDMX REST: what is asked, what comes, in each format, and what is refused."""

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import sdmx
from django.db import connection
from pysdmx.io.xml.doc_validation import validate_doc

from terrace.base.access.policy import SYSTEM
from terrace.facts.collection.actions import withdraw
from terrace.facts.collection.models import Submission
from terrace.facts.conftest import COMMUNES, fact, send
from terrace.share.opendata import reading
from terrace.share.opendata.datasets import Shelf
from terrace.web.portal.tests.conftest import settle

pytestmark = pytest.mark.usefixtures("published")
DATA = "/sdmx/data/dataflow/PROVINCE/{}/1.0.0/{}"
CSV, JSON, XML = (f"application/vnd.sdmx.data+{each}" for each in ("csv;version=2.0.0", "json;version=2.0.0", "xml"))


def rows(response):
    assert response.status_code == 200, response.content
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def asked(client, name="FARMING_BY_CROP", key="*", **query):
    return rows(client.get(DATA.format(name, key), query, headers={"Accept": CSV}))


def test_every_format_has_exactly_the_published_numbers(client):
    shelf = Shelf()
    for dataset in shelf.datasets.values():
        held = reading.newest(shelf, dataset).observations
        expected = {(*each.series, each.time): (each.value, each.status) for each in held}
        assert expected
        names = (*dataset.dimensions, "TIME_PERIOD")
        found = asked(client, dataset.id)
        assert {tuple(r[n] for n in names): (number(r["OBS_VALUE"]), r["OBS_STATUS"]) for r in found} == expected
        assert of_json(client.get(DATA.format(dataset.id, "*"), headers={"Accept": JSON})) == expected
        flat = client.get(DATA.format(dataset.id, "*"), {"dimensionAtObservation": "AllDimensions", "format": "json"})
        assert of_json(flat) == expected
        assert of_xml(client.get(DATA.format(dataset.id, "*"), headers={"Accept": XML}), names) == expected
        assert of_cube(client.get(f"/opendata/{dataset.slug}.json")) == expected
        plain = rows(client.get(f"/opendata/{dataset.slug}.csv"))
        assert {tuple(r[n] for n in names): (number(r["Giá trị"]), r["OBS_STATUS"]) for r in plain} == expected


def number(text):
    return Decimal(str(text)) if text not in {"", None} else None


def of_json(response):
    body = json.loads(response.content, parse_float=Decimal, parse_int=Decimal)["data"]
    structure = body["structures"][0]
    dims = structure["dimensions"]
    status = next(n for n, each in enumerate(structure["attributes"]["observation"]) if each["id"] == "OBS_STATUS")
    codes = [each["id"] for each in structure["attributes"]["observation"][status]["values"]]
    found = {}
    for data_set in body["dataSets"]:
        for key, series in (data_set.get("series") or {"": {"observations": data_set.get("observations")}}).items():
            for place, cells in series["observations"].items():
                parts = dict(zip_codes(dims["series"], key)) | dict(zip_codes(dims["observation"], place))
                ordered = sorted(dims["series"] + dims["observation"], key=lambda each: each["keyPosition"])
                found[tuple(parts[each["id"]] for each in ordered)] = cells[0], codes[int(cells[1 + status])]
    return found


def zip_codes(dimensions, key):
    places = key.split(":") if key else []
    return [(each["id"], each["values"][int(place)]["id"]) for each, place in zip(dimensions, places, strict=True)]


def of_xml(response, names):
    found = {}
    for series in ET.fromstring(response.content).iter("Series"):
        for each in series.iter("Obs"):
            said = {**series.attrib, **each.attrib}
            found[tuple(said[name] for name in names)] = number(said.get("OBS_VALUE")), said["OBS_STATUS"]
    return found


def of_cube(response):
    body = json.loads(response.content, parse_float=Decimal)
    codes = [body["dimension"][name]["category"]["index"] for name in body["id"]]
    found = {}
    for place, status in body["status"].items():
        rest, key = int(place), list[str]()
        for held in reversed(codes):
            rest, at = divmod(rest, len(held))
            key.insert(0, held[at])
        found[tuple(key)] = number(body["value"].get(place)), status
    return found


def test_small_counts_are_kept_back_with_their_neighbours_in_every_format(client):
    found = {(r["REF_AREA"], r["SEX"]): r for r in asked(client, "PEOPLE_BY_SEX")}
    girls = found["01273", "F"]
    assert (girls["OBS_VALUE"], girls["OBS_STATUS"], girls["CONF_STATUS"]) == ("", "Q", "C")
    kept_back = {key for key, r in found.items() if r["OBS_STATUS"] == "Q"}
    assert ("01273", "M") in kept_back
    assert len([key for key in kept_back if key[1] == "F"]) >= 2
    assert found["04", "_T"]["OBS_VALUE"] == "56"


def test_keys_filters_and_times_choose(client):
    assert {r["REF_AREA"] for r in asked(client, key="M.04+VN..")} == {"04", "VN"}
    assert {r["REF_AREA"] for r in asked(client, **{"c[REF_AREA]": "04,01273"})} == {"04", "01273"}
    assert "04" not in {r["REF_AREA"] for r in asked(client, **{"c[REF_AREA]": "ne:04"})}
    assert {r["TIME_PERIOD"] for r in asked(client, startPeriod="2026-04")} == {"2026-M04"}
    assert {r["TIME_PERIOD"] for r in asked(client, endPeriod="2026-M03")} == {"2026-M03"}
    assert {r["TIME_PERIOD"] for r in asked(client, **{"c[TIME_PERIOD]": "ge:2026-03 le:2026-03"})} == {"2026-M03"}
    assert {r["TIME_PERIOD"] for r in asked(client, lastNObservations=1)} == {"2026-M04"}
    assert {r["TIME_PERIOD"] for r in asked(client, firstNObservations=1)} == {"2026-M03"}
    assert "OBS_STATUS" not in asked(client, attributes="none")[0]
    assert "OBS_VALUE" not in asked(client, measures="none")[0]
    bare = client.get(DATA.format("FARMING_BY_CROP", "*"), {"measures": "none"}, headers={"Accept": XML})
    assert set(of_xml(bare, ("REF_AREA", "TIME_PERIOD")).values()) == {(None, "P")}
    assert asked(client, labels="both", key="M.04..")[0]["REF_AREA: Địa bàn"].startswith("04: ")


def test_what_was_not_published_then_is_not_given_as_of_then(client):
    answer = client.get(DATA.format("FARMING", "*"), {"asOf": "2020-01-01"}, headers={"Accept": CSV})
    assert answer.status_code == 404


def structure(client, name):
    """The data structure, as the library sdmx1 reads it."""
    text = client.get(f"/sdmx/structure/datastructure/PROVINCE/{name}/1.0.0", {"references": "descendants"}).content
    message: Any = sdmx.read_sdmx(io.BytesIO(text))
    return message.structure[name]


OUTPUT = "M.04.OUTPUT._T"


@pytest.fixture
def revised():
    """A figure that was corrected, and another that was taken back; the moment before."""
    before = clock()
    send(fact("OUTPUT", COMMUNES[0], "2026-M03", "2.125"), key="corrected")
    settle()
    for row in Submission.objects.filter(key="k"):
        withdraw(SYSTEM, row.pk, "a mistake")
    settle()
    return before


def clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].isoformat()


def test_a_history_has_each_edition_with_its_moment_and_what_was_taken_back_in_every_format(client, revised):
    address, query = DATA.format("FARMING_BY_CROP", OUTPUT), {"includeHistory": "true"}
    told = [
        (r["ACTION"], r["TIME_PERIOD"], r["OBS_VALUE"])
        for r in rows(client.get(address, query, headers={"Accept": CSV}))
    ]
    assert told == [
        ("I", "2026-M03", "3.375"),
        ("I", "2026-M04", "3.375"),
        ("I", "2026-M03", "4.375"),
        ("D", "2026-M04", ""),
        ("I", "2026-M03", "2.125"),
    ]
    stamps = [r["VALID_FROM"] for r in rows(client.get(address, query, headers={"Accept": CSV}))]
    assert stamps == sorted(stamps)
    assert stamps[-1] > revised > stamps[0]
    sets = client.get(address, query | {"format": "json"}).json()["data"]["dataSets"]
    assert [each["validFrom"] for each in sets] == [stamps[0], stamps[2], stamps[3], stamps[4]]
    assert stamps[3] == stamps[4]
    text = client.get(address, query, headers={"Accept": XML}).content.decode()
    validate_doc(text)
    assert re.findall('validFromDate="([^"]+)"', text) == [each["validFrom"] for each in sets]
    assert re.findall('action="([^"]+)"', text) == [each["action"] for each in sets]


def test_changes_since_a_moment_tell_what_was_taken_back(client, revised):
    address, query = DATA.format("FARMING_BY_CROP", OUTPUT), {"updatedAfter": revised}
    told = {(r["ACTION"], r["TIME_PERIOD"]) for r in rows(client.get(address, query, headers={"Accept": CSV}))}
    assert told == {("R", "2026-M03"), ("D", "2026-M04")}
    sets = client.get(address, query | {"format": "json"}).json()["data"]["dataSets"]
    assert [each["action"] for each in sets] == ["Replace", "Delete"]
    text = client.get(address, query, headers={"Accept": XML}).content.decode()
    validate_doc(text)
    assert re.findall('action="([^"]+)"', text) == ["Replace", "Delete"]
    message: Any = sdmx.read_sdmx(io.BytesIO(text.encode()), structure=structure(client, "FARMING_BY_CROP"))
    assert [[each.key["TIME_PERIOD"].value for each in part.obs] for part in message.data] == [
        ["2026-M03"],
        ["2026-M04"],
    ]
    assert client.get(address, {"updatedAfter": clock()}, headers={"Accept": CSV}).status_code == 404


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        (DATA.format("NOTHING", "*"), 404, "opendata.dataset_unknown"),
        (DATA.format("FARMING", "A.04"), 400, "opendata.key"),
        (DATA.format("FARMING", "A.99999."), 404, "opendata.no_results"),
        (DATA.format("FARMING", "*") + "?c[NO]=1", 400, "opendata.filter"),
        (DATA.format("FARMING", "*") + "?c[FREQ]=ge:A", 400, "opendata.filter"),
        (DATA.format("FARMING", "*") + "?startPeriod=soon", 400, "opendata.period"),
        (DATA.format("FARMING", "*") + "?asOf=yesterday", 400, "opendata.period"),
        (DATA.format("FARMING", "*") + "?lastNObservations=0", 400, "opendata.parameter"),
        (DATA.format("FARMING", "*") + "?dimensionAtObservation=X", 400, "opendata.parameter"),
        (DATA.format("FARMING", "*") + "?attributes=X", 400, "opendata.parameter"),
        (DATA.format("FARMING", "*") + "?start=2020", 400, "opendata.parameter_unknown"),
        (DATA.format("FARMING", "*") + "?format=xls", 406, "opendata.format"),
        ("/sdmx/data/metadataflow/PROVINCE/FARMING", 404, "opendata.dataset_unknown"),
        ("/sdmx/structure/hierarchy/*/*/*", 404, "opendata.structure_unknown"),
        ("/sdmx/structure/dataflow/OTHER/*/*", 404, "opendata.structure_unknown"),
        ("/sdmx/structure/dataflow/*/*/*?references=cousins", 400, "opendata.parameter"),
        ("/sdmx/schema/dataflow", 404, "opendata.structure_unknown"),
    ],
)
def test_a_refusal_is_an_error_message_of_sdmx(client, address, status, code):
    response = client.get(address)
    assert response.status_code == status
    assert ET.fromstring(response.content).tag.endswith("Error")
    assert code in response.content.decode()


def test_structures_come_with_what_they_refer_to_and_hold_against_the_schema(client):
    response = client.get("/sdmx/structure/dataflow/PROVINCE/PEOPLE_BY_SEX/1.0.0", {"references": "all"})
    text = response.content.decode()
    validate_doc(text)
    for part in ("Dataflow id", "DataStructure id", 'Codelist id="CL_SEX"', "ConceptScheme id", 'xml:lang="vi">Nữ<'):
        assert part in text
    body = client.get("/sdmx/structure/codelist/*/CL_SEX/*", headers={"Accept": "application/json"}).json()
    assert body["data"]["codelists"][0]["codes"][1]["names"] == {"vi": "Nữ", "en": "Female"}
    stub = client.get("/sdmx/structure/codelist/*/CL_SEX/*", {"detail": "allstubs"}).content.decode()
    assert "Nữ" not in stub
    parents = client.get("/sdmx/structure/codelist/*/CL_SEX/*", {"references": "parents"}).content.decode()
    assert 'DataStructure id="PEOPLE_BY_SEX"' in parents
    assert 'DataStructure id="FARMING"' not in parents


def test_data_hold_against_the_schema_of_the_message(client):
    validate_doc(client.get(DATA.format("FARMING", "*")).content.decode())


def test_availability_tells_codes_time_and_counts(client):
    address = "/sdmx/availability/dataflow/PROVINCE/FARMING_BY_CROP/1.0.0/M.04../"
    text = client.get(address + "*", {"references": "all"}).content.decode()
    assert "2026-M03" in text
    assert "CL_CROP" in text
    only = client.get(address + "REF_AREA").content.decode()
    assert "04" in only
    assert "2026-M03" not in only
