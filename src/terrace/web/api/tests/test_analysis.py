"""Analysis at the API: a question in, cells out, each seen as its figure is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from terrace.facts.conftest import PROVINCE, fact, send
from terrace.insight.warehouse import store
from terrace.web.api.tests.conftest import A as COMMUNE
from terrace.web.api.tests.conftest import B as OTHER
from terrace.web.api.tests.conftest import Caller, drain, release

Callers = Callable[[str], Caller]
QUERY: dict[str, Any] = {
    "measures": "PIGS,PIGS:share",
    "rows": "place:commune:total",
    "places": PROVINCE,
    "periods": "2026-M10",
}


@pytest.fixture(autouse=True)
def built(pigs_of_october: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The warehouse with the pigs of October."""
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb://{tmp_path}/warehouse")
    store.build()


def test_a_question_in_the_address_is_answered_with_cells(as_: Callers):
    answer = as_("chi").get("/analysis", **QUERY)
    assert answer.status_code == 200
    body = answer.json()
    rows = {row["key"]: cells for row, cells in zip(body["rows"], body["cells"], strict=True)}
    assert [cell["value"] for cell in rows[COMMUNE]] == [12, 28.57]
    assert [cell["value"] for cell in rows["total"]] == [42, 100]
    assert rows[OTHER][0]["figure"] == {
        "indicator": "PIGS",
        "areas": [OTHER],
        "periods": ["2026-M10"],
        "breakdown": "",
    }
    assert body["question"]["measures"] == ["PIGS", "PIGS:share"]
    assert answer.headers["X-Fresh-At"]


def test_the_same_question_as_json_is_answered_alike(as_: Callers):
    words = {name: text.split(",") if name in {"measures", "rows", "places"} else text for name, text in QUERY.items()}
    assert as_("chi").post("/analysis", words).json() == as_("chi").get("/analysis", **QUERY).json()


def test_what_is_known_already_is_not_sent_again(as_: Callers):
    chi = as_("chi")
    mark = chi.get("/analysis", **QUERY).headers["ETag"]
    assert chi.get("/analysis", headers={"If-None-Match": mark}, **QUERY).status_code == 304


def test_a_table_for_those_who_accept_one(as_: Callers):
    answer = as_("chi").get("/analysis", headers={"Accept": "text/csv"}, **QUERY)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("place,")
    assert lines[-1].endswith(",42,100.00")


def test_an_officer_sees_her_commune_and_nobody_nothing_until_it_is_released(as_: Callers, nobody: Caller):
    def seen(caller: Caller) -> set[str]:
        body = caller.get("/analysis", **QUERY).json()
        pairs = zip(body["rows"], body["cells"], strict=True)
        return {row["key"] for row, cells in pairs if cells[0]["value"] is not None}

    assert seen(as_("hoa")) == {COMMUNE}
    assert seen(nobody) == set()
    release(level=2)
    assert seen(nobody) == {"total"}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 400, "analysis.nothing"),
        ({"measures": "PIGS", "asof": "2026"}, 400, "analysis.word"),
        ({"measures": "PIGZ"}, 404, "analysis.indicator"),
        ({"measures": "PIGS", "rows": "place:commune", "columns": "period:M", "periods": "1990..2026"}, 422, ""),
    ],
)
def test_faults_are_problems(as_: Callers, query: dict[str, Any], status: int, code: str):
    answer = as_("chi").get("/analysis", **query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == (code or "analysis.too_large")


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[]", 400), (b'{"measures": [{}]}', 400), (b"{}", 400)])
def test_a_broken_body_is_a_problem(as_: Callers, body: bytes, status: int):
    assert as_("chi").post("/analysis", body).status_code == status


def test_what_was_committed_is_in_the_next_answer(as_: Callers):
    send(fact("PIGS", COMMUNE, "2026-M10", 20), key="later")
    drain()
    store.build()
    body = as_("chi").get("/analysis", **QUERY).json()
    assert body["cells"][-1][0]["value"] == 50
