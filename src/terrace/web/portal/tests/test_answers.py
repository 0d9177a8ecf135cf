"""What every public answer has, the catalogue, and the pages."""

import csv
import gzip
import io
import json
import os
import subprocess
import sys

import pytest

from terrace.base.access.addresses import address_of
from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.places.models import Level
from terrace.facts.catalogue import releasing
from terrace.facts.conftest import PROVINCE, fact, send
from terrace.web.portal import answering
from terrace.web.portal.tests.conftest import settle

pytestmark = pytest.mark.usefixtures("published")
FILE = "/opendata/farming.json"


def test_an_answer_that_the_client_has_is_not_made_again(client):
    first = client.get(FILE)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in first.headers["Cache-Control"]
    assert client.get(FILE, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(FILE, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    assert client.get(FILE + "?lang=en").headers["ETag"] != first.headers["ETag"]


def test_head_gzip_and_foreign_methods(client):
    whole = client.get(FILE)
    head = client.head(FILE)
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(whole.content)))
    packed = client.get(FILE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == whole.content
    assert client.options(FILE).status_code == 204
    assert client.post(FILE).status_code == 405


def test_who_asks_too_often_is_told_to_wait(client, rf, monkeypatch):
    monkeypatch.setattr(answering, "MOST", 2)
    for _ in range(2):
        assert client.get(FILE).status_code == 200
    busy = client.get(FILE)
    assert (busy.status_code, busy.json()["code"]) == (429, "opendata.busy")
    assert int(busy.headers["Retry-After"]) > 0
    assert address_of(rf.get("/")) in answering.METER.counts


def test_an_unknown_dataset_is_a_problem(client):
    assert client.get("/opendata/nothing.csv").json()["code"] == "opendata.dataset_unknown"
    assert client.get("/opendata/nothing/").status_code == 404


def test_excel_gets_its_mark(client):
    assert client.get("/opendata/farming.csv?bom=1").content.startswith(b"\xef\xbb\xbf")
    assert not client.get("/opendata/farming.csv").content.startswith(b"\xef\xbb\xbf")


def test_the_catalogue_names_every_dataset_with_files_licence_and_publisher(client):
    body = client.get("/opendata/catalogue.jsonld").json()
    ids = [each["dct:identifier"] for each in body["dcat:dataset"]]
    assert ids == ["FARMING", "FARMING_BY_CROP", "PEOPLE_BY_SEX"]
    first = body["dcat:dataset"][0]
    assert first["dct:license"]["@id"].startswith("https://creativecommons.org")
    assert {each["dcat:mediaType"] for each in first["dcat:distribution"]} >= {"text/csv", "application/json"}
    turtle = client.get("/opendata/catalogue.ttl").content.decode()
    assert turtle.count("a dcat:Dataset") == 3
    assert '"Nông nghiệp"@vi' in turtle
    schema = json.loads(client.get("/opendata/people-by-sex.jsonld").content)
    assert schema["@type"] == "Dataset"


def test_pages_list_search_and_show(client):
    page = client.get("/opendata/").content.decode()
    assert "/opendata/people-by-sex/" in page
    found = client.get("/opendata/", {"q": "tre SINH"}).content.decode()
    assert "/opendata/people-by-sex/" in found
    assert "/opendata/farming/" not in found
    shown = client.get("/opendata/farming/").content.decode()
    assert "/opendata/farming.csv" in shown
    assert "Đàn trâu" in shown
    client.cookies["django_language"] = "en"
    assert "Buffaloes" in client.get("/opendata/farming/").content.decode()


def test_pages_say_where_a_reported_total_is_not_the_sum_of_its_parts(client, django_assert_max_num_queries):
    assert 'id="disagreeing"' not in client.get("/opendata/people-by-sex/").content.decode()
    disagree()
    with django_assert_max_num_queries(40):
        page = client.get("/opendata/people-by-sex/").content.decode()
    part = page[page.index('id="disagreeing"') :]
    for words in ("Trẻ sinh", "100", "97", "2026-M05"):
        assert words in part
    table = client.get("/sdmx/data/dataflow/PROVINCE/PEOPLE_BY_SEX/1.0.0/*", {"format": "csv"}).content.decode()
    found = {row["SUM_OF_PARTS"]: row["OBS_VALUE"] for row in csv.DictReader(io.StringIO(table))}
    assert found.pop("97") == "100"
    assert set(found) == {""}
    cube = client.get("/opendata/people-by-sex.json", {"lang": "en"}).json()
    [(place, come_to)] = cube["extension"]["sum-of-parts"].items()
    assert (cube["value"][place], come_to) == (100, 97)
    assert "not the sum" in cube["note"][0]


def disagree():
    """The province itself says another number than its girls and boys come to."""
    parts = [fact("BIRTHS", PROVINCE, "2026-M05", n, breakdown={"SEX": sex}) for sex, n in (("F", 40), ("M", 57))]
    send(fact("BIRTHS", PROVINCE, "2026-M05", 100), *parts, key="odd")
    releasing.release("BIRTHS", [periods.parse("2026-M05").id], Level.PROVINCE, SYSTEM)
    settle()


def test_what_only_some_answers_need_is_not_loaded_when_the_site_starts():
    script = """
import sys, django
from importlib import import_module
django.setup()
import_module("terrace.urls")
print([name for name in ("pandas", "pysdmx") if name in sys.modules])
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "terrace.settings"}
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout.strip() == "[]"
