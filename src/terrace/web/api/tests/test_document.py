"""The document about the API, and the pages about it."""

import json
from pathlib import Path

import pytest

from terrace.base.access import gates
from terrace.web.api import urls
from terrace.web.api.operations import api

ROOT = Path(__file__).parents[5]


@pytest.fixture
def document(nobody):
    answer = nobody.get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(document):
    return [(method.upper(), path, each) for path, made in document["paths"].items() for method, each in made.items()]


def references(part):
    if isinstance(part, list):
        for each in part:
            yield from references(each)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref":
                yield value
            else:
                yield from references(value)


def test_every_operation_names_its_policy():
    assert gates.unnamed(urls.urlpatterns, [api]) == []


def test_the_document_is_openapi_3_1_with_the_contract_of_every_operation(document):
    assert document["openapi"] == "3.1.0"
    wanted = {
        ("POST", "/api/v1/submissions"),
        ("GET", "/api/v1/submissions/{number}"),
        ("POST", "/api/v1/submissions/{number}/withdraw"),
        ("POST", "/api/v1/originals"),
        ("GET", "/api/v1/originals/{sha256}"),
        ("POST", "/api/v1/jobs"),
        ("GET", "/api/v1/jobs"),
        ("GET", "/api/v1/jobs/{number}"),
        ("GET", "/api/v1/jobs/{number}/faults"),
        ("POST", "/api/v1/jobs/{number}/withdraw"),
        ("GET", "/api/v1/returns"),
        ("GET", "/api/v1/returns/{form}/{area}/{period}"),
        ("PUT", "/api/v1/returns/{form}/{area}/{period}"),
        ("POST", "/api/v1/returns/{form}/{area}/{period}"),
        ("POST", "/api/v1/returns/{form}/{area}/{period}/approve"),
        ("POST", "/api/v1/returns/{form}/{area}/{period}/send-back"),
        ("POST", "/api/v1/returns/{form}/{area}/{period}/reopen"),
        ("POST", "/api/v1/sdmx/data"),
        ("POST", "/api/v1/dhis2/dataValueSets"),
        ("GET", "/api/v1/figures"),
        ("GET", "/api/v1/figures/series"),
        ("GET", "/api/v1/figures/across"),
        ("GET", "/api/v1/figures/lineage"),
        ("GET", "/api/v1/forecasts"),
        ("GET", "/api/v1/analysis"),
        ("POST", "/api/v1/analysis"),
        ("GET", "/api/v1/planning/schools"),
        ("GET", "/api/v1/scenarios"),
        ("GET", "/api/v1/targets"),
        ("PUT", "/api/v1/targets/{indicator}/{area}/{year}"),
        ("PUT", "/api/v1/targets/{indicator}/{area}/periods/{period}"),
        ("GET", "/api/v1/targets/table"),
        ("POST", "/api/v1/targets/table"),
        ("GET", "/api/v1/resolutions"),
        ("GET", "/api/v1/resolutions/{code}"),
        ("PUT", "/api/v1/resolutions/{code}"),
        ("GET", "/api/v1/resolutions/{code}/table"),
        ("GET", "/api/v1/indices"),
        ("GET", "/api/v1/indices/{code}"),
        ("GET", "/api/v1/health"),
        ("GET", "/api/v1/health/measures"),
        ("GET", "/api/v1/nowcasts"),
        ("GET", "/api/v1/warnings"),
        ("GET", "/api/v1/warnings/{number}"),
        ("POST", "/api/v1/warnings/{number}/acknowledge"),
        ("POST", "/api/v1/warnings/{number}/assign"),
        ("POST", "/api/v1/warnings/{number}/comment"),
        ("POST", "/api/v1/warnings/{number}/review"),
        ("POST", "/api/v1/warnings/{number}/clear"),
        ("POST", "/api/v1/warnings/{number}/silence"),
        ("GET", "/api/v1/warnings/silences"),
        ("POST", "/api/v1/warnings/silences/{number}/lift"),
        ("GET", "/api/v1/warnings/rules"),
        ("PUT", "/api/v1/warnings/rules/{code}"),
        ("POST", "/api/v1/warnings/rules/back-test"),
        ("GET", "/api/v1/notices"),
        ("POST", "/api/v1/notices/read"),
        ("POST", "/api/v1/notices/{number}/read"),
        ("GET", "/api/v1/notices/settings"),
        ("PUT", "/api/v1/notices/settings"),
        ("POST", "/api/v1/notices/devices"),
        ("POST", "/api/v1/notices/devices/here"),
        ("DELETE", "/api/v1/notices/devices"),
        ("GET", "/api/v1/webhooks"),
        ("POST", "/api/v1/webhooks"),
        ("PUT", "/api/v1/webhooks/{number}"),
        ("DELETE", "/api/v1/webhooks/{number}"),
        ("POST", "/api/v1/webhooks/{number}/secret"),
        ("GET", "/api/v1/webhooks/{number}/deliveries"),
        ("POST", "/api/v1/webhooks/deliveries/{number}/again"),
        ("GET", "/api/v1/places"),
        ("GET", "/api/v1/places/{code}/history"),
        ("GET", "/api/v1/indicators"),
        ("GET", "/api/v1/indicators/{code}"),
        ("GET", "/api/v1/sources"),
        ("GET", "/api/v1/openapi.json"),
    }
    assert {(method, path) for method, path, _ in operations(document)} == wanted


def test_every_operation_is_described_with_its_answers_and_problems(document):
    for method, path, each in operations(document):
        assert each["summary"], (method, path)
        assert each["description"], (method, path)
        assert each["security"], (method, path)
        assert all(answer["description"] for answer in each["responses"].values())
        assert all(parameter.get("description") or parameter["in"] == "path" for parameter in each["parameters"])
        if not path.endswith("openapi.json"):
            assert "application/problem+json" in each["responses"]["500"]["content"], (method, path)


def test_every_reference_leads_somewhere(document):
    schemas = document["components"]["schemas"]
    names = {reference.removeprefix("#/components/schemas/") for reference in references(document)}
    assert names <= set(schemas)
    assert {"Problem", "Fault", "Figure", "Intake", "Receipt"} <= set(schemas)
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_values_are_numbers(document):
    schemas = document["components"]["schemas"]
    assert '"format": "decimal"' not in json.dumps(schemas)
    value = schemas["Figure"]["properties"]["value"]["anyOf"]
    assert {each["type"] for each in value} == {"number", "null"}


def test_every_operation_stands_in_the_documentation(document):
    written = (ROOT / "docs" / "api.md").read_text()
    missing = [f"{method} {path}" for method, path, _ in operations(document) if f"`{method} {path}`" not in written]
    assert missing == []


def test_every_parameter_stands_in_the_documentation(document):
    written = (ROOT / "docs" / "api.md").read_text()
    names = {each["name"] for _, _, made in operations(document) for each in made["parameters"]}
    assert sorted(name for name in names if f"`{name}`" not in written) == []
