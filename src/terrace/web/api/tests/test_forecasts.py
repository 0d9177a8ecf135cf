"""GET /forecasts: what is likely, for whom, in which form."""

import csv
import io
import json
from decimal import Decimal

import pytest

from terrace.facts.conftest import PROVINCE
from terrace.web.api.tests.conftest import OCTOBER, A, B, release
from terrace.web.api.tests.forecast_rows import keep

pytestmark = pytest.mark.usefixtures("pigs_of_october")


@pytest.fixture(autouse=True)
def forecasts(cast):
    """Two months of pigs, for the province and for one commune."""
    keep("PIGS", PROVINCE, OCTOBER, [44, 46])
    keep("PIGS", A, OCTOBER, [13, 14], notes=["short"])


def asked(caller, **more):
    return caller.get("/forecasts", **{"indicator": "PIGS", "area": PROVINCE} | more)


def codes(answer):
    return [fault["code"] for fault in answer.json()["faults"]]


def test_a_forecast_tells_what_is_likely_how_sure_and_when_it_was_made(as_):
    answer = asked(as_("chi"))
    assert answer.status_code == 200, answer.content
    found = answer.json()
    one = found["forecasts"][0]
    assert (found["hidden"], found["missing"], len(found["forecasts"])) == (0, 0, 1)
    assert (one["origin"], one["frequency"], one["made_at"][:10]) == (OCTOBER, "month", "2026-11-22")
    assert [step["period"] for step in one["steps"]] == ["2026-M11", "2026-M12"]
    assert one["steps"][0]["likely"] == 44
    assert [each["level"] for each in one["steps"][0]["ranges"]] == [80, 95]
    assert one["method"]["code"] == "pool"
    assert one["method"]["text_vi"] != one["method"]["text_en"]
    assert (one["accuracy"][0]["ahead"], one["accuracy"][0]["share"]) == (1, 0.04)
    assert one["page"] == f"/forecasts/PIGS/{PROVINCE}/"


def test_several_series_are_asked_for_at_once_and_what_is_absent_is_counted(as_):
    found = asked(as_("chi"), area=f"{PROVINCE},{A},{B}").json()
    assert [one["area"]["code"] for one in found["forecasts"]] == [PROVINCE, A]
    assert (found["hidden"], found["missing"]) == (0, 1)
    assert [note["code"] for note in found["forecasts"][1]["notes"]] == ["short"]


def test_who_may_not_see_the_figures_sees_no_forecast_of_them(as_, nobody):
    assert (asked(nobody).status_code, codes(asked(nobody))) == (403, ["figure.unpublished"])
    assert asked(as_("binh"), area=A).status_code == 403
    found = asked(as_("hoa"), area=f"{PROVINCE},{A}").json()
    assert [one["area"]["code"] for one in found["forecasts"]] == [A]
    assert found["hidden"] == 1


def test_the_database_itself_shows_no_forecast_to_who_may_not_see_it(as_, nobody, as_web):
    officer, stranger = as_("hoa"), as_("binh")
    with as_web():
        assert asked(officer, area=A).status_code == 200
        assert asked(stranger, area=A).status_code == 403
        assert asked(nobody).status_code == 403


def test_a_forecast_is_everybodys_once_the_figure_it_starts_from_is_released(nobody):
    release(level=2)
    assert asked(nobody).json()["forecasts"][0]["steps"][0]["likely"] == 44
    assert asked(nobody, area=A).status_code == 403


def test_an_unchanged_forecast_is_not_sent_again(as_):
    chi = as_("chi")
    mark = asked(chi)["ETag"]
    again = chi.get("/forecasts", headers={"If-None-Match": mark}, indicator="PIGS", area=PROVINCE)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("way", [{"format": "csv"}, {"headers": {"Accept": "text/csv"}}])
def test_the_same_comes_as_a_table(as_, way):
    headers = way.get("headers")
    words = {name: value for name, value in way.items() if name != "headers"}
    answer = as_("chi").get(
        "/forecasts", headers=headers, indicator="PIGS", area=f"{PROVINCE},{A}", levels="80", **words
    )
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["area"], row["period"], row["likely"]) for row in rows] == [
        (PROVINCE, "2026-M11", "44"), (PROVINCE, "2026-M12", "46"), (A, "2026-M11", "13"), (A, "2026-M12", "14"),
    ]  # fmt: skip
    assert rows[0]["made_at"].startswith("2026-11-22T07:30")
    assert "low80" in rows[0]
    assert "low95" not in rows[0]


def test_values_keep_their_exact_digits(as_):
    keep("AREA", PROVINCE, OCTOBER, ["123456789012345678.01"])
    answer = asked(as_("chi"), indicator="AREA")
    assert b'"likely":123456789012345678.01' in answer.content
    found = json.loads(answer.content, parse_float=Decimal)
    assert found["forecasts"][0]["steps"][0]["likely"] == Decimal("123456789012345678.01")


def test_what_was_forecast_before_is_told_with_what_came(as_):
    keep("PIGS", PROVINCE, "2026-M09", [40, 41], current=False)
    told = asked(as_("chi"), past="true").json()["forecasts"][0]["past"]
    found = {one["period"]: one for one in told}
    assert (found[OCTOBER]["likely"], found[OCTOBER]["value"], found[OCTOBER]["tried"]) == (40, 42, False)
    assert found[OCTOBER]["origin"] == "2026-M09"


def test_the_forecast_of_an_earlier_origin_is_still_there(as_):
    keep("PIGS", PROVINCE, "2026-M09", [40, 41], current=False)
    one = asked(as_("chi"), origin="2026-M09").json()["forecasts"][0]
    assert [step["period"] for step in one["steps"]] == [OCTOBER, "2026-M11"]


def test_levels_are_chosen(as_):
    step = asked(as_("chi"), levels="95").json()["forecasts"][0]["steps"][0]
    assert [each["level"] for each in step["ranges"]] == [95]


WRONG = [
    ({"indicator": "NONE"}, 404, "indicator.unknown"),
    ({"area": "99999"}, 404, "observation.area"),
    ({"breakdown": "SEX=X"}, 404, "observation.breakdown"),
    ({"levels": "80,90"}, 400, "parameter.wrong"),
    ({"frequency": "week"}, 400, "parameter.wrong"),
    ({"origin": "2026"}, 400, "parameter.wrong"),
    ({"origin": "soon"}, 400, "period.unknown"),
    ({"ahead": "-1"}, 400, "parameter.wrong"),
    ({"ahead": "99999999999999999999"}, 400, "parameter.wrong"),
    ({"past": "maybe"}, 400, "parameter.wrong"),
    ({"level": "80"}, 400, "parameter.unknown"),
    ({"indicator": ",,"}, 400, "parameter.needed"),
    ({"indicator": "AREA,PIGS,PEOPLE", "area": ",".join(map(str, range(70)))}, 404, "observation.area"),
]


def test_a_question_without_meaning_is_a_problem_that_says_so(as_):
    chi = as_("chi")
    for words, status, code in WRONG:
        answer = asked(chi, **words)
        assert (answer.status_code, codes(answer)) == (status, [code]), words
